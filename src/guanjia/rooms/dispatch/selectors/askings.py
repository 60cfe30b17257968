"""Reads of assignments: who was asked to go to a case, and what somebody has to do."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases.selectors import TaskCase
from guanjia.rooms.dispatch import access
from guanjia.rooms.dispatch.models import OPEN_STATES, Assignment
from guanjia.rooms.dispatch.selectors.words import in_words, reason_title, role_title
from guanjia.rooms.dispatch.types import MAIN, AssignmentRow, AssignmentState, GoneRow, Held, TaskRow
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import ContactRow
from guanjia.rooms.promises import selectors as promises
from guanjia.shared.actor import Actor
from guanjia.shared.db import PAGE, Page, keyset, reaches, rows_of
from guanjia.shared.riding import ask


def who_is_asked(case_id: UUID) -> UUID | None:
    """Who is asked to do the case, or does it. One light query."""
    rows = rows_of(Assignment, case_id=case_id, part=MAIN, state=OPEN_STATES)
    return rows[-1].staff_id if rows else None


def of_case(actor: Actor, case_id: UUID, *, at: datetime) -> list[AssignmentRow]:
    """Who was asked to go, in order, and why. Two queries."""
    rows = list(access.assignments(actor).filter(case=case_id).order_by("offered_at", "id"))
    if not rows:
        return []
    names = people.staff_names(key for row in rows for key in (row.staff_id, row.ended_by_id))
    book = handbook.edition_in_force(rows[0].community_id, at)
    return [_row(row, names, book) for row in rows]


def _end(row: Assignment, book: Book, names: Mapping[UUID, str]) -> str:
    """Why it ended, with the name of who took it back."""
    title = reason_title(book, row.end_reason)
    by = names.get(row.ended_by_id, "") if row.ended_by_id and row.ended_by_id != row.staff_id else ""
    return " · ".join(part for part in (title, by) if part)


def _row(row: Assignment, names: Mapping[UUID, str], book: Book) -> AssignmentRow:
    return AssignmentRow(
        id=row.pk,
        case_id=row.case_id,
        staff_id=row.staff_id,
        staff_name=names.get(row.staff_id, ""),
        part=row.part,
        role_title=role_title(book, row.role),
        state=AssignmentState(row.state),
        reason=in_words(row.reason, book),
        offered_at=row.offered_at,
        answer_by=row.answer_by,
        ended_at=row.ended_at,
        end_reason=_end(row, book, names),
        task=row.task,
        until=row.until,
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
    nearest = dict(promises.nearest("case", [row.case_id for row in rows], at=at))
    helping = [row.pk for row in rows if row.part != MAIN]
    if helping:  # a helper owes their own part
        nearest |= promises.nearest("assignment", helping, at=at)
    words = cases.BookWords(at)
    return [
        _task(
            row,
            found[row.case_id],
            _contact(contacts, found[row.case_id].ref.contact_id),
            nearest.get(row.case_id if row.part == MAIN else row.pk),
            words,
        )
        for row in rows
    ]


def _contact(known: Mapping[UUID, ContactRow], contact_id: UUID | None) -> ContactRow | None:
    return known.get(contact_id) if contact_id else None


def _task(row: Assignment, here: TaskCase, contact: ContactRow | None, promise: Any, words: cases.BookWords) -> TaskRow:
    return TaskRow(
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
        due_at=promise.due_at if promise else row.until,
        owed=promise.title if promise else "",
        promise=promise,
        answer_by=row.answer_by if row.state == AssignmentState.OFFERED else None,
        appointment_start=here.appointment_start,
        appointment_end=here.appointment_end,
        departed=row.staff_id in here.departed,
        arrived=row.staff_id in here.arrived,
        reason=in_words(row.reason, words.book(row.community_id)),
        staff_id=row.staff_id,
        part=row.part,
        task=row.task,
        until=row.until,
    )


def of_people(actor: Actor, staff_ids: Sequence[UUID], *, at: datetime) -> list[TaskRow]:
    """What these people were asked to do or are doing as far as `actor` may see it, each one's oldest first, so many a
    person. Six queries."""
    keys = ask(_EACH, [list(staff_ids), list(actor.community_ids), EACH])
    rows = access.assignments(actor).filter(pk__in=[key for (key,) in keys])
    return _tasks(sorted(rows, key=lambda row: (row.offered_at, row.pk)), at)


EACH = 20
"""Tasks of one person on the board; nobody's limit is near it, and the list of cases shows all."""

_EACH = """
select id from (
    select id, row_number() over (partition by staff_id order by offered_at, id) as place from dispatch_assignment
     where state in ('offered', 'taken') and staff_id = any(%s) and community_id = any(%s)
) as numbered where place <= %s
"""


def holders(community_ids: Sequence[UUID]) -> set[UUID]:
    """Who has anything open in these communities, on duty or not. One light query."""
    return {key for (key,) in ask(_HOLDERS, [list(community_ids)])}


_HOLDERS = """
select distinct staff_id from dispatch_assignment where state in ('offered', 'taken') and community_id = any(%s)
"""


DAY = timedelta(days=1)
LATEST = 5


def gone(actor: Actor, *, at: datetime) -> list[GoneRow]:
    """What was taken from this person since yesterday by others or the house, and why; the latest. Three queries."""
    rows = (
        access.assignments(actor)
        .filter(staff=actor.staff_id, state=AssignmentState.RELEASED, ended_at__gt=at - DAY)
        .exclude(ended_by=actor.staff_id)
        .order_by("-ended_at", "-id")[:LATEST]
    )
    found = list(rows)
    refs = cases.live_cases(row.case_id for row in found) if found else {}
    books = {key: handbook.edition_in_force(key, at) for key in {row.community_id for row in found}}
    return [
        GoneRow(
            case_id=row.case_id,
            number=refs[row.case_id].number,
            title=refs[row.case_id].title,
            why=reason_title(books[row.community_id], row.end_reason),
            at=row.ended_at or at,
        )
        for row in found
    ]


_NEXT = """
select least((select min(answer_by) from dispatch_assignment where state = 'offered' and community_id = %s),
             (select min(closes_at) from dispatch_opening where state = 'open' and community_id = %s))
"""


def next_answer_by(community_id: UUID) -> datetime | None:
    """When the next offer or opening of a community runs out; None while none stands. One query."""
    found: datetime | None = ask(_NEXT, [community_id, community_id])[0][0]
    return found


def held_off_duty(at: datetime) -> list[Held]:
    """Work taken by people whose shift doesn't run, with what the rule of handing over looks at. One query."""
    return [Held(*row) for row in ask(_HELD, [at, at, at, at, at, at, at]) if reaches(row[1])]


_HELD = """
select a.id, a.community_id, a.case_id, c.urgency, c.state = 'paused', w.arrived_at is not null,
       case when c.appointment_start > %s then c.appointment_start end, greatest(w.since, a.offered_at),
       (select max(s.ends) from people_shift s where s.staff_id = a.staff_id and s.ends <= %s),
       (select min(s.starts) from people_shift s where s.staff_id = a.staff_id and s.starts > %s),
       exists (select from people_leave l where l.staff_id = a.staff_id and l.starts <= %s and l.ends > %s)
  from dispatch_assignment a join cases_case c on c.id = a.case_id
  left join cases_caseworker w on w.case_id = a.case_id and w.staff_id = a.staff_id
 where a.state = 'taken' and c.is_open
   and not exists (select from people_shift s where s.staff_id = a.staff_id and s.starts <= %s and s.ends > %s)
 order by a.offered_at, a.id
"""
