"""What programs get of the score and of targets; shape only."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from guanjia.rooms.promises.schemas import PromiseOut
from guanjia.shared.api import Printable

Chosen = Annotated[Printable, Field(max_length=40, description="Id of a community you serve; the first for none")]
Month = Annotated[Printable, Field(max_length=7, description="2026-05; the present month for none")]
Stretch = Annotated[
    Printable, Field(max_length=8, description="2026-W18, 2026-05, 2026-Q2 or 2026; the present month for none")
]
Team = Annotated[Printable, Field(max_length=60, description="A role that owed; all for none")]
Way = Annotated[Printable, Field(max_length=20, description="A channel; all for none")]
After = Annotated[Printable, Field(max_length=400, description="`next` of the page before")]


class ScorePartIn(Schema):
    community: Chosen = ""
    period: Stretch = ""
    team: Team = ""
    person: UUID | None = None
    channel: Way = ""


class ScoreCountsOut(Schema):
    met: int
    late: int
    missed: int
    waived: int = Field(description="Not judged")
    void: int = Field(description="Not judged")
    rate: float | None = Field(description="Credit by weight, 0 to 100; null when nothing is judged")


class ScoreLineOut(Schema):
    code: str
    title: str
    red_line: bool
    counts: ScoreCountsOut
    change: float | None = Field(description="Against the period before")


class ScoreOut(Schema):
    community_id: UUID
    period: str
    begin: datetime
    end: datetime
    as_of: datetime
    total: ScoreCountsOut
    grade: str = Field(description="Empty for a part of the score")
    capped: bool = Field(description="A missed red line holds the grade down")
    before: float | None = Field(description="The rate of the period before")
    edition_number: int | None
    lines: list[ScoreLineOut]


class ScoreStandardOut(Schema):
    line: ScoreLineOut
    promises: list[PromiseOut]
    next: str | None


class TargetOut(Schema):
    code: str
    title: str
    measure_code: str
    measure: str
    scope: str
    scope_key: str
    scope_title: str
    period: str
    begin: datetime
    end: datetime
    ended: bool = Field(description="The period is over; until then the verdict is how it stands")
    value: float | None
    unit: str
    limit: str
    verdict: str = Field(description="met, missed, small (shown, not judged), watch, none")
    alarming: bool
    numerator: float
    denominator: float | None
    n: int
    small_n: int = Field(description="Below this number of cases it is shown, not judged")
    left_out: dict[str, int] = Field(description="How many were left out, by why")
    excludes: list[str]
    note: str
    method: str
    edition: int
    as_of: datetime
    owed_by: str


class TargetsOut(Schema):
    community_id: UUID
    period: str
    as_of: datetime
    rows: list[TargetOut]


class PartOut(Schema):
    title: str
    rows: list[TargetOut]


class BehindOut(Schema):
    at: datetime
    what: str
    state: str
    case_id: UUID | None
    promise_id: UUID | None


class OneTargetOut(Schema):
    target: TargetOut
    parts: list[PartOut]
    behind: list[BehindOut]
    next: str | None = Field(description="Send back as `after`; null on the last page")
