"""Residents ask about what is kept of them; somebody of the house settles it, with the deed or a reasoned no."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from guanjia.rooms.people import access, rules
from guanjia.rooms.people.events import DataRequestFact, DataRequestMade, DataRequestSettled, DataRequestWithdrawn
from guanjia.rooms.people.models import Contact, DataRequest, Residence
from guanjia.rooms.people.rules.asking import check_answer, check_open, check_wanted
from guanjia.rooms.people.services.erasing import erase
from guanjia.rooms.people.services.moving import move_in, move_out
from guanjia.rooms.people.types import Duty, EraseReason, MoveIn, ResidentKind
from guanjia.rooms.people.types.asking import Asked, NewRequest, RequestState
from guanjia.rooms.places import selectors as places
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import insert_new
from guanjia.shared.errors import Denied, Missing, Refused, gettext_noop


@transaction.atomic
def make_request(actor: Actor, wanted: NewRequest, *, at: datetime) -> UUID:
    """Ask for a change of one's family, or for one's own data; returns the request. Sent twice it is one.

    Raises Denied for staff, Refused where the house does not know yet whose home it is, Missing for a home or a
    person of another home, Invalid for what is not filled in.
    """
    contact = _contact(actor)
    home_id = _home_of(contact, wanted)
    check_wanted(wanted, known=contact.resident_id is not None)
    phone = rules.dialled(wanted.phone) if wanted.phone.strip() else ""
    row = DataRequest(
        id=wanted.id(),
        community_id=contact.community_id,
        contact=contact,
        resident_id=contact.resident_id,
        what=wanted.what.value,
        home_id=home_id,
        residence_id=wanted.residence_id,
        name=wanted.name.strip(),
        phone=phone,
        belongs=wanted.belongs.value,
        text=wanted.text.strip(),
        asked_at=at,
    )
    if not insert_new(row):
        return _sent(row)
    _tell(row, DataRequestMade, at)
    return row.pk


def _contact(actor: Actor) -> Contact:
    if actor.contact_id is None:
        raise Denied("people.resident_only", gettext_noop("Only the resident can ask for this."))
    return access.contact(actor, actor.contact_id)


def _sent(row: DataRequest) -> UUID:
    """The request sent with the same key before. Raises Missing for somebody else's."""
    if not DataRequest.objects.filter(pk=row.pk, contact=row.contact_id).exists():
        raise Missing("people.no_request", gettext_noop("There is no such request."))
    return row.pk


def _home_of(contact: Contact, wanted: NewRequest) -> UUID | None:
    """The home it is about: one of theirs. Raises Missing for any other."""
    mine = set(
        Residence.objects.filter(resident=contact.resident_id, until__isnull=True).values_list("home_id", flat=True)
    )
    if wanted.residence_id is not None:
        there = Residence.objects.filter(pk=wanted.residence_id, until__isnull=True, home__in=mine)
        home_id = there.values_list("home_id", flat=True).first()
        if home_id is None:
            raise Missing("people.no_residence", gettext_noop("They no longer live there."))
        return home_id
    if wanted.home_id is not None and wanted.home_id not in mine:
        raise Missing("places.no_home", gettext_noop("There is no such home."))
    return wanted.home_id or contact.home_id


def _tell(row: DataRequest, fact: type[DataRequestFact], at: datetime, **fields: object) -> None:
    refs = {"community_id": row.community_id, "subject_id": row.pk, "contact_id": row.contact_id}
    journal.record(fact(**refs, at=at, home_id=row.home_id, what=row.what, **fields))  # type: ignore[arg-type]


@transaction.atomic
def withdraw_request(actor: Actor, request_id: UUID, *, at: datetime) -> None:
    """The resident takes it back. Raises Missing for somebody else's; what is over stays as it is."""
    row = _held(access.requests(actor), request_id)
    if actor.contact_id is None:
        raise Denied("people.resident_only", gettext_noop("Only the resident can ask for this."))
    if row.state != RequestState.OPEN:
        return
    row.state, row.ended_at = RequestState.WITHDRAWN.value, at
    row.save(update_fields=["state", "ended_at"])
    _tell(row, DataRequestWithdrawn, at)


def _held(rows: QuerySet[DataRequest], request_id: UUID) -> DataRequest:
    found = rows.select_for_update(of=("self",)).filter(pk=request_id).first()
    if found is None:
        raise Missing("people.no_request", gettext_noop("There is no such request."))
    return found


@transaction.atomic
def settle_request(actor: Actor, request_id: UUID, answer: str = "", *, granted: bool, at: datetime) -> None:
    """Do what was asked, or decline with a reason the resident reads. A family member moves in or out with it; an
    erasure takes their data away.

    Raises Denied without the duty, Missing, Refused for one that is over and where the deed is refused, Invalid for
    a no without its reason. Source: law, a request is done or a reasoned no within the handbook's days.
    """
    actor.need(Duty.REGISTER)
    row = _held(access.requests(actor), request_id)
    if actor.staff_id is None:
        raise Denied("people.no_duty", gettext_noop("Your role does not include this. Ask your supervisor."))
    check_open(RequestState(row.state))
    check_answer(answer, granted=granted)
    row.state = (RequestState.DONE if granted else RequestState.DECLINED).value
    row.ended_at, row.answer, row.staff_id = at, answer.strip(), actor.staff_id
    row.save(update_fields=["state", "ended_at", "answer", "staff"])
    _tell(row, DataRequestSettled, at, granted=granted, staff_id=actor.staff_id)
    if granted:
        _do(actor, row, at)


def _do(actor: Actor, row: DataRequest, at: datetime) -> None:
    today = at.astimezone(ZoneInfo(places.community(row.community_id).zone)).date()
    match Asked(row.what):
        case Asked.ADD_FAMILY if row.home_id:
            move_in(actor, row.home_id, MoveIn(row.name, row.phone, ResidentKind(row.belongs), today), at=at)
        case Asked.REMOVE_FAMILY if row.residence_id:
            move_out(actor, row.residence_id, today, at=at)
        case Asked.ERASE:
            if row.resident_id is None:
                raise Refused(
                    "people.not_known", gettext_noop("They are not known as a resident; say who it is first.")
                )
            erase(actor, row.resident_id, EraseReason.ASKED, at=at)
        case _:
            return
