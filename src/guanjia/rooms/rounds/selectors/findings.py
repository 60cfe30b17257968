"""What was found, in the words it was written with, what is to be looked at again, and what a superior is to lead."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from guanjia.rooms.people import selectors as people
from guanjia.rooms.rounds import access
from guanjia.rooms.rounds.models import Finding, FindingPhoto, Shot, Stop, VoiceNote
from guanjia.rooms.rounds.rules.mending import AFTER
from guanjia.rooms.rounds.types import ShotRow
from guanjia.rooms.rounds.types.findings import FindingRow, FindingState
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset

MOST = 50
"""Findings of one person that wait to be looked at again; the oldest first."""


def to_look_at(actor: Actor) -> list[FindingRow]:
    """What the reader found that was put right since, the oldest first; of breaches their own list tells. Two
    queries."""
    rows = Finding.objects.filter(
        community__in=actor.community_ids, staff=actor.staff_id, state=FindingState.FIXED.value, breach=""
    )
    return _rows(list(rows.order_by("fixed_at", "id")[:MOST]))


def to_lead(actor: Actor, *, after: str | None = None) -> Page[FindingRow]:
    """What is grave and nobody above has taken in hand, the oldest first. Two queries."""
    rows = access.findings(actor).filter(Q(grave=True, led_at__isnull=True, state=FindingState.OPEN.value))
    page = keyset(rows, by="at", after=after)
    return Page(_rows(page.rows), page.next)


def findings_of(stop: Stop) -> list[FindingRow]:
    """What was found at a stop. Two queries."""
    return _rows(list(stop.findings.order_by("id")))


def findings_at(actor: Actor, routine_id: UUID) -> list[FindingRow]:
    """What was found at routine work, of what the reader may see. Two queries."""
    return _rows(list(access.findings(actor).filter(routine=routine_id).order_by("id")))


def finding(actor: Actor, finding_id: UUID) -> FindingRow:
    """One of them with its photos before and afterwards. Raises Missing."""
    row = access.finding(actor, finding_id)
    voice = VoiceNote.objects.filter(stop=row.stop_id, item=row.item).values_list("id", flat=True).first()
    return _row(row, people.staff_names([row.led_by_id]), _photos(row), voice)


def found_breach(finding_id: UUID) -> FindingRow | None:
    """A resident's breach for the room that takes it in hand; None for what is none. Two queries."""
    row = Finding.objects.filter(pk=finding_id).exclude(breach="").first()
    return _rows([row])[0] if row is not None else None


def _photos(row: Finding) -> list[tuple[bool, ShotRow]]:
    """Each photo, and whether it was taken afterwards."""
    if row.stop_id is not None:
        shots = Shot.objects.filter(stop=row.stop_id, item__in=[row.item, f"{row.item}{AFTER}"])
        found = [(one.pk, one.item.endswith(AFTER), one.at, "rounds:shot") for one in shots.order_by("at", "id")]
    else:
        kept = FindingPhoto.objects.filter(finding=row).order_by("at", "id")
        found = [(one.pk, one.after, one.at, "rounds:finding_photo") for one in kept]
    words = {False: gettext("Before"), True: gettext("Afterwards")}
    return [(after, ShotRow(key, reverse(page, args=[key]), words[after], "", at)) for key, after, at, page in found]


def _rows(rows: Sequence[Finding]) -> list[FindingRow]:
    names = people.staff_names(row.led_by_id for row in rows) if rows else {}
    return [_row(row, names, (), None) for row in rows]


def _row(
    row: Finding, names: dict[UUID, str], photos: Iterable[tuple[bool, ShotRow]], voice: UUID | None
) -> FindingRow:
    shown = list(photos)
    return FindingRow(
        id=row.pk,
        stop_id=row.stop_id,
        home=row.place,
        title=row.title,
        words=row.words,
        at=row.at,
        state=FindingState(row.state),
        community_id=row.community_id,
        home_id=row.home_id,
        routine_id=row.routine,
        staff_id=row.staff_id,
        case_id=row.case_id,
        breach=row.breach,
        grave=row.grave,
        led_at=row.led_at,
        led_by=names.get(row.led_by_id, "") if row.led_by_id else "",
        before=tuple(one for after, one in shown if not after),
        after=tuple(one for after, one in shown if after),
        voice=voice,
    )
