"""The whole file of a case on paper: asked for, made by a worker, fetched."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from guanjia.rooms.cases import selectors, services
from guanjia.rooms.people.types import Duty, UnmaskReason
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, done, door, show

SEE = Duty.SEE_QUEUE


@require_GET
@door(SEE)
def files(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """What was asked for, and whether it is there; asks again while it is being made."""
    at = now()
    context = {"case": selectors.case(request.actor, case_id, at=at), "now": at}
    context |= {"files": selectors.files(request.actor, case_id, at=at), "may_unmask": request.actor.may(Duty.UNMASK)}
    return show(request, "service/file.html", context, part="service/_file.html")


@require_POST
@door(SEE)
def ask_file(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Have the file made: masked, or in full against a reason."""
    reason = request.POST.get("reason", "")
    in_full = UnmaskReason(reason) if reason in set(UnmaskReason) else None
    services.ask_for_file(request.actor, case_id, in_full, at=now())
    return done(request, "service:files", case_id=case_id)


@require_GET
@door(SEE)
def fetch_file(request: StaffRequest, file_id: UUID) -> HttpResponse:
    """The PDF itself, for who asked; one in full is a look at personal data, on record."""
    number, content = services.file_of(request.actor, file_id, at=now())
    headers = {"Content-Disposition": f'attachment; filename="case-{number}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
