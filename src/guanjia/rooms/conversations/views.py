"""Pages of conversations themselves: only the pictures. The desks show what was said, each in its own way."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from guanjia.rooms.conversations import services
from guanjia.shared.web import StaffRequest, door


@require_GET
@door(None)
def picture(request: StaffRequest, message_id: UUID) -> HttpResponse:
    """A picture for those who may see its conversation; the browser keeps it, its content never changes."""
    place = services.picture_file(request.actor, message_id)
    answer = HttpResponse(place.read_bytes(), content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer


app_name = "conversations"
urlpatterns = [path("pictures/<uuid:message_id>/", picture, name="picture")]
