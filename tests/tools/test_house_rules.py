"""Each habit is broken once, and the breach is found; what is right passes."""

from pathlib import Path

import pytest

from tools import house_rules

ROOM = "guanjia/rooms/surveys"


def found(root: Path, place: str, text: str) -> list[str]:
    file = root / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return [why for _, why in house_rules.breaches(file, root)]


def function(lines: int) -> str:
    return "def waiting():\n" + "    x = 1\n" * (lines - 1)


@pytest.mark.parametrize(
    ("place", "text", "part"),
    [
        (f"{ROOM}/services.py", "x = 1\n" * 401, "file over 400 lines"),
        (f"{ROOM}/services.py", function(41), "has 41 lines, at most 40"),
        (f"{ROOM}/views.py", function(16), "has 16 lines, at most 15"),
        (f"{ROOM}/views/asking.py", function(16), "has 16 lines, at most 15"),
        (f"{ROOM}/models.py", "class A:\n    def save(self): pass\n", "no behaviour in tables"),
        (f"{ROOM}/models.py", "class A:\n    def clean(self): pass\n", "no behaviour in tables"),
        (f"{ROOM}/views.py", "FollowUp.objects.all()\n", "never a table"),
        (f"{ROOM}/tasks.py", "FollowUp.objects.all()\n", "never a table"),
        (f"{ROOM}/api.py", "from guanjia.rooms.surveys.models import FollowUp\n", "edges import no models"),
        (f"{ROOM}/selectors.py", "@transaction.atomic\ndef a(): pass\n", "transactions belong to services"),
        (f"{ROOM}/selectors.py", "found.state = 'done'\n", "a state changes in services.py only"),
        (f"{ROOM}/tasks.py", "rows.update(state='done')\n", "a state changes in services.py only"),
        (f"{ROOM}/services.py", "class CaseManager: pass\n", "name it by what it does"),
        (f"{ROOM}/services.py", "def process_case(): pass\n", "use a verb of the trade"),
        (f"{ROOM}/services.py", "plan.defer(case_id=1)\n", "guanjia.shared.jobs.defer"),
        (f"{ROOM}/selectors.py", "from django.core.paginator import Paginator\n", "page by keyset"),
        (f"{ROOM}/selectors.py", "rows.all()[start:end]\n", "no OFFSET"),
        (f"{ROOM}/services.py", "logger.info('x', extra={'phone': 1})\n", "logs keep ids only, not phone"),
        (f"{ROOM}/utils.py", "", "no utils.py in a room"),
        ("guanjia/desks/service/urls.py", "", "no urls.py in a room"),
    ],
)
def test_a_broken_habit_is_found(tmp_path: Path, place: str, text: str, part: str) -> None:
    whys = found(tmp_path, place, text)
    assert len(whys) == 1
    assert part in whys[0]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (f"{ROOM}/services.py", function(40)),
        (f"{ROOM}/services/closing.py", "@transaction.atomic\ndef close(): found.state = 1\n"),
        (f"{ROOM}/services.py", "jobs.defer(plan, case_id=1)\n"),
        (f"{ROOM}/rules/folding.py", "promise.state = RUNNING\n"),
        (f"{ROOM}/selectors.py", "rows.all()[:50]\n"),
        (f"{ROOM}/services.py", "logger.info('x', extra={'case': 1})\n"),
        ("guanjia/config/urls.py", "x = 1\n"),
    ],
)
def test_what_is_right_passes(tmp_path: Path, place: str, text: str) -> None:
    assert found(tmp_path, place, text) == []


@pytest.mark.parametrize("markup", ["{{ text|safe }}", "{{ text | safe }}", "{% autoescape off %}"])
def test_a_template_that_trusts_what_it_prints_is_found(tmp_path: Path, markup: str) -> None:
    (tmp_path / "page.html").write_text(f"<p>\n{markup}\n")
    assert [line for line, _ in house_rules.unescaped(tmp_path / "page.html")] == [2]
    assert house_rules.main(tmp_path) == 1


def test_breaches_are_printed_with_their_place_and_end_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found(tmp_path, f"{ROOM}/services.py", "x = 1\n\n\nclass CaseHelper: pass\n")
    assert house_rules.main(tmp_path) == 1
    assert "services.py:4: CaseHelper" in capsys.readouterr().out
