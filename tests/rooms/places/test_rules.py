import pytest

from guanjia.rooms.places import rules
from guanjia.rooms.places.types import NewHome
from guanjia.shared.errors import Invalid


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("3-2-1402", "3-2-1402"),
        ("3－2－1402室漏水", "3-2-1402"),
        ("我是3—2—1402的业主", "3-2-1402"),
        ("3栋2单元1402室", "3-2-1402"),
        ("３栋２单元１４０２室厨房漏水", "3-2-1402"),
        ("住3幢1402", "3-1402"),
        ("三栋二单元", "3-2"),
        ("三栋二单元一四〇二", "3-2"),
        ("三栋二单元一四〇二室", "3-2-1402"),
        ("十二幢一单元302", "12-1-302"),
        ("3号楼14楼02室", "3-1402"),
        ("3栋2单元14楼1402", "3-2-1402"),
        ("3#2-1402", "3-2-1402"),
        ("3#1402 空调外机响", "3-1402"),
        ("d05栋3单元", "D5-3"),
        ("C1栋302的业主", "C1-302"),
        ("03栋0302", "3-302"),
        ("B座2801", "B-2801"),
        ("16栋1单元201房租给公司", "16-1-201"),
        ("4栋电梯坏了", "4"),
        ("5栋 2 单元 门口", "5-2"),
        ("4栋3门601房", "4-3-601"),
        ("7栋和3-2-1402都停水", "3-2-1402"),
    ],
)
def test_an_address_is_read_however_it_is_written(text: str, label: str) -> None:
    assert rules.place_in(text).label == label


@pytest.mark.parametrize(
    "text",
    [
        "",
        "已有9栋楼交房",
        "这是一栋危险的建筑",
        "建一座3-4米宽的天桥",
        "2018-05-31交房",
        "每月8000-8500元",
        "电话0731-88881402",
        "水压0.03-0.05",
        "每4幢设一个垃圾点",
        "两座桥",
        "15:30-16:00来修",
    ],
)
def test_numbers_that_are_no_address_are_left_alone(text: str) -> None:
    assert not rules.place_in(text).building


def test_shared_places_are_found_by_their_words_the_longer_one_first() -> None:
    assert rules.place_in("地下车库和北门的灯坏了").areas == ("地下车库", "北门")
    assert rules.place_in("3栋电梯间有异响").areas == ("电梯间",)
    assert rules.place_in("荷花池的水臭了", ["荷花池"]).areas == ("荷花池",)


def test_a_place_tells_the_words_it_was_read_from() -> None:
    assert rules.place_in("你好,3栋2单元1402室厨房漏水").text == "3栋2单元1402室"
    assert rules.place_in("北门道闸不抬").text == "北门"
    assert not rules.place_in("物业费怎么交")


def test_a_stairwell_is_no_home() -> None:
    assert not rules.place_in("三栋二单元").is_home
    assert rules.place_in("3幢1402").is_home


def test_labels_sort_as_people_count() -> None:
    labels = ["10-1-101", "2-1-1001", "2-1-201", "B2-301"]
    assert sorted(labels, key=rules.place_order) == ["2-1-201", "2-1-1001", "10-1-101", "B2-301"]


def test_a_home_without_a_stairwell_has_a_short_label() -> None:
    assert rules.label(NewHome("03", "1402")) == "3-1402"
    assert rules.floor_of(NewHome("3", "1402")) == 14
    assert rules.floor_of(NewHome("3", "商铺")) == 0


def test_a_home_without_a_number_is_refused_with_what_was_written() -> None:
    with pytest.raises(Invalid) as refused:
        rules.check_home(NewHome("3", " "))
    assert "3" in str(refused.value)


def test_an_unknown_zone_is_refused() -> None:
    rules.check_zone("Asia/Urumqi")
    with pytest.raises(Invalid):
        rules.check_zone("Mars/Base")


def test_a_very_long_text_is_read_quickly() -> None:
    assert rules.place_in("一" * 200_000).label == ""
    assert rules.place_in("3栋" * 50_000).building == "3"


@pytest.mark.parametrize("text", ["3号楼2单元电梯", "地下车库B区"])
def test_a_shared_place_keeps_its_building_and_its_zone(text: str) -> None:
    assert rules.place_in(f"{text}有异响").text == text
