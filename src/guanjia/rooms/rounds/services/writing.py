"""A plan written down: stops that are new, that moved, that went; and what will be short."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from guanjia.rooms.rounds.events import RoundFact, RoundMoved, RoundPlanned
from guanjia.rooms.rounds.models import NOT_BEGUN, Shortfall, Stop
from guanjia.rooms.rounds.selectors.owed import kind_of
from guanjia.rooms.rounds.selectors.weeks import Weeks
from guanjia.rooms.rounds.services.ground import move, told
from guanjia.rooms.rounds.services.planning import Outcome, Placed
from guanjia.rooms.rounds.types import StopState
from guanjia.shared import journal
from guanjia.shared.db import change, insert_together


def write_plan(weeks: Weeks, outcomes: Sequence[Outcome], waiting: Sequence[Stop]) -> int:
    """Write where each stop is now; those of `waiting` that have no place any more are dropped. Returns how many are
    new. A stop stands in the walk where its home stands in the community: what joins finds its place."""
    placed = [(outcome, one) for outcome in outcomes for one in outcome.placed]
    kept = {one.row.pk for _, one in placed if one.row is not None}
    for row in waiting:
        if row.pk not in kept:
            move(row, StopState.DROPPED)
    facts: list[RoundFact] = []
    for outcome, one in placed:
        if one.row is not None:
            facts += _stood(weeks, outcome, one, one.row)
    rows = [_new(weeks, outcome, one) for outcome, one in placed if one.row is None]
    insert_together(rows)
    facts += [told(row, RoundPlanned, row.staff_id, weeks.at, what=row.kind, day=row.day.isoformat()) for row in rows]
    journal.record(*facts)
    return len(rows)


def _new(weeks: Weeks, outcome: Outcome, one: Placed) -> Stop:
    return Stop(
        community_id=weeks.community_id,
        home_id=one.owed.subject_id,
        staff_id=UUID(one.staff),
        kind=kind_of(outcome.quota.activity).value,
        standard=outcome.quota.standard,
        promise=one.owed.promise_id or NOT_BEGUN,
        due_at=one.owed.due_at,
        day=date.fromordinal(one.day),
        place=weeks.homes[one.owed.subject_id][0],
        planned_at=weeks.at,
    )


def _stood(weeks: Weeks, outcome: Outcome, one: Placed, row: Stop) -> Iterator[RoundFact]:
    """Write what is otherwise about a stop that stood; another day or person is told."""
    day, staff = date.fromordinal(one.day), UUID(one.staff)
    moved = (row.day, row.staff_id) != (day, staff)
    now: dict[str, Any] = {"day": day, "staff_id": staff, "by_hand": row.by_hand and not moved}
    now |= {"standard": outcome.quota.standard, "promise": one.owed.promise_id or NOT_BEGUN, "due_at": one.owed.due_at}
    other = [name for name, value in now.items() if getattr(row, name) != value]
    for name in other:
        setattr(row, name, now[name])
    change(row, [name.removesuffix("_id") for name in other])
    if moved:
        yield told(row, RoundMoved, staff, weeks.at, what=row.kind, day=day.isoformat())


def write_short(weeks: Weeks, outcomes: Sequence[Outcome], *, anew: bool) -> None:
    """Write what finds no place; anew: in the place of what was known."""
    if anew:
        Shortfall.objects.filter(community=weeks.community_id).delete()
    rows = [
        Shortfall(
            community_id=weeks.community_id,
            home_id=one.owed.subject_id,
            kind=kind_of(outcome.quota.activity).value,
            standard=outcome.quota.standard,
            due_at=one.owed.due_at,
            certain=date.fromordinal(one.certain),
            why=one.why.value,
        )
        for outcome in outcomes
        for one in outcome.missing
    ]
    insert_together(rows)
