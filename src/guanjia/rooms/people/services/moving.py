"""Moving in and out of homes; what was stays written down with its days."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from guanjia.rooms.people import access, rules
from guanjia.rooms.people.events import ResidentMovedIn, ResidentMovedOut
from guanjia.rooms.people.models import Contact, Residence, Resident
from guanjia.rooms.people.types import Duty, MoveIn, ResidentKind
from guanjia.rooms.places import access as places_access
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places import services as place_verbs
from guanjia.rooms.places.types import HomeChange
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing, Refused, gettext_noop


@transaction.atomic
def move_in(actor: Actor, home_id: UUID, new: MoveIn, *, at: datetime) -> UUID:
    """Somebody belongs to a home from a day on; returns who. The same name with the same phone is the same person.

    Raises Denied without the duty, Missing for a home of another community, Invalid for a phone that can't be one or
    a day to come, Refused when they live there already.
    """
    actor.need(Duty.REGISTER)
    home = places_access.home(actor, home_id)
    rules.check_move_day(new.day, _today(home.community_id, at), None)
    phone = rules.dialled(new.phone) if new.phone else ""
    person = _known(home.community_id, new.name, phone)
    if person is None:
        person = Resident(community_id=home.community_id, home_id=home.pk, name=new.name, phone=phone, kind=new.kind)
        person.save(force_insert=True)
    elif Residence.objects.filter(resident=person, home=home, until__isnull=True).exists():
        raise Refused("people.lives_there", gettext_noop("They live there already."))
    elif person.left_on:
        person.home_id, person.kind, person.left_on = home.pk, new.kind, None
        person.save(update_fields=["home", "kind", "left_on"])
        Contact.objects.filter(resident=person).update(home=home)
    Residence(community_id=home.community_id, resident=person, home_id=home.pk, kind=new.kind, since=new.day).save(
        force_insert=True
    )
    journal.record(
        ResidentMovedIn(
            community_id=home.community_id,
            subject_id=person.pk,
            at=at,
            home_id=home.pk,
            belongs=new.kind.value,
            day=new.day.isoformat(),
        )
    )
    return person.pk


def _known(community_id: UUID, name: str, phone: str) -> Resident | None:
    if not phone:
        return None
    return Resident.objects.select_for_update().filter(community=community_id, phone=phone, name=name).first()


def _today(community_id: UUID, at: datetime) -> date:
    return at.astimezone(ZoneInfo(places.community(community_id).zone)).date()


@transaction.atomic
def change_home(actor: Actor, change: HomeChange, *, at: datetime | None = None) -> None:
    """Put a home right, its occupancy from `at` on (now for None).

    Raises Denied without the duty, Missing for a home of another community.
    """
    actor.need(Duty.REGISTER)
    home = places_access.home(actor, change.id)
    place_verbs.change_homes(home.community_id, [change], at=at)


@transaction.atomic
def move_out(actor: Actor, residence_id: UUID, last_day: date, *, at: datetime) -> None:
    """Somebody no longer belongs to a home after `last_day`.

    Raises Denied without the duty, Missing for another community's or one that ended, Invalid for a day to come or
    before they moved in.
    """
    actor.need(Duty.REGISTER)
    rows = access.residences(actor).select_for_update(of=("self",)).select_related("resident", "home")
    found = rows.filter(pk=residence_id).first()
    if found is None:
        raise Missing("people.no_residence", gettext_noop("They no longer live there."))
    rules.check_move_day(last_day, _today(found.community_id, at), found.since)
    end_residence(found, last_day)
    journal.record(
        ResidentMovedOut(
            community_id=found.community_id,
            subject_id=found.resident_id,
            at=at,
            home_id=found.home_id,
            day=last_day.isoformat(),
        )
    )


def end_residence(found: Residence, last_day: date) -> None:
    """Close a residence, and think of the person with another home of theirs from then on, where there is one."""
    found.until = last_day
    found.save(update_fields=["until"])
    person = found.resident
    rest = Residence.objects.filter(resident=person, until__isnull=True).order_by("id").first()
    if rest is None:
        person.left_on = last_day
        person.save(update_fields=["left_on"])
    elif person.home_id == found.home_id:
        person.home_id, person.kind = rest.home_id, ResidentKind(rest.kind).value
        person.save(update_fields=["home", "kind"])
        Contact.objects.filter(resident=person, home=found.home_id).update(home=rest.home_id)
