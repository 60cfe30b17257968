"""Which of the handbook's wordings fits this moment, with what is known filled in."""

from datetime import datetime

from django.utils import translation

from guanjia.desks.service.types import Wording
from guanjia.rooms.cases.types import CaseState, CaseView, NoteKind
from guanjia.rooms.handbook.rules.wording import filled, of_moment
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.needs import Script
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises.types import PromiseRow
from guanjia.shared.templatetags import clockwork

SPOKEN = "zh-hans"
"""The language residents are told things in."""
WAYS = frozenset({"any", "chat", "phone", "counter"})
"""How the desk speaks: what is said at a door or hung on a board is not for it."""
OFFERED = 8
"""Wordings offered beside the first; more would be a book."""

_MOMENTS = {
    CaseState.TAKEN: ("opened",),
    CaseState.CLASSIFIED: ("opened",),
    CaseState.DISPATCHED: ("opened",),
    CaseState.IN_HAND: ("same_day",),
    CaseState.PAUSED: ("paused", "same_day"),
    CaseState.REFUSED: ("refused", "same_day"),
    CaseState.DONE: ("finished",),
    CaseState.ACCEPTED: ("finished",),
    CaseState.CLOSED: ("finished",),
    CaseState.MERGED: ("merged",),
    CaseState.WITHDRAWN: ("withdrawn",),
}
_OF_COMPLAINTS = {"opened": "opened_complaint", "same_day": "first_word", "finished": "result"}


def suggested(book: Book, case: CaseView | None, owed: list[PromiseRow], who: str, *, at: datetime) -> Wording | None:
    """The wording for the case's state, or the standard answer of a known question; None when there is none."""
    if case is None:
        return None
    found = _answer_of(book, case) or _for_state(book, case)
    if found is None:
        return None
    return _offer(found, _known_to_residents(book, case, owed, who, at))


def of_this_moment(
    book: Book, case: CaseView | None, owed: list[PromiseRow], who: str, *, at: datetime
) -> list[Wording]:
    """Every wording that fits the case now, the first suggestion first: its state, its guide's steps, what is owed."""
    if case is None:
        return []
    first = _answer_of(book, case), _for_state(book, case)
    running = [row.code for row in owed if row.ended_at is None]
    found = [one for one in first if one is not None] + of_moment(book, case.guide, running, WAYS)
    known = _known_to_residents(book, case, owed, who, at)
    return [_offer(one, known) for one in {one.code: one for one in found}.values()][:OFFERED]


def one_of(book: Book, code: str, case: CaseView, owed: list[PromiseRow], who: str, *, at: datetime) -> str:  # noqa: PLR0913 - what a wording is made of
    """One wording with what is known filled in; empty for a code the book does not have."""
    found = book.scripts.get(code)
    return _offer(found, _known_to_residents(book, case, owed, who, at)).text if found else ""


def _offer(found: Script, known: dict[str, str]) -> Wording:
    return Wording(found.title.told_in(translation.get_language() or ""), filled(found, known), found.code)


def _known_to_residents(book: Book, case: CaseView, owed: list[PromiseRow], who: str, at: datetime) -> dict[str, str]:
    with translation.override(SPOKEN):
        return _known(book, case, owed, who, at)


def next_word(book: Book, owed: list[PromiseRow], at: datetime) -> PromiseRow | None:
    """The open promise still ahead that is kept first of all by telling the resident: what may be promised to them."""
    telling = {spec["code"] for spec in book.clocks if spec["stop"][0]["event"] == "case.feedback_given"}
    ahead = [row for row in owed if row.ended_at is None and row.due_at and row.due_at > at and row.code in telling]
    return min(ahead, key=lambda row: (row.due_at, row.id), default=None)


def _answer_of(book: Book, case: CaseView) -> Script | None:
    topic = book.topics.get(case.topic)
    fresh = case.state in (CaseState.CLASSIFIED, CaseState.DISPATCHED)
    code = topic.standard_answer if topic and fresh and case.case_class != "CMP" else None
    return book.scripts.get(code) if code else None


def _for_state(book: Book, case: CaseView) -> Script | None:
    moments = _MOMENTS.get(case.state, ())
    if case.state is CaseState.IN_HAND and case.appointment_start:
        moments = ("appointment",)
    if case.case_class == "CMP":
        moments = tuple(_OF_COMPLAINTS.get(moment, moment) for moment in moments)
    codes = (book.terms.case.scripts.get(moment, "") for moment in moments)
    return next((book.scripts[code] for code in codes if code in book.scripts), None)


def _result(case: CaseView) -> str:
    """What the worker reported last."""
    reports = [note for note in case.notes if note.kind is NoteKind.REPORT]
    return max(reports, key=lambda note: note.at).text.rstrip("\u3002.") if reports else ""


def _owed(book: Book, one: PromiseRow) -> str:
    """What is owed next, in the language residents are told things in, whichever the reader's is."""
    found = book.standards.get(one.code)
    if found is None:
        return one.promise or one.title
    return (found.promise or found.title).told_in(SPOKEN)


def _reason(book: Book, title: str) -> str:
    """The same of a reason that stands on the case in the reader's language."""
    known = (one.title for one in book.reasons.values())
    return next((one.told_in(SPOKEN) for one in known if title and title in (one.zh, one.en)), title)


def _known(book: Book, case: CaseView, owed: list[PromiseRow], who: str, at: datetime) -> dict[str, str]:
    here = places.community(case.community_id)
    next_one = next_word(book, owed, at)
    until = clockwork.due(next_one.due_at, at) if next_one and next_one.due_at else ""
    start, end = case.appointment_start, case.appointment_end
    return {
        "community": here.name,
        "company": here.company_name,
        "phone": here.phone,
        "agent": who,
        "resident": case.contact_name,
        "home": case.place,
        "place": case.place,
        "number": case.number,
        "matter": case.title,
        "next": _owed(book, next_one) if next_one else "",
        "until": until,
        "who": case.worker_name or case.owner_name,
        "reason": _reason(book, case.pause_reason),
        "result": _result(case),
        "start": clockwork.due(start, at) if start else "",
        "end": clockwork.clock(end) if end else "",
    }
