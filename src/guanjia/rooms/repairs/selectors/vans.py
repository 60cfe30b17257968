"""What is on somebody's van."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from guanjia.rooms.people import selectors as people
from guanjia.rooms.places import access as places_access
from guanjia.rooms.repairs import access
from guanjia.rooms.repairs.models import VanStock
from guanjia.rooms.repairs.selectors.prices import prices_of
from guanjia.rooms.repairs.types import ItemKind, StockRow
from guanjia.shared.actor import Actor
from guanjia.shared.db import rows_of


def van(actor: Actor, community_id: UUID, *, at: datetime) -> list[StockRow]:
    """Every material of today's list with how many of it the actor has; what is there stands first. Two queries."""
    places_access.check_community(actor, community_id)
    return on_van(access.own_van(actor), community_id, at=at)


def on_van(staff_id: UUID, community_id: UUID, *, at: datetime) -> list[StockRow]:
    """The same for another room: whose van it is, is known."""
    there = {row.code: row for row in rows_of(VanStock, community_id=community_id, staff_id=staff_id)}
    language = get_language() or "zh"
    rows = [
        StockRow(
            code=one.code,
            title=one.told_in(language),
            unit=one.unit_in(language),
            count=there[one.code].count if one.code in there else 0,
            counted_at=there[one.code].counted_at if one.code in there else None,
        )
        for one in prices_of(community_id, at).values()
        if one.kind is ItemKind.MATERIAL
    ]
    return sorted(rows, key=lambda row: (row.count == 0, row.code))


@dataclass(frozen=True, slots=True)
class VanRow:
    """One van with what is on it, for who dispatches."""

    name: str
    rows: list[StockRow]


def vans(actor: Actor, community_id: UUID, *, at: datetime) -> list[VanRow]:
    """Every van of the community that holds something, or is short. Three queries."""
    places_access.check_community(actor, community_id)
    prices, language = prices_of(community_id, at), get_language() or "zh"
    found: dict[UUID, list[StockRow]] = {}
    for row in VanStock.objects.filter(community=community_id).exclude(count=0).order_by("code")[:500]:
        item = prices.get(row.code)
        title, unit = (item.told_in(language), item.unit_in(language)) if item else (row.code, "")
        found.setdefault(row.staff_id, []).append(
            StockRow(code=row.code, title=title, unit=unit, count=row.count, counted_at=row.counted_at)
        )
    names = people.staff_names(found)
    return sorted((VanRow(names.get(key, ""), rows) for key, rows in found.items()), key=lambda one: one.name)
