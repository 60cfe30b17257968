"""What every asking shares: who was asked so far, the row and its fact, taking back. For verbs inside this room."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.selectors import CaseRef
from guanjia.rooms.dispatch import rules, selectors
from guanjia.rooms.dispatch.events import AssignmentOffered, AssignmentReleased, OpeningClosed
from guanjia.rooms.dispatch.models import OPEN_STATES, Assignment, Opening
from guanjia.rooms.dispatch.types import AssignmentState, Chosen, OpeningState
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.house import Reason as HandbookReason
from guanjia.rooms.handbook.types.needs import Topic
from guanjia.shared import journal
from guanjia.shared.actor import SYSTEM
from guanjia.shared.db import change, insert_together, rows_of
from guanjia.shared.errors import Invalid, gettext_noop
from guanjia.shared.riding import write


def one_by_one(community_id: UUID) -> None:
    """Choices of one community are made one after another until commit, so that no limit is passed by two at once."""
    write("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"dispatch:{community_id}"])


def roles_of(case: CaseRef, book: Book, topic: Topic) -> list[str]:
    """The roles asked for this case, the first owns it."""
    return selectors.roles_for(case, book, topic)


def asked_so_far(case_id: UUID) -> list[Assignment]:
    """Every asking for a case, the earliest first. One light query."""
    return sorted(rows_of(Assignment, case_id=case_id), key=lambda one: (one.offered_at, one.pk))


def open_of(known: Iterable[Assignment], part: str) -> Assignment | None:
    """Who is asked for, or has, this part."""
    return next((one for one in known if one.part == part and one.state in OPEN_STATES), None)


def barred_from(known: Iterable[Assignment], part: str) -> list[UUID]:
    """Whom the house doesn't ask again: they said no, did not answer, gave it back, or it was taken from them."""
    return [one.staff_id for one in known if one.part == part and one.state in rules.NOT_AGAIN]


def ask_one(case: CaseRef, book: Book, chosen: Chosen, at: datetime, because: str = "") -> Assignment:
    """Write down that this person is asked, and why."""
    made = _row(case, chosen, at)
    made.answer_by = at + _stands(book, case.urgency)
    insert_together([made])
    journal.record(
        AssignmentOffered(
            community_id=case.community_id,
            subject_id=made.id,
            case_id=case.id,
            staff_id=made.staff_id,
            skill=made.skill,
            part=chosen.part,
            urgency=case.urgency,
            by_hand=chosen.by_staff_id is not None,
            because=because,
            evidence={"reason": bool(made.reason)},
            until=chosen.until,
            at=at,
        )
    )
    return made


def _row(case: CaseRef, chosen: Chosen, at: datetime) -> Assignment:
    return Assignment(
        community_id=case.community_id,
        case_id=case.id,
        staff_id=chosen.candidate.staff_id,
        part=chosen.part,
        role=chosen.candidate.role,
        skill=chosen.skill,
        reason=[reason.as_plain() for reason in chosen.reasons],
        by_staff_id=chosen.by_staff_id,
        offered_at=at,
        task=chosen.task,
        until=chosen.until,
    )


def taken_at_once(case: CaseRef, chosen: Chosen, at: datetime) -> Assignment:
    """Write down that this person has it without having been asked first."""
    made = _row(case, chosen, at)
    made.state = AssignmentState.TAKEN.value
    insert_together([made])
    return made


def _stands(book: Book, urgency: str) -> timedelta:
    """How long an offer stands; an urgency the handbook doesn't name takes its longest."""
    lengths = book.terms.dispatch.offer
    seconds = lengths[urgency].in_seconds() if urgency in lengths else max(one.in_seconds() for one in lengths.values())
    return timedelta(seconds=seconds)


def reason_to_pass_on(book: Book, code: str) -> HandbookReason:
    """A reason of the handbook for which work goes to another. Raises Invalid for any other word."""
    given = book.reasons.get(code)
    if given is None or given.use not in ("transfer", "decline"):
        raise Invalid("cases.reason", gettext_noop("Choose one of the handbook's reasons."), field="reason")
    return given


def take_back(found: Assignment, reason: str, at: datetime, by: UUID | None = None) -> None:
    """End an open assignment; whoever had taken it works on the case no longer. `by`: who did it, nobody: the house."""
    was_taken = found.state == AssignmentState.TAKEN
    rules.check_move(AssignmentState(found.state), AssignmentState.RELEASED)
    found.state, found.ended_at = AssignmentState.RELEASED.value, at
    found.end_reason, found.ended_by_id = reason, by
    change(found, ["state", "ended_at", "end_reason", "ended_by"])
    journal.record(
        AssignmentReleased(
            community_id=found.community_id,
            subject_id=found.id,
            case_id=found.case_id,
            staff_id=found.staff_id,
            reason=reason,
            by_staff_id=by,
            at=at,
        )
    )
    if was_taken:
        cases.released(SYSTEM, found.case_id, found.staff_id, at=at)


def close_opening(case_id: UUID, at: datetime) -> None:
    """What lies open for this case lies open no longer: it is settled another way, or nobody claimed it."""
    for row in rows_of(Opening, case_id=case_id, state=OpeningState.OPEN.value):
        row.state, row.ended_at = OpeningState.CLOSED.value, at
        change(row, ["state", "ended_at"])
        journal.record(OpeningClosed(community_id=row.community_id, subject_id=row.id, case_id=case_id, at=at))
