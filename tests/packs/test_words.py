"""Words and examples of the base handbook, measured on our own messages: what residents say lands where it belongs."""

import pytest

from tests.packs.town import content, own_messages, recognised

RIGHT_AT_LEAST = 0.95
SURE_AT_LEAST = 0.7
SURE_AND_RIGHT = 0.97


def pairs() -> list[tuple[str, str]]:
    return [(code, text) for code, texts in own_messages().items() if code in content().topics for text in texts]


def test_most_messages_are_recognised_and_what_is_sure_is_right() -> None:
    found = [(code, recognised(text)) for code, text in pairs() if code != "oth.none"]
    right = sum(one.topic == code for code, one in found)
    sure = [(code, one) for code, one in found if one.sure]
    assert right / len(found) >= RIGHT_AT_LEAST
    assert len(sure) / len(found) >= SURE_AT_LEAST
    assert sum(one.topic == code for code, one in sure) / len(sure) >= SURE_AND_RIGHT


def test_no_emergency_is_overlooked() -> None:
    missed = [text for code, text in pairs() if code.startswith("emg.") and recognised(text).case_class != "EMG"]
    assert missed == []


def test_no_everyday_matter_alarms_the_guards() -> None:
    alarms = [text for code, text in pairs() if not code.startswith("emg.") and recognised(text).case_class == "EMG"]
    assert alarms == []


def test_the_examples_of_every_topic_are_recognised() -> None:
    wrong = [
        (code, text)
        for code, topic in content().topics.items()
        for text in topic.examples
        if recognised(text).topic != code
    ]
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize("text", own_messages()["already_fine"])
def test_what_is_fine_again_is_heard_as_fine(text: str) -> None:
    assert recognised(text).already_fine


@pytest.mark.parametrize("text", own_messages()["denied"])
def test_what_is_denied_is_no_emergency(text: str) -> None:
    assert recognised(text).case_class != "EMG"


@pytest.mark.parametrize("text", own_messages()["thanks"])
def test_thanks_are_heard_and_open_nothing(text: str) -> None:
    found = recognised(text)
    assert found.thanks
    assert found.topic in ("", "oth.none")


@pytest.mark.parametrize("text", own_messages()["vague"])
def test_a_vague_message_is_left_to_a_person(text: str) -> None:
    assert not recognised(text).sure


def test_the_urgency_rises_with_what_is_said() -> None:
    assert recognised("厨房水龙头一直滴水").urgency == "u2"
    assert recognised("厨房水管漏水越漏越大关不住了").urgency in ("u0", "u1")
    assert recognised("井盖没了好危险").urgency == "u1"
