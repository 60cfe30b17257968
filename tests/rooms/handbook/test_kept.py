"""What a book says without an effect is told, and the list of it follows the code."""

import re
import shutil
from pathlib import Path

import guanjia
from guanjia.rooms.handbook import services
from guanjia.rooms.handbook.types.kept import KEPT

HOUSE = Path(guanjia.__file__).parent
EVERY = Path(__file__).parent / "every"


def told(folder: Path) -> list[str]:
    return [note.told() for note in services.notes_of_pack(folder)]


def test_what_nothing_carries_out_yet_is_told_by_file_line_and_key_and_is_no_mistake() -> None:
    lines = told(HOUSE / "packs" / "residential")
    assert services.check_pack(HOUSE / "packs" / "residential") == []
    assert any(
        re.fullmatch(r"terms.yaml:\d+: terms: team.exam_pass: kept in the book, not carried out yet", one)
        for one in lines
    )
    assert any("kind: coverage: kept in the book, not judged yet" in one for one in lines)
    assert not any("coverage: warn" in one for one in lines)


def test_a_key_that_several_entries_say_is_told_once_with_their_number() -> None:
    (line,) = [one for one in told(HOUSE / "packs" / "residential") if "prices: parts_extra" in one]
    assert line.endswith("(and 6 more)")


def test_a_warning_of_what_is_judged_at_once_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(EVERY, folder)
    path = folder / "standards" / "all.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("    kind: gate\n", "    kind: gate\n    warn: {before: {days: 1}}\n", 1), encoding="utf-8"
    )
    assert any("gate: warn: kept in the book" in one for one in told(folder))


def test_what_the_house_begins_to_carry_out_is_taken_out_of_the_list() -> None:
    """A key of the terms is read by its own name; those of the other lists have names that stand for more."""
    code = {
        path: path.read_text(encoding="utf-8")
        for path in HOUSE.rglob("*.py")
        if "handbook" not in path.parts and "migrations" not in path.parts
    }
    keys = {path.removesuffix(".*").partition(".")[2] for path in KEPT["terms"]} - {
        "again_after",
        "warn_at",
        "content_from",
    }
    read = {key: str(path) for key in keys for path, text in code.items() if re.search(rf"\.{key}\b", text)}
    assert read == {}
