"""The example pack of an office building: sound, and every rule of its paper handbook stands in it."""

import re
from functools import cache
from importlib.resources import files

from guanjia.rooms.handbook.rules.checking import Checked, check_files
from guanjia.rooms.handbook.services.loading import known_world, read_folder

PAPER = "paper.md"


@cache
def office() -> dict[str, bytes]:
    return read_folder(str(files("guanjia").joinpath("packs/office")))


@cache
def checked() -> Checked:
    return check_files(office(), known_world())


def test_nothing_in_it_is_wrong() -> None:
    assert [str(one) for one in checked().problems] == []


def test_every_numbered_rule_of_the_paper_became_a_standard() -> None:
    content = checked().content
    assert content is not None
    paper = office()[PAPER].decode()
    numbers = re.findall(r"^(\d+)\. ", paper, re.MULTILINE)
    assert len(numbers) == 15
    ladder = "15"  # who is told of a miss stands with each standard
    written = {re.sub(r"\D", "", code) for code in content.standards}
    assert set(numbers) - written == {ladder}
    told = {tuple(step.to for step in one.ladder) for one in content.standards.values()}
    assert told == {("supervisor", "manager")}


def test_its_figures_are_those_of_the_paper() -> None:
    content = checked().content
    assert content is not None
    limits = {code: getattr(one, "within", None) for code, one in content.standards.items()}
    assert {code: limits[code].in_seconds() for code in ("T1", "T3", "T4", "T4b", "T5", "T8", "T9")} == {  # type: ignore[union-attr]
        "T1": 15,
        "T3": 600,
        "T4": 600,
        "T4b": 14400,
        "T5": 900,
        "T8": 600,
        "T9": 7200,
    }
