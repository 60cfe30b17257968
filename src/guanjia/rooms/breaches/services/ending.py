"""A breach is looked at on the spot, led by a superior, taken over by an authority, or was none after all."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.breaches import rules
from guanjia.rooms.breaches.events import BreachFact, BreachRefused, BreachSettled
from guanjia.rooms.breaches.models import Breach
from guanjia.rooms.breaches.services.ground import begin, finish, step, told
from guanjia.rooms.breaches.types import BreachState, Look, PaperKind, StepKind, Verb
from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds.services import lead as lead_finding
from guanjia.rooms.rounds.services import mending
from guanjia.rooms.rounds.services.ground import who_goes
from guanjia.shared.actor import Actor


@transaction.atomic
def check(actor: Actor, breach_id: UUID, seen: Look, *, at: datetime) -> None:
    """Somebody stands there, with a photo: it is right and over, or it is not and words did not stop it.

    Raises Invalid without a photo, or without words for what is not right. Source: handbook E29.
    """
    breach = begin(actor, breach_id, Verb.CHECK, at)
    rules.check_look(seen)
    who, before, photos = who_goes(actor), BreachState(breach.state), list(seen.photos)
    if not seen.right:
        mending.not_right(breach.finding_id, who, photos, seen.words, at=at)
        step(breach, actor, StepKind.FAILED, at, words=seen.words.strip())
        breach.refused = True
        facts = [] if before is BreachState.REPORTED else [told(breach, BreachRefused, actor, at)]
        finish(breach, rules.after_failed(before), at, *facts)
        return
    if before is not BreachState.FIXED:
        mending.put_right(breach.finding_id, at=at)
    mending.looked_at(breach.finding_id, who, photos, at=at)
    step(breach, actor, StepKind.CHECKED, at, words=seen.words.strip())
    finish(breach, BreachState.SETTLED, at, _settled(breach, actor, "put_right", at))


@transaction.atomic
def take_over(actor: Actor, breach_id: UUID, words: str, number: str = "", *, at: datetime) -> None:
    """The authority that was told took it over; it is in its hands now. Raises Denied for who doesn't hear
    escalations, Invalid without words."""
    breach = begin(actor, breach_id, Verb.TAKE_OVER, at, duty=Duty.RECEIVE_ESCALATION)
    rules.check_words(words)
    mending.ended(breach.finding_id)
    step(breach, actor, StepKind.TAKEN, at, words=words.strip(), number=number.strip()[:60])
    finish(breach, BreachState.TAKEN, at, _settled(breach, actor, "taken_over", at))


@transaction.atomic
def withdraw(actor: Actor, breach_id: UUID, words: str, *, at: datetime) -> None:
    """It was no breach after all, as a superior says in words. Raises Denied, Invalid without words."""
    breach = begin(actor, breach_id, Verb.WITHDRAW, at, duty=Duty.RECEIVE_ESCALATION)
    rules.check_words(words)
    step(breach, actor, StepKind.WITHDRAWN, at, words=words.strip())
    mending.withdrawn(breach.finding_id, who_goes(actor), at=at)
    finish(breach, BreachState.WITHDRAWN, at)


@transaction.atomic
def lead(actor: Actor, breach_id: UUID, *, at: datetime) -> None:
    """A superior takes it in hand; again it changes nothing. Raises Denied, Refused for what isn't grave.
    Source: handbook E28."""
    breach = begin(actor, breach_id, Verb.LEAD, at, duty=Duty.RECEIVE_ESCALATION)
    if breach.led_at is None:
        lead_finding(actor, breach.finding_id, at=at)
        breach.led_at = at
        finish(breach, BreachState(breach.state), at)


def _settled(breach: Breach, actor: Actor, way: str, at: datetime) -> BreachFact:
    """That it is over, with the three entries of the book as a checklist reads them. Source: handbook E32."""
    kinds = set(breach.steps.values_list("kind", flat=True))
    papers = set(breach.papers.values_list("kind", flat=True))
    written = {
        "dissuaded": StepKind.TALKED.value in kinds,
        "stopped": bool({PaperKind.NOTICE.value, PaperKind.REPORT.value} & papers),
        "reported": PaperKind.REPORT.value in papers,
    }
    evidence: dict[str, object] = {name: True for name, there in written.items() if there}
    return told(breach, BreachSettled, actor, at, way=way, refused=breach.refused, evidence=evidence)
