"""What a message is about, by words of a small handbook."""

from types import SimpleNamespace
from typing import Any

import pytest

from guanjia.rooms.cases import rules
from guanjia.rooms.cases.rules.lexicon import WordIndex, lexicon_of
from guanjia.rooms.cases.types import Recognition
from guanjia.rooms.handbook.types.needs import Topic, Urgency
from guanjia.rooms.handbook.types.terms import RecognitionTerms

TERMS = RecognitionTerms(
    sure_from=0.8,
    emergency_from=0.4,
    margin=0.2,
    suggestions=3,
    long_message=80,
    already_fine=("已经好了", "修好了", "解决了", "好了"),
    negations=("没有", "不是", "没", "不"),
    questions=("吗", "多少", "怎么办", "?"),
    complaints=("投诉", "没人管"),
    thanks=("谢谢",),
    hurries=("怎么还不", "还没来"),
)
LEVELS = {
    code: Urgency(code=code, title=code, rank=rank, words=words)
    for rank, (code, words) in enumerate({"u0": ("救命",), "u1": ("越漏越大",), "u2": (), "u3": ()}.items())
}


def topic(code: str, kind: str, urgency: str | None, words: str, **more: Any) -> Topic:
    """A topic from a line of words."""
    given = {"code": code, "title": code, "class": kind, "urgency": urgency, "words": words.split(), **more}
    return Topic.model_validate(given)


TOPICS = [
    topic("emg.lift", "EMG", "u0", "电梯困人 被关在电梯 困在电梯 关电梯里"),
    topic("emg.pipe", "EMG", "u0", "爆管 水管爆了 管子爆了 水漫出来"),
    topic(
        "rep.water.leak",
        "REP",
        "u2",
        "漏水 水龙头漏 龙头*漏 管子滴水",
        raises=[{"words": ["漏到楼下"], "urgency": "u1"}],
    ),
    topic("rep.water.none", "REP", "u1", "停水 没水 没有水", not_words=["今天停水"]),
    topic("rep.lift", "REP", "u1", "电梯坏 电梯异响 电梯不动", raises=[{"words": ["里面有人"], "topic": "emg.lift"}]),
    topic("rep.light.public", "REP", "u2", "楼道灯 路灯 灯不亮"),
    topic("cmp.noise", "CMP", "u1", "噪音 半夜装修 太吵 噪声"),
    topic("cmp.park", "CMP", "u1", "占消防通道 堵了我车位 乱停车"),
    topic("rep.fire", "REP", "u1", "消防 消火栓"),
    topic("inq.fee", "INQ", None, "物业费 发票"),
    topic("inq.stop", "INQ", None, "今天停水 停水通知 几点来水"),
    topic("oth.none", "OTH", None, "你好 在吗 测试", opens_case=False),
]
BOOK: Any = SimpleNamespace(
    stamp="small",
    topics={one.code: one for one in TOPICS},
    urgencies=LEVELS,
    terms=SimpleNamespace(recognition=TERMS),
)


def read(text: str) -> Recognition:
    return rules.recognise(BOOK, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("厨房水龙头漏水了", "rep.water.leak"),
        ("水管爆了，水直往外喷！！", "emg.pipe"),
        ("我被关在电梯里了", "emg.lift"),
        ("楼道灯不亮", "rep.light.public"),
        ("物业费多少？", "inq.fee"),
        ("今天停水吗", "inq.stop"),
        ("有人占消防通道", "cmp.park"),
        ("半夜装修，太吵了，没人管", "cmp.noise"),
    ],
)
def test_a_plain_message_is_recognised_surely(text: str, expected: str) -> None:
    found = read(text)
    assert (found.topic, found.sure) == (expected, True)


def test_nothing_known_is_nothing_and_never_sure() -> None:
    found = read("那个事情帮我看看")
    assert (found.topic, found.sure, found.confidence, found.alternatives) == ("", False, 0.0, ())


def test_two_troubles_at_once_are_not_sure_and_both_are_suggested() -> None:
    found = read("家里停水，楼道灯也坏了")
    assert not found.sure
    assert {guess.topic for guess in found.alternatives} == {"rep.water.none", "rep.light.public"}


@pytest.mark.parametrize("text", ["没有漏水", "不是漏水", "现在不漏水"])
def test_a_negation_right_before_the_word_takes_it_back(text: str) -> None:
    found = read(text)
    assert (found.topic, found.negated) == ("", True)


def test_a_word_that_begins_with_a_negation_is_no_negation() -> None:
    assert read("家里没水").topic == "rep.water.none"


def test_is_it_or_is_it_not_asks_and_denies_nothing() -> None:
    found = read("是不是漏水")
    assert (found.topic, found.negated, found.asks) == ("rep.water.leak", False, True)


@pytest.mark.parametrize("text", ["已经好了", "修好了，谢谢师傅", "漏水的问题解决了"])
def test_it_is_over_is_caught(text: str) -> None:
    assert read(text).already_fine


@pytest.mark.parametrize("text", ["还没修好了吗", "修好了吗", "没解决了", "修好了，今天又漏水", "修好了没？"])
def test_it_is_not_over_when_denied_asked_or_back_again(text: str) -> None:
    assert not read(text).already_fine


def test_the_urgency_is_raised_by_words_of_the_topic_and_by_words_of_a_level() -> None:
    assert read("水龙头漏水").urgency == "u2"
    assert read("水龙头漏水，漏到楼下了").urgency == "u1"
    assert read("水龙头漏水，越漏越大").urgency == "u1"


def test_words_turn_one_topic_into_another() -> None:
    assert read("电梯不动，里面有人").topic == "emg.lift"


def test_a_longer_word_hides_the_shorter_one_inside_it() -> None:
    assert [guess.topic for guess in read("车占消防通道").alternatives] == ["cmp.park"]


def test_a_word_that_excludes_a_topic_leaves_the_other() -> None:
    assert read("今天停水").topic == "inq.stop"


def test_a_word_with_a_gap_is_found_within_a_clause_only() -> None:
    assert read("龙头一直在漏").topic == "rep.water.leak"
    assert read("龙头很好，雨棚漏").topic == ""


def test_an_emergency_is_shown_also_when_it_is_not_sure() -> None:
    found = read("爆管了吧，路灯也不亮，物业费多少")
    assert not found.sure
    assert rules.is_emergency(read("好像爆管"), BOOK)
    assert not rules.is_emergency(read("漏水"), BOOK)


def test_the_place_is_taken_from_the_words() -> None:
    assert read("3栋2单元1402漏水").place


def test_hurrying_thanking_and_complaining_are_marked() -> None:
    assert read("师傅怎么还不来").hurries
    assert read("谢谢").thanks
    assert read("我要投诉噪音").complains


def test_signs_are_read_in_one_form_whatever_the_keyboard() -> None:
    assert read("水龙头 漏 水").topic == read("水龙头漏水").topic
    assert WordIndex(["ＡＢ"]).any_in("xab")


def test_a_book_is_compiled_once() -> None:
    assert lexicon_of(BOOK) is lexicon_of(BOOK)


def test_the_first_sentence_of_a_long_message_counts_most() -> None:
    rest = "我在这里住了很多年了，" * 9 + "以前交物业费一直很及时，路灯坏过也自己忍着，噪音也是"
    assert read(f"水龙头漏水。{rest}").topic == "rep.water.leak"


def test_a_title_is_the_first_sentence_that_says_something() -> None:
    assert rules.title_of("你好。厨房水槽漏水了！快来") == "厨房水槽漏水了"
    assert len(rules.title_of("漏" * 100)) == 40


def test_a_word_of_the_trouble_itself_never_says_that_it_is_over() -> None:
    book = SimpleNamespace(
        stamp="fine inside",
        topics=BOOK.topics,
        urgencies=LEVELS,
        terms=SimpleNamespace(recognition=TERMS.model_copy(update={"already_fine": ("出来了",)})),
    )
    assert not rules.recognise(book, "水漫出来了").already_fine
    assert rules.recognise(book, "人出来了").already_fine
