"""When somebody comes: agreed by a colleague with the resident, or chosen by the resident from the windows offered."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import events
from guanjia.rooms.cases.models import Case
from guanjia.rooms.cases.rules import Verb
from guanjia.rooms.cases.rules.windows import windows_offered
from guanjia.rooms.cases.services.ground import begin, finish, move, owned, reason_of, told
from guanjia.rooms.cases.types import Because, Window
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people.types import Duty
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Denied, Invalid, gettext_noop


@transaction.atomic
def agree_appointment(actor: Actor, case_id: UUID, window: Window, *, at: datetime) -> None:
    """Agree a window with the resident; another one later needs a reason of the handbook (`redate`).

    Raises Invalid for an end before the start, a window longer than the handbook's, or a start in the past.
    """
    if not (actor.may(Duty.CLASSIFY) or actor.may(Duty.DO_WORK) or actor.may(Duty.ANSWER)):
        actor.need(Duty.CLASSIFY)
    case, book = begin(actor, case_id, at)
    _agree(case, book, actor, window, at)


@transaction.atomic
def choose_window(actor: Actor, case_id: UUID, start: datetime, *, at: datetime) -> None:
    """The resident chooses one of the windows offered, or another one of them later.

    Raises Denied for anybody else, Invalid for a time that is not offered.
    """
    case, book = begin(actor, case_id, at)
    if actor.contact_id is None:
        raise Denied("cases.not_resident", gettext_noop("Only the resident chooses here; agree a visit instead."))
    chosen = next((one for one in windows_offered(book, at) if one.start == start), None)
    if (case.appointment_start, case.appointment_end) == (start, chosen.end if chosen else None):
        return
    if chosen is None:
        message = gettext_noop("This time is no longer offered. Choose one of the times below.")
        raise Invalid("cases.window_gone", message, field="window")
    reasons = [book.terms.case.appointment_moved_by, *(one.code for one in book.reasons_for("redate"))]
    moved = next((code for code in reasons if code), "") if case.appointment_start is not None else ""
    _agree(case, book, actor, Window(chosen.start, chosen.end, moved), at)


def _agree(case: Case, book: Book, actor: Actor, window: Window, at: datetime) -> None:
    columns = move(case, Verb.AGREE_APPOINTMENT, at)
    if (case.appointment_start, case.appointment_end) == (window.start, window.end):
        return
    if case.appointment_start is not None:
        reason_of(book, "redate", Because(window.reason, note="-"))
    longest = timedelta(seconds=book.terms.case.appointment_window.in_seconds())
    if window.start < at or not window.start < window.end <= window.start + longest:
        message = gettext_noop("The window must begin from now on and be at most %(minutes)s minutes long.")
        raise Invalid("cases.window", message, {"minutes": longest // timedelta(minutes=1)}, field="window_start")
    case.appointment_start, case.appointment_end = window.start, window.end
    fact = told(
        case,
        events.CaseAppointmentAgreed,
        at,
        window_start=window.start,
        window_end=window.end,
        reason=window.reason,
        staff_id=actor.staff_id,
    )
    first = owned(case, actor, at)
    finish(case, [*columns, "appointment_start", "appointment_end", "owner"], *first, fact)
