"""A breach begins: out of a finding of a round, or seen by the way."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.breaches.models import Breach
from guanjia.rooms.breaches.services.ground import first_due
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds.selectors import found_breach
from guanjia.rooms.rounds.services.mending import see_breach
from guanjia.rooms.rounds.services.stewards import steward_of
from guanjia.rooms.rounds.types.findings import ByTheWay
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, insert_new, row_of


@transaction.atomic
def open_breach(actor: Actor, community_id: UUID, seen: ByTheWay, *, at: datetime) -> UUID:
    """Write down a breach that was seen outside of any round, or heard of; returns its id.

    Raises Denied without the duty, Missing for a community or home that isn't theirs, Invalid for what is incomplete.
    """
    actor.need(Duty.SEE_RESIDENTS)
    finding_id = see_breach(actor, community_id, seen, at=at)
    take_up(finding_id)
    return finding_id


@transaction.atomic
def take_up(finding_id: UUID) -> None:
    """Take in hand what was found against the rules; again it changes nothing."""
    found = found_breach(finding_id)
    if found is None or row_of(Breach, finding_id) is not None:
        return
    kind = handbook.edition_in_force(found.community_id, found.at).terms.breach.of(found.breach)
    row = Breach(
        id=found.id,
        community_id=found.community_id,
        finding_id=found.id,
        home_id=found.home_id,
        place=found.home,
        kind=found.breach,
        title=(kind.title.told_in("") if kind is not None else found.title)[:200],
        words=found.words,
        grave=found.grave,
        staff_id=found.staff_id,
        steward_id=steward_of(found.community_id, found.home_id, at=found.at),
        found_at=found.at,
        led_at=found.led_at,
        due_at=found.at,
        moved_at=found.at,
    )
    row.due_at = first_due(row)
    insert_new(row)


@transaction.atomic
def led(finding_id: UUID, at: datetime) -> None:
    """A superior has it in hand."""
    row = row_of(Breach, finding_id, lock=True)
    if row is not None and row.led_at is None:
        row.led_at = at
        row.due_at = first_due(row)
        change(row, ["led_at", "due_at"])


@transaction.atomic
def refresh_due(finding_id: UUID) -> None:
    """Look again what comes first: something else than a verb of this room changed it."""
    row = row_of(Breach, finding_id, lock=True)
    if row is not None and (due := first_due(row)) != row.due_at:
        row.due_at = due
        change(row, ["due_at"])
