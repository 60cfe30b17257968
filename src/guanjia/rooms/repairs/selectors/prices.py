"""The price list: a community's own, or the handbook's until it has one."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.services.own_prices import PriceLine
from guanjia.rooms.handbook.types.needs import Price
from guanjia.rooms.places import access as places_access
from guanjia.rooms.places import selectors as places
from guanjia.rooms.repairs import rules
from guanjia.rooms.repairs.models import PriceItem
from guanjia.rooms.repairs.types import ItemKind, Listed
from guanjia.shared.actor import Actor
from guanjia.shared.db import rows_of
from guanjia.shared.money import fen_of


def today_of(community_id: UUID, at: datetime) -> date:
    """The date in the community."""
    return at.astimezone(ZoneInfo(places.community(community_id).zone)).date()


def prices_of(community_id: UUID, at: datetime) -> dict[str, Listed]:
    """The list of today by code, labour first. One light query."""
    own = [(_listed(row), row.on_list) for row in rows_of(PriceItem, community_id=community_id)]
    found = rules.in_force(own, today_of(community_id, at)) if own else _from_handbook(community_id, at)
    return {one.code: one for one in found}


def open_prices(community_id: UUID, at: datetime) -> list[PriceLine]:
    """The list of today as residents read it, in their language. One light query."""
    language = get_language() or "zh"
    return [
        PriceLine(one.told_in(language), one.unit_in(language), one.price, one.warranty_days)
        for one in prices_of(community_id, at).values()
    ]


def price_list(actor: Actor, community_id: UUID, *, at: datetime) -> list[Listed]:
    """The list of today for a page. Raises Missing for a community that is not the actor's."""
    places_access.check_community(actor, community_id)
    return list(prices_of(community_id, at).values())


def _from_handbook(community_id: UUID, at: datetime) -> list[Listed]:
    known = handbook.edition_in_force(community_id, at).content.prices
    return sorted((_of_handbook(one) for one in known.values()), key=lambda one: (one.kind, one.code))


def _of_handbook(one: Price) -> Listed:
    return Listed(
        code=one.code,
        kind=ItemKind(one.kind),
        title=one.title.told_in("zh"),
        title_en=one.title.told_in("en"),
        unit=one.unit.told_in("zh"),
        unit_en=one.unit.told_in("en"),
        price=fen_of(Decimal(str(one.amount))),
        warranty_days=one.warranty.in_days() if one.warranty else 0,
    )


def _listed(row: PriceItem) -> Listed:
    return Listed(
        code=row.code,
        kind=ItemKind(row.kind),
        title=row.title,
        title_en=row.title_en,
        unit=row.unit,
        unit_en=row.unit_en,
        price=row.price,
        warranty_days=row.warranty_days,
        valid_from=row.valid_from,
    )


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a line that is not in force today: of before, or of a day to come."""

    item: Listed
    on_list: bool
    ahead: bool


def versions(actor: Actor, community_id: UUID, *, at: datetime) -> list[VersionRow]:
    """Versions to come, then those of before, the newest first; at most a hundred. One query."""
    places_access.check_community(actor, community_id)
    today, now_in_force = today_of(community_id, at), prices_of(community_id, at)
    rows = PriceItem.objects.filter(community=community_id).order_by("-valid_from", "code")[:100]
    return [
        VersionRow(_listed(row), row.on_list, row.valid_from > today)
        for row in rows
        if row.code not in now_in_force or now_in_force[row.code].valid_from != row.valid_from
    ]
