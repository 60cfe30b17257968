"""Pages of what was flagged about records: the list, and one of them to be explained or settled."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds import selectors, services
from guanjia.rooms.rounds.proof_forms import ExplainForm, SettleForm
from guanjia.rooms.rounds.rules.proving import FlagState
from guanjia.rooms.rounds.wording import FLAG_STATES
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show

LIST, ROWS, ONE = "rounds/flags.html", "rounds/_flag_rows.html", "rounds/flag.html"


@require_GET
@door(Duty.SEE_SCORE)
def flags(request: StaffRequest) -> HttpResponse:
    """What was flagged about the records of a community, the newest first."""
    wished, after = request.GET.get("state", ""), request.GET.get("after")
    state = FlagState(wished) if wished in set(FlagState) else None
    here = selectors.chosen(request.actor, str(request.GET.get("community") or request.session.get("community") or ""))
    page = selectors.flags(request.actor, here, state, after=after)
    context = {"page": page, "tabs": _tabs(state), "state": state or "", "here": here, "now": now()}
    return show(request, LIST, context, part=ROWS if after else None)


def _tabs(chosen: FlagState | None) -> list[dict[str, object]]:
    here = reverse("rounds:flags")
    words: dict[FlagState | None, str] = {None: _("All"), **{state: str(FLAG_STATES[state]) for state in FlagState}}
    return [
        {"label": label, "url": f"{here}?state={state.value}" if state else here, "current": state is chosen}
        for state, label in words.items()
    ]


@require_http_methods(["GET", "POST"])
@door(None)
def flag(request: StaffRequest, flag_id: UUID) -> HttpResponse:
    """One of them: what was noticed, the photos side by side, what is said about it; a colleague settles it."""
    sent, actor, at = request.POST if request.method == "POST" else None, request.actor, now()
    one, form = selectors.flag(actor, flag_id), SettleForm(sent)
    act = lambda: services.settle(actor, flag_id, form.reason(), confirmed=form.confirms(), at=at)  # noqa: E731
    if sent is not None:
        actor.need(Duty.WAIVE)
    if form.is_valid() and accepted(form, act):
        return done(request, "rounds:flags", _("Settled. The round's verdict stays as it is."))
    context = {"one": one, "form": form, "explain": ExplainForm(initial={"words": one.explanation}), "now": at}
    return show(request, ONE, context, status=422 if form.is_bound else 200)


@require_POST
@door(Duty.DO_WORK)
def explain(request: StaffRequest, flag_id: UUID) -> HttpResponse:
    """Who was there says how it came."""
    one, form = selectors.flag(request.actor, flag_id), ExplainForm(request.POST)
    act = lambda: services.explain(request.actor, flag_id, form.cleaned_data["words"], at=now())  # noqa: E731
    if form.is_valid() and accepted(form, act):
        return done(request, "rounds:flag", _("Written down; a colleague will look at it."), flag_id=flag_id)
    context = {"one": one, "form": SettleForm(), "explain": form, "now": now()}
    return show(request, ONE, context, status=422)


urlpatterns = [
    path("flags/", flags, name="flags"),
    path("flags/<uuid:flag_id>/", flag, name="flag"),
    path("flags/<uuid:flag_id>/explain/", explain, name="explain_flag"),
]
