"""Promises live: opened inside the recording, swept, corrected, audited, on a real database."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from guanjia.rooms.handbook import services as handbook
from guanjia.rooms.handbook.types.calendars import YearTable
from guanjia.rooms.promises import selectors, services
from guanjia.rooms.promises.models import Promise, SetAside, SubjectState, Telling
from guanjia.shared import journal
from guanjia.shared.models import JournalEvent
from guanjia.shared.time import new_id
from tests.rooms.promises.conftest import (
    LIGHT,
    MONDAY,
    REPORT,
    Ground,
    LampLit,
    LampPaused,
    LampRanked,
    LampReported,
    LampResumed,
    LampWentOut,
)

pytestmark = pytest.mark.django_db


def minute(number: float) -> timedelta:
    return timedelta(minutes=number)


def states() -> list[tuple[str, str]]:
    return list(Promise.objects.order_by("opened_at", "began_at", "id").values_list("standard", "state"))


def swept(number: float) -> None:
    while services.sweep(at=MONDAY + minute(number)):
        pass


def kinds() -> list[str]:
    return list(
        JournalEvent.objects.filter(kind__startswith="promise.").order_by("at", "id").values_list("kind", flat=True)
    )


def test_a_promise_begins_in_the_transaction_of_its_fact(ground: Ground, lamp: UUID) -> None:
    journal.record(ground.fact(LampWentOut, lamp, 0))
    row = Promise.objects.get()
    assert (row.state, row.due_at, row.warn_at) == ("running", MONDAY + minute(60), MONDAY + minute(48))
    assert (row.owed_role, row.weight, row.subject_id) == ("technician", 2, lamp)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError(journal.record(ground.fact(LampWentOut, new_id(), 1)))
    assert Promise.objects.count() == 1


def test_a_fact_costs_few_statements(ground: Ground, lamp: UUID, django_assert_max_num_queries) -> None:
    journal.record(ground.fact(LampWentOut, new_id(), 0))
    # the journal's row, the editions, the locks, the states read, the states written, the promises written
    with django_assert_max_num_queries(6):
        journal.record(*(ground.fact(LampWentOut, new_id(), number) for number in range(1, 30)))
    assert Promise.objects.count() == 30


def test_pause_resume_and_stop_move_and_end_it(ground: Ground, lamp: UUID) -> None:
    journal.record(ground.fact(LampWentOut, lamp, 0))
    journal.record(ground.fact(LampPaused, lamp, 10, reason="resident_absent"))
    assert Promise.objects.get().state == "paused"
    journal.record(ground.fact(LampResumed, lamp, 40))
    assert Promise.objects.get().due_at == MONDAY + minute(90)
    journal.record(ground.fact(LampLit, lamp, 85))
    assert states() == [("L1", "met")]
    assert services.audit().is_clean


def test_the_sweep_tells_each_thing_once_even_if_it_comes_late_or_twice(ground: Ground, lamp: UUID) -> None:
    journal.record(ground.fact(LampWentOut, lamp, 0))
    for number in (47, 48, 49, 60, 60, 61, 62, 90, 91):
        swept(number)
    assert kinds() == ["promise.warned", "promise.missed", "promise.escalated", "promise.escalated"]
    times = dict(JournalEvent.objects.filter(kind__in=["promise.warned", "promise.missed"]).values_list("kind", "at"))
    assert times == {"promise.warned": MONDAY + minute(48), "promise.missed": MONDAY + minute(60)}
    assert Promise.objects.get(standard="L1").next_tell_at is None


def test_a_sweep_that_is_behind_tells_the_miss_and_no_stale_warning(ground: Ground, lamp: UUID) -> None:
    journal.record(ground.fact(LampWentOut, lamp, 0))
    swept(300)
    assert kinds() == ["promise.missed", "promise.escalated", "promise.escalated", "promise.missed"]


def test_a_miss_opens_what_is_owed_after_it(ground: Ground, lamp: UUID) -> None:
    journal.record(ground.fact(LampWentOut, lamp, 0))
    swept(61)
    assert states() == [("L1", "missed"), ("L2", "running")]
    journal.record(ground.fact(LampReported, lamp, 70))
    journal.record(ground.fact(LampLit, lamp, 75))
    assert states() == [("L1", "late"), ("L2", "met")]
    assert services.audit().is_clean


def test_a_stop_recorded_late_makes_it_met_and_what_hung_on_the_miss_superseded(ground: Ground, lamp: UUID) -> None:
    journal.record(ground.fact(LampWentOut, lamp, 0))
    swept(100)
    journal.record(ground.fact(LampResumed, lamp, 101))
    journal.record(ground.fact(LampLit, lamp, 55))
    assert states() == [("L1", "met"), ("L2", "superseded")]
    assert "promise.met_after_all" in kinds()
    assert services.audit().is_clean


def test_an_earlier_message_recorded_late_supersedes_the_later_promise(ground: Ground, lamp: UUID) -> None:
    journal.record(ground.fact(LampWentOut, lamp, 30))
    journal.record(ground.fact(LampWentOut, lamp, 0))
    assert states() == [("L1", "running"), ("L1", "superseded")]
    assert selectors.of_subject("lamp", lamp, at=MONDAY + minute(31))[0].due_at == MONDAY + minute(60)
    assert services.audit().is_clean


def test_urgency_raised_voids_and_reopens_and_both_are_kept(ground: Ground, lamp: UUID) -> None:
    journal.record(ground.fact(LampWentOut, lamp, 0))
    journal.record(ground.fact(LampRanked, lamp, 10, urgency="u0"))
    assert states() == [("L1", "void"), ("L1", "running")]
    assert Promise.objects.get(state="running").due_at == MONDAY + minute(25)


def test_a_new_edition_judges_only_what_begins_under_it(ground: Ground, lamp: UUID) -> None:
    journal.record(ground.fact(LampWentOut, lamp, 0))
    strict = {**LIGHT, "by_urgency": {"u0": {"minutes": 5}, "u2": {"minutes": 5}}}
    ground.publish(strict, REPORT, at=MONDAY + minute(10))
    journal.record(ground.fact(LampLit, lamp, 40))
    journal.record(ground.fact(LampWentOut, lamp, 41))
    journal.record(ground.fact(LampLit, lamp, 47))
    assert states() == [("L1", "met"), ("L1", "late"), ("L2", "running")]
    assert services.audit().is_clean


def test_the_audit_names_a_changed_row_a_missing_one_and_one_too_many(ground: Ground, lamp: UUID) -> None:
    journal.record(ground.fact(LampWentOut, lamp, 0), ground.fact(LampWentOut, new_id(), 1))
    changed, gone = Promise.objects.order_by("opened_at").values_list("id", flat=True)
    Promise.objects.filter(pk=changed).update(due_at=MONDAY + minute(61))
    extra = Promise.objects.get(pk=gone)
    Promise.objects.filter(pk=gone).delete()
    extra.pk = new_id()
    extra.save(force_insert=True)
    found = {(one.promise, one.column) for one in services.audit().differences}
    assert found == {(str(changed), "due"), (str(gone), "row"), (str(extra.pk), "row")}


def test_the_audit_agrees_while_a_sweep_is_under_way(ground: Ground, lamp: UUID) -> None:
    journal.record(ground.fact(LampWentOut, lamp, 0), ground.fact(LampWentOut, new_id(), 200))
    assert services.sweep(at=MONDAY + minute(61)) == 1
    assert states() == [("L1", "missed"), ("L2", "running"), ("L1", "running")]
    assert services.audit().is_clean


def test_a_promise_that_cannot_be_worked_on_is_set_aside_and_stops_nobody(ground: Ground, lamp: UUID) -> None:
    journal.record(ground.fact(LampWentOut, lamp, 0), ground.fact(LampWentOut, new_id(), 0))
    Promise.objects.filter(subject_id=lamp).update(standard="gone")
    swept(61)
    assert SetAside.objects.get().promise_id == Promise.objects.get(standard="gone").id
    assert Telling.objects.filter(what="missed").count() == 1


def test_the_state_of_a_subject_does_not_grow_with_its_events(ground: Ground, lamp: UUID) -> None:
    sizes = []
    for number in range(12):
        journal.record(ground.fact(LampWentOut, lamp, number * 10), ground.fact(LampLit, lamp, number * 10 + 5))
        sizes.append(len(str(SubjectState.objects.get().state)))
    assert len(set(sizes)) == 1


def test_rows_read_as_pages_show_them_with_their_reasons(ground: Ground, lamp: UUID) -> None:
    journal.record(ground.fact(LampWentOut, lamp, 0))
    journal.record(ground.fact(LampPaused, lamp, 10, reason="resident_absent"))
    journal.record(ground.fact(LampResumed, lamp, 40))
    row = selectors.of_subject("lamp", lamp, at=MONDAY + minute(95))[0]
    assert (row.state, row.late_by) == ("missed", minute(5))
    assert row.pauses == ((MONDAY + minute(10), MONDAY + minute(40)),)
    assert len(row.why) == 4
    assert row.why[-1].amount == "09:30"


def test_lists_cost_the_same_with_one_row_and_with_sixty(ground: Ground, django_assert_max_num_queries) -> None:
    lamps = [new_id() for _ in range(60)]
    for number, lamp in enumerate(lamps):
        journal.record(ground.fact(LampWentOut, lamp, number / 10))
    at = MONDAY + minute(30)
    with django_assert_max_num_queries(3):  # promises, names of who owes, editions
        assert len(selectors.of_subjects("lamp", lamps, at=at)) == 60
    with django_assert_max_num_queries(3):
        assert len(selectors.nearest("lamp", lamps, at=at)) == 60
    sought = selectors.Sought([ground.community], "L1", MONDAY, MONDAY + minute(600))
    with django_assert_max_num_queries(3):
        first = selectors.of_standard(sought, at=at)
    second = selectors.of_standard(sought, at=at, after=first.next)
    assert len({row.id for row in [*first, *second]}) == 60


def test_the_tally_counts_by_due_time_and_what_time_alone_made(ground: Ground) -> None:
    met, late, missed, running = (new_id() for _ in range(4))
    journal.record(*(ground.fact(LampWentOut, one, 0) for one in (met, late, missed)))
    journal.record(ground.fact(LampLit, met, 30), ground.fact(LampLit, late, 70))
    journal.record(ground.fact(LampWentOut, running, 60))
    found = selectors.tally([ground.community], MONDAY, MONDAY + minute(600), at=MONDAY + minute(80))
    own = {(row.standard, row.state): (row.count, row.weight, row.credit) for row in found if row.standard == "L1"}
    assert own == {
        ("L1", "met"): (1, 2.0, 2.0),
        ("L1", "late"): (1, 2.0, 1.0),
        ("L1", "missed"): (1, 2.0, 0.0),
        ("L1", "running"): (1, 2.0, 0.0),
    }


def test_a_due_time_that_hung_on_unknown_holidays_is_reckoned_again(ground: Ground, lamp: UUID) -> None:
    office = {
        "code": "office",
        "title": "办公",
        "uses_year_table": "CN",
        "week": {day: [["09:00", "18:00"]] for day in "12345"},
    }
    slow = {**REPORT, "start": ["lamp.went_out"], "calendar": "office", "within": {"workdays": 1}}
    ground.publish(slow, at=MONDAY - minute(60), calendars=[office])
    journal.record(ground.fact(LampWentOut, lamp, 0))
    assert Promise.objects.get().provisional
    assert services.reckon_again(at=MONDAY) == 0
    tuesday = [{"day": "2026-03-03", "name": "节"}]
    handbook.keep_year_table(
        YearTable.model_validate({"table": "CN", "year": 2026, "title": "2026", "holidays": tuesday}), at=MONDAY
    )
    assert services.reckon_again(at=MONDAY) == 1
    row = Promise.objects.get()
    assert (row.provisional, row.due_at) == (False, MONDAY + timedelta(days=2, hours=16))
    assert services.reckon_again(at=MONDAY) == 0
