"""What every verb on a breach shares: hold it, move it, write the step, and keep what comes first beside it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from guanjia.rooms.breaches import access, rules
from guanjia.rooms.breaches.events import BreachFact
from guanjia.rooms.breaches.models import Breach, Photo, Step
from guanjia.rooms.breaches.types import BreachState, StepKind, Verb
from guanjia.rooms.cases.rules import check_at, evidence
from guanjia.rooms.cases.types import FAR
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.rounds.services.ground import who_goes, zone_of
from guanjia.shared import files, journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, insert_new
from guanjia.shared.errors import Missing, Refused, gettext_noop
from guanjia.shared.time import now


def begin(actor: Actor, breach_id: UUID, verb: Verb, at: datetime, *, duty: Duty = Duty.DO_WORK) -> Breach:
    """The breach, held until the transaction ends. Raises Denied without the duty, Missing, Refused for a verb that
    leads nowhere from here, or a time to come or before the last step."""
    actor.need(duty)
    found = access.breach(actor, breach_id, lock=True)
    early = handbook.edition_in_force(found.community_id, at).terms.journal.early_tolerance
    check_at(at, now(), timedelta(seconds=early.in_seconds()))
    rules.check_move(verb, BreachState(found.state))
    if at < found.moved_at:
        message = gettext_noop("This time lies before the last step of the breach. Check the time, then send again.")
        raise Refused("breaches.before_last_step", message)
    return found


def step(breach: Breach, actor: Actor, kind: StepKind, at: datetime, **said: Any) -> Step:
    """Write down what was done, by whom."""
    row = Step(
        community_id=breach.community_id, breach=breach, kind=kind.value, staff_id=who_goes(actor), at=at, **said
    )
    insert_new(row)
    return row


def keep(step: Step, contents: Sequence[bytes], at: datetime) -> None:
    """Keep photos with a step. Raises Invalid for what is no picture or too large."""
    most = handbook.edition_in_force(step.community_id, at).terms.case.photo_bytes_most
    for content in contents:
        picture, _ = evidence.kept_of(content, most, zone_of(step.community_id))
        came = hashlib.sha256(content).hexdigest()
        insert_new(Photo(community_id=step.community_id, step=step, digest=came, kept=files.keep(picture), at=at))


def check_resident(actor: Actor, breach: Breach, resident_id: UUID | None) -> None:
    """Raises Missing for somebody who doesn't belong to the home."""
    if resident_id is None:
        return
    home = people.household(actor, breach.home_id) if breach.home_id is not None else None
    if home is None or resident_id not in {one.id for one in home.residents}:
        raise Missing("people.no_resident", gettext_noop("There is no such resident."))


def told(breach: Breach, fact: type[BreachFact], actor: Actor, at: datetime, **more: Any) -> BreachFact:
    """A fact about this breach."""
    refs: dict[str, Any] = {"staff_id": who_goes(actor), "home_id": breach.home_id, "breach": breach.kind}
    return fact(community_id=breach.community_id, subject_id=breach.finding_id, at=at, **refs, **more)


def finish(breach: Breach, to: BreachState, at: datetime, *facts: BreachFact) -> None:
    """Bring the breach to where a verb led, record the facts, and keep what comes first. The state changes here."""
    breach.state, breach.moved_at = to.value, at
    if to in rules.ENDS:
        breach.ended_at = at
    if facts:
        journal.record(*facts)
    breach.due_at = first_due(breach)
    change(breach, ["state", "moved_at", "ended_at", "right_by", "refused", "led_at", "due_at"])


def first_due(breach: Breach) -> datetime:
    """What comes first: the nearest open promise, or the end of a notice's time that runs."""
    state = BreachState(breach.state)
    if state in rules.ENDS:
        return FAR
    owed = promises.nearest_due([breach.finding_id])
    times = [owed, breach.right_by if state is BreachState.SERVED else None]
    return min((one for one in times if one is not None), default=FAR)
