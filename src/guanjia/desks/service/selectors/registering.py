"""What appears while somebody speaks: who it may be, what it is about, what will be owed, what it repeats."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guanjia.desks.service.forms.answering import known_id
from guanjia.desks.service.forms.registering import SOME, WHOLE, RegisterForm, digits_of
from guanjia.desks.service.selectors import guidance
from guanjia.desks.service.selectors.words import kind_title, told
from guanjia.desks.service.types import CallerRow, Check, GuideRow, SameRow, TopicChoice
from guanjia.rooms.cases import rules as case_rules
from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases import services as case_verbs
from guanjia.rooms.cases.selectors import CaseRef
from guanjia.rooms.cases.selectors.foresight import foreseen
from guanjia.rooms.cases.selectors.words import BookWords
from guanjia.rooms.cases.types import CaseState, OpenCase, Recognition
from guanjia.rooms.dispatch import rules as dispatch_rules
from guanjia.rooms.dispatch import selectors as dispatch
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.rules.wording import spoken
from guanjia.rooms.handbook.services import script
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.needs import Topic
from guanjia.rooms.people import access as people_access
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import ResidentRow
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places.types import CommunityRow, HomeRow
from guanjia.rooms.promises.types import PromiseRow
from guanjia.shared.actor import Actor
from guanjia.shared.errors import GuanjiaError
from guanjia.shared.time import new_id

SHOWN = 5
"""Cases of the home or the caller that are shown beside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is understood of a need so far."""

    community_id: UUID
    home: HomeRow | None = None
    callers: list[CallerRow] = field(default_factory=list)
    found_by: str = ""
    """The phone and home by which they were found."""
    topics: list[TopicChoice] = field(default_factory=list)
    topic: str = ""
    guessed: str = ""
    """The topic the words spoke of; another chosen by hand stays chosen."""
    sure: str = ""
    """The same where there is no doubt."""
    urgency: str = ""
    four: list[Check] = field(default_factory=list)
    readback: str = ""
    after: list[PromiseRow] = field(default_factory=list)
    plan: str = ""
    same: list[SameRow] = field(default_factory=list)
    calls: int = 0
    """How often they called or came lately, before now."""
    calls_days: int = 0
    edition: Book | None = None
    guides: list[GuideRow] = field(default_factory=list)
    say: str = ""
    """What may be said to a question or need of this topic."""

    @property
    def community(self) -> str:
        """The community as a form holds it."""
        return str(self.community_id)

    @property
    def still_open(self) -> list[SameRow]:
        """Those to which this call can be added."""
        return [row for row in self.same if row.is_open]

    @property
    def ended(self) -> list[SameRow]:
        """Those that are over."""
        return [row for row in self.same if not row.is_open]

    @property
    def resident_id(self) -> UUID | None:
        """Who is taken for the caller."""
        return next((row.id for row in self.callers if row.chosen), None)


def look(actor: Actor, form: RegisterForm, *, at: datetime) -> Look:
    """What the words typed so far tell. Twenty-eight queries at most; nothing is written."""
    there = _who_and_where(actor, form)
    book = handbook.edition_in_force(there.community_id, at)
    text = form.typed("text")
    found = case_verbs.recognised(there.community_id, text, at=at) if text else Recognition()
    topic = _topic(form, book, found)
    urgency = _urgency(form, book, found, topic)
    wanted = OpenCase(
        community_id=there.community_id,
        text=text,
        channel=form.typed("channel") or "phone",
        home_id=there.home.id if there.home else None,
        topic=topic,
        urgency=urgency,
        staff_id=actor.staff_id,
    )
    words, lately = BookWords(at), book.terms.case.called_again_within
    contacts = _contacts(actor, form, there)
    return Look(
        community_id=there.community_id,
        home=there.home,
        callers=there.callers,
        found_by=there.found_by,
        topics=_topics(book, found, topic),
        topic=topic,
        guessed=found.topic,
        sure=found.topic if found.sure else "",
        urgency=urgency,
        four=_four(form, there, found, topic),
        readback=_readback(book, form, there, topic),
        after=[told(row, words, there.community_id) for row in foreseen(wanted, at=at)] if text else [],
        plan=_plan(wanted, book, at) if topic else "",
        same=_same(actor, there.home, contacts, at),
        calls=cases.heard_lately(contacts, actor.community_ids, at - timedelta(seconds=lately.in_seconds())),
        calls_days=lately.in_days(),
        edition=book,
        guides=_guides(book, wanted, actor),
        say=_answer(book, topic, actor, there.community_id),
    )


def _guides(book: Book, wanted: OpenCase, actor: Actor) -> list[GuideRow]:
    """How a need is taken down by this way, and how one of this topic is done."""
    topic = book.topics.get(wanted.topic)
    codes = (topic.safety or "", topic.guide or "") if topic else ()
    known = _known(actor, wanted.community_id)
    return guidance.guides_read(book, (book.terms.case.guides.get(wanted.channel, ""), *codes), known)


def _answer(book: Book, topic: str, actor: Actor, community_id: UUID) -> str:
    code = book.topics[topic].standard_answer if topic else None
    return spoken(book, code, _known(actor, community_id))


def _known(actor: Actor, community_id: UUID) -> dict[str, str]:
    here = places.community(community_id)
    return {"community": here.name, "company": here.company_name, "phone": here.phone, "agent": actor.name}


@dataclass(frozen=True, slots=True)
class _There:
    """Who may be speaking, and about which home of which community."""

    community_id: UUID
    home: HomeRow | None
    callers: list[CallerRow]
    found_by: str

    @property
    def caller(self) -> CallerRow | None:
        """Who is taken for the caller."""
        return next((row for row in self.callers if row.chosen), None)


def _who_and_where(actor: Actor, form: RegisterForm) -> _There:
    """Who speaks, or where it is, tells the community; else the one chosen."""
    chosen = community_of(actor, form)
    said = form.typed("place") or form.typed("text")
    home = places.home_by_label([chosen], said) or places.home_by_label(actor.community_ids, said)
    found_by = f"{form.typed('phone')}|{home.label if home else ''}"
    callers = _callers(actor, form, found_by, home)
    home = home or _home_of(callers)
    return _There(home.community_id if home else chosen, home, callers, found_by)


def community_of(actor: Actor, form: RegisterForm) -> UUID:
    """The community chosen in the form, the only or the first one served otherwise."""
    return _served(actor, form.typed("community"))


def _served(actor: Actor, typed: str) -> UUID:
    chosen = known_id(typed)
    return chosen if chosen in actor.community_ids else actor.community_ids[0]


def choices(actor: Actor, typed: str, *, at: datetime) -> tuple[Book, list[CommunityRow]]:
    """What the form chooses from: the handbook of the community chosen, and the communities served."""
    return handbook.edition_in_force(_served(actor, typed), at), places.communities_by_id(actor.community_ids)


def _callers(actor: Actor, form: RegisterForm, found_by: str, home: HomeRow | None) -> list[CallerRow]:
    """Residents with this phone; else those of the home named. One alone with this phone is taken for the caller.

    Who was chosen stays chosen while phone and home are those they were chosen for.
    """
    by_phone = _by_phone(actor, form.typed("phone"))
    rows = by_phone or (list(people.household(actor, home.id).residents) if home else [])
    answered = form.typed("found_by") == found_by
    chosen = form.typed("resident") if answered or not form.is_bound else ""
    if chosen and not form.is_bound:
        rows = _asked_for(actor, chosen)
    if not answered and not chosen and len({row.id for row in by_phone}) == 1:
        chosen = str(by_phone[0].id)
    return [_caller(row, chosen=str(row.id) == chosen) for row in rows]


def _caller(row: ResidentRow, *, chosen: bool) -> CallerRow:
    return CallerRow(row.id, row.name, kind_title(row.kind), row.masked_phone, row.home_label, row.home_id, chosen)


def _by_phone(actor: Actor, phone: str) -> list[ResidentRow]:
    if len(digits_of(phone)) < SOME:
        return []
    try:
        return people.residents_by_phone(actor, phone)
    except GuanjiaError:
        return []  # not a number yet; the form tells when it is sent


def _asked_for(actor: Actor, asked: str) -> list[ResidentRow]:
    key = known_id(asked)
    if key is None:
        return []
    found = people_access.resident(actor, key)
    return [row for row in people.household(actor, found.home_id).residents if row.id == found.pk]


def _home_of(callers: list[CallerRow]) -> HomeRow | None:
    chosen = next((row for row in callers if row.chosen), None)
    return places.homes([chosen.home_id]).get(chosen.home_id) if chosen else None


def _topic(form: RegisterForm, book: Book, found: Recognition) -> str:
    """The topic chosen by hand stays; what was only guessed follows the words."""
    other, chosen = form.typed("other_topic"), form.typed("topic")
    if other in book.topics:
        return other
    by_hand = chosen in book.topics and chosen != form.typed("guessed")
    return chosen if by_hand else found.topic


def _urgency(form: RegisterForm, book: Book, found: Recognition, topic: str) -> str:
    chosen = form.typed("urgency")
    if chosen in book.urgencies and chosen != form.typed("urgency_guessed"):
        return chosen
    guess = next((one.urgency for one in found.alternatives if one.topic == topic), "")
    known = book.topics.get(topic)
    return guess or (known.urgency or "" if known else "")


def _topics(book: Book, found: Recognition, topic: str) -> list[TopicChoice]:
    language = get_language() or ""
    rows = [
        TopicChoice(one.topic, book.topics[one.topic].title.told_in(language), round(100 * one.confidence))
        for one in found.alternatives
    ]
    if topic and topic not in {row.code for row in rows}:
        rows = [TopicChoice(topic, book.topics[topic].title.told_in(language), 0), *rows[:2]]
    return rows


def _four(form: RegisterForm, there: _There, found: Recognition, topic: str) -> list[Check]:
    """Time, place, person, matter: what a need must tell. The time is the call's own."""
    who = there.caller is not None or bool(form.typed("phone") or form.typed("contact_name"))
    return [
        Check(_("time"), bool(form.typed("text"))),
        Check(_("place"), bool(there.home or found.place or form.typed("place"))),
        Check(_("who it is"), who),
        Check(_("matter"), bool(topic)),
    ]


def _readback(book: Book, form: RegisterForm, there: _There, topic: str) -> str:
    """What is read back to the caller, in the handbook's words; nothing before place and matter are known."""
    code = book.terms.case.scripts.get("read_back", "")
    place = there.home.label if there.home else form.typed("place")
    phone = form.typed("phone") or (there.caller.masked_phone if there.caller else "")
    if code not in book.scripts or not place or not topic or not phone:
        return ""
    return script(book, code, place=place, matter=case_rules.title_of(form.typed("text")), tail=phone[-4:])


def _plan(wanted: OpenCase, book: Book, at: datetime) -> str:
    """Who would be asked to go as things stand, and why; empty when nobody goes or nobody fits."""
    topic = book.topics[wanted.topic]
    if topic.class_ not in book.terms.dispatch.classes:
        return ""
    case = _imagined(wanted, topic, at)
    for role in dispatch_rules.roles_asked(book, topic):
        found = dispatch.candidates(case, [role], at)
        chosen = dispatch_rules.choose(found, topic, case.urgency, book.terms.dispatch, at)
        if chosen is not None and dispatch_rules.lies_open(role, case.urgency, book.terms.dispatch):
            title = book.roles[role].title.told_in(get_language() or "")
            return _("Will lie open for %(role)s to take.") % {"role": title}
        if chosen is not None:
            staff_id = chosen.candidate.staff_id
            why = dispatch.in_words([reason.as_plain() for reason in chosen.reasons], book)
            name = people.staff_names([staff_id])[staff_id]
            return _("Would go: %(name)s (%(why)s)") % {"name": name, "why": why}
    return _("Nobody who fits is on duty now: the desk will have to decide.")


def _imagined(wanted: OpenCase, topic: Topic, at: datetime) -> CaseRef:
    return CaseRef(
        id=new_id(),
        community_id=wanted.community_id,
        number="",
        title="",
        state=CaseState.CLASSIFIED,
        is_open=True,
        case_class=topic.class_,
        topic=topic.code,
        urgency=wanted.urgency,
        paid=topic.paid,
        contact_id=None,
        conversation_id=None,
        home_id=wanted.home_id,
        place="",
        owner_id=None,
        worker_id=None,
        about_staff_id=None,
        about_department="",
        closed_to="",
        needs_why="",
        opened_at=at,
        moved_at=at,
        done_at=None,
    )


def _contacts(actor: Actor, form: RegisterForm, there: _There) -> list[UUID]:
    """The ways in whoever speaks is known by: the resident's, or those of a number that is nobody's yet."""
    if there.caller is not None:
        return people.contacts_of_residents([there.caller.id])
    digits = digits_of(form.typed("phone"))
    return people.contacts_by_phone(actor.community_ids, digits) if len(digits) >= WHOLE else []


def _same(actor: Actor, home: HomeRow | None, contacts: list[UUID], at: datetime) -> list[SameRow]:
    """The latest cases of the home and of the caller, open ones first."""
    rows = cases.of_caller(actor, home.id if home else None, contacts, at=at)[:SHOWN]
    return [
        SameRow(
            row.id,
            row.number,
            row.title,
            row.place,
            row.state.value,
            row.opened_at,
            is_open=row.is_open,
            hurried=row.hurried,
            who=row.worker_name or row.owner_name,
            promise=row.promise,
        )
        for row in rows
    ]
