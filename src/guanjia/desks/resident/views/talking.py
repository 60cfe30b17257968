"""The talk with us, about one request or in general; how it was; who saw my number."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.desks.resident import selectors
from guanjia.desks.resident.forms import RateTalkForm, SayForm
from guanjia.rooms.conversations import selectors as talks
from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.conversations.types import Channel, ConversationView, Incoming
from guanjia.rooms.people.types import Duty
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, accepted, done, door, show

MINE = Duty.AS_RESIDENT


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
    about = found.case if found else None
    context = {"talk": going, "form": form, "case": about, "now": now(), "rate_form": _rate_form(request, going)}
    status = 422 if form.is_bound else 200
    return show(request, "resident/talk.html", context, part="resident/_messages.html", status=status)


def _say(request: StaffRequest, going: ConversationView | None, form: SayForm) -> None:
    channel = going.channel if going else Channel.PAGE.value
    words, key = form.cleaned_data["text"], str(form.cleaned_data["key"])
    if request.actor.contact_id is not None:
        message = Incoming(channel=channel, contact_id=request.actor.contact_id, text=words, outside_id=key)
        conversations.take_in(request.actor.community_ids[0], message, at=now())


def _rate_form(request: StaffRequest, going: ConversationView | None) -> RateTalkForm | None:
    """The rating of a talk that has ended and was not rated; None for any other."""
    if going is None or going.state != "closed" or going.score is not None:
        return None
    return RateTalkForm(*selectors.talk_scale(request.actor, at=now()), request.POST or None)


@require_POST
@door(MINE)
def rate_talk(request: StaffRequest, conversation_id: UUID) -> HttpResponse:
    """How a conversation that has ended was; once."""
    talks.conversation(request.actor, conversation_id)
    form = RateTalkForm(*selectors.talk_scale(request.actor, at=now()), request.POST)
    if form.is_valid() and accepted(form, lambda: _rated(request, conversation_id, form)):
        return done(request, "resident:talk", _("Thank you for telling us."))
    return show(request, "resident/rate_talk.html", {"form": form, "conversation_id": conversation_id}, status=422)


def _rated(request: StaffRequest, conversation_id: UUID, form: RateTalkForm) -> None:
    conversations.rate(request.actor, conversation_id, form.cleaned_data["score"], at=now())


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
