"""What residents see: their own requests in their own words, what was promised, and the talk with us."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from guanjia.desks.resident.plain import captioned, headline, late_because, span_in_words, steps, trouble
from guanjia.desks.resident.types import CasePage, Ground, HomePage, JoinedLine, Line, Look, MyRequest, Reporting
from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases import services as case_verbs
from guanjia.rooms.cases.types import COMPLAINT, CaseState, CaseView, QueueRow
from guanjia.rooms.cases.types import NoteKind as Kind
from guanjia.rooms.cases.types.joining import TroubleRow
from guanjia.rooms.conversations import selectors as conversations
from guanjia.rooms.conversations.types import Channel, ConversationView
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.needs import Questionnaire
from guanjia.rooms.handbook.types.terms import OwnWay
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.selectors import asking
from guanjia.rooms.people.services import erasing
from guanjia.rooms.people.types import UnmaskReason
from guanjia.rooms.people.types.asking import FAMILY
from guanjia.rooms.places.signs import read_sign
from guanjia.rooms.places.types import Sign
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.types import PromiseRow
from guanjia.rooms.repairs import selectors as repairs
from guanjia.rooms.repairs.types import QuoteState, RepairView
from guanjia.rooms.surveys import selectors as surveys
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page
from guanjia.shared.errors import Missing, Refused, gettext_noop

AT_REST = frozenset({CaseState.DONE, CaseState.ACCEPTED})
BY_WINDOW = frozenset({"REP", "PAID"})
"""Classes for which residents choose when somebody comes."""
BEFORE_DONE = frozenset({CaseState.CLASSIFIED, CaseState.DISPATCHED, CaseState.IN_HAND, CaseState.PAUSED})


def my_cases(actor: Actor, *, at: datetime, after: str | None = None) -> tuple[list[Line], Page[Line]]:
    """What is open, by what is due first, and a page of what is finished. Eight queries, however long."""
    running, finished = cases.open_and_finished(actor, at=at, after=after)
    ids = [row.id for row in (*running, *finished)]
    owed = promises.of_subjects("case", ids, at=at, explained=False, still=True) if ids else {}
    return [_line(row, owed) for row in running], finished.map(lambda row: _line(row, owed))


def _line(row: QueueRow, owed: dict[UUID, list[PromiseRow]]) -> Line:
    nearest = _open_first(owed.get(row.id, []))
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
    except (Missing, Refused):  # Refused: no handbook is in force yet
        return False
    return True


def case_page(found: Ground) -> CasePage:
    """Everything the page of one request shows."""
    case, at = found.case, found.at
    asked = surveys.of_case(case.id)
    score = asked[1] if asked else None
    repair = repairs.repair_on(found.actor, case.id, case.state, at=at)
    road = cases.complaint(found.actor, case.id, at=at) if case.case_class == COMPLAINT else None
    able = may(found, score, repair)
    offered = bool(road and road.open_offer)
    offer = gettext("We have put a solution to you. Please say whether it suits you.")
    return CasePage(
        case=case,
        headline=offer if offered else headline(case),
        said=[note for note in case.notes if note.kind in (Kind.WORD, Kind.FEEDBACK)],
        photos=[captioned(one) for one in case.photos],
        steps=steps(found),
        promises=said_once([in_plain(one) for one in promises.of_subject("case", case.id, at=at) if one.promise]),
        may=able | {"agree_offer", "refuse_offer"} if offered else able,
        seen_by=list(dict.fromkeys(look.who for look in looks(found.actor))),
        steward=case.owner_name or case.worker_name,
        score=score,
        road=road,
        repair=repair,
        late_because=late_because(case, at),
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


def looks(actor: Actor) -> list[Look]:
    """Who saw this resident's number, why and when."""
    words = {
        UnmaskReason.CALL.value: gettext("to call you back"),
        UnmaskReason.VISIT.value: gettext("to make or keep an appointment"),
        UnmaskReason.IDENTITY.value: gettext("to check who you are"),
        UnmaskReason.EMERGENCY.value: gettext("in an emergency"),
    }
    return [Look(one.who, words.get(one.reason, one.reason), one.at) for one in people.looks_at(actor)]


def my_joins(actor: Actor, *, at: datetime) -> list[JoinedLine]:
    """The troubles this resident joined and still waits for. Five queries."""
    rows = cases.my_joins(actor, at=at)
    owed = promises.of_subjects("join", [row.id for row in rows], at=at, explained=False, still=True) if rows else {}
    return [JoinedLine(row, trouble(row), _open_first(owed.get(row.id, []))) for row in rows]


def joined(actor: Actor, join_id: UUID, *, at: datetime) -> tuple[JoinedLine, list[PromiseRow]]:
    """One of them with what is owed to this home for it. Raises Missing."""
    row = cases.one_join(actor, join_id, at=at)
    owed = [in_plain(one) for one in promises.of_subject("join", join_id, at=at) if one.promise]
    return JoinedLine(row, trouble(row), _open_first(owed)), owed


def _open_first(owed: Iterable[PromiseRow]) -> PromiseRow | None:
    running = [one for one in owed if one.promise and one.ended_at is None and one.due_at]
    return min(running, key=lambda one: one.due_at or at_last(one), default=None)


def home_page(actor: Actor, *, at: datetime) -> HomePage:
    """A resident's homes and family, and what they asked for with when it is owed. Five queries."""
    return HomePage(asking.my_homes(actor), _requests(actor, at=at))


def _requests(actor: Actor, *, at: datetime) -> list[MyRequest]:
    rows = asking.my_requests(actor)
    ids = [row.id for row in rows]
    owed = promises.of_subjects("data_request", ids, at=at, explained=False, still=True) if ids else {}
    return [MyRequest(row, _open_first(owed.get(row.id, []))) for row in rows]


def data_page(actor: Actor, *, at: datetime) -> dict[str, Any]:
    """What is kept of a resident, how long, who saw the number, and what they asked for."""
    terms = handbook.edition_in_force(actor.community_ids[0], at).terms.privacy
    return {
        "about": asking.about_me(actor),
        "homes": asking.my_homes(actor),
        "held": erasing.held_of(actor),
        "keep": {name: span_in_words(length) for name, length in terms.keep.items()},
        "looks": looks(actor),
        "requests": [one for one in _requests(actor, at=at) if one.row.what not in FAMILY],
    }


def reporting(actor: Actor, code: str, *, at: datetime) -> Reporting:
    """What a new need is told on; a code of another community, or none that counts, is left out."""
    terms = handbook.edition_in_force(actor.community_ids[0], at).terms
    return Reporting(my_home(actor), _sign(actor, code), terms)


def _sign(actor: Actor, code: str) -> Sign | None:
    try:
        found = read_sign(code) if code else None
    except Missing:
        return None
    return found if found and found.community_id in actor.community_ids else None


def near(actor: Actor, text: str, place: str, *, at: datetime) -> list[TroubleRow]:
    """Open troubles near of what is being told, to be joined instead. Seven queries at most."""
    if not text.strip():
        return []
    home_id, label = my_home(actor)
    said = "" if place.strip() == label else place
    spot = cases.own_spot(home_id, f"{said} {text}")
    found = case_verbs.recognised(actor.community_ids[0], text, at=at)
    return cases.troubles_near(actor, found, spot, at=at)


def talk_scale(actor: Actor, *, at: datetime) -> tuple[Questionnaire | None, int]:
    """What a conversation is rated by: the handbook's questionnaire for it, and the best score."""
    book = handbook.edition_in_force(actor.community_ids[0], at)
    asked = next((one for one in book.questionnaires.values() if one.use == "conversation"), None)
    return asked, book.terms.conversation.rating_best


def key_of(given: Mapping[str, str]) -> UUID | None:
    """The key a form carries; None for one that carries none."""
    try:
        return UUID(given.get("key", ""))
    except ValueError:
        return None


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
