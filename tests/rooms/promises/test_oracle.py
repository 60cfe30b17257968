"""The engine beside an oracle that shares no line with it; `make bench-long` does the same a hundred times over."""

from tests.oracle import against, chances, gates


def test_two_hundred_lengths_are_due_when_the_seconds_counted_one_by_one_say() -> None:
    both = against.Both(chances.calendars(2))
    cases = (chances.length_case(number, both.names, days=10) for number in range(200))
    assert [found for case in cases if (found := against.length_differs(both, case))] == []


def test_two_hundred_subjects_owe_what_the_law_read_word_by_word_says() -> None:
    both = against.of_scenarios()
    cases = (chances.scenario(number) for number in range(200))
    assert [found for case in cases if (found := against.scenario_differs(case, both))] == []


def test_the_oracle_finds_a_limit_that_is_a_second_off_and_a_pause_forgotten() -> None:
    both = against.Both({"always": chances.FIXED["always"]})
    case = {"calendar": "always", "within": {"minutes": 5}, "opened": chances.BEGIN, "rests": [], "stops": []}
    assert against.length_differs(both, {**case, "warn": {"at": 0.8}}) == ""
    both.hours["always"] = against.Hours({"week": {day: [["00:00:01", "24:00"]] for day in chances.DAYS}})
    assert against.length_differs(both, {**case, "warn": {"at": 0.8}, "opened": chances.BEGIN - 8 * 3600}) != ""


def test_three_hundred_acts_are_let_through_and_refused_as_the_law_says_in_any_order_of_arrival() -> None:
    cases = (gates.chance(number) for number in range(300))
    assert [found for case in cases if (found := against.gate_differs(case))] == []
