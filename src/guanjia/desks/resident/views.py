"""Pages of residents, for a phone: my requests, one of them, a new one, the talk with us, who saw my number."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.desks.resident import selectors
from guanjia.desks.resident.acts import ACTS, Act, row
from guanjia.desks.resident.forms import AroundForm, NeedForm, PriceForm, RateForm, SayForm
from guanjia.rooms.cases import services as cases
from guanjia.rooms.conversations import selectors as talks
from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.conversations.types import Channel, ConversationView, Incoming
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.terms import OwnWay
from guanjia.rooms.people.types import Duty
from guanjia.shared.actor import Actor
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show

MINE = Duty.AS_RESIDENT


@never_cache
@require_GET
@door(MINE)
def my_cases(request: StaffRequest) -> HttpResponse:
    """My requests: what runs, and what is finished."""
    at = now()
    running, page = selectors.my_cases(request.actor, at=at, after=request.GET.get("after"))
    context = {"running": running, "page": page, "now": at, "around": selectors.has_own_way(request.actor, at=at)}
    part = "resident/_finished.html" if request.GET.get("after") else None
    return show(request, "resident/cases.html", context, part=part)


@never_cache
@require_GET
@door(MINE)
def case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """One request: how far it is, what was promised and why then, and what I can do."""
    found = selectors.ground(request.actor, case_id, at=now())
    shown = selectors.case_page(found)
    context = {one.name: getattr(shown, one.name) for one in fields(shown)} | {"now": found.at}
    context |= {"rate_form": RateForm(found), "price_form": PriceForm(found)}
    context["ask_url"] = reverse("resident:ask", args=[case_id])
    return show(request, "resident/case.html", context)


def act_page(act: Act) -> Callable[..., HttpResponse]:
    """The page of one act: its form when asked for, the act when sent."""

    @require_http_methods(["GET", "POST"])
    @door(MINE)
    def page(request: StaffRequest, case_id: UUID) -> HttpResponse:
        found = selectors.ground(request.actor, case_id, at=now())
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = act.form(found, *sent)
        if form.is_valid() and accepted(form, lambda: act.perform(found, form)):
            return done(request, "resident:case", str(act.told), case_id=case_id)
        context = {"form": form, "act": row(act, found), "case": found.case}
        return show(request, "resident/act.html", context, status=422 if form.is_bound else 200)

    return page


@require_http_methods(["GET", "POST"])
@door(MINE)
def new(request: StaffRequest) -> HttpResponse:
    """A new need in one's own words; it has its number and its promise at once."""
    home = selectors.my_home(request.actor)
    form, made = _need(request, home[1]), list[UUID]()
    if form.is_valid() and accepted(form, lambda: made.append(_take_down(request, form, home))):
        return done(request, "resident:case", _("We have it."), case_id=made[0])
    return show(request, "resident/new.html", {"form": form, "place": home[1]}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@door(MINE)
def complain(request: StaffRequest) -> HttpResponse:
    """A complaint about customer service itself: it goes around it. Not found where the handbook has no such way."""
    way = selectors.own_way(request.actor, at=now())
    home = selectors.my_home(request.actor)
    form, made = _need(request, home[1], AroundForm), list[UUID]()
    if form.is_valid() and accepted(form, lambda: made.append(_take_down(request, form, home, way))):
        message = _("We have it. Customer service does not read it.")
        return done(request, "resident:case", message, case_id=made[0])
    return show(request, "resident/complain.html", {"form": form}, status=422 if form.is_bound else 200)


def _need(request: StaffRequest, place: str, kind: type[NeedForm] = NeedForm) -> NeedForm:
    terms = handbook.edition_in_force(request.actor.community_ids[0], now()).terms
    limits = terms.conversation.longest_text, terms.case.photo_bytes_most
    if request.method == "POST":
        return kind(*limits, request.POST, request.FILES)
    return kind(*limits, initial={"place": place})


def _take_down(request: StaffRequest, form: NeedForm, home: tuple[UUID | None, str], way: OwnWay | None = None) -> UUID:
    """Write it down; what goes around customer service has no talk that customer service reads."""
    at, actor = now(), request.actor
    wanted = form.wanted(actor.community_ids[0], home)
    if way is not None:
        wanted = replace(wanted, topic=way.topic, about_department=way.departments[0])
    else:
        wanted = replace(wanted, conversation_id=_page_talk(actor, at))
    opened = cases.register(actor, wanted, at=at, key=form.cleaned_data["key"])
    for photo in form.cleaned_data["photos"]:
        cases.add_photo(actor, opened.id, photo, at=at)
    return opened.id


def _page_talk(actor: Actor, at: datetime) -> UUID | None:
    """The talk on this page, begun if there is none, so that what is told about the case has its place."""
    if actor.contact_id is None:
        return None
    conversations.greet_contact(actor.community_ids[0], actor.contact_id, Channel.PAGE.value, at=at)
    return talks.open_of_contact(actor.contact_id, Channel.PAGE.value)


@never_cache
@require_http_methods(["GET", "POST"])
@door(MINE)
def talk(request: StaffRequest, case_id: UUID | None = None) -> HttpResponse:
    """The talk with us, about one request or in general; a machine is called a machine."""
    found = selectors.ground(request.actor, case_id, at=now()) if case_id else None
    going = selectors.talk(request.actor, found.case if found else None)
    form = SayForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and accepted(form, lambda: _say(request, going, form)):
        return done(request, request.path)
    context = {"talk": going, "form": form, "case": found.case if found else None, "now": now()}
    status = 422 if form.is_bound else 200
    return show(request, "resident/talk.html", context, part="resident/_messages.html", status=status)


def _say(request: StaffRequest, going: ConversationView | None, form: SayForm) -> None:
    channel = going.channel if going else Channel.PAGE.value
    words, key = form.cleaned_data["text"], str(form.cleaned_data["key"])
    if request.actor.contact_id is not None:
        message = Incoming(channel=channel, contact_id=request.actor.contact_id, text=words, outside_id=key)
        conversations.take_in(request.actor.community_ids[0], message, at=now())


@require_GET
@door(MINE)
def older(request: StaffRequest, conversation_id: UUID) -> HttpResponse:
    """What was said before."""
    page = talks.messages(request.actor, conversation_id, after=request.GET.get("after"))
    context = {"messages": list(reversed(page.rows)), "older": page.next, "conversation_id": conversation_id}
    return show(request, "resident/older.html", context | {"now": now()}, part="resident/_older.html")


@require_POST
@door(MINE)
def person(request: StaffRequest, conversation_id: UUID) -> HttpResponse:
    """Ask for a person; one touch."""
    conversations.ask_person(request.actor, conversation_id, at=now())
    back = request.POST.get("back", "")
    to = back if back.startswith(reverse("resident:cases")) else reverse("resident:talk")
    return done(request, to, _("A person answers you here."))


@never_cache
@require_GET
@door(MINE)
def seen(request: StaffRequest) -> HttpResponse:
    """Who saw my number, why and when."""
    return show(request, "resident/seen.html", {"looks": selectors.looks(request.actor), "now": now()})


app_name = "resident"
urlpatterns = [
    path("", my_cases, name="cases"),
    path("new/", new, name="new"),
    path("complain/", complain, name="complain"),
    path("talk/", talk, name="talk"),
    path("talk/<uuid:conversation_id>/older/", older, name="older"),
    path("talk/<uuid:conversation_id>/person/", person, name="person"),
    path("seen/", seen, name="seen"),
    path("<uuid:case_id>/", case, name="case"),
    path("<uuid:case_id>/ask/", talk, name="ask"),
    *(path(f"<uuid:case_id>/{act.name}/", act_page(act), name=act.name) for act in ACTS),
]
