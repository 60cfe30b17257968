"""Quotas as a manager sees them: what is owed in the running period, what is done, what the days left can't hold."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.promises.rules.book import ClockRule
from guanjia.rooms.promises.rules.quota import QuotaRule, shortfall
from guanjia.rooms.promises.selectors.shelves import shelf_of
from guanjia.rooms.promises.types import QuotaFigures, instant, moment
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing, gettext_noop

_COUNT = """
select standard, due_at, count(distinct subject_id), sum(jsonb_array_length(evidence)),
       count(*) filter (where not closed),
       coalesce(sum(jsonb_array_length(evidence)) filter (where not closed), 0)
  from promises_promise
 where community_id = %s and standard = any(%s) and due_at = any(%s) and state <> 'superseded'
 group by standard, due_at
"""


def quotas(actor: Actor, community: UUID | None = None, *, at: datetime) -> list[QuotaFigures]:
    """The quotas in force in a community among those served (the first for None), each with the period that runs at
    `at`. Four queries, however many. Raises Missing.

    `left` is what is still asked for at most: who is a member for part of the period may owe less in the end.
    """
    community_id = next((key for key in actor.community_ids if community in {None, key}), None)
    if community_id is None:
        raise Missing("promises.community", gettext_noop("You serve no such community."))
    book = handbook.edition_in_force(community_id, at)
    now = instant(at)
    found = [
        (rule, rule.quota, rule.quota.stretch(now - rule.quota.after))
        for rule in shelf_of(community_id).book(str(book.id)).rules.values()
        if rule.quota is not None
    ]
    codes, dues = [rule.code for rule, _, _ in found], [moment(stretch.due) for _, _, stretch in found]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [community_id, codes, dues])
        counts = {(row[0], instant(row[1])): row[2:] for row in cursor.fetchall()}
    return [
        _figures(rule, quota, counts.get((rule.code, stretch.due), (0, 0, 0, 0)), (now, stretch.due))
        for rule, quota, stretch in found
    ]


def _figures(rule: ClockRule, quota: QuotaRule, counts: tuple[Any, ...], time: tuple[int, int]) -> QuotaFigures:
    members, done, still, begun = (int(one) for one in counts)
    now, due = time
    left = still if quota.each else still * quota.times - begun
    days = max(0, quota.duty.date_of(due - 1) - quota.duty.date_of(now) + 1)
    capacity = rule.spec.get("capacity_per_day")
    return QuotaFigures(rule.code, moment(due), members, done, left, days, capacity, shortfall(left, days, capacity))
