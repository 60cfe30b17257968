"""Money: held in fen as whole numbers, spoken of in yuan."""

from decimal import Decimal

FEN = 100
"""So many make a yuan."""


def fen_of(yuan: Decimal) -> int:
    """An amount of yuan with at most two places, in fen."""
    return int(yuan * FEN)


def in_yuan(fen: int) -> Decimal:
    """Fen as yuan with two places."""
    return Decimal(fen).scaleb(-2)


def as_yuan(fen: int) -> str:
    """Fen as people write yuan: 123450 is 1,234.50."""
    return f"{in_yuan(fen):,.2f}"
