"""Endpoints of targets: the same figures as the page and the export."""

from ninja import Router

from guanjia.rooms.insights import targets as reads
from guanjia.rooms.insights.schemas import After, Chosen, Month, OneTargetOut, TargetsOut
from guanjia.rooms.people.types import Duty
from guanjia.shared.api import bearer
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest

router = Router(tags=["conformance"], auth=bearer(Duty.SEE_SCORE))


@router.get("/targets", response=TargetsOut, summary="Every target with its figure, limit and verdict")
def targets(request: StaffRequest, community: Chosen = "", period: Month = "") -> dict[str, object]:
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
) -> dict[str, object]:
    found = reads.opened(
        reads.targets(request.auth, community, period, at=now()), code, after=after, seen_by=request.auth
    )
    parts = [{"title": title, "rows": rows} for title, rows in found.parts]
    return {"target": found.chosen, "parts": parts, "behind": found.behind.rows, "next": found.behind.next}
