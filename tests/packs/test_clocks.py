"""The clocks of the road, told as stories: what happens, and which promises are kept by it."""

from tests.packs.town import Story


def test_a_message_at_nine_wants_a_person_within_five_minutes() -> None:
    story = Story("conversation").add("2026-03-02 09:00", "message.received", channel="wechat")
    assert story.due("A16", "2026-03-02 09:01") == "2026-03-02 09:05"
    assert (
        story.add("2026-03-02 09:04", "message.answered", channel="wechat").verdicts("2026-03-02 10:00")["A16"] == "met"
    )


def test_a_message_at_night_is_due_five_minutes_after_opening() -> None:
    story = Story("conversation").add("2026-03-02 23:30", "message.received", channel="wechat")
    assert story.due("A16", "2026-03-02 23:31") == "2026-03-03 08:05"


def test_a_machines_answer_is_no_answer() -> None:
    story = Story("conversation").add("2026-03-02 09:00", "message.received", channel="wechat")
    story.add("2026-03-02 09:01", "message.auto_answered", channel="wechat", script="ANS-FEE")
    assert story.verdicts("2026-03-02 09:06")["A16"] == "missed"


def test_danger_wants_an_answer_in_a_minute_at_night_too() -> None:
    story = Story("conversation").add(
        "2026-03-02 03:00", "case.classified", case_class="EMG", topic="emg.pipe", urgency="u0"
    )
    assert story.due("A18", "2026-03-02 03:00") == "2026-03-02 03:01"


def test_an_urgent_repair_is_reached_stopped_and_done_by_its_own_three_clocks() -> None:
    story = Story().opened("2026-03-02 09:00", "rep.power.home")
    story.add("2026-03-02 09:03", "case.taken_on").add("2026-03-02 09:14", "case.arrived")
    story.add("2026-03-02 10:30", "case.contained").add(
        "2026-03-02 15:00", "case.done", case_class="REP", topic="rep.power.home"
    )
    verdicts = story.verdicts("2026-03-02 16:00")
    assert {code: verdicts[code] for code in ("B03", "B07", "B11", "B12")} == dict.fromkeys(
        ("B03", "B07", "B11", "B12"), "met"
    )
    assert "B13" not in verdicts


def test_arriving_at_an_urgent_repair_after_a_quarter_is_late() -> None:
    story = Story().opened("2026-03-02 09:00", "rep.lift").add("2026-03-02 09:16", "case.arrived")
    assert story.verdicts("2026-03-02 09:20")["B07"] == "late"


def test_an_urgency_lowered_in_time_ends_the_quarter_of_an_hour_and_starts_the_two_days() -> None:
    story = (
        Story().opened("2026-03-02 09:00", "rep.drain").add("2026-03-02 09:10", "case.urgency_changed", urgency="u2")
    )
    verdicts = story.verdicts("2026-03-02 09:30")
    assert verdicts["B07"] == "void"
    assert verdicts["B13"] == "running"


def test_an_urgency_raised_starts_the_quarter_of_an_hour_at_the_change() -> None:
    story = (
        Story()
        .opened("2026-03-02 09:00", "rep.water.leak")
        .add("2026-03-02 11:00", "case.urgency_changed", urgency="u1")
    )
    assert story.due("B07", "2026-03-02 11:01") == "2026-03-02 11:15"


def test_a_pause_for_a_missing_part_holds_the_two_days_back_and_wants_word_in_half_an_hour() -> None:
    story = (
        Story()
        .opened("2026-03-02 09:00", "rep.light.public")
        .add("2026-03-02 10:00", "case.paused", reason="part_on_order")
    )
    assert story.verdicts("2026-03-02 10:31")["B30"] == "missed"
    story.add("2026-03-03 10:00", "case.resumed")
    assert story.due("B13", "2026-03-03 11:00") == "2026-03-05 09:00"


def test_the_worker_comes_within_the_window_also_when_it_was_moved_for_the_resident() -> None:
    story = Story().opened("2026-03-02 09:00", "rep.water.leak")
    first = {"window_start": "2026-03-03T14:00:00+08:00", "window_end": "2026-03-03T16:00:00+08:00", "reason": ""}
    moved = {
        "window_start": "2026-03-04T09:00:00+08:00",
        "window_end": "2026-03-04T11:00:00+08:00",
        "reason": "resident_asked",
    }
    story.add("2026-03-02 09:30", "case.appointment_agreed", **first)
    assert story.verdicts("2026-03-02 09:31")["B10"] == "met"
    story.add("2026-03-03 09:00", "case.appointment_agreed", **moved)
    assert story.due("B09", "2026-03-03 09:01") == "2026-03-04 11:00"
    assert story.add("2026-03-04 10:40", "case.arrived").verdicts("2026-03-04 12:00")["B09"] == "met"


def test_what_came_after_nine_in_the_evening_is_told_by_noon() -> None:
    assert Story().opened("2026-03-02 21:30", "cmp.clean").due("A40", "2026-03-02 22:00") == "2026-03-03 12:00"
    assert Story().opened("2026-03-02 20:30", "cmp.clean").due("A40", "2026-03-02 22:00") == "2026-03-03 00:00"
    assert Story().opened("2026-03-02 21:30", "rep.lift").due("A40", "2026-03-02 22:00") == "2026-03-03 00:00"


def test_a_complaint_has_a_first_word_in_four_hours_and_an_end_in_three_or_seven_days() -> None:
    story = Story().opened("2026-03-02 09:00", "cmp.clean")
    assert story.due("C03", "2026-03-02 09:01") == "2026-03-02 13:00"
    assert story.due("C08", "2026-03-02 09:01") == "2026-03-06 00:00"
    assert Story().opened("2026-03-02 09:00", "cmp.fee").due("C08b", "2026-03-02 09:01") == "2026-03-10 00:00"


def test_what_turns_out_to_be_a_complaint_gets_a_complaints_clocks_from_then_on() -> None:
    story = Story().opened("2026-03-02 09:00", "rep.light.public")
    story.add("2026-03-02 09:20", "case.reclassified", case_class="CMP", topic="cmp.late", urgency="u1", reason="desk")
    verdicts = story.verdicts("2026-03-02 09:21")
    assert (verdicts["B13"], verdicts["C03"]) == ("void", "running")
    assert story.due("C03", "2026-03-02 09:21") == "2026-03-02 13:20"


def test_a_group_complaint_brings_the_manager_in_half_an_hour() -> None:
    assert Story().opened("2026-03-02 09:00", "cmp.group").due("C10", "2026-03-02 09:01") == "2026-03-02 09:30"


def test_a_question_on_the_eve_of_a_long_holiday_waits_for_the_next_workday() -> None:
    story = Story().opened("2026-09-30 17:00", "inq.policy")
    assert story.due("A42", "2026-09-30 17:01") == "2026-10-09 00:00"


def test_a_repair_is_asked_about_the_same_day_and_refused_work_restarts_in_two_desk_hours() -> None:
    story = (
        Story()
        .opened("2026-03-02 09:00", "rep.door")
        .add("2026-03-02 11:00", "case.done", case_class="REP", topic="rep.door")
    )
    assert story.due("D01", "2026-03-02 11:01") == "2026-03-03 00:00"
    story.add("2026-03-02 11:30", "case.refused", reason="not_fixed")
    assert story.due("B34", "2026-03-02 11:31") == "2026-03-02 15:00"
    assert story.verdicts("2026-03-02 11:31")["D01"] == "void"


def test_a_withdrawn_case_owes_nothing_but_what_was_missed_stays() -> None:
    story = (
        Story()
        .opened("2026-03-02 09:00", "rep.gate")
        .add("2026-03-02 09:20", "case.withdrawn", reason="solved_itself", by="resident")
    )
    verdicts = story.verdicts("2026-03-02 10:00")
    assert verdicts["B07"] == "missed"
    assert verdicts["B12"] == "void"


def test_a_low_score_wants_a_call_within_a_day() -> None:
    story = Story().opened("2026-03-02 18:00", "cmp.late", origin="follow_up")
    assert story.due("D11", "2026-03-02 18:01") == "2026-03-03 18:00"


def test_who_is_heard_at_the_counter_is_written_down_in_five_minutes() -> None:
    story = Story("contact").add("2026-03-02 09:00", "contact.taken", channel="counter")
    assert story.add("2026-03-02 09:03", "case.opened", channel="counter", origin="resident").verdicts(
        "2026-03-02 10:00"
    ) == {"A32": "met"}
