"""Taking a need down: a number, the case, its first facts."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from guanjia.rooms.cases import events, rules
from guanjia.rooms.cases.models import Case
from guanjia.rooms.cases.services.classing import Classing, give_class, repeated
from guanjia.rooms.cases.services.ground import finish, keep_out, noted, set_about, told
from guanjia.rooms.cases.services.learning import recognised
from guanjia.rooms.cases.types import CaseOpened, OpenCase, Origin, Recognition
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.shared.actor import Actor
from guanjia.shared.db import insert_together
from guanjia.shared.errors import Invalid, Missing, gettext_noop
from guanjia.shared.riding import ask, write
from guanjia.shared.time import new_id


@transaction.atomic
def open_case(wanted: OpenCase, *, at: datetime) -> CaseOpened:
    """Take a need down. With a topic it is classified at once, and its clocks run before this returns.

    Raises Invalid without a text, or for a topic or urgency the handbook in force doesn't have.
    """
    if not wanted.text.strip() and not wanted.title.strip():
        raise Invalid("cases.empty", gettext_noop("Write down what it is about."), field="text")
    book = handbook.edition_in_force(wanted.community_id, at)
    case = _new(book, wanted, at)
    by_desk = {"by_desk": True, "evidence": noted(case)} if wanted.staff_id else {}
    opened = {"channel": case.channel, "origin": case.origin, "staff_id": wanted.staff_id}
    facts = [told(case, events.CaseOpened, at, follows_id=wanted.follows_id, **opened, **by_desk)]
    columns: list[str] = []
    if wanted.topic:
        changed, classified = give_class(case, book, Classing(wanted.topic, wanted.urgency, wanted.staff_id), at)
        columns, facts = changed, [*facts, classified, *repeated(case, book, at)]
    if case.about_staff_id is not None or case.about_department:
        about, named = set_about(case, book, at, wanted.staff_id)
        columns, facts = [*columns, *about], [*facts, named]
    finish(case, columns or ["due_at"], *facts)
    keep_out(case, at)
    return CaseOpened(case.id, case.number)


@transaction.atomic
def register(actor: Actor, wanted: OpenCase, *, at: datetime, key: UUID | None = None) -> CaseOpened:
    """Take down what somebody says at the counter or on the phone, or what a program or a resident's page sends.

    A member of staff needs the duty and becomes the owner; a resident's own words are read as a message's are.
    The same `key` (of the page a resident typed it on) sent twice is one case. Raises Denied, Missing for a
    community, contact or home that isn't theirs.
    """
    if wanted.community_id not in actor.community_ids:
        raise Missing("cases.no_community", gettext_noop("There is no such community."))
    check_mine(wanted)
    if actor.contact_id is None:
        actor.need(Duty.REGISTER)
        return open_case(replace(wanted, staff_id=actor.staff_id), at=at)
    own = replace(wanted, contact_id=actor.contact_id, staff_id=None, origin=Origin.RESIDENT)
    sent = _sent(own, key) if key else None
    if sent is not None:
        return sent
    if own.topic:
        opened = open_case(own, at=at)
        if key is not None:
            Case.objects.filter(pk=opened.id).update(heard_id=key)
        return opened
    return open_recognised(own, recognised(own.community_id, own.text, at=at), heard_id=key, at=at)


def _sent(wanted: OpenCase, key: UUID) -> CaseOpened | None:
    """The case this page has opened already; two sendings at once wait for each other."""
    write("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"register:{key}"])
    found = Case.objects.filter(heard_id=key, community=wanted.community_id, contact=wanted.contact_id).first()
    return CaseOpened(found.id, found.number) if found else None


def check_mine(wanted: OpenCase) -> None:
    """Raises Missing for a contact or a home of another community."""
    if wanted.contact_id is not None and people.contact_row(wanted.contact_id).community_id != wanted.community_id:
        raise Missing("people.no_contact", gettext_noop("There is no such contact."))
    if wanted.home_id is not None:
        home = places.homes([wanted.home_id]).get(wanted.home_id)
        if home is None or home.community_id != wanted.community_id:
            raise Missing("places.no_home", gettext_noop("There is no such home."))


@transaction.atomic
def open_recognised(wanted: OpenCase, found: Recognition, *, heard_id: UUID | None, at: datetime) -> CaseOpened:
    """Take down what a message says. Sure, or an emergency: classified by the machine; else it waits for the desk.

    `heard_id` is the message's; one message opens one case.
    """
    book = handbook.edition_in_force(wanted.community_id, at)
    case = _new(book, replace(wanted, place_text=wanted.place_text or found.place), at)
    case.confidence, case.heard_id = found.confidence, heard_id
    case.guesses = [
        {"topic": one.topic, "urgency": one.urgency, "confidence": one.confidence} for one in found.alternatives
    ]
    facts = [told(case, events.CaseOpened, at, channel=case.channel, origin=case.origin)]
    columns = ["confidence", "guesses", "heard_id"]
    if found.sure or rules.is_emergency(found, book):
        changed, classified = give_class(
            case, book, Classing(found.topic, found.urgency, None, found.confidence, found.sure), at
        )
        columns, facts = [*columns, *changed], [*facts, classified, *repeated(case, book, at)]
    if not found.sure:
        unread = "unknown" if wanted.text.strip() else "voice"
        case.needs_desk, case.needs_why = True, "unsure" if found.topic else unread
        columns += ["needs_desk", "needs_why"]
    finish(case, columns, *facts)
    return CaseOpened(case.id, case.number)


def _new(book: Book, wanted: OpenCase, at: datetime) -> Case:
    community = places.community(wanted.community_id)
    day = at.astimezone(ZoneInfo(community.zone)).date()
    terms = book.terms.case
    since = rules.number_period(day, terms.number_restarts)
    number = rules.number_of(terms.number_format, day, _next_number(wanted.community_id, since))
    title = (wanted.title or rules.title_of(wanted.text)).strip()[:80]
    made = Case(
        community_id=wanted.community_id,
        number=number,
        numbered_on=since,
        title=title,
        text=wanted.text,
        channel=wanted.channel,
        origin=wanted.origin.value,
        contact_id=wanted.contact_id,
        conversation_id=wanted.conversation_id,
        home_id=wanted.home_id,
        area_id=wanted.area_id,
        place_text=wanted.place_text[:120],
        about_staff_id=wanted.about_staff_id,
        about_department=wanted.about_department,
        owner_id=wanted.staff_id,
        follows_id=wanted.follows_id,
        opened_at=at,
        moved_at=at,
    )
    insert_together([made])
    return made


def _next_number(community_id: UUID, since: date) -> int:
    """One more than the last of the period; the counter's row is the lock, so numbers have no gaps or twins."""
    return int(ask(_NEXT_NUMBER, [new_id(), community_id, since])[0][0])


_NEXT_NUMBER = """
insert into cases_casecounter (id, community_id, since, last) values (%s, %s, %s, 1)
    on conflict (community_id, since) do update set last = cases_casecounter.last + 1 returning last
"""
