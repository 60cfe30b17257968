"""Complaints in the demo: somebody who isn't involved hears both sides, decides, talks it through and closes."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from guanjia.config.demo.life import Life, when
from guanjia.config.demo.town import Worker
from guanjia.rooms.cases import selectors as reads
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.selectors import CaseRef
from guanjia.rooms.cases.types import Because, Feedback, Report
from guanjia.rooms.cases.types.complaints import NewDecision, NewFinding, NewOffer, Outcome, Reply
from guanjia.rooms.cases.types.remedies import Liability, NewImprovement
from guanjia.rooms.handbook import selectors as handbook

COMPLAINT = "CMP"
LEADS = ("supervisor", "manager", "quality")
ABOUT = ("guard", "technician", "cleaner", "chat", "desk")
OUTCOMES = [Outcome.UPHELD, Outcome.UPHELD, Outcome.PARTLY, Outcome.NOT_UPHELD]
FAULTS = {
    Outcome.UPHELD: [Liability.OURS, Liability.OURS, Liability.OTHERS],
    Outcome.PARTLY: [Liability.SHARED, Liability.OTHERS],
    Outcome.NOT_UPHELD: [Liability.NOBODY, Liability.OTHERS],
}
CLAUSE = "服务内容与质量标准"
AT_WORK = frozenset({"classified", "dispatched", "in_hand"})


@when("case.classified", "case.reclassified")
def take_up(life: Life, fact: Any) -> None:
    """Somebody says whom it is about, where that is known; somebody who isn't involved takes it up."""
    if fact.case_class != COMPLAINT:
        return
    town, case_id = life.town, fact.subject_id
    found = town.first_on("supervisor", at=town.at)
    if found is None:
        return
    start = found[1]
    if fact.topic == "cmp.staff" and town.happens("names_about"):
        whom = town.pick(town.staff[town.pick(list(ABOUT))])
        town.later(town.after("classify", start), lambda at: _name(life, case_id, whom, at))
    town.later(town.after("first_word", start), lambda at: _first_word(life, case_id, at))
    look = town.first_on("supervisor", at=town.after("look_into", start))
    if look is not None:
        town.later(look[1], lambda at: _note_facts(life, case_id, at))
    done = town.first_on("supervisor", at=town.after("settle", start))
    if done is not None:
        town.later(town.after("look_into", done[1]), lambda at: _settle(life, case_id, at))


def who_sees_to(life: Life, case_id: UUID, at: datetime) -> Worker | None:
    """Who sees to it: whoever has it, else the first on duty whom the handbook lets."""
    case = reads.case_ref(case_id)
    there = [one for role in LEADS for one in life.town.staff[role] if one.next_on(at) == at]
    mine = [one for one in there if one.id in (case.worker_id, case.owner_id)]
    return next((one for one in (*mine, *there) if cases.may_take(case_id, one.id, at=at)), None)


def _open(case_id: UUID) -> CaseRef | None:
    case = reads.case_ref(case_id)
    return case if case.is_open and case.case_class == COMPLAINT and case.state != "taken" else None


def _name(life: Life, case_id: UUID, whom: Worker, at: datetime) -> None:
    desk = life.town.on_duty("desk", "chat", "supervisor", but=frozenset({whom.id}))
    if desk is not None and _open(case_id):
        cases.name_about(desk.actor, case_id, whom.id, at=at)


def _first_word(life: Life, case_id: UUID, at: datetime) -> None:
    lead = who_sees_to(life, case_id, at)
    if lead is not None and _open(case_id):
        cases.give_feedback(lead.actor, case_id, Feedback("progress", life.say("progress", COMPLAINT)), at=at)


def _note_facts(life: Life, case_id: UUID, at: datetime) -> None:
    lead = who_sees_to(life, case_id, at)
    if lead is None or not _open(case_id):
        return
    found = NewFinding(
        found=life.say("findings"), resident_side=life.say("residents_say"), other_side=life.say("others_say")
    )
    cases.note_facts(lead.actor, case_id, found, at=at)


@when("complaint.facts_noted")
def decide_it(life: Life, fact: Any) -> None:
    """What was found is decided, with what that rests on."""
    _next(life, "decide", lambda at: _decide(life, fact.subject_id, at))


def _decide(life: Life, case_id: UUID, at: datetime) -> None:
    lead, case = who_sees_to(life, case_id, at), _open(case_id)
    if lead is None or case is None:
        return
    grounds = handbook.edition_in_force(case.community_id, at).grounds_for(case.topic)
    ground = life.town.pick(grounds[:2])
    clause = CLAUSE if ground.clause_needed else ""
    outcome = life.town.pick(OUTCOMES)
    fault = life.town.pick(FAULTS[outcome])
    text = life.say("results", COMPLAINT)
    decided = NewDecision(outcome=outcome, text=text, ground=ground.code, clause=clause, liability=fault)
    cases.decide(lead.actor, case_id, decided, at=at)


@when("complaint.decided")
def do_better(life: Life, fact: Any) -> None:
    """Where it was our fault, somebody is to see to it that it doesn't happen again; some get money as well."""
    if fact.liability in (Liability.OURS, Liability.SHARED):
        _next(life, "settle", lambda at: _improve(life, fact.subject_id, at))
        if life.town.happens("compensates"):
            _next(life, "talk", lambda at: _ask_money(life, fact.subject_id, at))


def _improve(life: Life, case_id: UUID, at: datetime) -> None:
    town, lead = life.town, who_sees_to(life, case_id, at)
    if lead is None or life.town.happens("forgets_feedback"):
        return
    by = at.date() + timedelta(days=town.pick([3, 7, 14]))
    owner = town.pick(town.staff[town.pick(["supervisor", "engineer", "steward"])])
    cases.set_action(lead.actor, case_id, NewImprovement(text=life.say("betters"), owner_id=owner.id, until=by), at=at)


@when("improvement.owed")
def see_to_it(life: Life, fact: Any) -> None:
    """Who is to see to it does, mostly before its day."""
    owner = next((one for all_of in life.town.staff.values() for one in all_of if one.id == fact.owner_id), None)
    there = owner.next_on(life.town.after("better")) if owner else None
    if owner and there:
        life.town.later(
            there, lambda at: cases.finish_action(owner.actor, fact.subject_id, life.say("bettered"), at=at)
        )


def _ask_money(life: Life, case_id: UUID, at: datetime) -> None:
    lead = who_sees_to(life, case_id, at)
    if lead is not None:
        amount = life.town.pick([5000, 10000, 20000, 30000, 80000])
        cases.ask_compensation(lead.actor, case_id, amount, life.say("money_for"), at=at)


@when("compensation.asked")
def decide_on_money(life: Life, fact: Any) -> None:
    """Whose decision it is says yes or no; a yes is given the same day."""
    if fact.role in life.town.staff:
        _next(life, "decide", lambda at: _decide_money(life, fact, at), fact.role)


def _decide_money(life: Life, fact: Any, at: datetime) -> None:
    lead = life.town.on_duty(fact.role)
    if lead is not None:
        yes = not life.town.happens("not_reached")
        words = life.say("superiors_say") if yes else life.say("others_say")
        cases.decide_compensation(lead.actor, fact.subject_id, approve=yes, answer=words, at=at)


@when("compensation.approved")
def give_money(life: Life, fact: Any) -> None:
    """What is approved is given."""
    _next(life, "talk", lambda at: _give_money(life, fact.subject_id, at))


def _give_money(life: Life, case_id: UUID, at: datetime) -> None:
    lead = who_sees_to(life, case_id, at)
    if lead is not None:
        cases.give_compensation(lead.actor, case_id, life.say("given_how"), at=at)


@when("complaint.decided")
def talk_it_through(life: Life, fact: Any) -> None:
    """What was decided is talked through with the resident."""
    _next(life, "talk", lambda at: _talk(life, fact.subject_id, at))


def _talk(life: Life, case_id: UUID, at: datetime) -> None:
    town, lead = life.town, who_sees_to(life, case_id, at)
    if lead is None or not _open(case_id):
        return
    if town.happens("not_reached"):
        cases.talk_through(lead.actor, case_id, NewOffer(reply=Reply.NOT_REACHED), at=at)
        _next(life, "ask", lambda when_: _talk(life, case_id, when_))
        return
    no = town.happens("refuses_offer")
    reply, words = (Reply.REFUSES, "words_no") if no else (Reply.ACCEPTS, "words_yes")
    offer = NewOffer(reply=reply, text=life.say("results", COMPLAINT), words=life.say(words))
    cases.talk_through(lead.actor, case_id, offer, at=at)
    if no:
        cases.escalate(lead.actor, case_id, "manager", Because("not_content"), at=at + timedelta(seconds=1))


@when("case.escalated")
def talk_again(life: Life, fact: Any) -> None:
    """Who was not content is talked to again by who stands above."""
    if fact.reason == "not_content":
        _next(life, "talk_again", lambda at: _talk(life, fact.subject_id, at), "manager")


def _settle(life: Life, case_id: UUID, at: datetime) -> None:
    case, mine = _open(case_id), None
    if case is None or case.state not in AT_WORK:
        return
    if case.worker_id is not None:
        mine = next((one for there in life.town.staff.values() for one in there if one.id == case.worker_id), None)
        on = mine.next_on(at) if mine else None
        if on is not None and on > at:
            life.town.later(on, lambda when_: _settle(life, case_id, when_))
            return
    lead = mine or who_sees_to(life, case_id, at)
    if lead is None:
        _next(life, "look_into", lambda when_: _settle(life, case_id, when_))
        return
    if case.state != "in_hand":
        cases.taken_on(lead.actor, case_id, lead.id, at=at)
    cases.done(lead.actor, case_id, Report(text=life.say("results", COMPLAINT)), at=at)


@when("case.accepted", "complaint.solution_offered", "complaint.unreached")
def close_it(life: Life, fact: Any) -> None:
    """Accepted, checked, decided and talked through: it is closed."""
    _next(life, "close", lambda at: _close(life, fact.subject_id, at))


def _close(life: Life, case_id: UUID, at: datetime) -> None:
    """Close it where nothing is lacking; where something is, one is told no and it waits for that."""
    lead = who_sees_to(life, case_id, at)
    if lead is not None and reads.state_of(case_id) == "accepted":
        cases.close(lead.actor, case_id, at=at)


def _next(life: Life, habit: str, act: Any, *roles: str) -> None:
    """Do it when somebody of these roles gets to it, while they are on duty."""
    found = life.town.first_on(*(roles or ("supervisor",)), at=life.town.after(habit))
    if found is not None:
        life.town.later(found[1], act)
