"""Conditions: field, operator, value; all, any, not. A closed vocabulary over declared fields; nothing is evaluated."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    model_validator,
)

from guanjia.rooms.handbook.types.base import Brief, Code, OneOrMore, wrong
from guanjia.shared.errors import gettext_noop

Op = Literal["is", "is_not", "in", "not_in", "at_least", "at_most", "present", "under"]
Plain = StrictStr | StrictBool | StrictInt | StrictFloat
EXAMPLE = "{field: urgency, op: is, value: u1}"


class Condition(Brief):
    """Either one comparison (`field`, `op`, `value`) or one of `all`, `any`, `not` over conditions."""

    field: Code | None = None
    op: Op | None = None
    value: Plain | tuple[Plain, ...] | None = None
    """`in` and `not_in` take a list; `present` takes none; `under` takes a code and matches it and all below it."""
    all: Annotated[tuple["Condition", ...], Field(min_length=1)] | None = None
    any: Annotated[tuple["Condition", ...], Field(min_length=1)] | None = None
    not_: "Condition | None" = Field(default=None, alias="not")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        forms = [self.field is not None, self.all is not None, self.any is not None, self.not_ is not None]
        if sum(forms) != 1:
            raise wrong(gettext_noop("must be one comparison, or one of all, any, not"), EXAMPLE)
        if self.field is not None:
            self._compares()
        elif self.op is not None or self.value is not None:
            raise wrong(gettext_noop("`op` and `value` need a `field`"), EXAMPLE)
        return self

    def _compares(self) -> None:
        if self.op is None:
            raise wrong(gettext_noop("a comparison needs an `op`"), EXAMPLE)
        many = isinstance(self.value, tuple)
        if self.op in ("in", "not_in") and not many:
            raise wrong(gettext_noop("`in` and `not_in` need a list"), "{field: urgency, op: in, value: [u0, u1]}")
        if self.op == "present" and self.value is not None:
            raise wrong(gettext_noop("`present` takes no value"), "{field: home, op: present}")
        if self.op not in ("in", "not_in", "present") and (self.value is None or (many and self.op != "under")):
            raise wrong(gettext_noop("this `op` needs one value"), EXAMPLE)
        numbers = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        if self.op in ("at_least", "at_most") and not numbers:
            raise wrong(gettext_noop("`at_least` and `at_most` need a number"), "{field: score, op: at_most, value: 2}")

    def fields(self) -> Iterator[str]:
        """Every field the condition looks at, each as often as it does."""
        if self.field is not None:
            yield self.field
        for part in (*(self.all or ()), *(self.any or ()), *((self.not_,) if self.not_ else ())):
            yield from part.fields()

    def comparisons(self) -> "Iterator[Condition]":
        """Every comparison in it, from left to right."""
        if self.field is not None:
            yield self
        for part in (*(self.all or ()), *(self.any or ()), *((self.not_,) if self.not_ else ())):
            yield from part.comparisons()

    def holds(self, facts: Mapping[str, Any]) -> bool:
        """Whether it is true of these values. A field that is missing makes a comparison false, but `is_not`,
        `not_in` true."""
        if self.all is not None:
            return all(part.holds(facts) for part in self.all)
        if self.any is not None:
            return any(part.holds(facts) for part in self.any)
        if self.not_ is not None:
            return not self.not_.holds(facts)
        return _compared(self.op, facts.get(self.field or ""), self.value)


def _compared(op: str | None, found: Any, value: Any) -> bool:
    match op:
        case "is":
            return bool(found == value)
        case "is_not":
            return bool(found != value)
        case "in":
            return found in value
        case "not_in":
            return found not in value
        case "at_least":
            return found is not None and found >= value
        case "at_most":
            return found is not None and found <= value
        case "present":
            return found is not None and found != ""
    return found is not None and any(_under(str(found), str(one)) for one in _many(value))


def _many(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _under(found: str, code: str) -> bool:
    return found == code or found.startswith(f"{code}.")


class Trigger(Brief):
    """A kind of event that starts, stops or voids something; with `when`, only those of it that match.

    A bare word is the kind alone. `standard` narrows an event about a promise to those of one standard.
    """

    event: Code
    when: Condition | None = None
    standard: Code | None = None

    @model_validator(mode="before")
    @classmethod
    def _word(cls, given: Any) -> Any:
        return {"event": given} if isinstance(given, str) else given


Triggers = Annotated[tuple[Trigger, ...], OneOrMore]
