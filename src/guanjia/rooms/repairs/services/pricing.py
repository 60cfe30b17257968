"""The price list of a community: a line changed from a day on, or a whole list taken in from a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import pgettext

from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import access as places_access
from guanjia.rooms.places import services as place_verbs
from guanjia.rooms.repairs import selectors
from guanjia.rooms.repairs.models import PriceItem
from guanjia.rooms.repairs.rules.sheets import COLUMNS, read_prices
from guanjia.rooms.repairs.selectors.prices import today_of
from guanjia.rooms.repairs.types import Listed, PricePlan
from guanjia.rooms.repairs.wording import KINDS, heads, sheet_words
from guanjia.shared.actor import Actor
from guanjia.shared.db import insert_together, rows_of
from guanjia.shared.errors import Invalid, gettext_noop
from guanjia.shared.money import in_yuan
from guanjia.shared.sheets import Given, read, written


@dataclass(frozen=True, slots=True)
class Sheet:
    """A workbook of prices as it came, and for which community."""

    community_id: UUID
    content: bytes


@transaction.atomic
def set_price(actor: Actor, community_id: UUID, item: Listed, *, on_list: bool = True, at: datetime) -> None:
    """A line of the list, new or another, from a day on; quotes of before keep what they say.

    The first line a community sets takes the handbook's list over as its own. Raises Denied, Missing, Invalid for a
    day in the past.
    """
    actor.need(Duty.MANAGE)
    places_access.check_community(actor, community_id)
    _check_day(item.valid_from, today_of(community_id, at))
    _write(community_id, [item], on_list=on_list, at=at)


def look_at_prices(actor: Actor, sheet: Sheet, *, at: datetime) -> PricePlan:
    """What a workbook would change, or which cells are wrong; nothing is written.

    Raises Denied, Missing, Invalid for what is no workbook.
    """
    actor.need(Duty.MANAGE)
    places_access.check_community(actor, sheet.community_id)
    known = selectors.prices_of(sheet.community_id, at)
    return read_prices(read(sheet.content), sheet_words(), known, today_of(sheet.community_id, at))


@transaction.atomic
def take_in_prices(actor: Actor, community_id: UUID, rows: Sequence[Listed], *, at: datetime) -> int:
    """Take in the lines of a workbook that was looked at; the same again changes nothing. Returns how many changed."""
    actor.need(Duty.MANAGE)
    places_access.check_community(actor, community_id)
    known, today = selectors.prices_of(community_id, at), today_of(community_id, at)
    fresh = [row for row in rows if not same(known.get(row.code), row)]
    for row in fresh:
        _check_day(row.valid_from, today)
    _write(community_id, fresh, on_list=True, at=at)
    return len(fresh)


def same(known: Listed | None, row: Listed) -> bool:
    """Whether the list says so already."""
    if known is None:
        return False
    names = ("kind", "title", "title_en", "unit", "unit_en", "price", "warranty_days")
    return all(getattr(known, name) == getattr(row, name) for name in names)


def _check_day(day: date | None, today: date) -> None:
    if day is None or day < today:
        message = gettext_noop("A price can't be changed for days that are over. Choose today or later.")
        raise Invalid("repairs.past", message, field="valid_from")


def _write(community_id: UUID, items: Sequence[Listed], *, on_list: bool, at: datetime) -> None:
    if not items:
        return
    place_verbs.hold_community(community_id)  # two at once would each take the handbook's list over
    if not rows_of(PriceItem, community_id=community_id):
        today = today_of(community_id, at)
        new = {item.code for item in items if item.valid_from == today}
        handbooks = selectors.prices_of(community_id, at).values()
        insert_together([_row(community_id, one, today, on_list=True) for one in handbooks if one.code not in new])
    for item in items:
        day = item.valid_from or today_of(community_id, at)
        PriceItem.objects.filter(community=community_id, code=item.code, valid_from=day).delete()
        insert_together([_row(community_id, item, day, on_list=on_list)])


def _row(community_id: UUID, item: Listed, day: date, *, on_list: bool) -> PriceItem:
    return PriceItem(
        community_id=community_id,
        code=item.code,
        kind=item.kind.value,
        title=item.title,
        title_en=item.title_en,
        unit=item.unit,
        unit_en=item.unit_en,
        price=item.price,
        warranty_days=item.warranty_days,
        valid_from=day,
        on_list=on_list,
    )


def price_book(actor: Actor, community_id: UUID, *, at: datetime) -> bytes:
    """The list of today as a workbook that can be filled in and sent back: sent back unchanged it changes nothing."""
    rows = [
        [
            one.code,
            str(KINDS[one.kind]),
            one.title,
            one.title_en,
            one.unit,
            one.unit_en,
            str(in_yuan(one.price)),
            str(one.warranty_days),
            one.valid_from,
        ]
        for one in selectors.price_list(actor, community_id, at=at)
    ]
    choices = [[str(words) for words in KINDS.values()] if name == "kind" else [] for name in COLUMNS]
    name = pgettext("sheet", "Price list")
    return written([Given(name=name, heads=heads(), rows=rows, choices=choices)])
