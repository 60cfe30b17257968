"""Acts that quotas still ask for: what a planner lays out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from guanjia.rooms.promises.rules.book import ClockRule, Role
from guanjia.rooms.promises.rules.quota import QuotaRule
from guanjia.rooms.promises.selectors.shelves import shelf_of
from guanjia.rooms.promises.types import instant
from guanjia.shared.riding import ask


@dataclass(frozen=True, slots=True)
class OwedAct:
    """A promise of a quota that runs: `left` acts are still owed for the part of the period the subject is a member,
    if it stays one; `apart` lie between two of them at least; `capacity` is how many a day holds."""

    promise_id: UUID
    standard: str
    activity: str
    subject_id: UUID
    due_at: datetime
    left: int
    role: str
    owed_id: UUID | None
    apart: timedelta
    capacity: int | None


_OPEN = """
select id, standard, edition::text, subject_id, opened_at, due_at, jsonb_array_length(evidence), "limit", owed_role,
       owed_by_id
  from promises_promise
 where community_id = %s and standard = any(%s) and not closed and due_at > %s and opened_at <= %s
   and state <> 'superseded'
 order by due_at, id
"""


def owed_acts(community_id: UUID, activities: Collection[str], *, at: datetime) -> list[OwedAct]:
    """What quotas of these activities still ask for in a community at `at`, what is due first at the front. One light
    query, however many: a planner needs them all."""
    rules: dict[tuple[str, str], tuple[ClockRule, QuotaRule, str]] = {}
    for book in shelf_of(community_id).books():
        for code, rule in book.rules.items():
            acts = {kind for kind, parts in rule.parts.items() if any(part.role is Role.ACT for part in parts)}
            if rule.quota is not None and acts & set(activities):
                rules[book.edition, code] = rule, rule.quota, min(acts & set(activities))
    found = []
    codes = sorted({code for _, code in rules})
    for key, code, edition, subject, opened, due, done, limit, role, owed_by in ask(
        _OPEN, [community_id, codes, at, at]
    ):
        rule, quota, activity = rules[edition, code]
        left = _left(quota, instant(opened), instant(due), str(limit), int(done))
        if left > 0:
            apart, capacity = timedelta(microseconds=quota.least), rule.spec.get("capacity_per_day")
            found.append(OwedAct(key, code, activity, subject, due, left, role, owed_by, apart, capacity))
    return found


def _left(quota: QuotaRule, opened: int, due: int, limit: str, done: int) -> int:
    if quota.each:
        return 1
    stretch = quota.of(opened, due, limit)
    left = quota.owed(stretch, limit, opened, [(opened, stretch.end)]) - done
    return left if quota.ends_by_turn(opened, due, limit) else max(1, left)  # so that none is too far from the last
