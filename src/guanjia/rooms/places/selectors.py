"""Reads of places."""

import re
from collections.abc import Iterable, Sequence
from time import monotonic
from uuid import UUID

from django.db.models import Q, QuerySet

from guanjia.rooms.places import access, rules
from guanjia.rooms.places.models import Area, Building, Community, Company, Home
from guanjia.rooms.places.types import CommunityRow, HomeRow, Occupancy
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset
from guanjia.shared.errors import Missing, gettext_noop
from guanjia.shared.finding import MANY
from guanjia.shared.riding import ask

FRESH = 60.0
"""Seconds a community's row may be as old as: names and phones change rarely, and are asked for on every page."""

_known: dict[UUID, tuple[float, CommunityRow]] = {}


def community(community_id: UUID) -> CommunityRow:
    """A community with its company. No query while it is fresh, else one. Raises Missing."""
    kept = _known.get(community_id)
    if kept and monotonic() - kept[0] < FRESH:
        return kept[1]
    found = Community.objects.select_related("company").filter(pk=community_id).first()
    if found is None:
        raise Missing("places.no_community", gettext_noop("There is no such community."))
    row = _community_row(found)
    _known[community_id] = (monotonic(), row)
    return row


def forget(community_id: UUID) -> None:
    """Read this community anew next time: it was changed."""
    _known.pop(community_id, None)


def communities(actor: Actor) -> list[CommunityRow]:
    """The communities this person serves, by name. One query; a person serves few, so it is no page."""
    return [_community_row(row) for row in access.communities(actor).select_related("company").order_by("name", "id")]


def communities_by_id(ids: Iterable[UUID]) -> list[CommunityRow]:
    """Communities by name, for what stands around every page. No query while all are fresh, else one."""
    wanted = set(ids)
    stale = {key for key in wanted if key not in _known or monotonic() - _known[key][0] >= FRESH}
    if stale:
        for found in Community.objects.select_related("company").filter(pk__in=stale):
            _known[found.pk] = (monotonic(), _community_row(found))
    return sorted((_known[key][1] for key in wanted if key in _known), key=lambda row: (row.name, row.id))


def all_communities() -> list[CommunityRow]:
    """Every community, for sweeps and commands, never for a person. One light query."""
    return [CommunityRow(*told) for told in ask(_COMMUNITIES)]


_COMMUNITIES = """
select here.id, here.code, here.name, here.zone, here.phone, here.address, here.company_id, company.name,
       here.division
  from places_community as here join places_company as company on company.id = here.company_id
 order by here.code
"""


def community_by_code(code: str) -> CommunityRow | None:
    """The community with this short name. One query."""
    found = Community.objects.select_related("company").filter(code=code).first()
    return _community_row(found) if found else None


def company_by_code(code: str) -> UUID | None:
    """The id of the company with this short name. One query."""
    return Company.objects.filter(code=code).values_list("id", flat=True).first()


def only_company() -> str:
    """The name of the company when this house serves one, else nothing. One query."""
    names = list(Company.objects.order_by("id").values_list("name", flat=True)[:2])
    return names[0] if len(names) == 1 else ""


def find_homes(actor: Actor, query: str = "", *, after: str | None = None, size: int = 50) -> Page[HomeRow]:
    """Homes whose label fits what was typed (3, 3-2, 3栋2单元, 1402), in the order people count. One query."""
    rows = access.homes(actor).select_related("building", "unit")
    return keyset(_fitting(rows, query), by="place_order", after=after, size=size).map(_home_row)


def homes_meant(community_ids: Sequence[UUID], text: str) -> list[UUID]:
    """The homes whose label fits what was typed, or none when it names no place or too many. One query at most."""
    if not re.search(r"[0-9]", rules.plain(text)):
        return []
    rows = Home.objects.filter(community__in=community_ids)
    found = list(_fitting(rows, text).values_list("pk", flat=True)[: MANY + 1])
    return [] if len(found) > MANY else found


def label(home_id: UUID) -> str:
    """How a home is said; empty for one that isn't there. One light query."""
    found = ask("select label from places_home where id = %s", [home_id])
    return str(found[0][0]) if found else ""


def home_by_label(community_ids: Sequence[UUID], text: str) -> HomeRow | None:
    """The one home a text names (3-2-1402, 3栋2单元1402, 3-1402); None when none or several fit. One query."""
    words = rules.place_in(text)
    if not words.is_home:
        return None
    rows = Home.objects.filter(community__in=community_ids).select_related("building", "unit")
    exact = Q(label=words.label)
    if not words.unit:
        exact |= Q(building__code=words.building, number=words.number)
    found = list(rows.filter(exact)[:2])
    return _home_row(found[0]) if len(found) == 1 else None


def homes(home_ids: Iterable[UUID]) -> dict[UUID, HomeRow]:
    """Homes by their ids. One light query; none for none."""
    wanted = [*set(home_ids)]
    return {row.id: row for row in _read(f"{_HOMES} where home.id = any(%s)", wanted)} if wanted else {}


def home(actor: Actor, home_id: UUID) -> HomeRow:
    """One home of the communities this person serves. Raises Missing. One light query."""
    found = homes([home_id]).get(home_id)
    if found is None or found.community_id not in actor.community_ids:
        raise access.no_home()
    return found


def area_names(community_id: UUID) -> list[str]:
    """Names of the shared areas of a community. One query."""
    return list(Area.objects.filter(community=community_id).order_by("name").values_list("name", flat=True))


def zones(community_id: UUID, names: Iterable[str]) -> tuple[dict[str, UUID], dict[str, UUID]]:
    """Buildings by their codes, and shared areas by their names, as far as they are there. Two queries."""
    wanted = set(names)
    buildings = Building.objects.filter(community=community_id, code__in=wanted).values_list("code", "id")
    areas = Area.objects.filter(community=community_id, name__in=wanted).values_list("name", "id")
    return dict(buildings), dict(areas)


def _fitting(rows: QuerySet[Home], query: str) -> QuerySet[Home]:
    typed = re.sub(r"\s+", "", rules.plain(query))
    if not typed:
        return rows
    words = rules.place_in(query)
    if words.is_home and not words.unit:
        return rows.filter(Q(label=words.label) | Q(building__code=words.building, number=words.number))
    if words.is_home:
        return rows.filter(label=words.label)
    if words.building:
        return rows.filter(label__startswith=f"{words.label}-")
    if re.fullmatch(r"[A-Z]?[0-9]+", typed):
        return rows.filter(Q(number=typed) | Q(label__startswith=f"{typed}-"))
    if re.fullmatch(r"[A-Z0-9][A-Z0-9-]*", typed):
        return rows.filter(label__startswith=typed)
    return rows.none()


def _home_row(home: Home) -> HomeRow:
    return HomeRow(
        id=home.pk,
        community_id=home.community_id,
        label=home.label,
        building=home.building.code,
        unit=home.unit.code if home.unit else "",
        floor=home.floor,
        number=home.number,
        area=home.area,
        occupancy=Occupancy(home.occupancy),
    )


def _community_row(found: Community) -> CommunityRow:
    return CommunityRow(
        id=found.pk,
        code=found.code,
        name=found.name,
        zone=found.zone,
        phone=found.phone,
        address=found.address,
        company_id=found.company_id,
        company_name=found.company.name,
        division=found.division,
    )


def all_homes(community_id: UUID) -> list[HomeRow]:
    """Every home of a community, by building, unit and number; some thousands. One light query."""
    return _read(f"{_HOMES} where home.community_id = %s order by home.place_order, home.id", community_id)


_HOMES = """
select home.id, home.community_id, home.label, building.code, coalesce(unit.code, ''), home.floor, home.number,
       home.area, home.occupancy
  from places_home as home
  join places_building as building on building.id = home.building_id
  left join places_unit as unit on unit.id = home.unit_id
"""


def _read(text: str, value: UUID | list[UUID]) -> list[HomeRow]:
    return [
        HomeRow(key, where, label, building, unit, floor, number, area, Occupancy(occupancy))
        for key, where, label, building, unit, floor, number, area, occupancy in ask(text, [value])
    ]
