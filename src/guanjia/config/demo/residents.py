"""The demo's residents: they write, look at what was done, accept, refuse, stay silent, ask again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from guanjia.config.demo.life import Life, when
from guanjia.rooms.cases import selectors as reads
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.types import Because
from guanjia.rooms.people import selectors as people
from guanjia.shared.actor import Actor


def resident(contact_id: UUID | None) -> Actor | None:
    """The resident behind a contact, as an actor."""
    return people.actor_of_contact(contact_id) if contact_id else None


@when("case.done")
def look_at_work(life: Life, fact: Any) -> None:
    """Accept, refuse with a reason, or say nothing."""
    town = life.town
    if fact.on_the_spot:
        return
    if town.happens("refuses"):
        town.later(town.after("look"), lambda at: _refuse(life, fact.subject_id, at))
    elif town.happens("accepts"):
        town.later(town.after("look"), lambda at: _accept(fact.subject_id, at))


def _accept(case_id: UUID, at: datetime) -> None:
    case = reads.case_ref(case_id)
    who = resident(case.contact_id)
    if who and case.state == "done":
        cases.accept(who, case_id, at=at)


def _refuse(life: Life, case_id: UUID, at: datetime) -> None:
    case = reads.case_ref(case_id)
    who = resident(case.contact_id)
    if who and case.state == "done":
        cases.refuse(who, case_id, Because("not_fixed", life.say("refusals")), at=at)


@when("case.opened")
def change_of_mind(life: Life, fact: Any) -> None:
    """A few ask again, a few take it back."""
    town = life.town
    who = resident(fact.contact_id)
    if who is None:
        return
    if town.happens("hurries"):
        town.later(town.after("hurry"), lambda at: _hurry(who, fact.subject_id, at))
    if town.happens("withdraws"):
        town.later(town.after("hurry"), lambda at: _withdraw(who, fact.subject_id, at))


def _hurry(who: Actor, case_id: UUID, at: datetime) -> None:
    if reads.case_ref(case_id).is_open:
        cases.hurry(who, case_id, at=at)


def _withdraw(who: Actor, case_id: UUID, at: datetime) -> None:
    if reads.state_of(case_id) in {"taken", "classified", "dispatched"}:
        cases.withdraw(who, case_id, "", at=at)


@when("case.closed")
def come_back(life: Life, fact: Any) -> None:
    """Now and then the trouble is back after a day."""
    town = life.town
    who = resident(fact.contact_id)
    if who and fact.case_class == "REP" and town.happens("reopens"):
        town.later(town.after("part"), lambda at: _reopen(who, fact.subject_id, at))


def _reopen(who: Actor, case_id: UUID, at: datetime) -> None:
    if reads.state_of(case_id) == "closed":
        cases.reopen(who, case_id, "", at=at)
