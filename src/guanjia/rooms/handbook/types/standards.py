"""The seven kinds of standard; what they share and clocks stand in `clocks`."""

from typing import Annotated, Literal, Self

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
    Text,
    TimeOfDay,
    Whole,
    wrong,
)
from guanjia.rooms.handbook.types.clocks import Clock, Clocked, StandardPart
from guanjia.rooms.handbook.types.conditions import Condition, Triggers
from guanjia.shared.errors import gettext_noop


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


Involved = Literal["worker", "owner", "named", "named_lead", "machine"]


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
    not_by: Annotated[tuple[Involved, ...], OneOrMore] = ()
    """Who may not do the act: who works on it, looks after it, is named in it, leads the one named, or a machine."""
    level_above: Flag = False
    """Who does it stands neither beside nor under the one named in it."""
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
