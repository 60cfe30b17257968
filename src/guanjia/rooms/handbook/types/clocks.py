"""What every standard says, and the first kind: clocks."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from guanjia.rooms.handbook.types.base import (
    Brief,
    Code,
    Codes,
    DivisionCode,
    Evidence,
    Figure,
    Flag,
    Length,
    OneOrMore,
    Part,
    Share,
    Status,
    Text,
    Within,
    wrong,
)
from guanjia.rooms.handbook.types.conditions import Condition, Triggers
from guanjia.shared.errors import gettext_noop


class Warn(Brief):
    """When to warn: at a part of the duty time, or at a lead time before due (for lengths in days)."""

    at: Share | None = None
    before: Length | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.at is None) == (self.before is None):
            raise wrong(gettext_noop("must say exactly one of `at` and `before`"), "{at: 0.8} / {before: {hours: 4}}")
        return self


class Step(Part):
    """One step of the ladder: who is told, how long after."""

    to: Code
    upon: Literal["missed", "warned"] = "missed"
    after: Length = Length(minutes=0)
    by_urgency: dict[Code, Length] = {}
    """Another length for some urgencies."""


class Alternative(Part):
    """A figure that another source or level asks for; kept, not applied. `change` may be taken over as an override."""

    level: Code
    change: dict[str, Any]
    source: Codes = ()
    note: str = ""


class StandardPart(Part):
    """What every standard says, whatever its kind."""

    code: Code
    title: Text
    kind: str
    why: Text | None = None
    text: Text | None = None
    """The standard in a sentence, for people."""
    promise: Text | None = None
    """What a resident is owed by it, in a resident's words; with it the standard stands in the residents' part."""
    touchpoint: Code
    lead: Code | None = None
    """The leading department."""
    with_: Codes = Field(default=(), alias="with")
    """Departments taking part."""
    owed_by: Code
    weight: Figure = Field(default=1, ge=0)
    part: Literal["response", "completion", "evidence", "conduct"] | None = None
    """The part of the score it belongs to (grades: weights)."""
    red_line: Flag = False
    late_credit: Share = 0
    status: Status
    source: Codes = ()
    covers: Codes = ()
    """Rows of a catalogue or contract that this standard answers."""
    enabled: Flag = True
    """False: in the book, but not in force (a local rule elsewhere, a later room); an override switches it on."""
    only_in: tuple[DivisionCode, ...] = ()
    """Where it applies: the divisions whose rule it is. In force there only; elsewhere an override may switch it on."""
    proof: Annotated[tuple[Evidence, ...], OneOrMore] = ()
    scripts: Codes = ()
    guides: Codes = ()
    alternatives: tuple[Alternative, ...] = ()
    fixed: Codes = ()
    """Keys of this standard that no override may change."""
    conflict: str = ""
    """Which sources disagree and why this figure was taken."""
    note: str = ""
    subject: Code
    """The type of the subject; the events below carry a reference to it."""
    when: Condition | None = None
    """Which subjects it is for."""
    warn: Warn | None = None
    ladder: tuple[Step, ...] = ()


def _reasons_listed(given: Any) -> Any:
    if isinstance(given, str):
        given = [given]
    return dict.fromkeys(given, "listed") if isinstance(given, list | tuple) else given


class Redate(Part):
    """Events that move a due time of `at_field`."""

    events: Codes
    field: Code
    reasons: Codes = ()
    """Allowed values of the events' `reason`; none: any."""


class Clocked(StandardPart):
    """What a clock and the act of a sample have in common: how long, on which calendar, with which pauses."""

    void: Triggers = ()
    pause: Codes = ()
    resume: Codes = ()
    urgency: Codes = ()
    """Events that change the subject's urgency."""
    reclass: Codes = ()
    """Events that change the subject's class or topic."""
    redate: Redate | None = None
    reasons: Annotated[dict[Code, Length | Literal["listed"] | None], Field(validate_default=True)] = {}
    """Allowed pause reasons with their caps. A list takes the caps of reasons.yaml; null: no cap."""
    calendar: Code = "always"
    within: Within | None = None
    by_urgency: dict[Code, Within] = {}
    first_urgency: Code | None = None
    """The urgency of a subject that has not been given one."""

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, given: Any) -> Any:
        if isinstance(given, dict) and "reasons" in given:
            return {**given, "reasons": _reasons_listed(given["reasons"])}
        return given

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        if (self.within is None) == (not self.by_urgency):
            raise wrong(
                gettext_noop("must say how long: exactly one of `within` and `by_urgency`"),
                "within: {minutes: 5}",
            )
        if self.by_urgency and self.first_urgency is None:
            raise wrong(gettext_noop("`by_urgency` needs `first_urgency`"), "first_urgency: u2")
        if self.first_urgency is not None and self.first_urgency not in self.by_urgency:
            raise wrong(
                gettext_noop("`first_urgency` must be a key of `by_urgency`"),
                "by_urgency: {u1: {minutes: 15}, u2: {hours: 1}}, first_urgency: u2",
            )
        if self.pause and not self.reasons:
            raise wrong(gettext_noop("`pause` needs `reasons`"), "reasons: [resident_absent]")
        return self

    def limits(self) -> tuple[Within, ...]:
        """Every limit it may have."""
        return (self.within,) if self.within is not None else tuple(self.by_urgency.values())


class Clock(Clocked):
    """Time limit: after a start, a stop within a length on a calendar."""

    kind: Literal["clock"]
    start: Annotated[Triggers, Field(min_length=1)]
    stop: Annotated[Triggers, Field(min_length=1)]
    while_running: Literal["ignore", "restart", "stack"] = "ignore"
