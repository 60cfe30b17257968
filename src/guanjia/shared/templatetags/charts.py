"""Figures drawn: bars, lines and fields of colour as plain numbers for SVG and tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

Number = int | float | Decimal

WIDE, HIGH, FLOOR, EDGE = 574, 100, 130, 33  # of the line's drawing, in its own units
STEPS = 4  # shades of the field of colour, none not counted
HOURS = 24


@dataclass(frozen=True, slots=True)
class Dot:
    """One point of a line with its words; places as SVG numbers."""

    x: str
    y: str
    above: str
    label: str
    value: str


def shares(met: Number, late: Number, missed: Number) -> list[tuple[str, str, str]]:
    """Kept, late and missed as (tone, x, width) of a bar 1000 wide, with a thin gap between them."""
    whole = float(met) + float(late) + float(missed)
    parts, x = [], 0.0
    for tone, part in (("met", met), ("late", late), ("miss", missed)):
        width = 1000 * float(part) / whole if whole else 0.0
        if width:
            parts.append((tone, f"{x:.1f}", f"{max(1.0, width - (2 if x + width < 999 else 0)):.1f}"))
        x += width
    return parts


def dots(points: Iterable[tuple[str, Number]], marks: Sequence[Number]) -> tuple[list[Dot], list[str]]:
    """The points of a line and the heights of its dashed marks."""
    rows = [(label, float(value)) for label, value in points]
    lines = [float(mark) for mark in marks]
    values = [value for _label, value in rows] + lines or [0.0]
    low, span = min(values), max(max(values) - min(values), 1.0)
    step, edge = (WIDE / (len(rows) - 1), EDGE) if len(rows) > 1 else (0, EDGE + WIDE / 2)

    def y(value: float) -> float:
        return FLOOR - HIGH * (value - low) / span

    found = [
        Dot(f"{edge + step * n:.1f}", f"{y(v):.1f}", f"{y(v) - 14:.1f}", label, f"{v:.1f}")
        for n, (label, v) in enumerate(rows)
    ]
    return found, [f"{y(line):.1f}" for line in lines]


def shades(counts: Mapping[tuple[int, int], int], hours: Sequence[int]) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """A week as rows (weekday, cells); a cell is (count, shade), the darkest shade is the most there is."""
    most = max(counts.values(), default=0)
    for day in range(7):
        found = [counts.get((day, hour), 0) for hour in hours]
        yield day, [(n, -(-STEPS * n // most) if most else 0) for n in found]


def hours_of(counts: Mapping[tuple[int, int], int]) -> range:
    """The hours worth a column: from the first that has a count to the last."""
    found = [hour for (_day, hour), n in counts.items() if n]
    return range(min(found), max(found) + 1) if found else range(HOURS)
