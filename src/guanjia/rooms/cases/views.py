"""Pages of cases themselves: only photos and recordings. The desks show cases, each in its own way."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from guanjia.rooms.cases import services
from guanjia.shared.web import StaffRequest, door, played


@require_GET
@door(None)
def photo(request: StaffRequest, photo_id: UUID) -> HttpResponse:
    """A photo for those who may see its case; the browser keeps it, its content never changes."""
    place, kind = services.photo_file(request.actor, photo_id)
    answer = HttpResponse(place.read_bytes(), content_type=kind)
    answer["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer


@require_GET
@door(None)
def recording(request: StaffRequest, recording_id: UUID) -> HttpResponse:
    """A recording for those who may see its case, in parts where the player asks for some; nobody else keeps it."""
    place, kind = services.recording_file(request.actor, recording_id)
    return played(request, place.read_bytes(), kind)


app_name = "cases"
urlpatterns = [
    path("photos/<uuid:photo_id>/", photo, name="photo"),
    path("recordings/<uuid:recording_id>/", recording, name="recording"),
]
