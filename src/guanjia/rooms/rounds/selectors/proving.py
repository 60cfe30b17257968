"""What was flagged about records, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.rounds import access
from guanjia.rooms.rounds.models import Flag, Stop
from guanjia.rooms.rounds.rules.proving import FlagKind, FlagState
from guanjia.rooms.rounds.types import FlagCount, FlagRow, StopKind
from guanjia.rooms.rounds.wording import flag_words
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset

SHOT = "rounds:shot"


def flags(
    actor: Actor, community_id: UUID, state: FlagState | None = None, *, after: str | None = None
) -> Page[FlagRow]:
    """What was flagged in a community, the newest first. Six queries."""
    rows = access.flags(actor).filter(community=community_id)
    rows = rows.filter(state=state.value) if state else rows
    page = keyset(rows.select_related("stop"), by="at", after=after, down=True)
    return Page(_rows(actor, page.rows), page.next)


def flag(actor: Actor, flag_id: UUID) -> FlagRow:
    """One of them. Raises Missing."""
    return _rows(actor, [access.flag(actor, flag_id)])[0]


def flags_of_stop(actor: Actor, stop: Stop) -> list[FlagRow]:
    """What was flagged about one record."""
    return _rows(actor, list(stop.flags.select_related("stop").order_by("id")))


def flagged(community_id: UUID, start: datetime, end: datetime, staff_id: UUID | None = None) -> FlagCount:
    """How many records of this time were flagged, of one person or of all, and how many flags wait to be looked at. One
    query."""
    rows = Flag.objects.filter(community=community_id, at__gte=start, at__lt=end)
    found = (rows.filter(staff=staff_id) if staff_id else rows).aggregate(
        records=Count("stop", distinct=True), waiting=Count("id", filter=Q(state=FlagState.OPEN.value))
    )
    return FlagCount(found["records"], found["waiting"])


def _rows(actor: Actor, rows: Sequence[Flag]) -> list[FlagRow]:
    if not rows:
        return []
    others = {
        one.pk: one for one in Stop.objects.filter(pk__in=[row.other_stop_id for row in rows if row.other_stop_id])
    }
    homes = places.homes({row.stop.home_id for row in rows} | {one.home_id for one in others.values()})
    names = people.staff_names({row.staff_id for row in rows} | {row.settled_by_id for row in rows})
    ground = _Ground(actor, {key: home.label for key, home in homes.items()}, names)
    return [_row(ground, row, others.get(row.other_stop_id) if row.other_stop_id else None) for row in rows]


@dataclass(frozen=True, slots=True)
class _Ground:
    """Who reads, and the names of homes and people."""

    actor: Actor
    homes: Mapping[UUID, str]
    names: Mapping[UUID, str]


def _row(ground: _Ground, row: Flag, other: Stop | None) -> FlagRow:
    own, is_open = row.staff_id == ground.actor.staff_id, row.state == FlagState.OPEN
    like = row.figures.get("shot")
    may_settle = is_open and not own and ground.actor.may(Duty.WAIVE)
    return FlagRow(
        id=row.pk,
        stop_id=row.stop_id,
        home=ground.homes[row.stop.home_id],
        what=StopKind(row.stop.kind),
        kind=FlagKind(row.kind),
        words=flag_words(
            FlagKind(row.kind),
            row.figures,
            ground.homes[other.home_id] if other else "",
            f"{timezone.localtime(other.ended_at):%Y-%m-%d}" if other and other.ended_at else "",
        ),
        at=row.at,
        staff=ground.names.get(row.staff_id, ""),
        state=FlagState(row.state),
        other_stop_id=row.other_stop_id,
        shot_url=reverse(SHOT, args=[row.about]) if row.about.int else "",
        other_shot_url=reverse(SHOT, args=[like]) if like and not own else "",
        explanation=row.explanation,
        settled_by=ground.names.get(row.settled_by_id, "") if row.settled_by_id else "",
        settled_at=row.settled_at,
        reason=row.reason,
        may_settle=may_settle,
        may_explain=is_open and own,
    )
