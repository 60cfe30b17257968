"""The desk's people of the demo: chat agents, the front desk, supervisors."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from guanjia.config.demo.life import Life, when
from guanjia.config.demo.town import Act, Worker
from guanjia.rooms.cases import selectors as reads
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.types import Feedback
from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.dispatch import services as dispatch
from guanjia.rooms.surveys import selectors as asked
from guanjia.rooms.surveys import services as surveys
from guanjia.rooms.surveys.types import Answer

SPOKEN = {"INQ", "SUG", "PRA", "OTH"}
"""Classes that words alone can settle."""
URGENT = {"u0", "u1"}


@when("message.received")
def answer_later(life: Life, fact: Any) -> None:
    """A chat agent answers; at night what can wait waits for the morning."""
    if fact.subject_id in life.unanswered or not fact.by_resident:
        return
    life.unanswered.add(fact.subject_id)
    town = life.town
    case = reads.open_of_conversation(fact.subject_id)
    urgent = case is not None and case.urgency in URGENT
    found = town.first_on("chat", "guard" if urgent else "chat", at=town.at)
    if found is None:
        return
    agent, start = found
    habit = "answer_urgent" if urgent else "answer" if start == town.at else "morning"
    town.later(town.after(habit, start), _answering(life, agent, fact.subject_id))


def _answering(life: Life, agent: Worker, conversation_id: UUID) -> Act:
    def act(at: datetime) -> None:
        life.unanswered.discard(conversation_id)
        case = reads.open_of_conversation(conversation_id)
        text = life.say("answers", case.case_class if case else "")
        conversations.answer(agent.actor, conversation_id, text, at=at, case_id=case.id if case else None)

    return act


@when("case.opened")
def look_at_it(life: Life, fact: Any) -> None:
    """Somebody classifies what the machine left open, and tells the resident how it goes before the evening."""
    town = life.town
    case_id = fact.subject_id
    found = town.first_on("desk", "chat", at=town.at)
    if found is None:
        return
    desk, start = found
    town.later(town.after("classify", start), lambda at: _classify(life, desk, case_id, at))
    if not town.happens("forgets_feedback"):
        town.later(town.after("feedback", start), lambda at: tell_how_it_goes(life, case_id, at))


def _classify(life: Life, desk: Worker, case_id: UUID, at: datetime) -> None:
    case = reads.case_ref(case_id)
    if case.is_open and not case.topic:
        guesses = reads.guesses_of(desk.actor, case_id, at=at)
        cases.classify(desk.actor, case_id, guesses[0].topic if guesses else "oth.none", at=at)


def tell_how_it_goes(life: Life, case_id: UUID, at: datetime) -> None:
    """Somebody on duty tells the resident how it goes, or what came of it."""
    case = reads.case_ref(case_id)
    desk = life.town.on_duty("desk", "chat", "supervisor")
    if desk is None or case.state in {"closed", "archived", "withdrawn", "merged"}:
        return
    what = "result" if case.state in {"done", "accepted"} else "progress"
    text = life.say("results" if what == "result" else what, case.case_class)
    cases.give_feedback(desk.actor, case_id, Feedback(what, text), at=at)


@when("case.classified", "case.reclassified")
def take_care(life: Life, fact: Any) -> None:
    """Questions, suggestions and thanks are answered."""
    town = life.town
    if fact.case_class in SPOKEN:
        found = town.first_on("chat", "desk", at=town.at)
        if found:
            agent, start = found
            town.later(town.after("on_the_spot", start), lambda at: _on_the_spot(life, agent, fact.subject_id, at))


def _on_the_spot(life: Life, agent: Worker, case_id: UUID, at: datetime) -> None:
    case = reads.case_ref(case_id)
    if case.state in {"taken", "classified"} and case.case_class in SPOKEN:
        text = life.say("results", case.case_class)
        cases.answer_on_the_spot(agent.actor, case_id, text, at=at)


@when("case.unassigned")
def assign_by_hand(life: Life, fact: Any) -> None:
    """Nobody could be sent by itself: the desk asks around and names somebody."""
    town = life.town
    found = town.first_on("supervisor", "desk", at=town.at)
    if found is None:
        return
    desk, start = found

    def act(at: datetime) -> None:
        worker = town.on_duty("technician", "engineer", "guard", "cleaner")
        case = reads.case_ref(fact.subject_id)
        if worker and case.is_open and case.worker_id is None:
            dispatch.assign(desk.actor, fact.subject_id, worker.id, at=at)

    town.later(town.after("assign", start), act)


@when("case.done")
def check_it(life: Life, fact: Any) -> None:
    """What a round found has no resident to ask: the desk looks at the photos and accepts."""
    if fact.nobody_to_ask and not fact.on_the_spot:
        _at_the_desk(life, fact.subject_id, "done", cases.accept)


@when("case.accepted")
def close_it(life: Life, fact: Any) -> None:
    """The desk closes what was accepted, where it isn't closed by itself; a complaint whoever sees to it."""
    if reads.case_ref(fact.subject_id).case_class != "CMP":
        _at_the_desk(life, fact.subject_id, "accepted", cases.close)


def _at_the_desk(life: Life, case_id: UUID, state: str, verb: Callable[..., None]) -> None:
    """Who is at the desk first does it when they get to it, if the case still stands there."""
    found = life.town.first_on("desk", "chat", at=life.town.at)
    if found is None:
        return
    desk, start = found

    def act(at: datetime) -> None:
        if reads.state_of(case_id) == state:
            verb(desk.actor, case_id, at=at)

    life.town.later(life.town.after("close", start), act)


@when("follow_up.planned")
def ask_later(life: Life, fact: Any) -> None:
    """The same day, by somebody who did not do the work; now and then it is forgotten or nobody answers."""
    town = life.town
    if town.happens("forgets_call"):
        return
    when_ = town.after("ask")
    evening = town.at.replace(hour=12, minute=0, second=0)  # 20:00 in the communities' zone
    if when_ > evening > town.at + timedelta(minutes=20):
        when_ = evening - timedelta(minutes=town.chance.randrange(5, 90))
    found = town.first_on("desk", "chat", at=when_)
    if found:
        town.later(found[1], lambda at: _ask(life, fact.subject_id, fact.case_id, at))


def _ask(life: Life, follow_up_id: UUID, case_id: UUID, at: datetime) -> None:
    town = life.town
    around = reads.case_ref(case_id).about_department  # the desk sees nothing of what goes around it
    desk = town.on_duty(*(("manager", "quality") if around else ("desk", "chat", "steward")))
    planned = asked.of_case(case_id)
    if desk is None or planned is None or planned[0] != "planned":
        return
    if town.happens("not_reached"):
        surveys.attempt(desk.actor, follow_up_id, at=at)
        found = town.first_on("desk", at=at + timedelta(hours=2))
        if found:
            town.later(found[1], lambda when_: _ask(life, follow_up_id, case_id, when_))
        return
    low = town.happens("low_score")
    score = town.pick([1, 2, 2] if low else [4, 4, 5, 5, 5])
    answers: dict[str, int | str | list[str]] = dict.fromkeys(("attitude", "quality", "speed", "overall"), score)
    surveys.answer(desk.actor, follow_up_id, Answer(score, life.say("comments"), answers), at=at)


@when("still_fixed.planned")
def ask_weeks_later(life: Life, fact: Any) -> None:
    """Weeks later somebody of the desk rings who was drawn; most say that it still holds."""
    found = life.town.first_on("desk", "chat", at=fact.ask_from + timedelta(hours=2))
    if found:
        life.town.later(found[1], lambda at: _ask_weeks_later(life, fact.subject_id, at))


def _ask_weeks_later(life: Life, follow_up_id: UUID, at: datetime) -> None:
    town = life.town
    desk = town.on_duty("desk", "chat", "steward")
    if desk is None:
        return
    fixed, score = ("no", 2) if town.happens("low_score") else ("yes", town.pick([4, 5, 5]))
    surveys.answer(desk.actor, follow_up_id, Answer(score, "", {"fixed": fixed, "overall": score}), at=at)
