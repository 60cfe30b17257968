"""The price list residents read: the community's own where it keeps one, else the handbook's.

The room above that keeps the lists tells here at start how to read them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import get_language

from guanjia.rooms.handbook.types.editions import Book
from guanjia.shared.money import fen_of


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A line of the list in the reader's language; the price in fen, of one unit."""

    title: str
    unit: str
    price: int
    warranty_days: int = 0


Reads = Callable[[UUID, datetime], Sequence[PriceLine]]
_kept: list[Reads] = []


def prices_kept_by(reads: Reads) -> None:
    """Declare who keeps the lists of communities (the room of repairs does, at start)."""
    if reads not in _kept:
        _kept.append(reads)


def open_prices(book: Book, at: datetime) -> Sequence[PriceLine]:
    """What paid work costs in the book's community today."""
    for reads in _kept:
        return reads(book.community_id, at)
    language = get_language() or "zh"
    return [
        PriceLine(
            one.title.told_in(language),
            one.unit.told_in(language),
            fen_of(Decimal(str(one.amount))),
            one.warranty.in_days() if one.warranty else 0,
        )
        for one in book.content.prices.values()
    ]
