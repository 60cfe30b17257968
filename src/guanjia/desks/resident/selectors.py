"""What residents see: their own requests in their own words, what was promised, and the talk with us."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext, pgettext

from guanjia.desks.resident.types import CasePage, Ground, Line, Look
from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases.types import COMPLAINT, CaseState, CaseView, PhotoOf, PhotoRow, QueueFilter, QueueRow, StepRow
from guanjia.rooms.cases.types import NoteKind as Kind
from guanjia.rooms.conversations import selectors as conversations
from guanjia.rooms.conversations.types import Channel, ConversationView
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.terms import OwnWay
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import UnmaskReason
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.types import PromiseRow
from guanjia.rooms.repairs import selectors as repairs
from guanjia.rooms.repairs.types import QuoteState, RepairView
from guanjia.rooms.surveys import selectors as surveys
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page
from guanjia.shared.errors import Missing, gettext_noop
from guanjia.shared.templatetags.clockwork import clock

AT_REST = frozenset({CaseState.DONE, CaseState.ACCEPTED})
SENT_TO = frozenset({"EMG", "REP", "PAID", "BAS"})
"""Classes for which somebody comes; the others are looked after at the desk."""
BY_WINDOW = frozenset({"REP", "PAID"})
"""Classes for which residents choose when somebody comes."""
BEFORE_DONE = frozenset({CaseState.CLASSIFIED, CaseState.DISPATCHED, CaseState.IN_HAND, CaseState.PAUSED})


def my_cases(actor: Actor, *, at: datetime, after: str | None = None) -> tuple[list[Line], Page[Line]]:
    """What is open, by what is due first, and a page of what is finished. Ten queries, however long."""
    running = cases.queue(actor, QueueFilter(), at=at) if after is None else Page[QueueRow]([])
    finished = cases.queue(actor, QueueFilter(closed=True), at=at, after=after)
    ids = [row.id for row in (*running, *finished)]
    owed = promises.of_subjects("case", ids, at=at, explained=False) if ids else {}
    return [_line(row, owed) for row in running], finished.map(lambda row: _line(row, owed))


def _line(row: QueueRow, owed: dict[UUID, list[PromiseRow]]) -> Line:
    open_ones = [one for one in owed.get(row.id, []) if one.promise and one.ended_at is None and one.due_at]
    nearest = min(open_ones, key=lambda one: one.due_at or at_last(one), default=None)
    return Line(row.id, row.number, row.title, row.state.value, headline(row), row.opened_at, nearest)


def at_last(one: PromiseRow) -> datetime:
    """Where a promise without a due time stands in the order."""
    return one.opened_at


def ground(actor: Actor, case_id: UUID, *, at: datetime) -> Ground:
    """What an act on a request of one's own stands on. Raises Missing."""
    case = cases.case(actor, case_id, at=at)
    return Ground(actor, case, handbook.edition_in_force(case.community_id, at), at)


def own_way(actor: Actor, *, at: datetime) -> OwnWay:
    """The way of complaints about customer service, around it. Raises Missing where the handbook has none."""
    terms = handbook.edition_in_force(actor.community_ids[0], at).terms.complaint if actor.community_ids else None
    if terms is None or terms.own_way is None:
        raise Missing("cases.no_way", gettext_noop("There is no such page here."))
    return terms.own_way


def has_own_way(actor: Actor, *, at: datetime) -> bool:
    """Whether there is one."""
    try:
        own_way(actor, at=at)
    except Missing:
        return False
    return True


def case_page(found: Ground) -> CasePage:
    """Everything the page of one request shows."""
    case, at = found.case, found.at
    asked = surveys.of_case(case.id)
    score = asked[1] if asked else None
    repair = repairs.repair_of(found.actor, case.id, at=at)
    return CasePage(
        case=case,
        headline=headline(case),
        said=[note for note in case.notes if note.kind in (Kind.WORD, Kind.FEEDBACK)],
        photos=[captioned(one) for one in case.photos],
        steps=steps(found),
        promises=said_once([in_plain(one) for one in promises.of_subject("case", case.id, at=at) if one.promise]),
        may=may(found, score, repair),
        seen_by=list(dict.fromkeys(look.who for look in looks(found.actor))),
        steward=case.owner_name or case.worker_name,
        score=score,
        road=cases.complaint(found.actor, case.id, at=at) if case.case_class == COMPLAINT else None,
        repair=repair,
    )


def said_once(rows: list[PromiseRow]) -> list[PromiseRow]:
    """What was kept at several steps of the same case is told once; what runs, or wasn't kept, each time."""
    kept: dict[object, PromiseRow] = {}
    for one in rows:
        kept.setdefault((one.code, one.state) if one.state in {"met", "void"} else one.id, one)
    return list(kept.values())


def in_plain(one: PromiseRow) -> PromiseRow:
    """A promise called by what was promised, in words for residents."""
    return replace(one, title=one.promise)


def may(found: Ground, score: int | None, repair: RepairView) -> frozenset[str]:
    """What the resident may do now; the verbs themselves check again."""
    case, terms = found.case, found.book.terms.case
    able = set(case.verbs) & {"accept", "refuse", "withdraw"}
    if "hurry" in case.verbs and case.state not in AT_REST:
        able.add("hurry")
    last = timedelta(seconds=terms.reopen_within.in_seconds())
    if "reopen" in case.verbs and case.closed_at and found.at <= case.closed_at + last:
        able.add("reopen")
    if case.done_at and score is None and case.state not in (CaseState.MERGED, CaseState.WITHDRAWN):
        able.add("rate")
    if repair.quote and repair.quote.state is QuoteState.OFFERED and case.state in BEFORE_DONE:
        able |= {"agree", "refuse_price"}
    if may_choose(found):
        able.add("window")
    return frozenset(able)


def may_choose(found: Ground) -> bool:
    """Whether a window can be chosen: somebody comes, is not there yet, and it is nothing one goes to at once."""
    case, terms = found.case, found.book.terms
    if terms.case.appointment_calendar is None:
        return False
    waits = case.state in BEFORE_DONE and case.arrived_at is None
    return waits and case.case_class in BY_WINDOW and case.urgency not in terms.dispatch.on_call_urgencies


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
            return gettext("It goes on together with another request of yours.")
        case CaseState.WITHDRAWN:
            return gettext("It was taken back.")
        case _:
            return gettext("It is settled.")


def _finished(who: str) -> str:
    if who:
        return gettext("%(who)s has finished. Please take a look.") % {"who": who}
    return gettext("The work is finished. Please take a look.")


def steps(found: Ground) -> list[StepRow]:
    """What happened, what is now, and what comes, as a resident would say it."""
    facts = cases.timeline(found.actor, found.case.id, at=found.at)
    past = [StepRow(_plain_step(one.kind, one.text), "done", one.at) for one in facts]
    now, ahead = _road(found.case)
    rows = [*past, StepRow(now, "now", None, gettext("now"))] if now else past
    return [*rows, *(StepRow(words, "") for words in ahead)]


def _plain_step(kind: str, text: str) -> str:
    plain = {
        "case.opened": gettext("We have your request"),
        "case.done": gettext("The work is finished"),
        "case.accepted": gettext("You accepted the work"),
        "case.quote_given": gettext("We told you the price"),
        "case.quote_accepted": gettext("You agreed to the price"),
        "case.quote_refused": gettext("You did not agree to the price"),
        "case.receipt_given": gettext("Paid, with a receipt"),
        "case.feedback_given": gettext("We told you how it goes"),
        "case.closed": gettext("Settled"),
        "case.withdrawn": gettext("Taken back"),
        "case.reopened": gettext("Taken up again"),
    }
    return plain.get(kind, text)


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


def captioned(photo: PhotoRow) -> PhotoRow:
    """A photo with what it shows in words."""
    words = {
        PhotoOf.BEFORE: pgettext("photo", "Before"),
        PhotoOf.AFTER: pgettext("photo", "After"),
        PhotoOf.TROUBLE: pgettext("photo", "Yours"),
    }
    note = f"{words[photo.of]} {clock(photo.at)}"
    return PhotoRow(photo.id, photo.url, photo.note or words[photo.of], note, photo.of, photo.at)


def looks(actor: Actor) -> list[Look]:
    """Who saw this resident's number, why and when."""
    words = {
        UnmaskReason.CALL.value: gettext("to call you back"),
        UnmaskReason.VISIT.value: gettext("to make or keep an appointment"),
        UnmaskReason.IDENTITY.value: gettext("to check who you are"),
        UnmaskReason.EMERGENCY.value: gettext("in an emergency"),
    }
    return [Look(one.who, words.get(one.reason, one.reason), one.at) for one in people.looks_at(actor)]


def my_home(actor: Actor) -> tuple[UUID | None, str]:
    """The resident's home and its label, as far as it is known."""
    if actor.contact_id is None:
        return None, ""
    found = people.contact_row(actor.contact_id)
    return found.home_id, found.home_label


def talk(actor: Actor, case: CaseView | None = None) -> ConversationView | None:
    """The talk about a request where it runs, else the one on this page; None while nothing was said."""
    keys = [case.conversation_id if case else None, _page_talk(actor)]
    for key in filter(None, keys):
        found = _mine(actor, key)
        if found is not None:
            return found
    return None


def _mine(actor: Actor, key: UUID) -> ConversationView | None:
    try:
        return conversations.conversation(actor, key)
    except Missing:
        return None  # of another contact of the same person: its channel is not ours to write on


def _page_talk(actor: Actor) -> UUID | None:
    if actor.contact_id is None:
        return None
    rows: Iterable[UUID] = (
        row.id for row in conversations.conversations(actor, contact_id=actor.contact_id) if row.channel == Channel.PAGE
    )
    return next(iter(rows), None)
