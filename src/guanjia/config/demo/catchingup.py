"""What is late, or about to be, in the demo: whoever it was brought to sees to it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from guanjia.config.demo import complaints, deskwork
from guanjia.config.demo.life import Life, when
from guanjia.rooms.cases import selectors as reads
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.types import Because
from guanjia.rooms.promises.types import SeenHow
from guanjia.shared.actor import Actor

CASE = "case"


@when("case.hurried")
def say_where_it_stands(life: Life, fact: Any) -> None:
    """Who asks again is told how it goes."""
    _soon(life, "answer", lambda at: deskwork.tell_how_it_goes(life, fact.subject_id, at))


@when("promise.escalated")
def say_it_after_all(life: Life, fact: Any) -> None:
    """What a resident was to be told by now is told when it was brought up."""
    if fact.step == 1 and fact.subject_type == CASE and fact.standard in life.words["told_after_all"]:
        _soon(life, "first_word", lambda at: deskwork.tell_how_it_goes(life, fact.about_id, at))


@when("promise.warned")
def bring_it_up(life: Life, fact: Any) -> None:
    """What can't be done in time is brought up before it is late."""
    if fact.subject_type == CASE and fact.standard in life.words["raised_in_time"]:
        _soon(life, "first_word", lambda at: _raise(life, fact.about_id, at))


def _raise(life: Life, case_id: UUID, at: datetime) -> None:
    lead = complaints.who_sees_to(life, case_id, at)
    if lead is not None and reads.state_of(case_id) in complaints.AT_WORK:
        cases.escalate(lead.actor, case_id, "manager", Because("not_in_time", life.say("progress")), at=at)


@when("case.escalated")
def hear_what_was_brought_up(life: Life, fact: Any) -> None:
    """Who is asked says what is to be done, once they get to it."""
    found = life.town.first_on(fact.to_role, at=life.town.after("look")) if fact.to_role in life.town.staff else None
    if found is not None:
        life.town.later(found[1], lambda at: _hear(life, found[0].actor, fact.subject_id, at))


def _hear(life: Life, lead: Actor, case_id: UUID, at: datetime) -> None:
    for one in reads.brought_of(case_id, at=at):
        if one.seen_at is None and one.to_role in lead.roles:
            cases.see_to(lead, one.id, SeenHow.ACTED, life.say("superiors_say"), at=at)


def _soon(life: Life, habit: str, act: Any) -> None:
    found = life.town.first_on("desk", "chat", "supervisor", at=life.town.at)
    if found is not None:
        life.town.later(life.town.after(habit, found[1]), act)
