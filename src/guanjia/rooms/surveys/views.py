"""Pages of asking afterwards: who still has to be asked, and the questions."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.rooms.people.types import Duty
from guanjia.rooms.promises import services as verbs
from guanjia.rooms.surveys import selectors, services
from guanjia.rooms.surveys.forms import AnswerForm, ShareForm, TryForm
from guanjia.rooms.surveys.types import FollowUpView, TryResult
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
    return _asking(request, asked, form, TryForm(), at)


def _asking(
    request: StaffRequest, asked: FollowUpView, form: AnswerForm, try_form: TryForm, at: datetime
) -> HttpResponse:
    context = {"form": form, "try_form": try_form, "asked": asked, "now": at}
    status = 422 if form.is_bound or try_form.is_bound else 200
    return show(request, "surveys/answer.html", context, part="surveys/_answer.html", status=status)


TOLD = {
    TryResult.NOT_REACHED: gettext_lazy("Noted: nobody was reached."),
    TryResult.WRONG_NUMBER: gettext_lazy("Noted: a wrong number. Please look for the right one."),
    TryResult.CALL_AGAIN: gettext_lazy("Noted: they are rung again at that time."),
}


@require_POST
@door(ASK)
def attempt(request: StaffRequest, follow_up_id: UUID) -> HttpResponse:
    """Write down a try without an answer."""
    at = now()
    asked = selectors.follow_up(request.actor, follow_up_id, at=at)
    form = TryForm(request.POST)
    if form.is_valid() and accepted(form, lambda: services.attempt(request.actor, asked.id, form.tried(), at=at)):
        return done(request, "surveys:waiting", str(TOLD[form.tried().result]))
    return _asking(request, asked, AnswerForm(asked.questionnaire), form, at)


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
