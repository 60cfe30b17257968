"""Conformance: the score, a standard under it, a promise under that, and its sealed facts."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from guanjia.rooms.insights import selectors
from guanjia.rooms.insights import targets as target_reads
from guanjia.rooms.insights.export import score_book, workbook
from guanjia.rooms.insights.types import Asked, Period, Report, TargetsView
from guanjia.rooms.insights.wording import CHANNELS, LENGTHS, left_out_in_words, period_in_words
from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds import selectors as rounds
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, door, show

FLAGGED = "insights/_flagged.html"
PAGE, ROWS = "insights/conformance.html", "insights/_promise_rows.html"
TARGETS, BEHIND = "insights/targets.html", "insights/_behind_rows.html"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@door(Duty.SEE_SCORE)
def conformance(request: StaffRequest) -> HttpResponse:
    """The score of a community over a month."""
    return show(request, PAGE, _context(request, selectors.report(request.actor, _part(request), at=now())))


@require_GET
@door(Duty.SEE_SCORE)
def conformance_file(request: StaffRequest) -> HttpResponse:
    """The same as an Excel file."""
    found = selectors.report(request.actor, _part(request), at=now()).report
    return _file(score_book(found), f"conformance-{found.period.code}")


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


@require_GET
@door(Duty.SEE_SCORE)
def standard(request: StaffRequest, code: str) -> HttpResponse:
    """The same with the promises of one standard beside it."""
    found = selectors.report(request.actor, _part(request), at=now())
    found = selectors.opened(found, code, after=request.GET.get("after"), seen_by=request.actor)
    return show(request, PAGE, _context(request, found), part=ROWS if "after" in request.GET else None)


@require_GET
@door(Duty.SEE_SCORE)
def promise(request: StaffRequest, promise_id: UUID) -> HttpResponse:
    """The same with one promise and its facts."""
    found = selectors.report_of_promise(request.actor, promise_id, _part(request), at=now())
    return show(request, PAGE, _context(request, found))


@require_GET
@door(Duty.SEE_SCORE)
def targets(request: StaffRequest) -> HttpResponse:
    """Every target of a community over a month."""
    return show(request, TARGETS, _targets(request, target_reads.targets(request.actor, *_asked(request), at=now())))


@require_GET
@door(Duty.SEE_SCORE)
def target(request: StaffRequest, code: str) -> HttpResponse:
    """The same with one target opened down to the cases behind it."""
    found = target_reads.targets(request.actor, *_asked(request), at=now())
    found = target_reads.opened(found, code, after=request.GET.get("after"), seen_by=request.actor)
    return show(request, TARGETS, _targets(request, found), part=BEHIND if "after" in request.GET else None)


@require_GET
@door(Duty.SEE_SCORE)
def targets_file(request: StaffRequest) -> HttpResponse:
    """The same as an Excel file."""
    found = target_reads.targets(request.actor, *_asked(request), at=now())
    return _file(workbook(found), f"targets-{found.period.code}")


def _targets(request: HttpRequest, found: TargetsView) -> dict[str, Any]:
    left_out = left_out_in_words(found.chosen) if found.chosen else ""
    return {"found": found, "now": found.as_of, "query": f"period={found.period.code}", "left_out": left_out}


def _asked(request: HttpRequest) -> tuple[str, str]:
    chosen = request.GET.get("community") or request.session.get("community") or ""
    return str(chosen), request.GET.get("period", "")


def _part(request: HttpRequest) -> Asked:
    community, period = _asked(request)
    said = {name: request.GET.get(name, "").replace("\x00", "")[:60] for name in ("team", "person", "channel")}
    try:
        person = UUID(said["person"]) if said["person"] else None
    except ValueError:
        person = None
    return Asked(community, period, said["team"], person, said["channel"] if said["channel"] in CHANNELS else "")


@require_GET
@door(Duty.SEE_SCORE)
def flagged(request: StaffRequest) -> HttpResponse:
    """Beside the score, and asked for after it: how many records of rounds of its time are flagged."""
    asked = _part(request)
    here = rounds.chosen(request.actor, asked.community)
    period = selectors.period_of(here, asked.period, now())
    found = rounds.flagged(here, period.start, period.end, asked.person)
    return show(request, FLAGGED, {"flagged": found, "elsewhere": request.GET.get("community", "")})


def _context(request: HttpRequest, found: Report) -> dict[str, Any]:
    asked, score = found.asked, found.report
    kept = {"team": asked.team, "person": str(asked.person or ""), "channel": asked.channel}
    kept["community"] = request.GET.get("community", "")
    shown = {name: getattr(found, name) for name in Report.__slots__}
    words = {"query": _query(score.period, kept), "channels": CHANNELS, "elsewhere": kept["community"]}
    return shown | _around(found, kept) | words | {"period_title": period_in_words(score.period), "now": score.as_of}


def _around(found: Report, kept: dict[str, str]) -> dict[str, Any]:
    """Where to from here: the periods beside this one, those of another length, the file."""
    address, here = reverse("insights:conformance"), found.report.period

    def at(period: Period | None) -> str:
        return f"{address}?{_query(period, kept)}" if period else ""

    tabs = [{"label": LENGTHS[one.kind], "url": at(one), "current": one.kind is here.kind} for one in found.lengths]
    file = f"{reverse('insights:conformance_file')}?{_query(here, kept)}"
    return {"before_url": at(found.before), "after_url": at(found.after), "tabs": tabs, "export_url": file}


def _query(period: Period, kept: dict[str, str]) -> str:
    return urlencode({"period": period.code, **{name: value for name, value in kept.items() if value}})


app_name = "insights"
urlpatterns = [
    path("", conformance, name="conformance"),
    path("flagged/", flagged, name="flagged"),
    path("score.xlsx", conformance_file, name="conformance_file"),
    path("standards/<str:code>/", standard, name="standard"),
    path("promises/<uuid:promise_id>/", promise, name="promise"),
    path("targets/", targets, name="targets"),
    path("targets.xlsx", targets_file, name="targets_file"),
    path("targets/<str:code>/", target, name="target"),
]
