"""Who and what the rules speak of: roles, departments, posts, touchpoints, reasons, sources, measures, events."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from guanjia.rooms.handbook.types.base import (
    Brief,
    Code,
    Codes,
    Counted,
    Day,
    DivisionCode,
    Figure,
    Flag,
    Length,
    Part,
    Share,
    Text,
    Words,
    wrong,
)
from guanjia.rooms.handbook.types.conditions import Condition, Triggers
from guanjia.shared.errors import gettext_noop


class Department(Part):
    """A department of the group, the project or the property company."""

    code: Code
    title: Text
    level: Literal["group", "project", "company", "outside"] = "company"


class Role(Part):
    """A role with its duties: what its people may and must do."""

    code: Code
    title: Text
    department: Code | None = None
    reports_to: Code | None = None
    duties: Codes = ()
    """Duties of the product's doors."""
    limits: tuple[Text, ...] = ()
    conditions: tuple[Text, ...] = ()
    """Conditions of hiring."""
    may_decide_yuan: Figure | None = Field(default=None, ge=0)
    """Compensation this role may grant; None: none."""
    skills: Codes = ()
    works: Flag = False
    """Whether it is sent to do work."""


class Named(Part):
    """A code with its words: skill, certificate, paper."""

    code: Code
    title: Text
    text: Text | None = None


class Act(Part):
    """Something that may not begin before the papers laid for it were approved: gates judge its start."""

    code: Code
    title: Text
    start: Text
    """The word of its start, as it stands on the button: release, open, begin."""
    subject: Code
    """The type of what is begun; gates and checklists of this subject judge it."""
    of_home: Flag = False
    """Whether it is done at a home."""
    home_becomes: Literal["occupied", "vacant", "renovating"] | None = None
    """How the home is lived in from the start on."""

    @model_validator(mode="after")
    def _home_is_known(self) -> Self:
        if self.home_becomes and not self.of_home:
            raise wrong(gettext_noop("`home_becomes` needs an act at a home"), "of_home: true")
        return self


class Post(Part):
    """A place of duty that must be filled."""

    code: Code
    title: Text
    role: Code
    skills: Codes = ()


class StageOfLife(Part):
    """A stage of a person's way from prospect to resident."""

    code: Code
    title: Text


class Touchpoint(Part):
    """A point where resident and company meet."""

    code: Code
    title: Text
    stage: Code | None = None
    aim: Text | None = None
    lead: Code | None = None
    with_: Codes = Field(default=(), alias="with")
    ways: tuple[Text, ...] = ()
    points: tuple[Text, ...] = ()
    for_residents: Flag = False


class Reason(Part):
    """A typed reason for something that needs one."""

    code: Code
    title: Text
    use: Literal[
        "pause",
        "refuse",
        "withdraw",
        "waive",
        "look",
        "redate",
        "not_applicable",
        "reopen",
        "transfer",
        "decline",
        "escalate",
        "refuse_quote",
        "refund",
    ]
    cap: Length | None = None
    """For pauses: natural time over all pauses of this reason of one subject; none: no cap."""
    approved_by: Code | None = None
    note_needed: Flag = False


class Source(Part):
    """Where a rule comes from."""

    code: Code
    title: Text
    kind: Literal["seed", "law", "local", "standard", "practice", "company"]
    in_force: Day | None = None
    place: str = ""
    verified: Flag = True
    """False: trade knowledge, not checked against a text."""


class Division(Part):
    """A province, city or district whose rules the book knows, by its code in the national list."""

    code: DivisionCode
    title: Text


class Ground(Part):
    """What a decision about a complaint may rest on: an article of a law, a clause of the contract or of this book."""

    code: Code
    title: Text
    """What it says, in words for the resident."""
    source: Code | None = None
    """The law or text it stands in."""
    article: Text | None = None
    """Where in it: "Article 942"."""
    topics: Codes = ()
    """Complaints for which it is offered first."""
    clause_needed: Flag = False
    """Which clause is written with the decision: every contract has its own."""


class CompanyValue(Part):
    """A figure the company chose where no source gives one, and why."""

    code: Code
    text: Text
    why: Text | None = None


class Conflict(Part):
    """Where sources disagree and which wins."""

    code: Code
    title: Text
    taken: Text


class EventField(Part):
    """A field of a declared event."""

    type: Literal["text", "number", "flag", "instant", "code", "reference"] = "text"
    title: Text | None = None


class EventKind(Part):
    """A kind of event the handbook speaks of that no room of this release records itself."""

    kind: Code
    title: Text
    subjects: Annotated[Codes, Field(min_length=1)]
    """Types of subject it carries a reference to."""
    fields: dict[Code, EventField] = {}
    comes_from: Text | None = None


class SubjectKind(Part):
    """A type of subject the product has no table of."""

    code: Code
    title: Text
    fields: dict[Code, EventField] = {}


class Tally(Brief):
    """What is counted or summed."""

    of: Literal["events", "promises", "subjects", "constant"]
    events: Triggers = ()
    standards: Codes = ()
    states: tuple[Literal["met", "late", "missed", "waived", "void", "running"], ...] = ()
    subject: Code | None = None
    when: Condition | None = None
    sum: Code | None = None
    """A field summed instead of counting."""
    between: tuple[Code, Code] | None = None
    """Seconds between two kinds of event on one subject, summed."""
    distinct: Code | None = None
    """Count different values of this reference."""
    value: Figure | None = None

    @model_validator(mode="after")
    def _counts_something(self) -> Self:
        has = {
            "events": bool(self.events) or self.between is not None,
            "promises": bool(self.standards or self.states),
            "subjects": self.subject is not None,
            "constant": self.value is not None,
        }
        if not has[self.of]:
            raise wrong(
                gettext_noop("must say which %(of)s it counts"),
                "{of: events, events: [call.answered]} / {of: promises, standards: [A01], states: [met]}",
                of=self.of,
            )
        return self


class Measure(Part):
    """One entry of the measures dictionary."""

    code: Code
    title: Text
    text: Text | None = None
    numerator: Tally
    denominator: Tally | None = None
    scale: Figure = 1
    """Multiplied with the quotient: 100 for per cent, 1000 per thousand homes."""
    unit: Text
    direction: Literal["up", "down", "band", "watch"]
    excludes: tuple[Text, ...] = ()
    note: str = ""


class WeightOfPart(Part):
    """The default weight of a part of the score."""

    part: Literal["response", "completion", "evidence", "conduct"]
    weight: Figure = Field(ge=0)


class Level(Part):
    """One grade: from this score up."""

    code: Code
    title: Text
    at_least: Figure
    plan_within: Length | None = None
    """An improvement plan is due this long after the grade was given."""


class AppraisalPart(Part):
    """A part of a person's appraisal."""

    code: Code
    title: Text
    share: Share


class Grades(Part):
    """How promises become scores, and scores grades."""

    weights: tuple[WeightOfPart, ...] = ()
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]
    """From best to worst."""
    red_line_cap: Code
    """The best grade a missed red line leaves."""
    small_n: Counted = 10
    late_credit: Share = 0
    appraisal: tuple[AppraisalPart, ...] = ()


class PackHead(Part):
    """What a pack is."""

    code: Code
    title: Text
    version: Words
    language: Literal["zh", "en"] = "zh"
    text: Text | None = None
    grade_direction: Literal["highest_is_largest", "highest_is_smallest"]
    """How a scheme's level numbers run: whether level 3 of 3 or level 1 is the best. Never a bare "level one"."""
    grade_level: str = ""
    """The level of the scheme this pack takes."""
    stages: tuple[StageOfLife, ...] = ()
    values: tuple[CompanyValue, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    answers: tuple[Text, ...] = ()
    """What the changes of this version answer (views, measures, the market)."""
