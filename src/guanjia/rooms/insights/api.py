"""Endpoints of the score and of targets: the same figures as the pages and the exports."""

from ninja import Query, Router

from guanjia.rooms.insights import selectors
from guanjia.rooms.insights import targets as reads
from guanjia.rooms.insights.schemas import (
    After,
    Chosen,
    Month,
    OneTargetOut,
    ScoreOut,
    ScorePartIn,
    ScoreStandardOut,
    TargetsOut,
)
from guanjia.rooms.insights.types import Asked, Report
from guanjia.rooms.people.types import Duty
from guanjia.shared.api import bearer
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest

_Plain = dict[str, object]
router = Router(tags=["conformance"], auth=bearer(Duty.SEE_SCORE))


def _report(request: StaffRequest, part: ScorePartIn) -> Report:
    return selectors.report(request.auth, Asked(**part.model_dump()), at=now())


@router.get("", response=ScoreOut, summary="The score of a period by standard, whole or by team, person and channel")
def score(request: StaffRequest, part: Query[ScorePartIn]) -> _Plain:
    found = _report(request, part).report
    shown = {name: getattr(found, name) for name in ScoreOut.model_fields if hasattr(found, name)}
    return shown | {"period": found.period.code, "begin": found.period.start, "end": found.period.end}


@router.get("/standards/{code}", response=ScoreStandardOut, summary="The promises of one standard under the score")
def standard(request: StaffRequest, code: str, part: Query[ScorePartIn], after: After | None = None) -> _Plain:
    found = selectors.opened(_report(request, part), code, after=after, seen_by=request.auth)
    rows = [one.row for one in found.promises]
    return {"line": found.chosen_standard, "promises": rows, "next": found.promises.next}


@router.get("/targets", response=TargetsOut, summary="Every target with its figure, limit and verdict")
def targets(request: StaffRequest, community: Chosen = "", period: Month = "") -> _Plain:
    found = reads.targets(request.auth, community, period, at=now())
    return {
        "community_id": found.community_id,
        "period": found.period.code,
        "as_of": found.as_of,
        "rows": found.rows,
    }


@router.get("/targets/{code}", response=OneTargetOut, summary="One target by its parts, and what is behind it")
def target(
    request: StaffRequest, code: str, community: Chosen = "", period: Month = "", after: After | None = None
) -> _Plain:
    found = reads.opened(
        reads.targets(request.auth, community, period, at=now()), code, after=after, seen_by=request.auth
    )
    parts = [{"title": title, "rows": rows} for title, rows in found.parts]
    return {"target": found.chosen, "parts": parts, "behind": found.behind.rows, "next": found.behind.next}
