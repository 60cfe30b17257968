"""Master data by workbook: each bad cell by name, all or nothing, and the same file twice is once."""

import io
import struct
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guanjia.rooms.people import selectors, services
from guanjia.rooms.people.models import Import, Residence, Resident, Shift, Skill, Staff
from guanjia.rooms.people.services.importing import SentFile
from guanjia.rooms.people.types.importing import Plan
from guanjia.rooms.places import selectors as places
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from guanjia.shared.models import JournalEvent
from tests.cast import Cast

HOMES = ["楼栋", "单元", "房号", "楼层", "建筑面积(㎡)", "入住状态"]
RESIDENTS = ["房屋", "姓名", "电话", "身份", "入住日期", "迁出日期"]
STAFF = ["工号", "姓名", "电话", "岗位角色"]
SKILLS = ["工号", "技能或证书", "有效期至"]
SHIFTS = ["工号", "岗位角色", "日期", "开始", "结束"]


def book(**sheets: list[list[Any]]) -> bytes:
    """A workbook with these sheets, made as people make it."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def whole() -> bytes:
    """A file with something on each sheet."""
    return book(
        房屋=[
            HOMES,
            ["9", "1", "101", None, 88.5, "已入住"],
            [9, 1, 102, 1, None, "空置"],
            ["3", "2", "1402", None, 120, ""],
        ],
        住户=[
            RESIDENTS,
            ["9-1-101", "冯远", 13700001111, "业主", "2024-05-01", None],
            ["9栋1单元102室", "冯远", "137 0000 1111", "业主", date(2025, 1, 9), None],
            ["3-2-1402", "周敏", "13812346028", "业主", None, None],
        ],
        员工=[
            STAFF,
            ["g-101", "韩梅", "13911112222", "前台"],
            ["g-101", "韩梅", None, "微信客服"],
            ["g-102", "林涛", None, "technician"],
        ],
        技能证书=[SKILLS, ["g-102", "电工证", "2027-06-30"], ["g-102", "强电", None]],
        班次=[
            SHIFTS,
            ["g-101", "前台", "2026-03-03", "08:00", "16:00"],
            ["g-102", "technician", "2026-03-03", "22:00", "06:00"],
        ],
    )


def everything() -> list[list[dict[str, Any]]]:
    """All rows an import may write."""
    return [list(model.objects.order_by("pk").values()) for model in (Resident, Residence, Staff, Skill, Shift)]


def looked(cast: Cast, content: bytes) -> Plan:
    return services.look_at(cast.actor(cast.zhao), cast.garden.id, content, at=cast.now)


def taken_in(cast: Cast, content: bytes) -> Plan:
    zhao = cast.actor(cast.zhao)
    made = services.send_import(zhao, SentFile(cast.garden.id, "名单.xlsx", content), at=cast.now)
    return services.confirm_import(zhao, made, at=cast.now)


@pytest.fixture
def garden(cast: Cast) -> Cast:
    cast.publish()
    return cast


def test_looking_names_what_would_change_and_writes_nothing(garden: Cast) -> None:
    before = (Resident.objects.count(), Staff.objects.count(), Shift.objects.count())
    plan = looked(garden, whole())
    assert plan.problems == []
    counts = {code: (one.new, one.changed, one.same) for code, one in plan.counts.items()}
    assert counts == {
        "homes": (2, 1, 0),
        "residents": (2, 1, 0),
        "staff": (3, 0, 0),
        "skills": (2, 0, 0),
        "shifts": (2, 0, 0),
    }
    assert (Resident.objects.count(), Staff.objects.count(), Shift.objects.count()) == before


def test_a_confirmed_file_is_taken_in_as_a_whole(garden: Cast) -> None:
    taken_in(garden, whole())
    feng = Resident.objects.get(name="冯远")
    assert sorted(feng.residences.values_list("home__label", flat=True)) == ["9-1-101", "9-1-102"]
    assert Resident.objects.get(pk=garden.zhou).phone == "13812346028"
    han = Staff.objects.get(name="韩梅")
    assert selectors.roles_of(han.pk, garden.garden.id) == ["chat", "desk"]
    lin = Staff.objects.get(name="林涛")
    assert dict(Skill.objects.filter(staff=lin).values_list("code", "valid_until"))["electric"] is None
    assert selectors.skills_of(lin.pk, garden.now) == {"electrician", "electric"}
    night = Shift.objects.get(staff=lin)
    assert (night.ends - night.starts).total_seconds() == 8 * 3600
    fact = JournalEvent.objects.get(kind="import.done")
    assert (fact.data["new"], fact.data["changed"]) == (11, 2)


def test_the_same_file_again_changes_nothing(garden: Cast) -> None:
    taken_in(garden, whole())
    before = [list(model.objects.order_by("pk").values()) for model in (Resident, Residence, Staff, Skill, Shift)]
    plan = taken_in(garden, whole())
    assert plan.changes == 0
    assert [
        list(model.objects.order_by("pk").values()) for model in (Resident, Residence, Staff, Skill, Shift)
    ] == before


def test_each_bad_cell_is_named_with_what_to_write_instead(garden: Cast) -> None:
    plan = looked(
        garden,
        book(
            房屋=[HOMES, ["9", "1", None, None, "很大", "已入住"], ["9", "1", "103", "天台", None, "自住"]],
            住户=[
                RESIDENTS,
                ["77-7-701", "冯远", "没有", "业主", None, None],
                ["3-2-1402", "=A1", "1", "房东", "明天", None],
                [date(2026, 3, 2), "冯远", None, "业主", None, "2099-01-01"],
                ["3-2-1402", "冯远", None, "业主", None, "2099-01-01"],
            ],
            员工=[
                STAFF,
                ["gao", "高原二", None, "前台"],
                ["zhao", "赵敏", None, "前台"],
                ["x-1", "孔令", None, "系统管理员"],
            ],
            技能证书=[SKILLS, ["nobody", "电工证", None]],
            班次=[
                SHIFTS,
                ["li", "前台", "2026-03-03", "08:00", "16:00"],
                ["li", "维修技工", "2026-03-02", "25:00", "8"],
            ],
        ),
    )
    named = {(one.sheet, f"{one.column}{one.row}") for one in plan.problems}
    assert named == {
        ("房屋", "C2"),
        ("房屋", "E2"),
        ("房屋", "D3"),
        ("房屋", "F3"),
        ("住户", "C2"),
        ("住户", "B3"),
        ("住户", "C3"),
        ("住户", "D3"),
        ("住户", "E3"),
        ("住户", "A4"),
        ("住户", "F5"),
        ("员工", "A2"),
        ("员工", "D3"),
        ("员工", "D4"),
        ("技能证书", "A2"),
        ("班次", "B2"),
        ("班次", "D3"),
        ("班次", "E3"),
    }
    assert all(one.what % one.params and one.instead % one.params for one in plan.problems)


def test_a_home_nobody_knows_and_a_row_said_twice_are_named(garden: Cast) -> None:
    same = ["3-2-1402", "冯远", None, "家属", None, None]
    plan = looked(garden, book(住户=[RESIDENTS, same, same, ["77-7-701", "冯远", None, "业主", None, None]]))
    assert [(one.row, one.column) for one in plan.problems] == [(3, "B"), (4, "A")]


def test_with_one_bad_cell_nothing_is_taken_in(garden: Cast) -> None:
    content = book(房屋=[HOMES, ["9", "1", "101", None, None, None], ["9", "1", "102", "x", None, None]])
    with pytest.raises(Invalid):
        taken_in(garden, content)
    assert not places.find_homes(garden.actor(garden.zhao), "9-1").rows


def test_a_file_is_taken_in_once(garden: Cast) -> None:
    zhao = garden.actor(garden.zhao)
    made = services.send_import(zhao, SentFile(garden.garden.id, "名单.xlsx", whole()), at=garden.now)
    services.confirm_import(zhao, made, at=garden.now)
    assert Import.objects.get(pk=made).content is None
    with pytest.raises(Refused):
        services.confirm_import(zhao, made, at=garden.now)


def test_who_moved_out_is_not_brought_back_by_an_old_file(garden: Cast) -> None:
    old = book(住户=[RESIDENTS, ["3-2-1402", "周敏", "13812346027", "业主", None, None]])
    taken_in(garden, book(住户=[RESIDENTS, ["3-2-1402", "周敏", "13812346027", "业主", None, "2026-03-01"]]))
    assert Residence.objects.get(resident=garden.zhou).until == date(2026, 3, 1)
    assert [(one.row, one.column) for one in looked(garden, old).problems] == [(2, "B")]


def test_unknown_columns_and_sheets_are_told_and_not_guessed(garden: Cast) -> None:
    plan = looked(garden, book(住户=[[*RESIDENTS, "车位"], ["3-2-1402", "冯远", None, "业主"]], 备忘=[["x"]]))
    assert [(one.row, one.column) for one in plan.problems] == [(1, "G")]
    assert plan.left_alone == ["备忘"]
    nothing = looked(garden, book(备忘=[["x"]]))
    assert [one.row for one in nothing.problems] == [0]


def test_the_template_is_itself_a_file_without_mistakes(garden: Cast) -> None:
    answer = garden.client(garden.zhao).get("/master-data/template.xlsx")
    assert answer["Content-Disposition"].startswith("attachment")
    plan = looked(garden, answer.content)
    assert (plan.problems, plan.changes) == ([], 0)


def test_english_heads_are_read_as_well(garden: Cast) -> None:
    plan = looked(garden, book(Residents=[["Home *", "Name*", "Belongs as*"], ["3-2-1402", "Ann", "tenant"]]))
    assert (plan.problems, plan.counts["residents"].new) == ([], 1)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", b"\x00" * 100])
def test_what_is_no_workbook_is_refused_with_a_sentence(garden: Cast, content: bytes) -> None:
    with pytest.raises(Invalid):
        looked(garden, content)


def test_a_zip_that_swells_is_refused_before_it_is_unpacked(garden: Cast) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 70_000_000)
    with pytest.raises(Invalid) as refused:
        looked(garden, out.getvalue())
    assert refused.value.code == "sheets.too_large"


def test_a_size_that_lies_does_not_get_further(garden: Cast) -> None:
    content = bytearray(whole())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        real = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    at = content.rindex(struct.pack("<L", real))
    content[at : at + 4] = struct.pack("<L", 10)
    with pytest.raises(Invalid):
        looked(garden, bytes(content))


def test_a_cell_at_the_end_of_the_sheet_fills_no_memory(garden: Cast) -> None:
    made = openpyxl.Workbook()
    made.active.title = "住户"
    made.active["XFD1048576"] = "x"
    for column, head in enumerate(RESIDENTS, start=1):
        made.active.cell(1, column, head)
    out = io.BytesIO()
    made.save(out)
    plan = looked(garden, out.getvalue())
    assert plan.changes == 0


def test_only_who_manages_imports_and_only_for_their_own_community(garden: Cast) -> None:
    with pytest.raises(Denied):
        services.look_at(garden.actor(garden.ma), garden.garden.id, whole(), at=garden.now)
    with pytest.raises(Missing):
        services.look_at(garden.actor(garden.zhao), garden.orchard.id, whole(), at=garden.now)


def test_a_file_never_confirmed_is_forgotten(garden: Cast) -> None:
    zhao = garden.actor(garden.zhao)
    made = services.send_import(zhao, SentFile(garden.garden.id, "名单.xlsx", whole()), at=garden.now)
    assert services.forget_imports(before=garden.now) == 0
    assert services.forget_imports(before=garden.later(hours=1)) == 1
    assert Import.objects.get(pk=made).content is None


def test_a_manager_sends_looks_and_takes_in_by_the_page(garden: Cast) -> None:
    browser = garden.client(garden.zhao)
    sent = {"community": str(garden.garden.id), "file": SimpleUploadedFile("名单.xlsx", whole())}
    answer = browser.post("/master-data/", sent)
    page = browser.get(answer["Location"]).content.decode()
    assert "确认导入" in page
    assert browser.post(f"{answer['Location']}confirm/").status_code == 302
    assert "名单.xlsx" in browser.get("/master-data/").content.decode()
    assert Staff.objects.filter(name="韩梅").exists()


def test_the_page_names_bad_cells(garden: Cast) -> None:
    browser = garden.client(garden.zhao)
    bad = book(住户=[RESIDENTS, ["3-2-1402", "冯远", "没有", "业主", None, None]])
    sent = {"community": str(garden.garden.id), "file": SimpleUploadedFile("名单.xlsx", bad)}
    page = browser.get(browser.post("/master-data/", sent)["Location"]).content.decode()
    assert "C2" in page and "13800000000" in page and "确认导入" not in page


def test_a_long_list_costs_as_many_queries_as_a_short_one(garden: Cast, django_assert_max_num_queries: Any) -> None:
    rows = [[f"{n // 100 + 20}", "1", f"{n % 100 + 100}", None, None, None] for n in range(1000)]
    people = [[f"{n // 100 + 20}-1-{n % 100 + 100}", "冯远", f"137{n:08}", "业主", None, None] for n in range(1000)]
    content = book(房屋=[HOMES, *rows], 住户=[RESIDENTS, *people])
    zhao = garden.actor(garden.zhao)
    made = services.send_import(zhao, SentFile(garden.garden.id, "大.xlsx", content), at=garden.now)
    with django_assert_max_num_queries(45):  # what is known; homes, buildings, units, people, residences in bulk
        services.confirm_import(zhao, made, at=garden.now)
