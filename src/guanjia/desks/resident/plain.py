"""What residents are told in plain words: how far it is, what comes next, and why it is late if it is."""

from datetime import datetime

from django.utils.translation import gettext, ngettext, pgettext

from guanjia.desks.resident.types import Ground
from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases.types import CaseState, CaseView, PhotoOf, PhotoRow, QueueRow, StepRow, TimelineRow
from guanjia.rooms.cases.types.joining import JoinRow
from guanjia.rooms.handbook.types.base import Length
from guanjia.shared.templatetags.clockwork import clock

SENT_TO = frozenset({"EMG", "REP", "PAID", "BAS"})
"""Classes for which somebody comes; the others are looked after at the desk."""
SILENCE = "silence"


def headline(case: CaseView | QueueRow) -> str:
    """Where it stands, in one plain sentence."""
    who = case.worker_name or case.owner_name
    match case.state:
        case CaseState.TAKEN:
            return gettext("We have it and are looking at it.")
        case CaseState.CLASSIFIED | CaseState.DISPATCHED:
            sent = case.case_class in SENT_TO
            return gettext("We are sending somebody.") if sent else gettext("We are looking after it.")
        case CaseState.IN_HAND:
            return gettext("%(who)s takes care of it.") % {"who": who} if who else gettext("It is in good hands.")
        case CaseState.PAUSED:
            return gettext("It has to wait for now.")
        case CaseState.DONE:
            return _finished(who)
        case CaseState.REFUSED:
            return gettext("We go back to it.")
        case CaseState.MERGED:
            return gettext("It goes on together with another report of the same.")
        case CaseState.WITHDRAWN:
            return gettext("It was taken back.")
        case _:
            return _settled(case)


def _finished(who: str) -> str:
    if who:
        return gettext("%(who)s has finished. Please take a look.") % {"who": who}
    return gettext("The work is finished. Please take a look.")


def _settled(case: CaseView | QueueRow) -> str:
    if getattr(case, "accepted_by", "") == SILENCE:
        return gettext("We heard nothing more from you, so it was settled.")
    return gettext("It is settled.")


def trouble(row: JoinRow) -> str:
    """Where a trouble one joined stands, in one plain sentence; nobody of the others is named."""
    match row.trouble.state:
        case CaseState.TAKEN | CaseState.CLASSIFIED | CaseState.DISPATCHED:
            return gettext("We are sending somebody.")
        case CaseState.IN_HAND | CaseState.REFUSED if row.worker_name:
            return gettext("%(who)s takes care of it.") % {"who": row.worker_name}
        case CaseState.IN_HAND | CaseState.REFUSED:
            return gettext("It is in good hands.")
        case CaseState.PAUSED:
            return gettext("It has to wait for now.")
        case CaseState.DONE | CaseState.ACCEPTED:
            return gettext("The work is finished.")
        case _:
            return gettext("It is settled.")


def steps(found: Ground) -> list[StepRow]:
    """What happened, what is now, and what comes, as a resident would say it."""
    facts = cases.course_of(found.actor, found.case, at=found.at)
    past = [StepRow(_plain_step(one), "done", one.at) for one in facts]
    now, ahead = _road(found.case)
    rows = [*past, StepRow(now, "now", None, gettext("now"))] if now else past
    return [*rows, *(StepRow(words, "") for words in ahead)]


def _plain_step(fact: TimelineRow) -> str:
    accepted = {
        "signature": gettext("You signed for the work"),
        "desk": gettext("You told the desk that it is fine"),
        SILENCE: gettext("No word from you, so it was settled by rule"),
    }
    plain = {
        "case.opened": gettext("We have your request"),
        "case.done": gettext("The work is finished"),
        "case.accepted": accepted.get(fact.how, gettext("You accepted the work")),
        "case.quote_given": gettext("We told you the price"),
        "case.quote_accepted": gettext("You agreed to the price"),
        "case.quote_refused": gettext("You did not agree to the price"),
        "case.receipt_given": gettext("Paid, with a receipt"),
        "complaint.solution_put": gettext("We put a solution to you"),
        "complaint.solution_offered": gettext("The solution was talked over with you"),
        "case.feedback_given": gettext("We told you how it goes"),
        "case.closed": gettext("Settled"),
        "case.withdrawn": gettext("Taken back"),
        "case.reopened": gettext("Taken up again"),
    }
    return plain.get(fact.kind, fact.text)


def _road(case: CaseView) -> tuple[str, list[str]]:
    look = gettext("You look at the work")
    match case.state:
        case CaseState.TAKEN | CaseState.CLASSIFIED | CaseState.DISPATCHED if case.case_class not in SENT_TO:
            return gettext("We are looking after it"), []
        case CaseState.TAKEN | CaseState.CLASSIFIED | CaseState.DISPATCHED:
            return gettext("We are finding the right person"), [gettext("Somebody does it"), look]
        case CaseState.IN_HAND | CaseState.REFUSED:
            return gettext("It is being done"), [look]
        case CaseState.PAUSED:
            return gettext("Waiting: %(reason)s") % {"reason": case.pause_reason}, [gettext("It is being done"), look]
        case CaseState.DONE:
            return look, [gettext("We ask whether you are satisfied")]
        case _:
            return "", []


def late_because(case: CaseView, at: datetime) -> str:
    """Why something promised is not there yet, as far as the case itself tells; empty when it tells nothing."""
    who = case.worker_name
    match case.state:
        case CaseState.TAKEN:
            return gettext("Nobody has looked at it yet.")
        case CaseState.CLASSIFIED | CaseState.DISPATCHED if case.case_class in SENT_TO:
            return gettext("Nobody free has been found yet; the desk knows.")
        case CaseState.PAUSED:
            return gettext("It waits: %(reason)s.") % {"reason": case.pause_reason}
        case CaseState.IN_HAND if who and case.appointment_start and case.appointment_start > at:
            return gettext("%(who)s comes at the time you agreed on.") % {"who": who}
        case CaseState.IN_HAND | CaseState.REFUSED if who:
            return gettext("%(who)s has it and is not through yet.") % {"who": who}
        case _:
            return ""


def span_in_words(length: Length) -> str:
    """A long time as it is said: years and months as the handbook gives them, else days."""
    if length.years:
        return ngettext("%(n)s year", "%(n)s years", length.years) % {"n": length.years}
    if length.months:
        return ngettext("%(n)s month", "%(n)s months", length.months) % {"n": length.months}
    days = length.in_days()
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def captioned(photo: PhotoRow) -> PhotoRow:
    """A photo with what it shows in words."""
    words = {
        PhotoOf.BEFORE: pgettext("photo", "Before"),
        PhotoOf.AFTER: pgettext("photo", "After"),
        PhotoOf.TROUBLE: pgettext("photo", "Yours"),
    }
    note = f"{words[photo.of]} {clock(photo.at)}"
    return PhotoRow(photo.id, photo.url, photo.note or words[photo.of], note, photo.of, photo.at)
