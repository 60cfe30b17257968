"""The seven kinds of standard."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from guanjia.rooms.handbook.types.base import (
    Brief,
    Code,
    Codes,
    Counted,
    DayOfYear,
    Evidence,
    Figure,
    Flag,
    Length,
    OneOrMore,
    Part,
    Period,
    Share,
    Status,
    Text,
    TimeOfDay,
    Whole,
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


Reasons = dict[Code, Length | None]


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


class Member(Part):
    """Which subjects are members, and from which event until which. Without events: all that match `when`."""

    from_: Triggers = Field(default=(), alias="from")
    until: Triggers = ()
    when: Condition | None = None


class Spread(Brief):
    """Least and most distance between two acts."""

    least: Length | None = None
    most: Length | None = None


class Stage(Part):
    """Another count for the first stretch of a membership (daily for three days, then every three days)."""

    for_first: Length
    times: Counted
    per: Period


class Season(Part):
    """The part of the year in which it is owed; may run over New Year."""

    from_: DayOfYear = Field(alias="from")
    until: DayOfYear


class Quota(StandardPart):
    """Frequency: each subject gets at least so many acts a period, spread."""

    kind: Literal["quota"]
    member: Member = Member()
    activity: Annotated[Triggers, Field(min_length=1)]
    times: Counted
    per: Period
    counted: Literal["calendar", "rolling"] = "calendar"
    """Periods of the calendar, or from each act to the next."""
    spread: Spread | None = None
    stages: tuple[Stage, ...] = ()
    each_judged: Flag = False
    """One promise for each act owed instead of one for the period."""
    at_least_one: Flag = False
    """A member for part of a period still owes one."""
    people: Counted = 1
    """How many different people do it together."""
    season: Season | None = None
    by: DayOfYear | None = None
    """Owed by this day of the year instead of at the period's end."""
    due_after: Length | None = None
    """Owed this long after the period's end (a monthly report by the fifth)."""
    calendar: Code = "always"
    not_in: Code | None = None
    """A calendar in whose hours the act does not count."""
    capacity_per_day: Counted | None = None
    """How many such acts a day can hold, to foretell a shortfall."""


class Stratum(Part):
    """A group of the population with a share of its own."""

    code: Code
    title: Text
    when: Condition
    share: Share


class Sample(Clocked):
    """Of the subjects that reach an event, a share gets an act; the draw is seeded and can be checked."""

    kind: Literal["sample"]
    reaches: Annotated[Triggers, Field(min_length=1)]
    population: Condition | None = None
    share: Share
    share_floor: Share = 0
    """The least share an override may set."""
    strata: tuple[Stratum, ...] = ()
    per: Period = Period(months=1)
    act: Annotated[Triggers, Field(min_length=1)]
    not_by: Codes = ()
    """Who may not do the act: roles on the subject (worker, owner, handler)."""


class Need(Part):
    """Another number of people for some hours."""

    spans: Annotated[tuple[tuple[TimeOfDay, TimeOfDay], ...], Field(min_length=1)]
    people: Whole


class Coverage(StandardPart):
    """Manning: so many qualified people present on a post at these hours."""

    kind: Literal["coverage"]
    subject: Code = "post"
    post: Code
    calendar: Code | None = None
    """The hours, as a calendar; or `spans`, the same every day."""
    spans: tuple[tuple[TimeOfDay, TimeOfDay], ...] = ()
    need: Counted
    needs: tuple[Need, ...] = ()
    on_roll: Counted | None = None
    """How many qualified people must be on the staff at all."""
    skills: Codes = ()
    certificates: Codes = ()
    present: Triggers = ()
    absent: Triggers = ()
    longest_gap: Length
    share: Share = 1
    """The part of the seconds that must be covered."""

    @model_validator(mode="after")
    def _hours(self) -> Self:
        if (self.calendar is None) == (not self.spans):
            raise wrong(
                gettext_noop("must say the hours: exactly one of `calendar` and `spans`"),
                'spans: [["08:00", "22:00"]]',
            )
        return self


class Range(Part):
    """What a reading may be."""

    least: Figure | None = None
    most: Figure | None = None
    unit: Text
    moved: Figure | None = None
    """A change since the last reading above this is a finding."""


class Finding(Part):
    """What a finding opens."""

    topic: Code
    urgency: Code | None = None
    priority: Literal["minor", "plain", "grave"] = "plain"


class Item(Part):
    """One item of a checklist."""

    code: Code
    title: Text
    help: Text | None = None
    group: Text | None = None
    evidence: Annotated[tuple[Evidence, ...], OneOrMore, Field(min_length=1)]
    required: Flag = True
    when: Condition | None = None
    count: Counted = 1
    """How many of the evidence (two photos)."""
    choices: tuple[Text, ...] = ()
    reading: Range | None = None
    best: Counted | None = None
    """The scale of a score."""
    signed_by: Code | None = None
    opens: Finding | None = None
    red_line: Flag = False
    weight: Figure = Field(default=1, ge=0)
    may_be_not_applicable: Flag = True


class Marks(Brief):
    """What is flagged (never judged): too early, too fast, too far."""

    no_earlier_than: Length | None = None
    """Before the appointed time."""
    at_least: Length | None = None
    """Time on the act."""
    metres: Counted | None = None


class Checklist(StandardPart):
    """An activity's items, each with the evidence it needs and what a finding opens."""

    kind: Literal["checklist"]
    activity: Annotated[Triggers, Field(min_length=1)]
    items: Annotated[tuple[Item, ...], Field(min_length=1)]
    in_order: Flag = False
    pass_share: Share = 1
    """The part of the weights that passes."""
    not_applicable_reasons: Codes = ()
    marks: Marks | None = None


class Approval(Part):
    """One role that approves, and the papers it approves."""

    role: Code
    papers: Codes = ()
    count: Counted = 1
    when: Condition | None = None


class Requirement(Part):
    """Something that must be true of the act itself."""

    title: Text
    condition: Condition


class Gate(StandardPart):
    """An activity may not start before these roles approved these papers."""

    kind: Literal["gate"]
    activity: Annotated[Triggers, Field(min_length=1)]
    """The act's start."""
    approved: Triggers = ()
    """The events that say an approval was given."""
    approvals: tuple[Approval, ...] = ()
    requires: tuple[Requirement, ...] = ()
    different_people: Flag = True
    not_by: Codes = ()
    """Who may not do the act or approve it: roles on the subject (worker, named, owner)."""
    level_above: Flag = False
    """It goes one level above the one it would fall to."""
    lead_time: Length | None = None
    """Approved at least this long before the start."""
    forbidden: Flag = False
    """Never, whoever approves."""

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not (self.approvals or self.requires or self.not_by or self.level_above or self.forbidden):
            raise wrong(
                gettext_noop("a gate must ask for something: approvals, requires, not_by, level_above or forbidden"),
                "approvals: [{role: supervisor, papers: [quote]}]",
            )
        return self


class Target(StandardPart):
    """A measure of the measures dictionary, over scope and period, against a limit."""

    kind: Literal["target"]
    subject: Code = "community"
    measure: Code
    scope: Literal["company", "community", "team", "person", "touchpoint", "post"] = "community"
    per: Period
    direction: Literal["at_least", "at_most", "between", "falling", "rising", "watch"]
    limit: Figure | None = None
    low: Figure | None = None
    """The lower end, with `between`; `limit` is the upper."""
    alert: Figure | None = None
    small_n: Counted = 10
    """Below this number of cases it is shown, not judged."""

    @model_validator(mode="after")
    def _limits(self) -> Self:
        judged = self.direction in ("at_least", "at_most", "between")
        if judged != (self.limit is not None) or (self.direction == "between") != (self.low is not None):
            raise wrong(
                gettext_noop("`limit` belongs to at_least, at_most and between; `low` to between only"),
                "direction: at_least, limit: 90",
            )
        return self


Standard = Annotated[Clock | Quota | Sample | Coverage | Checklist | Gate | Target, Field(discriminator="kind")]

KINDS: dict[str, type[StandardPart]] = {
    "clock": Clock,
    "quota": Quota,
    "sample": Sample,
    "coverage": Coverage,
    "checklist": Checklist,
    "gate": Gate,
    "target": Target,
}
"""The seven kinds by their word."""
