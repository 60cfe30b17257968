"""Reads of assignments: who was asked to go to a case, and what somebody has to do."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.dispatch import access
from guanjia.rooms.dispatch.models import OPEN_STATES, Assignment
from guanjia.rooms.dispatch.selectors.words import in_words, reason_title, role_title
from guanjia.rooms.dispatch.types import AssignmentRow, AssignmentState, TaskRow
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import selectors as people
from guanjia.rooms.promises import selectors as promises
from guanjia.shared.actor import Actor
from guanjia.shared.db import PAGE, Page, keyset
from guanjia.shared.riding import ask


def of_case(actor: Actor, case_id: UUID, *, at: datetime) -> list[AssignmentRow]:
    """Who was asked to go, in order, and why. Two queries."""
    rows = list(access.assignments(actor).filter(case=case_id).order_by("offered_at", "id"))
    if not rows:
        return []
    names = people.staff_names(row.staff_id for row in rows)
    book = handbook.edition_in_force(rows[0].community_id, at)
    return [_row(row, names.get(row.staff_id, ""), book) for row in rows]


def _row(row: Assignment, name: str, book: Book) -> AssignmentRow:
    return AssignmentRow(
        id=row.pk,
        case_id=row.case_id,
        staff_id=row.staff_id,
        staff_name=name,
        part=row.part,
        role_title=role_title(book, row.role),
        state=AssignmentState(row.state),
        reason=in_words(row.reason, book),
        offered_at=row.offered_at,
        answer_by=row.answer_by,
        ended_at=row.ended_at,
        decline_reason=reason_title(book, row.decline_reason),
    )


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


_NEXT = "select min(answer_by) from dispatch_assignment where state = 'offered' and community_id = %s"


def next_answer_by(community_id: UUID) -> datetime | None:
    """When the next offer of a community runs out; None while none stands. One query."""
    found: datetime | None = ask(_NEXT, [community_id])[0][0]
    return found
