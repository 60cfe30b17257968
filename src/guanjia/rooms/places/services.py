"""Verbs of places: opening a company and a community, adding homes and areas."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from guanjia.rooms.places import rules, selectors
from guanjia.rooms.places.models import Area, Building, Community, Company, Home, Unit
from guanjia.rooms.places.types import HomeChange, NewCommunity, NewHome, Occupancy
from guanjia.shared import journal
from guanjia.shared.db import in_reach
from guanjia.shared.errors import Missing, Refused, gettext_noop
from guanjia.shared.time import now

BATCH = 2000
"""Rows of one insert: large enough to be few, small enough for the server's parameters."""
TOLD = 1000
"""Homes whose occupancy is told at once."""


@transaction.atomic
def open_company(code: str, name: str) -> UUID:
    """Write down a property company. Raises Refused when the code is taken."""
    found, created = Company.objects.get_or_create(code=code, defaults={"name": name})
    if not created:
        raise Refused("places.code_taken", gettext_noop("The code “%(code)s” is taken already."), {"code": code})
    return found.pk


@transaction.atomic
def open_community(company_id: UUID, new: NewCommunity) -> UUID:
    """Open a community for service; returns its id.

    Raises Invalid for an unknown time zone or what is no code of a division, Refused when the code is taken.
    """
    rules.check_zone(new.zone)
    if new.division:
        rules.check_division(new.division)
    defaults = {
        "company_id": company_id,
        "name": new.name,
        "zone": new.zone,
        "phone": new.phone,
        "address": new.address,
        "division": new.division,
    }
    found, created = Community.objects.get_or_create(code=new.code, defaults=defaults)
    if not created:
        raise Refused("places.code_taken", gettext_noop("The code “%(code)s” is taken already."), {"code": new.code})
    return found.pk


@transaction.atomic
def add_homes(community_id: UUID, homes: Sequence[NewHome], *, at: datetime | None = None) -> int:
    """Add homes with their buildings and stairwells; returns how many are new. How each is lived in is told from `at`
    on, now for None.

    Adding a home again changes nothing, so a list may be sent twice. Thousands at once: a few statements in all.
    Raises Invalid for a home without building or number; then nothing is added.
    """
    for home in homes:
        rules.check_home(home)
    buildings = _buildings(community_id, {_code(home.building) for home in homes})
    units = _units(community_id, {(buildings[_code(h.building)], _code(h.unit)) for h in homes if h.unit})
    before = Home.objects.filter(community=community_id).count()
    rows = []
    for home in homes:
        building = buildings[_code(home.building)]
        unit = units[building, _code(home.unit)] if home.unit else None
        rows.append(_home(community_id, home, building, unit))
    Home.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    _tell(Home.objects.filter(community=community_id), at or now())
    return Home.objects.filter(community=community_id).count() - before


@transaction.atomic
def add_areas(community_id: UUID, names: Iterable[str]) -> None:
    """Add shared areas by their names; one that is there already stays as it is."""
    rows = [Area(community_id=community_id, name=name.strip()) for name in names if name.strip()]
    Area.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


@transaction.atomic
def set_occupancy(community_id: UUID, home_id: UUID, occupancy: Occupancy, *, at: datetime | None = None) -> None:
    """Note whether a home is lived in, from `at` on (now for None). Raises Missing."""
    rows = Home.objects.filter(community=community_id, pk=home_id)
    if not rows.update(occupancy=occupancy.value):
        raise Missing("places.no_home", gettext_noop("There is no such home."))
    _tell(rows, at or now())


@transaction.atomic
def change_homes(community_id: UUID, changes: Sequence[HomeChange], *, at: datetime | None = None) -> None:
    """Put homes right, all or none; a change of occupancy counts from `at` on (now for None). Raises Missing for a
    home of another community."""
    wanted = {one.id: one for one in changes}
    rows = list(Home.objects.select_for_update().filter(community=community_id, pk__in=wanted))
    if len(rows) < len(wanted):
        raise Missing("places.no_home", gettext_noop("There is no such home."))
    for row in rows:
        said = wanted[row.pk]
        row.floor = row.floor if said.floor is None else said.floor
        row.area = row.area if said.area is None else said.area
        row.occupancy = row.occupancy if said.occupancy is None else said.occupancy.value
    Home.objects.bulk_update(rows, ["floor", "area", "occupancy"], batch_size=BATCH)
    _tell(Home.objects.filter(community=community_id, pk__in=wanted), at or now())


@transaction.atomic
def tell_homes(*, at: datetime) -> int:
    """Tell one batch of homes that were there before the journal was told of them; returns how many, 0 for none."""
    return _tell(in_reach(Home.objects.all()), at, most=TOLD)


def _tell(rows: QuerySet[Home], at: datetime, *, most: int | None = None) -> int:
    """Record how these homes are lived in, as far as the journal doesn't know it. Again it tells nothing."""
    waiting = rows.exclude(told=F("occupancy")).order_by("community_id", "id").select_for_update(no_key=True)
    found = list(waiting.only("id", "community_id", "occupancy", "told")[:most])
    for start in range(0, len(found), TOLD):
        batch = found[start : start + TOLD]
        facts = [
            fact(community_id=home.community_id, subject_id=home.pk, at=at)
            for home in batch
            for fact in rules.told_of(home.told, Occupancy(home.occupancy))
        ]
        journal.record(*facts)
        Home.objects.filter(pk__in=[home.pk for home in batch]).update(told=F("occupancy"))
    return len(found)


def hold_community(community_id: UUID) -> None:
    """Let nobody else who asks for the same go on until this transaction ends."""
    list(Community.objects.select_for_update(no_key=True).filter(pk=community_id).values_list("id"))


@transaction.atomic
def set_service_phone(community_id: UUID, phone: str) -> None:
    """Change the number residents are given."""
    Community.objects.filter(pk=community_id).update(phone=phone)
    transaction.on_commit(lambda: selectors.forget(community_id))


@transaction.atomic
def set_division(community_id: UUID, division: str) -> None:
    """Write down where a community lies. The handbook's verb calls this: it settles what holds there from then on.

    Raises Invalid for what is no code of a division.
    """
    rules.check_division(division)
    Community.objects.filter(pk=community_id).update(division=division)
    transaction.on_commit(lambda: selectors.forget(community_id))


def hold_company(company_id: UUID) -> None:
    """Let nobody else who asks for the same go on until this transaction ends."""
    list(Company.objects.select_for_update(no_key=True).filter(pk=company_id).values_list("id"))


def _code(text: str) -> str:
    return rules.figure(rules.plain(text).strip())


def _buildings(community_id: UUID, codes: set[str]) -> dict[str, UUID]:
    rows = [Building(community_id=community_id, code=code) for code in sorted(codes)]
    Building.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return dict(Building.objects.filter(community=community_id).values_list("code", "id"))


def _units(community_id: UUID, codes: set[tuple[UUID, str]]) -> dict[tuple[UUID, str], UUID]:
    rows = [Unit(community_id=community_id, building_id=building, code=code) for building, code in sorted(codes)]
    Unit.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    found = Unit.objects.filter(community=community_id).values_list("building_id", "code", "id")
    return {(building, code): key for building, code, key in found}


def _home(community_id: UUID, home: NewHome, building: UUID, unit: UUID | None) -> Home:
    label = rules.label(home)
    return Home(
        community_id=community_id,
        building_id=building,
        unit_id=unit,
        floor=rules.floor_of(home),
        number=_code(home.number),
        label=label,
        place_order=rules.place_order(label),
        area=home.area,
        occupancy=home.occupancy.value,
    )
