"""Reads of dispatch: who could go, a worker's tasks, and why somebody was chosen, in words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, pgettext

from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases.selectors import CaseRef
from guanjia.rooms.dispatch import access, rules
from guanjia.rooms.dispatch.models import OPEN_STATES, Assignment
from guanjia.rooms.dispatch.types import (
    MAIN,
    AssignmentRow,
    AssignmentState,
    Candidate,
    CandidateRow,
    TaskRow,
    Why,
)
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import selectors as people
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises import selectors as promises
from guanjia.shared.actor import Actor
from guanjia.shared.db import PAGE, Page, keyset
from guanjia.shared.riding import ask


def candidates(case: CaseRef, roles: Iterable[str], at: datetime, but: Iterable[UUID] = ()) -> list[Candidate]:
    """Everybody of these roles whose shift runs, but those named and the one a complaint is about. Three queries."""
    barred = {*but, case.about_staff_id}
    wanted = set(roles)
    found = [
        one for one in people.staff_on_duty(case.community_id, None, at) if one.role in wanted and one.id not in barred
    ]
    load = cases.load_of(one.id for one in found)
    known = cases.workers_at(case.home_id) if case.home_id else frozenset()
    return [
        Candidate(one.id, one.role, one.skills, one.shift_ends, load.get(one.id, 0), one.id in known) for one in found
    ]


def person(case: CaseRef, staff_id: UUID, at: datetime) -> tuple[Candidate, bool]:
    """One person as a candidate, and whether they are on duty. Four queries at most."""
    on_duty = [one for one in people.staff_on_duty(case.community_id, None, at) if one.id == staff_id]
    load = cases.load_of([staff_id])[staff_id]
    if on_duty:
        return Candidate(staff_id, on_duty[0].role, on_duty[0].skills, on_duty[0].shift_ends, load), True
    roles = people.roles_of(staff_id, case.community_id)
    return Candidate(staff_id, roles[0] if roles else "", people.skills_of(staff_id, at), at, load), False


def choices(actor: Actor, case_id: UUID, *, at: datetime) -> list[CandidateRow]:
    """Whom the desk may name: the roles asked first, then everybody on duty; who fits best first. Six queries."""
    from guanjia.rooms.cases import access as case_access

    case_access.case(actor, case_id)
    case = cases.case_ref(case_id)
    book = handbook.edition_in_force(case.community_id, at)
    topic = book.topics.get(case.topic)
    duty = people.staff_on_duty(case.community_id, None, at)
    names = {one.id: one.name for one in duty}
    works = {one.role for one in duty if one.role in book.roles and book.roles[one.role].works}
    asked = rules.roles_asked(book, topic) if topic else []
    rows = []
    for one in candidates(case, {*works, *asked}, at):
        fits = topic is not None and {*topic.skills, *topic.certificates} <= one.skills
        grounds = [reason.as_plain() for reason in rules.reasons_of(one, topic)] if topic else []
        words = in_words(grounds, book)
        rows.append(
            (
                one,
                CandidateRow(
                    staff_id=one.staff_id,
                    name=names.get(one.staff_id, ""),
                    role_title=_role_title(book, one.role),
                    load=one.load,
                    reason=words,
                    fits=fits,
                ),
            )
        )
    order = {role: place for place, role in enumerate(asked)}
    rows.sort(key=lambda pair: (not pair[1].fits, order.get(pair[0].role, len(order)), pair[0].load, pair[1].name))
    return [row for _, row in rows]


def of_case(actor: Actor, case_id: UUID, *, at: datetime) -> list[AssignmentRow]:
    """Who was asked to go, in order, and why. Two queries."""
    rows = list(access.assignments(actor).filter(case=case_id).order_by("offered_at", "id"))
    if not rows:
        return []
    names = people.staff_names(row.staff_id for row in rows)
    book = handbook.edition_in_force(rows[0].community_id, at)
    return [_row(row, names.get(row.staff_id, ""), book) for row in rows]


def _row(row: Assignment, name: str, book: Book) -> AssignmentRow:
    declined = book.reasons.get(row.decline_reason)
    return AssignmentRow(
        id=row.pk,
        case_id=row.case_id,
        staff_id=row.staff_id,
        staff_name=name,
        part=row.part,
        role_title=_role_title(book, row.role),
        state=AssignmentState(row.state),
        reason=in_words(row.reason, book),
        offered_at=row.offered_at,
        answer_by=row.answer_by,
        ended_at=row.ended_at,
        decline_reason=declined.title.told_in(get_language() or "") if declined else "",
    )


def _role_title(book: Book, role: str) -> str:
    found = book.roles.get(role)
    return found.title.told_in(get_language() or "") if found else role


def in_words(reasons: Sequence[Sequence[Any]], book: Book) -> str:
    """The grounds of a choice in the reader's language, in one line."""
    zone = ZoneInfo(places.community(book.community_id).zone)
    return pgettext("between grounds", ", ").join(_told(str(code), params, book, zone) for code, params in reasons)


def _told(code: str, params: Mapping[str, object], book: Book, zone: ZoneInfo) -> str:
    match Why(code):
        case Why.BY_HAND:
            return gettext("named by the desk")
        case Why.SKILL:
            return _skill(str(params["skill"]), book)
        case Why.ROLE:
            return _role_title(book, str(params["role"]))
        case Why.ON_DUTY:
            until = timezone.localtime(datetime.fromisoformat(str(params["until"])), zone)
            return gettext("on duty until %(time)s") % {"time": until.strftime("%H:%M")}
        case Why.OFF_DUTY:
            return gettext("not on duty now")
        case Why.LOAD:
            count = int(str(params["count"]))
            return ngettext("%(n)s on hand", "%(n)s on hand", count) % {"n": count} if count else gettext("free now")
        case Why.KNOWN_HOME:
            return gettext("has worked at this home before")
        case Why.AFTER:
            return gettext("asked after others")


def _skill(code: str, book: Book) -> str:
    language = get_language() or ""
    certificate = book.content.certificates.get(code)
    if certificate is not None:
        return gettext("%(certificate)s valid") % {"certificate": certificate.title.told_in(language)}
    skill = book.content.skills.get(code)
    return gettext("skilled in %(skill)s") % {"skill": skill.title.told_in(language) if skill else code}


def tasks(actor: Actor, *, at: datetime, after: str | None = None, size: int = PAGE) -> Page[TaskRow]:
    """What this person was asked to do or is doing, the oldest first. Five queries, however long."""
    rows = access.assignments(actor).filter(staff=actor.staff_id, state__in=OPEN_STATES)
    page = keyset(rows, by="offered_at", after=after, size=size)
    return Page(_tasks(page.rows, at), page.next)


def task(actor: Actor, assignment_id: UUID, *, at: datetime) -> TaskRow:
    """One task. Raises Missing. Five queries."""
    return _tasks([access.assignment(actor, assignment_id)], at)[0]


def task_of_case(actor: Actor, case_id: UUID) -> UUID | None:
    """This person's own open assignment of a case. One query."""
    rows = access.assignments(actor).filter(case=case_id, staff=actor.staff_id, state__in=OPEN_STATES)
    return rows.values_list("id", flat=True).first()


def _tasks(rows: Sequence[Assignment], at: datetime) -> list[TaskRow]:
    if not rows:
        return []
    found = cases.task_cases([row.case_id for row in rows], [row.staff_id for row in rows])
    contacts = people.contacts(one.ref.contact_id for one in found.values())
    nearest = promises.nearest("case", [row.case_id for row in rows], at=at)
    words = cases.BookWords(at)
    told = []
    for row in rows:
        here = found[row.case_id]
        contact = contacts.get(here.ref.contact_id) if here.ref.contact_id else None
        promise = nearest.get(row.case_id)
        told.append(
            TaskRow(
                id=row.pk,
                case_id=row.case_id,
                number=here.ref.number,
                title=here.ref.title,
                topic_title=words.of("topics", row.community_id, here.ref.topic),
                urgency=here.ref.urgency,
                urgency_title=words.of("urgencies", row.community_id, here.ref.urgency),
                case_class=here.ref.case_class,
                state=AssignmentState(row.state),
                case_state=here.ref.state.value,
                place=here.ref.place,
                who=contact.name if contact else "",
                phone=contact.masked_phone if contact else "",
                due_at=promise.due_at if promise else None,
                owed=promise.title if promise else "",
                promise=promise,
                answer_by=row.answer_by if row.state == AssignmentState.OFFERED else None,
                appointment_start=here.appointment_start,
                appointment_end=here.appointment_end,
                departed=row.staff_id in here.departed,
                arrived=row.staff_id in here.arrived,
                reason=in_words(row.reason, words.book(row.community_id)),
            )
        )
    return told


def main_of(case_id: UUID) -> UUID | None:
    """Who is asked or works on a case now, for its main part. One query."""
    rows = Assignment.objects.filter(case=case_id, part=MAIN, state__in=OPEN_STATES)
    return rows.values_list("staff_id", flat=True).first()


_NEXT = "select min(answer_by) from dispatch_assignment where state = 'offered' and community_id = %s"


def next_answer_by(community_id: UUID) -> datetime | None:
    """When the next offer of a community runs out; None while none stands. One query."""
    found: datetime | None = ask(_NEXT, [community_id])[0][0]
    return found
