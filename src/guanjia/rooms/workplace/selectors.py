"""Reads of a place at work."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from guanjia.rooms.people import selectors as people
from guanjia.rooms.workplace import rules
from guanjia.rooms.workplace.models import Draft, KeptView, Look, Seat
from guanjia.rooms.workplace.types import Beside, DraftRow, ViewRow
from guanjia.shared.actor import Actor


def drafts(actor: Actor, names: Iterable[str], *, at: datetime) -> list[DraftRow]:
    """What this person has begun in these forms. One query, none for nobody of the staff."""
    wanted = list(names)[:20]
    if actor.staff_id is None or not wanted:
        return []
    rows = Draft.objects.filter(staff=actor.staff_id, name__in=wanted, at__gt=at - rules.DRAFT_DAYS)
    return [DraftRow(row.name, row.values, row.at) for row in rows]


def views(actor: Actor, page: str) -> list[ViewRow]:
    """The views this person keeps of a list, by name. One query."""
    if actor.staff_id is None:
        return []
    rows = KeptView.objects.filter(staff=actor.staff_id, page=page).order_by("name", "id")[: rules.VIEWS_MOST]
    return [ViewRow(row.pk, row.name, row.query, row.chosen) for row in rows]


def looks(actor: Actor, subjects: Iterable[UUID]) -> dict[UUID, datetime]:
    """When this person last looked at these; what they never looked at is left out. One query, none for no ids."""
    wanted = list(subjects)
    if actor.staff_id is None or not wanted:
        return {}
    rows = Look.objects.filter(staff=actor.staff_id, subject_id__in=wanted)
    return dict(rows.values_list("subject_id", "at"))


def beside(actor: Actor, subject_id: UUID, *, at: datetime) -> list[Beside]:
    """Colleagues who have this open too, who came first first; each once, however many tabs. Two queries."""
    rows = Seat.objects.filter(subject_id=subject_id, seen_at__gt=at - rules.HERE, left=False)
    found = list(rows.exclude(staff=actor.staff_id).order_by("since", "id")[:20])
    names = people.staff_names(row.staff_id for row in found)
    first: dict[UUID, Beside] = {}
    for row in found:
        known = first.get(row.staff_id)
        writes = rules.writes(row.wrote_at, at) or bool(known and known.writes)
        since = known.since if known else row.since
        first[row.staff_id] = Beside(row.staff_id, names.get(row.staff_id, ""), since, writes)
    return list(first.values())
