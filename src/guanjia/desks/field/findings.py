"""What was found and put right: looked at again on the spot, with a photo; and what was said about it."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from guanjia.desks.field.forms import Photos
from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds import selectors, services
from guanjia.rooms.rounds.types import FindingState
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, played, show


class LookForm(forms.Form):
    """How it is now."""

    photos = Photos(label=gettext_lazy("How it is now"))


@require_http_methods(["GET", "POST"])
@door(Duty.DO_WORK)
def finding(request: StaffRequest, finding_id: UUID) -> HttpResponse:
    """One finding: what was wrong, how it looked before and after; who stands there again says that it is right."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    one, form = selectors.finding(request.actor, finding_id), LookForm(*sent)
    act = lambda: services.verify(request.actor, finding_id, form.cleaned_data["photos"], at=now())  # noqa: E731
    if form.is_valid() and accepted(form, act):
        return done(request, "field:rounds", _("Looked at again: it is right."))
    context = {"one": one, "form": form, "may_verify": one.state is FindingState.FIXED, "now": now()}
    return show(request, "field/finding.html", context, status=422 if form.is_bound else 200)


@require_GET
@door(Duty.DO_WORK)
def voice(request: StaffRequest, voice_id: UUID) -> HttpResponse:
    """What was said at a stop, for who may see the stop."""
    file, kind = services.voice_file(request.actor, voice_id)
    return played(request, file.read_bytes(), kind)


urlpatterns = [
    path("findings/<uuid:finding_id>/", finding, name="finding"),
    path("voices/<uuid:voice_id>/", voice, name="voice"),
]
