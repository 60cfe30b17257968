"""Pages of asking afterwards: who still has to be asked, and the questions."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.rooms.people.types import Duty
from guanjia.rooms.promises import services as verbs
from guanjia.rooms.surveys import selectors, services
from guanjia.rooms.surveys.forms import AnswerForm, ShareForm
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show

ASK = Duty.ASK_RESIDENTS


@require_GET
@door(ASK)
def waiting(request: StaffRequest) -> HttpResponse:
    at = now()
    page = selectors.waiting(request.actor, at=at, after=request.GET.get("after"))
    return show(request, "surveys/waiting.html", {"page": page, "now": at}, part="surveys/_waiting_rows.html")


@require_http_methods(["GET", "POST"])
@door(ASK)
def answer(request: StaffRequest, follow_up_id: UUID) -> HttpResponse:
    at = now()
    asked = selectors.follow_up(request.actor, follow_up_id, at=at)
    form = AnswerForm(asked.questionnaire, request.POST if request.method == "POST" else None)
    if form.is_valid() and accepted(form, lambda: services.answer(request.actor, follow_up_id, form.answer(), at=at)):
        return done(request, "surveys:waiting", _("Answer saved."))
    context = {"form": form, "asked": asked, "now": at}
    status = 422 if form.is_bound else 200
    return show(request, "surveys/answer.html", context, part="surveys/_answer.html", status=status)


@require_POST
@door(ASK)
def attempt(request: StaffRequest, follow_up_id: UUID) -> HttpResponse:
    services.attempt(request.actor, follow_up_id, at=now())
    return done(request, "surveys:waiting", _("Noted: nobody was reached."))


@require_GET
@door(Duty.SEE_SCORE)
def samples(request: StaffRequest) -> HttpResponse:
    """What is asked by sample, and how this period's draws stand."""
    return _samples(request)


@require_POST
@door(Duty.MANAGE)
def set_share(request: StaffRequest, code: str) -> HttpResponse:
    """Set the share of the rest; refused under the handbook's floor."""
    form, chosen = ShareForm(request.POST), selectors.samples(request.actor, _community(request), at=now()).community
    act = lambda: verbs.set_share(request.actor, chosen.id, code, form.fraction(), at=now())  # noqa: E731
    if form.is_valid() and accepted(form, act):
        return done(request, "surveys:samples", _("The share is set. It holds for what is finished from now on."))
    return _samples(request, form=form, code=code)


def _samples(request: StaffRequest, form: ShareForm | None = None, code: str = "") -> HttpResponse:
    at = now()
    found = selectors.samples(request.actor, _community(request), at=at)
    context = {"found": found, "form": form or ShareForm(), "wrong_code": code, "now": at}
    return show(request, "surveys/samples.html", context, status=200 if form is None else 422)


def _community(request: StaffRequest) -> str:
    return str(request.GET.get("community") or request.session.get("community") or "")


app_name = "surveys"
urlpatterns = [
    path("samples/", samples, name="samples"),
    path("samples/<str:code>/", set_share, name="set_share"),
    path("", waiting, name="waiting"),
    path("<uuid:follow_up_id>/answer/", answer, name="answer"),
    path("<uuid:follow_up_id>/attempt/", attempt, name="attempt"),
]
