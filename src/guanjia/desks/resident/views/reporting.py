"""A new need: told once, at a place, unless somebody has told it already and one joins."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.desks.resident import selectors
from guanjia.desks.resident.forms.reporting import AroundForm, NearForm, NeedForm
from guanjia.desks.resident.types import Reporting
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.types import OpenCase
from guanjia.rooms.conversations import selectors as talks
from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.conversations.types import Channel
from guanjia.rooms.handbook.types.terms import OwnWay
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places.signs import read_sign
from guanjia.shared.actor import Actor
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, error_page, open_door, show

MINE = Duty.AS_RESIDENT


@require_http_methods(["GET", "POST"])
@door(MINE)
def new(request: StaffRequest) -> HttpResponse:
    """A new need in one's own words or said; it has its number and its promise at once."""
    at = now()
    ground = selectors.reporting(request.actor, request.POST.get("at") or request.GET.get("at", ""), at=at)
    form, made, near = _form(request, ground), list[UUID](), []
    if form.is_valid() and not form.cleaned_data["anyway"] and not form.carries_files():
        near = selectors.near(request.actor, form.cleaned_data["text"], form.cleaned_data["place"], at=at)
    if not near and form.is_valid() and accepted(form, lambda: made.append(_take_down(request, form, ground, at))):
        return done(request, "resident:case", _("We have it."), case_id=made[0])
    context = {"form": form, "near": near, "now": at, "ground": ground}
    return show(request, "resident/new.html", context, status=422 if form.errors else 200)


def _form(request: StaffRequest, ground: Reporting) -> NeedForm:
    if request.method == "POST":
        return NeedForm(ground.terms, request.POST, request.FILES)
    place = ground.sign.words if ground.sign else ground.home[1]
    return NeedForm(ground.terms, initial={"place": place, "at": request.GET.get("at", "") if ground.sign else ""})


@require_http_methods(["GET", "POST"])
@door(MINE)
def complain(request: StaffRequest) -> HttpResponse:
    """A complaint about customer service itself: it goes around it. Not found where the handbook has no such way."""
    at = now()
    way, ground = selectors.own_way(request.actor, at=at), selectors.reporting(request.actor, "", at=at)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form, made = AroundForm(ground.terms, *sent), list[UUID]()
    if form.is_valid() and accepted(form, lambda: made.append(_take_around(request, form, ground, way, at))):
        message = _("We have it. Customer service does not read it.")
        return done(request, "resident:case", message, case_id=made[0])
    return show(request, "resident/complain.html", {"form": form}, status=422 if form.is_bound else 200)


def _take_around(request: StaffRequest, form: AroundForm, ground: Reporting, way: OwnWay, at: datetime) -> UUID:
    """Write it down without a talk that customer service would read."""
    wanted = form.complained(request.actor.community_ids[0], ground.home[0], way)
    return _kept(request.actor, form, wanted, at)


def _take_down(request: StaffRequest, form: NeedForm, ground: Reporting, at: datetime) -> UUID:
    wanted = form.wanted(request.actor.community_ids[0], ground.home, ground.sign)
    return _kept(request.actor, form, replace(wanted, conversation_id=_page_talk(request.actor, at)), at)


def _kept(actor: Actor, form: NeedForm, wanted: OpenCase, at: datetime) -> UUID:
    opened = cases.register(actor, wanted, at=at, key=form.cleaned_data["key"])
    for photo in form.cleaned_data["photos"]:
        cases.add_photo(actor, opened.id, photo, at=at)
    if form.recording:
        cases.add_recording(actor, opened.id, form.recording, at=at)
    return opened.id


def _page_talk(actor: Actor, at: datetime) -> UUID | None:
    """The talk on this page, begun if there is none, so that what is told about the case has its place."""
    if actor.contact_id is None:
        return None
    conversations.greet_contact(actor.community_ids[0], actor.contact_id, Channel.PAGE.value, at=at)
    return talks.open_of_contact(actor.contact_id, Channel.PAGE.value)


@require_POST
@door(MINE)
def near(request: StaffRequest) -> HttpResponse:
    """Open troubles near of what is being typed, to be joined instead; a part of the page of a new need."""
    form, at = NearForm(request.POST), now()
    typed = form.cleaned_data if form.is_valid() else {"text": "", "place": ""}
    found = selectors.near(request.actor, typed["text"], typed["place"], at=at)
    return show(request, "resident/_near.html", {"near": found, "now": at})


@require_POST
@door(MINE)
def join(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Wait for an open trouble instead of telling it anew."""
    join_id = cases.join(request.actor, case_id, request.POST.get("text", "")[:2000], at=now())
    return done(request, "resident:joined", _("You are told how it goes."), join_id=join_id)


@never_cache
@require_GET
@door(MINE)
def joined(request: StaffRequest, join_id: UUID) -> HttpResponse:
    """A trouble I joined: where it stands, and what I am owed."""
    at = now()
    line, owed = selectors.joined(request.actor, join_id, at=at)
    return show(request, "resident/joined.html", {"line": line, "promises": owed, "now": at})


@require_POST
@door(MINE)
def leave_join(request: StaffRequest, join_id: UUID) -> HttpResponse:
    """Wait for it no longer."""
    cases.leave_join(request.actor, join_id, at=now())
    return done(request, "resident:cases", _("You are no longer told about it."))


@never_cache
@require_GET
@open_door
def at(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody scanned a sign: on to a new need with the place filled in; who is not known is told how."""
    sign = read_sign(code)
    actor: Actor | None = getattr(request, "actor", None)
    if actor is not None and actor.contact_id and sign.community_id in actor.community_ids:
        return redirect(f"{reverse('resident:new')}?at={code}")
    place = places.community(sign.community_id)
    if actor is not None and actor.contact_id:
        return error_page(request, 404, _("This place belongs to another community than yours."))
    return show(request, "resident/at.html", {"sign": sign, "place": place})
