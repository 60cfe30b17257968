"""The open row: the talk in the middle, the resident, promises, topic and steps beside it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from guanjia.desks.service.acts import offered
from guanjia.desks.service.selectors import guidance, wording
from guanjia.desks.service.selectors.card import card
from guanjia.desks.service.selectors.words import channel_title, kind_title, told
from guanjia.desks.service.types import ActRow, Card, GuideLine, Person, Safety, Said, Wording
from guanjia.rooms.cases import access as case_access
from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases.selectors import CaseRef
from guanjia.rooms.cases.selectors.words import BookWords
from guanjia.rooms.cases.types import CaseView, GuessRow
from guanjia.rooms.conversations import selectors as conversations
from guanjia.rooms.conversations.types import ConversationView
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import ContactRow, Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places.types import HomeRow
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.types import PromiseRow
from guanjia.rooms.workplace import selectors as workplace
from guanjia.rooms.workplace.types import Beside
from guanjia.shared.actor import Actor

YEAR = timedelta(days=365)
NOTHING = UUID(int=0)
_TOLD_BETWEEN = frozenset(
    {
        "case.opened",
        "case.taken_on",
        "case.arrived",
        "case.contained",
        "case.paused",
        "case.resumed",
        "case.done",
        "case.accepted",
        "case.refused",
        "case.closed",
        "case.reopened",
    }
)
_ICON_STATES = {"case.done": "done", "case.accepted": "accepted", "case.closed": "closed", "case.refused": "refused"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What is open: the row's id, who and where."""

    id: UUID
    open: str
    who: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Everything the middle and the right of the desk show of one row."""

    opened: Opened | None = None
    case: CaseView | None = None
    conversation: ConversationView | None = None
    channel_title: str = ""
    talk: list[Said] = field(default_factory=list)
    newest: UUID = NOTHING
    """The newest line of the talk."""
    together: list[Beside] = field(default_factory=list)
    """Colleagues who have it open, too."""
    contact: Person | None = None
    card: Card | None = None
    unmask: str = ""
    running: list[PromiseRow] = field(default_factory=list)
    ended: list[PromiseRow] = field(default_factory=list)
    guesses: list[GuessRow] = field(default_factory=list)
    guide: list[GuideLine] = field(default_factory=list)
    guide_title: str = ""
    safety: Safety | None = None
    similar: list[CaseRef] = field(default_factory=list)
    script: Wording | None = None
    wordings: list[Wording] = field(default_factory=list)
    acts: list[ActRow] = field(default_factory=list)
    may_answer: bool = False
    may_settle: bool = False
    may_classify: bool = False


def work(actor: Actor, case_id: UUID | None, conversation_id: UUID | None, *, at: datetime) -> Work:
    """One case or one conversation, opened; nothing chosen is an empty desk. Raises Missing."""
    if case_id is None and conversation_id is None:
        return Work()
    case = cases.case(actor, case_id, at=at) if case_id else None
    talk_id = conversation_id or (case.conversation_id if case else None)
    talk = conversations.conversation(actor, talk_id) if talk_id else None
    if case is None and talk is not None:
        running = cases.open_of_conversation(talk.id)
        seen = running is not None and case_access.in_sight(actor, running)
        case = cases.case(actor, running.pk, at=at) if running is not None and seen else None
    return _work(actor, case, talk, at)


def _work(actor: Actor, case: CaseView | None, talk: ConversationView | None, at: datetime) -> Work:
    words = BookWords(at)
    community_id = case.community_id if case else talk.community_id if talk else actor.community_ids[0]
    owed = _owed(case, talk, words, at)
    contact = talk.contact if talk else people.contacts([case.contact_id]).get(case.contact_id) if case else None  # type: ignore[arg-type]
    book = words.book(community_id)
    said = _talk(actor, case, talk, at)
    home = places.homes([contact.home_id]).get(contact.home_id) if contact and contact.home_id else None
    return Work(
        opened=_opened(case, talk, contact),
        case=case,
        conversation=talk,
        channel_title=channel_title(talk.channel if talk else case.channel if case else ""),
        talk=said,
        newest=max((row.id for row in talk.messages), default=NOTHING) if talk else NOTHING,
        together=workplace.beside(actor, case.id if case else talk.id, at=at),  # type: ignore[union-attr]
        contact=_person(actor, contact, home, at) if contact else None,
        card=card(actor, contact, home, case, book, at=at) if contact else None,
        unmask=reverse("service:unmask", args=[contact.id]) if contact and actor.may(Duty.UNMASK) else "",
        running=[row for row in owed if row.ended_at is None],
        ended=[row for row in owed if row.ended_at is not None and row.state not in {"void", "superseded"}],
        guesses=case.guesses if case and "classify" in case.verbs and actor.may(Duty.CLASSIFY) else [],
        guide=guidance.guide_of(book, case, owed),
        guide_title=guidance.guide_title(book, case),
        safety=guidance.safety_of(book, case),
        similar=cases.similar(actor, case.id, at=at) if case and case.is_open else [],
        script=_script(actor, book, case, owed, said, at) if talk and actor.may(Duty.ANSWER) else None,
        wordings=_wordings(actor, book, case, owed, at) if talk else [],
        acts=offered(actor, case, book) if case else [],
        may_answer=talk is not None and actor.may(Duty.ANSWER),
        may_settle=_may_settle(book, case),
        may_classify=case is not None and "classify" in case.verbs and actor.may(Duty.CLASSIFY),
    )


def _script(  # noqa: PLR0913 - what a wording is made of
    actor: Actor, book: Book, case: CaseView | None, owed: list[PromiseRow], talk: list[Said], at: datetime
) -> Wording | None:
    """Words for this moment, unless they have just been said."""
    found = wording.suggested(book, case, owed, actor.name, at=at)
    said = {line.text for line in talk if line.what in {"out", "machine"}}
    return found if found is not None and found.text not in said else None


def _wordings(actor: Actor, book: Book, case: CaseView | None, owed: list[PromiseRow], at: datetime) -> list[Wording]:
    """The other words that fit, without the one suggested first."""
    if not actor.may(Duty.ANSWER):
        return []
    first = wording.suggested(book, case, owed, actor.name, at=at)
    found = wording.of_this_moment(book, case, owed, actor.name, at=at)
    return [one for one in found if first is None or one.code != first.code]


def _may_settle(book: Book, case: CaseView | None) -> bool:
    return (
        case is not None
        and "answer_on_the_spot" in case.verbs
        and case.case_class in book.terms.case.on_the_spot_classes
    )


def _opened(case: CaseView | None, talk: ConversationView | None, contact: ContactRow | None) -> Opened:
    who = contact.name if contact else case.contact_name if case else ""
    if case is not None:
        return Opened(id=case.id, open="case", who=who, place=case.place)
    return Opened(id=talk.id, open="conversation", who=who, place=contact.home_label if contact else "")  # type: ignore[union-attr]


def _owed(case: CaseView | None, talk: ConversationView | None, words: BookWords, at: datetime) -> list[PromiseRow]:
    rows: list[PromiseRow] = []
    if case is not None:
        rows += [told(row, words, case.community_id) for row in promises.of_subject("case", case.id, at=at)]
    if talk is not None:
        rows += [told(row, words, talk.community_id) for row in promises.of_subject("conversation", talk.id, at=at)]
    return sorted(rows, key=lambda row: (row.due_at is None, row.due_at))


def _talk(actor: Actor, case: CaseView | None, talk: ConversationView | None, at: datetime) -> list[Said]:
    if talk is None:
        return []
    lines = [
        Said(what=row.what, who=row.who, text=row.text, at=row.at, photo_url=row.photo_url, sent=row.sent)
        for row in talk.messages
    ]
    since = lines[0].at if lines and talk.older else None
    if case is not None:
        facts = [row for row in cases.course_of(actor, case, at=at) if row.kind in _TOLD_BETWEEN]
        lines += [
            Said(what="fact", text=row.text, at=row.at, state=_ICON_STATES.get(row.kind, ""))
            for row in facts
            if since is None or row.at >= since
        ]
    return sorted(lines, key=lambda line: line.at)


def _person(actor: Actor, contact: ContactRow, home: HomeRow | None, at: datetime) -> Person:
    lately = case_access.cases(actor).filter(contact=contact.id, opened_at__gte=at - YEAR).count()
    area = _("%(area)s m²") % {"area": f"{home.area.normalize():f}"} if home and home.area else ""
    return Person(
        id=contact.id,
        name=contact.name,
        kind_title=kind_title(contact.kind),
        masked_phone=contact.masked_phone,
        home_label=contact.home_label,
        home_note=area,
        cases=lately,
    )
