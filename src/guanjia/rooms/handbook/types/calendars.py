"""Duty hours and the year tables of public holidays and make-up workdays (调休)."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from guanjia.rooms.handbook.types.base import Code, Counted, Day, Part, Text, TimeOfDay

Weekday = Annotated[str, StringConstraints(strict=True, pattern=r"^[1-7]$")]
Spans = tuple[tuple[TimeOfDay, TimeOfDay], ...]
"""Pairs of opening and closing; several a day may touch or overlap; an end not after its start runs over midnight."""


class Calendar(Part):
    """Duty hours of one kind of post: spans by weekday, and what holidays change."""

    code: Code
    title: Text
    week: dict[Weekday, Spans]
    """Spans by ISO weekday, "1" Monday to "7" Sunday; a weekday left out has none."""
    uses_year_table: Literal["", "CN"] = ""
    """The year table whose holidays and make-up workdays apply; empty for a post that serves every day."""
    holiday_spans: Spans = ()
    workday_like: Annotated[int, Field(strict=True, ge=1, le=7)] = 1
    """Make-up workdays take the spans of this weekday."""

    def has_spans(self) -> bool:
        """Whether there is any duty time at all."""
        return any(self.week.values())


class NamedDay(Part):
    """A date and what it is."""

    day: Day
    name: Text


class YearTable(Part):
    """One year's public holidays and make-up workdays, by the government's notice."""

    table: Literal["CN"]
    year: Annotated[int, Field(strict=True, ge=2000, le=2100)]
    title: Text
    source: str = ""
    version: Counted = 1
    holidays: tuple[NamedDay, ...] = ()
    """Every day off that the notice names, weekends inside a holiday too."""
    workdays: tuple[NamedDay, ...] = ()
    """Weekend days that are worked."""


class ResolvedCalendar(Part):
    """A calendar of one community with the year tables filled in: what the promise engine reckons with."""

    zone: str
    week: dict[Weekday, Spans]
    holidays: tuple[Day, ...] = ()
    workdays: tuple[Day, ...] = ()
    workday_like: int = 1
    holiday_spans: Spans = ()
    tables_until: int | None = None
    """The last year whose table is known; None for a calendar that uses none."""
