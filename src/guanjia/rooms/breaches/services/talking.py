"""The resident is talked to; what they answer; and that it is put right."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.breaches import rules
from guanjia.rooms.breaches.events import BreachFact, BreachRefused, BreachTalked
from guanjia.rooms.breaches.services.ground import begin, check_resident, finish, keep, step, told
from guanjia.rooms.breaches.types import BreachState, StepKind, Talk, Verb
from guanjia.rooms.rounds.services import mending
from guanjia.shared.actor import Actor


@transaction.atomic
def talk(actor: Actor, breach_id: UUID, said: Talk, *, at: datetime) -> None:
    """The resident was asked to stop; with who it was, what was said, and what they answer. A refusal is told: words
    did not stop it. Raises Denied, Missing, Refused for one that is over, Invalid for what is incomplete.
    Source: handbook E27, E31."""
    breach = begin(actor, breach_id, Verb.TALK, at)
    rules.check_talk(said)
    check_resident(actor, breach, said.resident_id)
    words = {"words": said.words.strip(), "answer": said.answer.value, "who": said.who.strip()[:60]}
    row = step(breach, actor, StepKind.TALKED, at, resident_id=said.resident_id, **words)
    keep(row, said.photos, at)
    before = BreachState(breach.state)
    named = {"answer": said.answer.value, "resident_id": said.resident_id}
    facts: list[BreachFact] = [told(breach, BreachTalked, actor, at, **named)]
    if rules.refuses_anew(before, said.answer):
        breach.refused = True
        facts.append(told(breach, BreachRefused, actor, at))
    finish(breach, rules.after_talk(before, said.answer), at, *facts)


@transaction.atomic
def put_right(actor: Actor, breach_id: UUID, words: str, *, at: datetime) -> None:
    """It is said to be put right: somebody is to look at it on the spot. Raises as `talk` does."""
    breach = begin(actor, breach_id, Verb.PUT_RIGHT, at)
    step(breach, actor, StepKind.FIXED, at, words=words.strip())
    mending.put_right(breach.finding_id, at=at)
    finish(breach, BreachState.FIXED, at)
