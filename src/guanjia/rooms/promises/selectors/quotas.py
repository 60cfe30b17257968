"""Quotas as a manager sees them: what is owed in the running period, what is done, what the days left can't hold."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.promises.rules.book import ClockRule
from guanjia.rooms.promises.rules.quota import QuotaRule, shortfall
from guanjia.rooms.promises.selectors.shelves import shelf_of
from guanjia.rooms.promises.types import DAY, QuotaFigures, instant, moment
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing, gettext_noop

_COUNT = """
select p.standard, p."limit", max(p.due_at), count(distinct p.subject_id), sum(jsonb_array_length(p.evidence)),
       count(*) filter (where not p.closed),
       coalesce(sum(jsonb_array_length(p.evidence)) filter (where not p.closed), 0)
  from promises_promise p
  join unnest(%s::text[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::bool[])
       as w(code, due, since, until, own)
    on p.standard = w.code and p.due_at >= w.due and p.opened_at >= w.since and p.opened_at < w.until
       and not (w.own and p.closed)
 where p.community_id = %s and p.state <> 'superseded'
 group by p.standard, p."limit"
"""
_Counts = dict[str, list[tuple[str, datetime, int, int, int, int]]]
"""By standard and pace: last due time, members, acts done, promises open, acts done on those."""


def quotas(actor: Actor, community: UUID | None = None, *, at: datetime) -> list[QuotaFigures]:
    """The quotas in force in a community among those served (the first for None), each with the period that runs at
    `at`. Four queries, however many. Raises Missing.

    `left` is what is still asked for at most: who is a member for part of the period may owe less in the end. Where
    each subject has periods of its own (counted from act to act, or by stages), those that run are counted.
    """
    community_id = next((key for key in actor.community_ids if community in {None, key}), None)
    if community_id is None:
        raise Missing("promises.community", gettext_noop("You serve no such community."))
    book = handbook.edition_in_force(community_id, at)
    rules = [rule for rule in shelf_of(community_id).book(str(book.id)).rules.values() if rule.quota is not None]
    counts = _counts(community_id, rules, instant(at))
    return [_figures(rule, rule.quota, counts.get(rule.code, []), instant(at)) for rule in rules if rule.quota]


def _counts(community_id: UUID, rules: list[ClockRule], now: int) -> _Counts:
    spans = [(rule.code, *_span(rule.quota, now)) for rule in rules if rule.quota is not None]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [*([one[place] for one in spans] for place in range(5)), community_id])
        found: _Counts = {}
        for code, limit, *counted in cursor.fetchall():
            due, members, done, still, begun = counted
            found.setdefault(code, []).append((limit, due, int(members), int(done), int(still), int(begun)))
    return found


def _span(quota: QuotaRule, now: int) -> tuple[datetime, datetime, datetime, bool]:
    """Since when the promises that count are due, when they were opened, and whether each subject has periods of its
    own: those that run, a day back for what the sweep has yet to turn."""
    if not quota.by_calendar:
        return moment(0 if quota.most else now - DAY), moment(0), moment(now + 1), True
    stretch = quota.stretch(now - quota.after)
    return moment(stretch.begin), moment(stretch.begin), moment(stretch.end), False


def _figures(rule: ClockRule, quota: QuotaRule, counts: list[Any], now: int) -> QuotaFigures:
    if quota.by_calendar:
        due = quota.stretch(now - quota.after).due
    else:
        due = max((instant(one[1]) for one in counts), default=now)
    members, done = sum(one[2] for one in counts), sum(one[3] for one in counts)
    asked = ((still if quota.each else still * quota.times(limit) - begun) for limit, *_, still, begun in counts)
    left, days = sum(max(0, one) for one in asked), max(0, quota.duty.date_of(due - 1) - quota.duty.date_of(now) + 1)
    capacity = rule.spec.get("capacity_per_day")
    return QuotaFigures(rule.code, moment(due), members, done, left, days, capacity, shortfall(left, days, capacity))
