"""Reads of what residents ask about what is kept of them, and of what a resident sees of it."""

from uuid import UUID

from guanjia.rooms.people import access, rules
from guanjia.rooms.people.models import Contact, DataRequest, Residence
from guanjia.rooms.people.types.asking import AboutMe, Asked, MyHome, Relative, RequestRow, RequestState
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset

MOST = 50
"""Homes, people and requests of one resident that are shown; nobody has more."""


def requests_waiting(actor: Actor, *, after: str | None = None) -> Page[RequestRow]:
    """Requests not settled yet, the oldest first, masked. One query."""
    rows = access.requests(actor).filter(state=RequestState.OPEN).select_related("contact__resident", "home")
    return keyset(rows, by="asked_at", after=after).map(lambda row: _row(row, masked=True))


def one_request(actor: Actor, request_id: UUID) -> RequestRow:
    """One request, masked. Raises Missing. One query."""
    return _row(access.request(actor, request_id), masked=True)


def my_requests(actor: Actor) -> list[RequestRow]:
    """What this resident asked for, the latest first. One query."""
    if actor.contact_id is None:
        return []
    rows = access.requests(actor).select_related("contact__resident", "home").order_by("-asked_at", "-id")
    return [_row(row, masked=False) for row in rows[:MOST]]


def _row(row: DataRequest, *, masked: bool) -> RequestRow:
    who = row.contact.resident.name if row.contact.resident else row.contact.name
    return RequestRow(
        id=row.pk,
        what=Asked(row.what),
        state=RequestState(row.state),
        who=rules.masked_name(who),
        home_id=row.home_id,
        home_label=row.home.label if row.home else "",
        resident_id=row.resident_id,
        name=rules.masked_name(row.name) if masked else row.name,
        phone=rules.masked_phone(row.phone) if masked and row.phone else row.phone,
        belongs=row.belongs,
        text=row.text,
        answer=row.answer,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
    )


def my_homes(actor: Actor) -> list[MyHome]:
    """A resident's homes with who lives there now. Two queries."""
    if actor.contact_id is None:
        return []
    me = list(access.residents(actor).values_list("id", flat=True))
    mine = Residence.objects.filter(resident__in=me, until__isnull=True).values_list("home_id", "home__label")
    labels = dict(mine.order_by("home__place_order", "id")[:MOST])
    rows = Residence.objects.filter(home__in=labels, until__isnull=True).select_related("resident").order_by("id")
    found: dict[UUID, list[Relative]] = {key: [] for key in labels}
    for row in rows[: MOST * len(labels) or 1]:
        own = row.resident_id in me
        name = row.resident.name if own else rules.masked_name(row.resident.name)
        found[row.home_id].append(Relative(row.pk, name, row.kind, row.since, own))
    return [MyHome(key, label, tuple(found[key])) for key, label in labels.items()]


def about_me(actor: Actor) -> AboutMe:
    """What this room keeps of a resident. Two queries."""
    rows = Contact.objects.select_related("resident")
    found = rows.filter(pk=actor.contact_id).first() if actor.contact_id else None
    if found is None:
        return AboutMe("", "", (), known=False)
    person = found.resident
    ways = Contact.objects.filter(resident=person) if person else Contact.objects.filter(pk=found.pk)
    channels = tuple(dict.fromkeys(ways.order_by("channel").values_list("channel", flat=True)))
    phone = (person.phone if person else "") or found.phone
    return AboutMe(person.name if person else found.name, rules.masked_phone(phone), channels, person is not None)
