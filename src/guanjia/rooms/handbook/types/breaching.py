"""What residents may not do, and the steps that follow: kinds of breaches, how long to put them right, the papers."""

from datetime import timedelta
from typing import Annotated

from pydantic import StringConstraints

from guanjia.rooms.handbook.types.base import Code, Codes, Flag, Length, Part, Text

Form = Annotated[str, StringConstraints(strict=True, min_length=1)]


class BreachKind(Part):
    """Something residents may not do."""

    code: Code
    title: Text
    grave: Flag = False
    """More than one person can answer for: the superior hears of it at once and leads."""
    rule: Text
    """What the rule says, as it stands in the notice."""
    measure: Text | None = None
    """What is to be done about it, as it stands in the notice."""
    topics: Codes = ()
    """A finding that would open a case of such a topic is taken for this kind first."""
    authorities: Codes = ()
    """Departments outside that it is reported to, the one in charge first."""
    put_right_within: Length | None = None
    """Another time than usual."""


class BreachTerms(Part):
    """Breaches by residents: dissuaded, noticed in writing, reported."""

    kinds: tuple[BreachKind, ...] = ()
    put_right_within: Length = Length(days=3)
    """How long a written notice gives."""
    number_format: Form = "{year}-{number:03}"
    """With {year} {month} {day} {number}: how notices and reports are numbered; numbers begin anew each year."""

    def of(self, code: str) -> BreachKind | None:
        """The kind of this code, None when the book has it no more."""
        return next((one for one in self.kinds if one.code == code), None)

    def time_for(self, code: str) -> timedelta:
        """How long a notice about this kind gives."""
        kind = self.of(code)
        given = kind.put_right_within if kind is not None and kind.put_right_within else self.put_right_within
        return timedelta(seconds=given.in_seconds())

    def likely(self, topic: str, *, grave: bool = False) -> str:
        """The kind a finding of this topic is taken for first, one as grave before the others; "" for none."""
        near = [one for one in self.kinds if topic and topic in one.topics]
        return min(near, key=lambda one: one.grave is not grave).code if near else ""
