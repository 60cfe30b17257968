"""Giving a case its class, topic and urgency, and putting them right."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import events, rules
from guanjia.rooms.cases.models import Case
from guanjia.rooms.cases.rules import Verb
from guanjia.rooms.cases.services.ground import (
    allowed,
    begin,
    finish,
    keep_out,
    move,
    noted,
    owned,
    set_about,
    told,
    write_note,
)
from guanjia.rooms.cases.services.learning import keep_lesson, was_sure
from guanjia.rooms.cases.types import COMPLAINT, CaseState, NoteKind
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.needs import Topic
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.shared.actor import Actor
from guanjia.shared.db import rows_of
from guanjia.shared.errors import Invalid, gettext_noop


def topic_of(book: Book, code: str) -> Topic:
    """A topic of the handbook. Raises Invalid for one it doesn't have."""
    found = book.topics.get(code)
    if found is None:
        raise Invalid("cases.topic", gettext_noop("Choose a topic of the handbook."), field="topic")
    return found


def urgency_of(book: Book, topic: Topic, urgency: str) -> str:
    """The urgency said, else the topic's own, else the mildest. Raises Invalid for one the handbook doesn't have."""
    if urgency and urgency not in book.urgencies:
        raise Invalid("cases.urgency", gettext_noop("Choose an urgency of the handbook."), field="urgency")
    if urgency or topic.urgency:
        return urgency or topic.urgency or ""
    return max(book.urgencies.values(), key=lambda level: level.rank).code


@dataclass(frozen=True, slots=True)
class Classing:
    """A topic given to a case: by a person, or by the recognition with how sure it is. No urgency: the topic's."""

    topic: str
    urgency: str = ""
    staff_id: UUID | None = None
    confidence: float = 1.0
    sure: bool = True


def give_class(case: Case, book: Book, given: Classing, at: datetime) -> tuple[list[str], events.CaseFact]:
    """Classify a case that is only taken; returns the columns to save and the fact. For verbs inside this room."""
    kind = topic_of(book, given.topic)
    level = urgency_of(book, kind, given.urgency)
    columns = move(
        case,
        Verb.CLASSIFY,
        at,
        topic=kind.code,
        case_class=kind.class_,
        urgency=level,
        paid=kind.paid or kind.class_ == "PAID",
    )
    if given.staff_id is not None:
        case.needs_desk, case.needs_why = False, ""
        columns += ["needs_desk", "needs_why"]
    fact = told(
        case,
        events.CaseClassified,
        at,
        case_class=kind.class_,
        topic=kind.code,
        urgency=level,
        confidence=given.confidence,
        sure=given.sure,
        paid=case.paid,
        staff_id=given.staff_id,
        **({"by_desk": True, "evidence": noted(case)} if given.staff_id else {}),
    )
    return columns, fact


def repeated(case: Case, book: Book, at: datetime) -> list[events.CaseFact]:
    """The fact that the same was there before at the same home, within the handbook's time for its class."""
    terms = book.terms.case
    within = terms.repeat_complaint_within if case.case_class == COMPLAINT else terms.repeat_within
    if case.home_id is None:
        return []
    earlier = rows_of(Case, home_id=case.home_id, topic=case.topic)
    since = at - timedelta(seconds=within.in_seconds())
    ended = (CaseState.MERGED, CaseState.WITHDRAWN)
    before = [one for one in earlier if one.pk != case.pk and since <= one.opened_at < at and one.state not in ended]
    if not before:
        return []
    last = max(before, key=lambda one: (one.opened_at, one.pk))
    return [told(case, events.CaseRepeated, at, case_class=case.case_class, topic=case.topic, of_id=last.pk)]


@transaction.atomic
def classify(actor: Actor, case_id: UUID, topic: str, urgency: str = "", *, at: datetime) -> None:
    """Give the case its topic, or put a wrong one right; the urgency is the topic's unless it is said.

    The same topic and urgency again change nothing. Raises Denied, Missing, Refused, Invalid.
    """
    actor.need(Duty.CLASSIFY)
    case, book = begin(actor, case_id, at)
    sure = was_sure(case)
    if case.state == CaseState.TAKEN:
        columns, fact = give_class(case, book, Classing(topic, urgency, actor.staff_id), at)
        first = owned(case, actor, at)
        finish(case, [*columns, "owner"], *first, fact, *repeated(case, book, at))
        keep_lesson(case, at, sure=sure)
        return
    rules.check_move(Verb.CLASSIFY, CaseState(case.state))
    kind = topic_of(book, topic)
    level = urgency_of(book, kind, urgency or (case.urgency if topic == case.topic else ""))
    columns = _put_right(case, kind, level)
    facts = [*owned(case, actor, at), *_corrections(case, actor, at, columns)]
    confirmed = case.needs_desk
    case.needs_desk, case.needs_why = False, ""
    if facts or confirmed:
        finish(case, [*columns, "needs_desk", "needs_why", "owner"], *facts)
    keep_lesson(case, at, sure=sure)


def _put_right(case: Case, kind: Topic, level: str) -> list[str]:
    changed: list[str] = []
    if kind.code != case.topic:
        case.topic, case.case_class = kind.code, kind.class_
        case.paid = kind.paid or kind.class_ == "PAID"
        changed += ["topic", "case_class", "paid"]
    if level != case.urgency:
        case.urgency = level
        changed.append("urgency")
    return changed


def _corrections(case: Case, actor: Actor, at: datetime, changed: list[str]) -> list[events.CaseFact]:
    if "topic" in changed:
        words = {"case_class": case.case_class, "topic": case.topic, "urgency": case.urgency, "paid": case.paid}
        return [told(case, events.CaseReclassified, at, reason="desk", staff_id=actor.staff_id, **words)]
    if "urgency" in changed:
        return [told(case, events.CaseUrgencyChanged, at, urgency=case.urgency, reason="desk", staff_id=actor.staff_id)]
    return []


@transaction.atomic
def change_urgency(actor: Actor, case_id: UUID, urgency: str, note: str, *, at: datetime) -> None:
    """Raise or lower the urgency with a reason; the clocks follow by the promise engine's rules."""
    actor.need(Duty.CLASSIFY)
    case, book = begin(actor, case_id, at)
    columns = move(case, Verb.CHANGE_URGENCY, at)
    if urgency not in book.urgencies:
        raise Invalid("cases.urgency", gettext_noop("Choose an urgency of the handbook."), field="urgency")
    if urgency == case.urgency:
        return
    case.urgency = urgency
    write_note(case, NoteKind.NOTE, note, at, actor.staff_id)
    fact = told(case, events.CaseUrgencyChanged, at, urgency=urgency, reason="desk", staff_id=actor.staff_id)
    finish(case, [*columns, "urgency"], fact)


@transaction.atomic
def pass_on(actor: Actor, case_id: UUID, department: str, note: str = "", *, at: datetime) -> None:
    """Ask a department for its part. The owner stays: several may work on a case, one owns it.

    Raises Refused where the handbook asks for the part to be written down, and it isn't.
    """
    actor.need(Duty.CLASSIFY)
    case, book = begin(actor, case_id, at)
    if department not in book.content.departments:
        raise Invalid("cases.department", gettext_noop("Choose a department of the handbook."), field="department")
    columns = move(case, Verb.PASS_ON, at, department=department)
    first = owned(case, actor, at)
    write_note(case, NoteKind.NOTE, note, at, actor.staff_id)
    evidence = {"owner": case.owner_id is not None, "parts": bool(note.strip())}
    fact = told(case, events.CasePassedOn, at, department=department, evidence=evidence, staff_id=actor.staff_id)
    finish(case, [*columns, "owner"], *first, allowed(fact))


@transaction.atomic
def name_about(actor: Actor, case_id: UUID, about_staff_id: UUID | None, *, department: str = "", at: datetime) -> None:
    """Say which colleague a complaint is about, or which department: it never goes to them, and is taken from who has
    it. One about a department that has a way of its own, or about somebody of it, is hidden from them from now on.

    Raises Invalid for a colleague of elsewhere, or a department without such a way.
    Source: nobody handles a complaint about himself, nor their own team's lead; customer service not one about itself.
    """
    actor.need(Duty.CLASSIFY)
    case, book = begin(actor, case_id, at)
    rules.check_move(Verb.NAME_ABOUT, CaseState(case.state))
    if about_staff_id is not None and not people.serves(about_staff_id, case.community_id):
        raise Invalid("cases.not_here", gettext_noop("This colleague doesn't serve this community. Choose another."))
    if about_staff_id is None:
        check_department(book, department)
    if about_staff_id == case.about_staff_id and department in ("", case.about_department):
        return
    case.about_staff_id, case.about_department = about_staff_id, department or case.about_department
    columns, fact = set_about(case, book, at, actor.staff_id)
    finish(case, columns, fact)
    keep_out(case, at)
    finish(case, ["owner"], *owned(case, actor, at))


def check_department(book: Book, department: str) -> None:
    """Raises Invalid for a department about which complaints go as all others do."""
    way = book.terms.complaint.own_way if book.terms.complaint is not None else None
    if way is None or department not in way.departments:
        message = gettext_noop("Choose a department that has its own way for complaints about it.")
        raise Invalid("cases.department", message, field="department")
