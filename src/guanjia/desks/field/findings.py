"""What was found and put right: looked at again on the spot, with a photo; and what was said about it."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds import selectors, services
from guanjia.rooms.rounds.types.findings import FindingState
from guanjia.shared.photo_fields import Photos
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, played, show


class LookForm(forms.Form):
    """How it is now; in words where it is not right."""

    photos = Photos(label=gettext_lazy("How it is now"))
    right = forms.ChoiceField(
        label=gettext_lazy("Whether it is right"),
        choices=[("yes", gettext_lazy("It is right")), ("no", gettext_lazy("It is not right"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("What is still wrong"),
        help_text=gettext_lazy("only where it is not right: it opens another case"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        required=False,
    )


@require_http_methods(["GET", "POST"])
@door(Duty.DO_WORK)
def finding(request: StaffRequest, finding_id: UUID) -> HttpResponse:
    """One finding: what was wrong, how it looked before and after; who stands there again says whether it is right."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    one, form = selectors.finding(request.actor, finding_id), LookForm(*sent)
    if form.is_valid() and accepted(form, lambda: _looked(request, finding_id, form)):
        return done(request, "field:rounds", _("Looked at again, and written down."))
    context = {"one": one, "form": form, "may_verify": one.state is FindingState.FIXED and not one.breach, "now": now()}
    context["may_lead"] = request.actor.may(Duty.RECEIVE_ESCALATION)
    context["may_follow"] = request.actor.may(Duty.SEE_RESIDENTS)
    return show(request, "field/finding.html", context, status=422 if form.is_bound else 200)


def _looked(request: StaffRequest, finding_id: UUID, form: LookForm) -> None:
    photos, words = form.cleaned_data["photos"], form.cleaned_data["words"]
    if form.cleaned_data["right"] == "yes":
        services.verify(request.actor, finding_id, photos, at=now())
    else:
        services.fail(request.actor, finding_id, photos, words, at=now())


@require_POST
@door(Duty.RECEIVE_ESCALATION)
def lead(request: StaffRequest, finding_id: UUID) -> HttpResponse:
    """I take it in hand."""
    services.lead(request.actor, finding_id, at=now())
    return done(request, "field:finding", _("You lead it now."), finding_id=finding_id)


@require_GET
@door(Duty.DO_WORK)
def voice(request: StaffRequest, voice_id: UUID) -> HttpResponse:
    """What was said at a stop, for who may see the stop."""
    file, kind = services.voice_file(request.actor, voice_id)
    return played(request, file.read_bytes(), kind)


urlpatterns = [
    path("findings/<uuid:finding_id>/", finding, name="finding"),
    path("findings/<uuid:finding_id>/lead/", lead, name="lead_finding"),
    path("voices/<uuid:voice_id>/", voice, name="voice"),
]
