"""What the ladder told somebody up: seen, reminded, or acted upon."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.people.types import Duty
from guanjia.rooms.promises.events import PromiseSeenTo
from guanjia.rooms.promises.models import Raised
from guanjia.rooms.promises.services.applying import told_of
from guanjia.rooms.promises.services.waiving import locked_promise
from guanjia.rooms.promises.types import SeenHow
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Invalid, Missing, gettext_noop


@transaction.atomic
def see_to(actor: Actor, promise_id: UUID, how: SeenHow, words: str = "", *, at: datetime) -> None:
    """Say that somebody the ladder told has seen a promise, and what they do about it; words only where they act.

    Seen twice counts once; who only saw it may act later. Raises Denied without the duty and for who must keep out,
    Missing for what was told to none of their roles, Invalid for an act without words.
    """
    actor.need(Duty.RECEIVE_ESCALATION)
    row = locked_promise(actor, promise_id, at)
    mine = list(Raised.objects.filter(promise_id=row.id, to_role__in=actor.roles).order_by("step"))
    if not mine:
        raise Missing("promises.not_raised", gettext_noop("This was not brought up to you."))
    if how is SeenHow.ACTED and not words.strip():
        raise Invalid("promises.empty", gettext_noop("Write down what you do about it."), field="words")
    if how is SeenHow.SEEN and all(one.seen_at for one in mine):
        return
    for one in mine:
        one.seen_at, one.seen_by_id, one.how = at, actor.staff_id, how.value
        one.words = words.strip() if how is SeenHow.ACTED else one.words
    Raised.objects.bulk_update(mine, ["seen_at", "seen_by", "how", "words"])
    journal.record(told_of(PromiseSeenTo, row, at, how=how.value, by_staff_id=actor.staff_id))
