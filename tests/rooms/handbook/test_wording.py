"""What an edition says otherwise is told in sentences, in Chinese and English, with where it holds."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import translation

from guanjia.config import cli
from guanjia.rooms.handbook import services
from guanjia.rooms.handbook.rules.differing import differences
from guanjia.rooms.handbook.types.book import HandbookContent
from guanjia.rooms.handbook.wording import sentences
from tests.rooms.handbook.conftest import MONDAY, Place

NAMES = {"lakeside": "Lakeside", "garden": "Garden"}
LAKESIDE = "overrides/lakeside.yaml"
STANDARDS = "standards/all.yaml"


def content(files: Mapping[str, bytes]) -> HandbookContent:
    found = services.check(files)
    assert [one.told() for one in found.problems] == []
    assert found.content is not None
    return found.content


def with_change(files: dict[str, bytes], file: str, before: str, after: str) -> dict[str, bytes]:
    assert before.encode() in files[file]
    return {**files, file: files[file].replace(before.encode(), after.encode(), 1)}


def told(old: dict[str, bytes], new: dict[str, bytes], language: str = "en") -> list[str]:
    one, other = content(old), content(new)
    with translation.override("zh-hans" if language == "zh" else language):
        return [str(line) for line in sentences(differences(one, other, dict.fromkeys(NAMES)), one, other, NAMES)]


def test_a_limit_is_said_from_what_to_what_where_no_override_stands_over_it(every: dict[str, bytes]) -> None:
    new = with_change(every, STANDARDS, "within: {minutes: 15}", "within: {minutes: 12}")
    assert told(every, new) == ["Arrival at an urgent repair: 15 → 12 minutes, Garden only"]
    assert told(every, new, "zh") == ["急修到场：15 → 12 分钟，仅Garden"]


def test_a_communitys_own_figure_is_said_for_it_only(every: dict[str, bytes]) -> None:
    new = with_change(every, LAKESIDE, "within: {minutes: 10}", "within: {minutes: 8}")
    assert told(every, new) == ["Arrival at an urgent repair: 10 → 8 minutes, Lakeside only"]


def test_two_packs_on_disk_are_told_without_a_database(every: dict[str, bytes], tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder, files in ((old, every), (new, with_change(every, LAKESIDE, "{minutes: 10}", "{minutes: 8}"))):
        for name, given in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(given)
    with translation.override("en"):
        said = services.difference_of_folders(str(old), str(new))
        assert said == ["Arrival at an urgent repair: 10 → 8 minutes, Lakeside only"]
        assert services.difference_of_folders(str(old), str(old)) == []


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        (STANDARDS, "u1: {hours: 24}", "u1: {hours: 20}", "24 → 20 hours"),
        (STANDARDS, "calendar: chat", "calendar: work", "clock runs"),
        ("terms.yaml", "settle_reminders: 2", "settle_reminders: 4", "Cases: settle_reminders 2 → 4, Garden only"),
    ],
)
def test_other_keys_are_named_with_their_values(
    every: dict[str, bytes], file: str, before: str, after: str, said: str
) -> None:
    (line,) = told(every, with_change(every, file, before, after))
    assert said in line


def test_what_is_new_and_what_is_gone_is_said_by_name(every: dict[str, bytes]) -> None:
    without = {path: text for path, text in every.items() if path != LAKESIDE}
    text = without["scripts/all.yaml"].decode()
    more = text.rstrip() + "\n  - {code: W77, title: {zh: 新话, en: New words}, text: 您好}\n"
    new = {**without, "scripts/all.yaml": more.encode()}
    assert told(without, new) == ["New words: new"]
    assert told(new, without) == ["New words: no longer there"]
    assert told(new, without, "zh") == ["新话：删去"]


@pytest.mark.django_db
def test_the_command_tells_the_date_the_new_edition_holds_from(
    place: Place, every: dict[str, bytes], tmp_path: Path
) -> None:
    first = services.load_files(every, place.company, at=MONDAY)
    services.publish(first, effective_from=MONDAY, approver=None, at=MONDAY)
    new = with_change(every, LAKESIDE, "within: {minutes: 10}", "within: {minutes: 5}")
    second = services.load_files(new, place.company, at=MONDAY)
    with translation.override("en"):
        assert services.difference_in_words("1", "2") == ["Arrival at an urgent repair: 10 → 5 minutes, 湖畔花园 only"]
        services.publish(second, effective_from=MONDAY + timedelta(days=7, hours=16), approver=None, at=MONDAY)
        assert services.difference_in_words("1", str(second)) == [
            "Arrival at an urgent repair: 10 → 5 minutes, from 10 March 2026, 湖畔花园 only"
        ]
        services.export(first, tmp_path / "first")
        assert services.difference_in_words(str(tmp_path / "first"), "1") == []
    with translation.override("zh-hans"):
        assert services.difference_in_words("1", "2") == ["急修到场：10 → 5 分钟，自2026年3月10日起，仅湖畔花园"]


def test_the_command_line_knows_its_words() -> None:
    found = cli._parser().parse_args(["handbook", "diff", "1", "2", "--language", "en", "--company", "anhe"])
    assert (found.old, found.new, found.language, found.company, found.keys) == ("1", "2", "en", "anhe", False)


def test_two_handbooks_of_another_kind_are_told_apart_both_ways() -> None:
    packs = Path(services.__file__).parents[3] / "packs"
    home, office = packs / "residential", packs / "office"
    for old, new in ((home, office), (office, home)):
        found = services.difference_of_folders(str(old), str(new))
        assert len(found) > 1000 and not any("None" in line for line in found)
