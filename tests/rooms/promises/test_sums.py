"""The sums kept beside the promises say what the promises say, whoever writes and whenever they are folded."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.db.models import F

from guanjia.config.filling.living import live
from guanjia.config.filling.town import build
from guanjia.rooms.promises import services as promises
from guanjia.rooms.promises.models import KeptSum, Promise, SumChange
from guanjia.rooms.promises.selectors import sums
from guanjia.rooms.promises.selectors.narrowing import ALL, Narrow
from guanjia.rooms.promises.selectors.sums import Span, picture
from guanjia.rooms.promises.services.summing import differing_sums
from guanjia.shared.time import now, whole_second
from tests.cast import Cast

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def at() -> datetime:
    return whole_second(now())


@pytest.fixture
def here(db: None, at: datetime) -> UUID:
    """A community in which two hundred cases were lived through."""
    big = build(300, at, small=1)[0]
    live(at, big)
    return big.community_id


def midnight(at: datetime, days: int) -> datetime:
    return at.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=days)


def agree(here: UUID, span: Span, narrow: Narrow = ALL) -> int:
    """The sums and the promises one by one give the same picture; how many were counted."""
    kept, counted = picture(here, span, zone=ZONE, narrow=narrow), sums._counted(here, span, zone=ZONE, narrow=narrow)
    order = {"key": lambda row: (row.standard, row.state)}
    assert [sorted(one, **order) for one in (kept.tally, kept.past)] == [
        sorted(one, **order) for one in (counted.tally, counted.past)
    ]
    assert (kept.heat, kept.editions) == (counted.heat, counted.editions)
    if narrow == ALL:
        assert (kept.roles, kept.staff) == (counted.roles, counted.staff)
    return sum(row.count for row in kept.tally)


def test_a_month_is_the_same_before_and_after_its_days_are_folded(here: UUID, at: datetime) -> None:
    first, last = (
        Promise.objects.order_by("due_at").exclude(due_at=None).values_list("due_at", flat=True),
        midnight(at, 0),
    )
    begin = midnight(first[0], 0)
    spans = [Span(begin, last - timedelta(days=30), at), Span(begin, midnight(begin, 20), last - timedelta(days=10))]
    role, staff = Promise.objects.filter(closed=True, owed_by__isnull=False).values_list("owed_role", "owed_by").first()
    parts = [ALL, Narrow(role), Narrow("", staff), Narrow(role, staff)]
    before = [agree(here, span, part) for span in spans for part in parts]
    assert promises.fold_sums(at=at) == 1
    assert KeptSum.objects.exists()
    assert not SumChange.objects.filter(at__lt=midnight(at, -1)).exists()
    assert [agree(here, span, part) for span in spans for part in parts] == before
    assert before[0] > 100
    assert not list(differing_sums(here))


def test_what_changes_after_a_day_was_folded_changes_its_sum(here: UUID, at: datetime) -> None:
    promises.fold_sums(at=at)
    span = Span(midnight(at, -60), midnight(at, -30), at)
    closed = Promise.objects.filter(closed=True, due_at__isnull=False).order_by("id")
    some = list(closed.values_list("id", flat=True)[:90])
    Promise.objects.filter(pk__in=some[:30]).update(state="waived", ended_at=at)
    Promise.objects.filter(pk__in=some[30:60]).update(due_at=F("due_at") + timedelta(days=1), owed_by=None)
    Promise.objects.filter(pk__in=some[60:]).update(state="superseded")
    agree(here, span)
    assert not list(differing_sums(here))
    promises.fold_sums(at=at)
    agree(here, span)
    assert not list(differing_sums(here))


def test_a_moment_within_a_day_that_is_folded_already_is_counted_one_by_one(here: UUID, at: datetime) -> None:
    promises.fold_sums(at=at)
    assert agree(here, Span(midnight(at, -90), midnight(at, -60), midnight(at, -20) + timedelta(hours=11)))


def test_a_promise_that_is_open_or_only_told_more_of_costs_no_sum(here: UUID) -> None:
    before = SumChange.objects.count()
    Promise.objects.filter(closed=False).update(provisional=True)
    Promise.objects.filter(closed=True).update(evidence=[])
    assert SumChange.objects.count() == before


@pytest.mark.django_db
def test_the_audit_names_a_sum_that_was_changed_and_counting_again_mends_it(cast: Cast) -> None:
    cast.publish()
    cast.closed_case()
    promises.fold_sums(at=cast.later(days=40))
    assert promises.audit().is_clean
    planted = KeptSum.objects.filter(state="met").order_by("id")[:1].get()
    KeptSum.objects.filter(pk=planted.pk).update(n=F("n") + 1, credit=F("credit") - 1)
    found = promises.audit().differences
    assert {(one.standard, one.column.split(",")[0]) for one in found} == {
        (planted.standard, "sum of number"),
        (planted.standard, "sum of credit"),
    }
    assert "in the table" in str(promises.audit())
    promises.sum_again(planted.community_id)
    assert promises.audit().is_clean
    promises.fold_sums(at=cast.now)
    assert promises.audit().is_clean


@pytest.mark.django_db(transaction=True)
def test_whoever_writes_while_sums_are_counted_again_is_counted_once(cast: Cast) -> None:
    cast.publish()
    cast.closed_case()
    other = connection.copy()
    one = Promise.objects.filter(state="met").order_by("id")[:1].get()
    with other.cursor() as theirs:
        theirs.execute("begin")
        theirs.execute("update promises_promise set state = 'late' where id = %s", [one.pk])
        with transaction.atomic():
            promises.sum_again(one.community_id)
        theirs.execute("commit")
    other.close()
    assert not list(differing_sums(one.community_id))
