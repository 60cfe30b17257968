"""What was found, in the words it was written with, and what is to be looked at again."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from guanjia.rooms.places import selectors as places
from guanjia.rooms.rounds import access
from guanjia.rooms.rounds.models import Finding, Shot, Stop, VoiceNote
from guanjia.rooms.rounds.rules.mending import AFTER
from guanjia.rooms.rounds.types import FindingRow, FindingState, ShotRow
from guanjia.shared.actor import Actor

MOST = 50
"""Findings of one person that wait to be looked at again; the oldest first."""


def to_look_at(actor: Actor) -> list[FindingRow]:
    """What the reader found that was put right since, the oldest first. Two queries."""
    rows = Finding.objects.filter(
        community__in=actor.community_ids, staff=actor.staff_id, state=FindingState.FIXED.value
    )
    return _rows(list(rows.select_related("stop").order_by("fixed_at", "id")[:MOST]))


def findings_of(stop: Stop) -> list[FindingRow]:
    """What was found at a stop. Two queries."""
    return _rows(list(stop.findings.select_related("stop").order_by("id")))


def finding(actor: Actor, finding_id: UUID) -> FindingRow:
    """One of them with its photos before and afterwards. Raises Missing."""
    row = access.finding(actor, finding_id)
    shots = list(Shot.objects.filter(stop=row.stop_id, item__in=[row.item, f"{row.item}{AFTER}"]).order_by("at", "id"))
    voice = VoiceNote.objects.filter(stop=row.stop_id, item=row.item).values_list("id", flat=True).first()
    return _row(row, places.label(row.stop.home_id), shots, voice)


def _rows(rows: Sequence[Finding]) -> list[FindingRow]:
    homes = places.homes(row.stop.home_id for row in rows) if rows else {}
    return [_row(row, homes[row.stop.home_id].label, [], None) for row in rows]


def _row(row: Finding, home: str, shots: Sequence[Shot], voice: UUID | None) -> FindingRow:
    def shown(item: str, words: str) -> tuple[ShotRow, ...]:
        found = [one for one in shots if one.item == item]
        return tuple(ShotRow(one.pk, reverse("rounds:shot", args=[one.pk]), words, "", one.at) for one in found)

    return FindingRow(
        id=row.pk,
        stop_id=row.stop_id,
        home=home,
        title=row.title,
        words=row.words,
        at=row.at,
        state=FindingState(row.state),
        case_id=row.case_id,
        before=shown(row.item, gettext("Before")),
        after=shown(f"{row.item}{AFTER}", gettext("Afterwards")),
        voice=voice,
    )
