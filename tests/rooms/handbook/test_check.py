"""Every mistake in a pack is told with its file and line, what is wrong, and what to write instead."""

import pytest

from guanjia.rooms.handbook.rules.checking import Checked, check_files
from guanjia.rooms.handbook.services import known_world

Files = dict[str, bytes]
STANDARDS = "standards/all.yaml"


def checked(files: Files) -> Checked:
    return check_files(files, known_world())


def changed(files: Files, file: str, old: str, new: str) -> list[str]:
    """The problems told after one change of one file."""
    text = files[file].decode()
    assert old in text, old
    files[file] = text.replace(old, new, 1).encode()
    return [str(problem) for problem in checked(files).problems]


def test_the_sample_pack_has_no_mistakes(every: Files) -> None:
    found = checked(every)
    assert found.problems == ()
    assert found.content is not None


MISTAKES = [
    # what was written · file, old, new · what is told
    (
        "no title",
        STANDARDS,
        "title: {zh: 急修到场, en: Arrival at an urgent repair}",
        "enabled: true",
        "B07.title: is missing",
    ),
    ("an unknown key", STANDARDS, "while_running: restart", "while_runing: restart", "write `while_running` instead"),
    ("an unknown kind", STANDARDS, "kind: quota", "kind: quote", "the kind of standard is missing or unknown"),
    ("a code taken twice", STANDARDS, "- code: B13", "- code: B07", "this code is taken (standards/all.yaml:9)"),
    ("a word for a number", STANDARDS, "within: {minutes: 15}", "within: {minutes: soon}", "must be a whole number"),
    ("a number for a text", STANDARDS, "note: clause 4.2", "note: 4.2", "must be text"),
    ("two limits", STANDARDS, "within: {minutes: 15}", "within: {minutes: 15, hours: 1}", "must say exactly one of"),
    ("no limit", STANDARDS, "    within: {minutes: 15}\n", "", "must say how long"),
    ("a time of day that is none", STANDARDS, 'cutoff: "21:00"', 'cutoff: "25:00"', "is not a time of day"),
    ("an unknown event", STANDARDS, "stop: case.arrived", "stop: case.arrivd", "write case.arrived, "),
    ("an event of another subject", STANDARDS, "stop: case.arrived", "stop: call.answered", "does not say which case"),
    (
        "an unknown field",
        STANDARDS,
        "field: origin",
        "field: origins",
        "there is no field `origins` here; write one of origin",
    ),
    ("an unknown topic", STANDARDS, "value: rep}", "value: repair}", "`repair` is not in topics"),
    ("an unknown urgency", STANDARDS, "value: [u0, u1]", "value: [u0, u9]", "`u9` is not in urgencies"),
    ("an unknown class", STANDARDS, "value: REP}}", "value: FIX}}", "`FIX` is not in classes"),
    ("an unknown role", STANDARDS, "owed_by: technician", "owed_by: technicians", "write technician, or add it there"),
    ("an unknown role on the ladder", STANDARDS, "to: supervisor", "to: boss", "`boss` is not in roles"),
    ("an unknown calendar", STANDARDS, "calendar: chat", "calendar: chatt", "`chatt` is not in calendars; write chat"),
    (
        "an unknown reason",
        STANDARDS,
        "reasons: [resident_absent, police]",
        "reasons: [absent]",
        "`absent` is not in reasons",
    ),
    (
        "a reason of another use",
        STANDARDS,
        "reasons: [resident_absent, police]",
        "reasons: [locked]",
        "no reason for a pause",
    ),
    (
        "an unknown touchpoint",
        STANDARDS,
        "touchpoint: repair",
        "touchpoint: repairs",
        "`repairs` is not in touchpoints",
    ),
    ("an unknown source", STANDARDS, "source: [BJ751]", "source: [BJ999]", "`BJ999` is not in sources"),
    ("an unknown measure", STANDARDS, "measure: M01", "measure: M99", "`M99` is not in measures"),
    ("an unknown paper", STANDARDS, "papers: [quote]", "papers: [quot]", "`quot` is not in papers"),
    ("a standard opened by itself", STANDARDS, "standard: B07}", "standard: B43}", "in a ring: B43 → B43"),
    (
        "an appointment nobody carries",
        STANDARDS,
        "at_field: window_end",
        "at_field: window",
        "so it would never be due",
    ),
    ("a hole in the table of urgencies", STANDARDS, "u1: {hours: 24}, ", "", "u1 have no limit here"),
    (
        "a first urgency outside the table",
        STANDARDS,
        "first_urgency: u2",
        "first_urgency: u3",
        "must be a key of `by_urgency`",
    ),
    ("a pause without end or cap", STANDARDS, "    resume: case.resumed\n", "", "so the due time never comes"),
    (
        "a warning before the beginning",
        STANDARDS,
        "within: {days: 3, until: close, roll: true}",
        "within: {days: 3}\n    warn: {before: {days: 9}}",
        "would come before the promise begins",
    ),
    (
        "a warning of the wrong sort",
        STANDARDS,
        "warn: {at: 0.8}",
        "warn: {before: {hours: 1}}",
        "belongs to same_day, days",
    ),
    (
        "visits that do not fit the year",
        STANDARDS,
        "least: {days: 90}",
        "least: {days: 400}",
        "do not fit into the period",
    ),
    (
        "acts so far apart that the next is never in time",
        STANDARDS,
        "counted: rolling\n",
        "counted: rolling\n    spread: {least: {days: 30}}\n",
        "do not fit into the period",
    ),
    (
        "a season of what has no place in the calendar",
        STANDARDS,
        "counted: rolling\n",
        "counted: rolling\n    season: {from: 04-01, until: 10-31}\n",
        "`season` and `counted: rolling` are not judged together; write only one of them",
    ),
    (
        "a most distance beside a day of the year",
        STANDARDS,
        "most: {days: 250}}\n",
        "most: {days: 250}}\n    due_after: {days: 5}\n",
        "`due_after` and `spread.most` are not judged together",
    ),
    (
        "stages that do not follow each other",
        STANDARDS,
        "stages: [{for_first: {days: 30}, times: 1, per: {weeks: 1}}]",
        "stages: [{for_first: {days: 30}, times: 1, per: day}, {for_first: {days: 9}, times: 1, per: week}]",
        "each must be longer than the one before",
    ),
    (
        "a share below its floor",
        STANDARDS,
        "share: 0.1\n    share_floor: 0.1",
        "share: 0.05\n    share_floor: 0.1",
        "below its own floor",
    ),
    ("more people than there are", STANDARDS, "need: 2", "need: 9", "than are on the staff"),
    ("a share above one", STANDARDS, "share: 0.95", "share: 95", "is too large; write a number of at most 1"),
    (
        "a reading without its unit",
        STANDARDS,
        "reading: {least: 0, most: 99999, unit: m³, moved: 0.1}",
        "best: 3",
        "go together",
    ),
    ("a gate that asks nothing", STANDARDS, "    forbidden: true\n", "    forbidden: maybe\n", "must be yes or no"),
    (
        "a limit over a hundred per cent",
        STANDARDS,
        "limit: 100",
        "limit: 101",
        "a per cent limit lies between 0 and 100",
    ),
    ("an urgency twice", "urgency.yaml", "code: u1", "code: u0", "this code is taken (urgency.yaml:2)"),
    (
        "roles in a ring",
        "roles.yaml",
        "code: supervisor, title: {zh: 客服主管, en: Supervisor}",
        "code: supervisor, reports_to: desk, title: 主管",
        "in a ring: desk → supervisor → desk",
    ),
    ("an unknown duty", "roles.yaml", "see_queue", "see_queu", "`see_queu` is not in duties; write see_queue"),
    (
        "calendar hours that open at 24:00",
        "calendars.yaml",
        "[[12:00, 14:00], [22:00, 08:00]]",
        "[[24:00, 08:00]]",
        "can't open at 24:00",
    ),
    ("make-up workdays without hours", "calendars.yaml", "workday_like: 5", "workday_like: 6", "which has none"),
    ("a slot nobody declared", "scripts/all.yaml", "{agent}为您", "{name}为您", "the slot {name} is not declared"),
    (
        "a declared slot nobody uses",
        "scripts/all.yaml",
        "{agent}为您",
        "为您",
        "the slot agent is declared, but not in the text",
    ),
    ("a text cut at a comma", "topics/repair.yaml", "en: Burst pipe", "en: Burst, pipe", "was cut at a comma"),
    (
        "an emergency without urgency",
        "topics/repair.yaml",
        "class: EMG, urgency: u0",
        "class: EMG",
        "an emergency needs an urgency",
    ),
    ("a mark that is none", "examples/repair.yaml", "u1|", "u9|", "u9"),
    ("examples of no topic", "examples/repair.yaml", "code: rep.water.leak", "code: rep.water.leek", "rep.water.leak"),
    ("a class that is none", "topics/repair.yaml", "class: REP", "class: FIX", "is not one of the words allowed here"),
    ("more words than steps", "questionnaires/all.yaml", "best: 5", "best: 4", "the scale has 4 steps, but 5 words"),
    (
        "a low score above the best",
        "terms.yaml",
        "low_below: 3\n  content_from",
        "low_below: 9\n  content_from",
        "is above the best score",
    ),
    ("a number that can't be written", "terms.yaml", "{number:02}", "{nr}", "this pattern can't be filled in"),
    ("a figure that is missing", "terms.yaml", "  sure_from: 0.8\n", "", "recognition.sure_from: is missing"),
    ("levels in the wrong order", "grades.yaml", "at_least: 80", "at_least: 99", "levels run from best to worst"),
    ("a cap that is no level", "grades.yaml", "red_line_cap: pass", "red_line_cap: good", "`good` is not in levels"),
    (
        "a step that waits for itself",
        "plans/all.yaml",
        "after: valve",
        "after: told",
        "wait for each other: told → told",
    ),
    ("a date of another year", "years/CN-2026.yaml", "2026-01-04", "2027-01-04", "is not in 2026"),
    ("a date that does not exist", "years/CN-2026.yaml", "2026-01-04", "2026-02-30", "there is no such date"),
    ("a holiday that is a workday", "years/CN-2026.yaml", "2026-01-04", "2026-01-01", "stands here twice"),
    ("an override of nothing", "overrides/lakeside.yaml", "  B07:", "  B77:", "`B77` is not in standards"),
    (
        "an override of what is fixed",
        "overrides/lakeside.yaml",
        "{within: {minutes: 10}}",
        "{start: case.opened}",
        "B07 does not let this be changed",
    ),
    ("an override that does not fit", "overrides/lakeside.yaml", "{minutes: 10}", "{minutes: -10}", "is too small"),
    (
        "an override of an unknown section",
        "overrides/lakeside.yaml",
        "  case: {",
        "  cases: {",
        "is not a key of this place",
    ),
    (
        "an event of the product itself",
        "events.yaml",
        "kind: work.started",
        "kind: case.opened",
        "is recorded by the product itself",
    ),
    ("a list that is none", "sources.yaml", "sources:\n", "sources: BJ751\nmore:\n", "must be a list"),
    (
        "a tab",
        "urgency.yaml",
        "  - {code: u1",
        "\t- {code: u1",
        "urgency.yaml:3: -: a tab is used to indent; write spaces instead",
    ),
    (
        "a key twice",
        "pack.yaml",
        "language: zh",
        "language: zh\nlanguage: en",
        "pack.yaml:6: language: this key stands here twice",
    ),
    ("broken YAML", "pack.yaml", 'version: "1.0"', 'version: "1.0', "this is not YAML"),
    ("a merge key", "pack.yaml", "language: zh", "<<: zh", "this key can't be used here"),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "told"), [row[1:] for row in MISTAKES], ids=[row[0] for row in MISTAKES]
)
def test_a_mistake_is_told_where_it_is_with_a_way_out(every: Files, file: str, old: str, new: str, told: str) -> None:
    problems = changed(every, file, old, new)
    assert any(told in problem for problem in problems), problems
    assert all("; write " in problem and problem.split(":")[1].isdigit() for problem in problems)


def test_a_mistake_stands_on_its_own_line(every: Files) -> None:
    line = every[STANDARDS].decode().split("\n").index("    stop: case.arrived") + 1
    (problem,) = changed(every, STANDARDS, "stop: case.arrived", "stop: case.flown")
    assert problem.startswith(f"standards/all.yaml:{line}: B07.stop.0: ")


def test_a_mistake_in_the_defaults_of_a_file_is_told_once(every: Files) -> None:
    (problem,) = changed(every, STANDARDS, "touchpoint: repair", "touchpoint: repairs")
    assert problem.startswith("standards/all.yaml:2: defaults.touchpoint: ")


def test_all_mistakes_are_told_at_once(every: Files) -> None:
    every["urgency.yaml"] = b"\turgencies:\n"
    every["pack.yaml"] = every["pack.yaml"].replace(b"code: every", b"cod: every")
    problems = changed(every, STANDARDS, "owed_by: technician", "owed_by: nobody")
    assert {problem.split(":")[0] for problem in problems} >= {"urgency.yaml", "pack.yaml", "standards/all.yaml"}


def test_one_mistake_in_an_entry_does_not_make_others_of_what_names_it(every: Files) -> None:
    problems = changed(every, "topics/repair.yaml", "urgency: u2", "urgenzy: u2")
    assert len(problems) == 1


def test_a_pack_without_its_files_says_which_are_missing() -> None:
    told = [str(problem) for problem in checked({}).problems]
    assert [line.split(":")[0] for line in told] == sorted(
        ["pack.yaml", "terms.yaml", "grades.yaml", "calendars.yaml", "urgency.yaml", "roles.yaml"]
    )


def test_a_file_no_pack_has_is_told(every: Files) -> None:
    every["standard/all.yaml"] = b"standards: []\n"
    (problem,) = checked(every).problems
    assert str(problem).startswith("standard/all.yaml:1: -: a pack has no such file")


def test_a_file_that_is_no_text_is_told(every: Files) -> None:
    every["urgency.yaml"] = b"urgencies:\n  - \xff\xfe\n"
    assert any("urgency.yaml:2: -: this is not text in UTF-8" in str(one) for one in checked(every).problems)


def test_two_standards_that_open_each_other_are_refused(every: Files) -> None:
    every["standards/more.yaml"] = (
        b"standards:\n"
        b"  - {code: X1, title: a, kind: clock, touchpoint: repair, owed_by: desk, status: company, subject: case,\n"
        b"     start: {event: promise.missed, standard: X2}, stop: case.done, within: {hours: 1}}\n"
        b"  - {code: X2, title: b, kind: clock, touchpoint: repair, owed_by: desk, status: company, subject: case,\n"
        b"     start: {event: promise.warned, standard: X1}, stop: case.done, within: {hours: 1}}\n"
    )
    (problem,) = checked(every).problems
    assert "standards/more.yaml:3: X1.start" in str(problem)
    assert "in a ring: X1 → X2 → X1" in str(problem)


def test_a_calendar_without_hours_never_lets_a_clock_come_due(every: Files) -> None:
    problems = changed(every, "calendars.yaml", 'week: {"1": [["00:00", "24:00"]], ', 'week: {"1": [], ')
    assert problems == []
    every["calendars.yaml"] = every["calendars.yaml"].replace(b"08:00, 22:00", b"08:00, 22:00")
    text = every["calendars.yaml"].decode()
    every["calendars.yaml"] = (text + "  - {code: never, title: 从不, week: {}}\n").encode()
    problems = changed(every, STANDARDS, "within: {minutes: 15}", "within: {minutes: 15}\n    calendar: never")
    assert any("the calendar never has no duty hours, so this time never comes" in problem for problem in problems)


def test_law_may_be_made_stricter_but_not_looser(every: Files) -> None:
    every[STANDARDS] = every[STANDARDS].replace(b"status: local", b"status: law")
    assert checked(every).problems == ()  # ten minutes instead of fifteen
    problems = changed(every, "overrides/lakeside.yaml", "{minutes: 10}", "{minutes: 20}")
    assert any("B07 is law; a looser figure is not allowed" in problem for problem in problems)


def test_defaults_of_a_file_hold_for_every_entry_and_give_way_to_its_own_keys(every: Files) -> None:
    content = checked(every).content
    assert content is not None
    assert {one.owed_by for one in content.standards.values()} == {"technician"}
    assert content.standards["A19"].subject == "post"


def test_pause_reasons_take_the_caps_of_the_list_where_none_is_given(every: Files) -> None:
    content = checked(every).content
    assert content is not None
    plain = content.standards["B07"].model_dump(mode="json")
    assert plain["reasons"] == {"resident_absent": {"days": 7}, "police": None}
    assert content.standards["B13"].model_dump(mode="json")["reasons"] == {"resident_absent": {"days": 3}}
