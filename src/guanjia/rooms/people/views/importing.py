"""Master data by workbook: send, look, confirm; and the same as a file to fill in."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.rooms.people import access, services
from guanjia.rooms.people.forms import ExportForm, ImportForm
from guanjia.rooms.people.selectors import importing as reads
from guanjia.rooms.people.selectors.exporting import exports
from guanjia.rooms.people.services import exporting
from guanjia.rooms.people.services.importing import SentFile
from guanjia.rooms.people.types import Duty
from guanjia.rooms.people.types.importing import ImportState, Plan
from guanjia.rooms.people.wording import TITLES
from guanjia.rooms.places import selectors as places
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_MOST = 200
"""Wrong cells named on one page; who mends these sends the file again."""


@require_http_methods(["GET", "POST"])
@door(Duty.MANAGE)
def imports(request: StaffRequest) -> HttpResponse:
    """Send a workbook; those that were sent."""
    form = ImportForm(request.POST or None, request.FILES or None, communities=places.communities(request.actor))
    made: list[UUID] = []
    if form.is_valid() and accepted(form, lambda: made.append(_sent(request, form.cleaned_data))):
        return done(request, "people:import", import_id=made[0])
    return show(request, "people/imports.html", _imports(request, form=form), status=422 if form.is_bound else 200)


def _imports(request: StaffRequest, **more: Any) -> dict[str, Any]:
    here, full = places.communities(request.actor), request.actor.may(Duty.UNMASK)
    page = reads.imports(request.actor, after=request.GET.get("after"))
    return {
        "form": ImportForm(communities=here),
        "export_form": ExportForm(communities=here, may_unmask=full, auto_id="export-%s"),
        "exports": exports(request.actor, at=now()),
        "page": page,
        "places": {row.id: row.name for row in here},
        **more,
    }


def _sent(request: StaffRequest, typed: dict[str, Any]) -> UUID:
    file = typed["file"]
    sent = SentFile(UUID(typed["community"]), str(file.name), file.read())
    return services.send_import(request.actor, sent, at=now())


@require_GET
@door(Duty.MANAGE)
def sent_import(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """What a workbook would change, or each cell that is wrong; nothing is written by looking."""
    found = access.sent_file(request.actor, import_id)
    plan = None
    if found.state == ImportState.CHECKED.value and found.content is not None:
        plan = services.look_at(request.actor, found.community_id, bytes(found.content), at=now())
    context = _context(found, plan) | {"place": places.community(found.community_id)}
    return show(request, "people/import.html", context)


def _context(found: Any, plan: Plan | None) -> dict[str, Any]:
    row = reads.import_row(found)
    counts = plan.counts if plan else row.counts
    lines = [(TITLES[code, ""], count) for code, count in counts.items()]
    problems = plan.problems[:SHOWN_MOST] if plan else []
    more = len(plan.problems) - len(problems) if plan else 0
    return {"found": row, "plan": plan, "lines": lines, "problems": problems, "more": more}


@require_POST
@door(Duty.MANAGE)
def confirm(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """Take the workbook in."""
    plan = services.confirm_import(request.actor, import_id, at=now())
    changes = _("Taken in: %(count)s rows changed something.") % {"count": plan.changes}
    return done(request, "people:import", changes, import_id=import_id)


@require_POST
@door(Duty.MANAGE)
def drop(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """Forget the workbook."""
    services.drop_import(request.actor, import_id)
    return done(request, "people:imports", _("The file is forgotten. Nothing was changed."))


@require_GET
@door(Duty.MANAGE)
def template(request: StaffRequest) -> HttpResponse:
    """The workbook to fill in, with the words of the community's roles and skills to choose from."""
    chosen = places.communities(request.actor)
    content = exporting.template_book(chosen[0].id if chosen else None)
    headers = {"Content-Disposition": 'attachment; filename="guanjia-master-data.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@require_POST
@door(Duty.MANAGE)
def ask_export(request: StaffRequest) -> HttpResponse:
    """Have all that is written down made as a file."""
    here, full = places.communities(request.actor), request.actor.may(Duty.UNMASK)
    form = ExportForm(request.POST, communities=here, may_unmask=full, auto_id="export-%s")
    if form.is_valid() and accepted(form, lambda: exporting.ask_for_export(request.actor, *form.wanted(), at=now())):
        return done(request, "people:imports", _("The file is being made. It can be fetched here for a day."))
    return show(request, "people/imports.html", _imports(request, export_form=form), status=422)


@never_cache
@require_GET
@door(Duty.MANAGE)
def export_file(request: StaffRequest, export_id: UUID) -> HttpResponse:
    """The file itself, for who asked for it, while its day lasts."""
    content = exporting.export_file(request.actor, export_id, at=now())
    headers = {"Content-Disposition": 'attachment; filename="guanjia-master-data.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)
