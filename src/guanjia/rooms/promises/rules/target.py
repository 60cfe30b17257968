"""Targets (engine.md §4): a measure over a scope and a period against its limit.

Small numbers are shown and not judged. What is only watched has no verdict; what shall fall or rise is compared with
the period before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any


class TargetVerdict(StrEnum):
    """What a figure means against its limit."""

    MET = "met"
    MISSED = "missed"
    SMALL = "small"
    """Too few to judge; shown all the same."""
    WATCH = "watch"
    """Shown, without a limit."""
    NONE = "none"
    """Nothing to measure."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """A measure's two sums, and how many cases it rests on. Without a denominator the numerator is the figure."""

    numerator: Fraction
    denominator: Fraction | None
    n: int

    def value(self, scale: object = 1) -> Fraction | None:
        """The figure in the measure's unit; None where there is nothing to divide by."""
        factor = Fraction(str(scale))
        if self.denominator is None:
            return self.numerator * factor
        return None if not self.denominator else self.numerator / self.denominator * factor


def verdict_of(
    spec: Mapping[str, Any], value: Fraction | None, n: int, before: Fraction | None = None
) -> TargetVerdict:
    """The verdict by a target's plain data; `before` is the figure of the period before."""
    if value is None:
        return TargetVerdict.NONE
    direction = spec["direction"]
    if direction == "watch" or (direction in ("falling", "rising") and before is None):
        return TargetVerdict.WATCH
    if n < spec.get("small_n", 1):
        return TargetVerdict.SMALL
    return TargetVerdict.MET if _holds(spec, value, before) else TargetVerdict.MISSED


def _holds(spec: Mapping[str, Any], value: Fraction, before: Fraction | None) -> bool:
    limit = None if spec.get("limit") is None else Fraction(str(spec["limit"]))
    match spec["direction"]:
        case "at_least":
            return limit is not None and value >= limit
        case "at_most":
            return limit is not None and value <= limit
        case "between":
            return limit is not None and Fraction(str(spec["low"])) <= value <= limit
        case "falling":
            return before is not None and value <= before
        case _:
            return before is not None and value >= before


def is_alarming(spec: Mapping[str, Any], value: Fraction | None) -> bool:
    """Whether the figure has passed the handbook's alert line, which lies before the limit."""
    if value is None or spec.get("alert") is None:
        return False
    line = Fraction(str(spec["alert"]))
    return value > line if spec["direction"] == "at_most" else value < line
