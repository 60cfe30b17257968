"""The reader of the handbook: by touchpoint, by search, one standard, the topics, the editions."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guanjia.rooms.handbook import access, selectors, services
from guanjia.rooms.handbook.rules import shelf
from guanjia.rooms.handbook.rules.words import KINDS
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.shared.errors import Missing, gettext_noop
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, done, door, open_door, show

READ = Duty.SEE_HANDBOOK


def _around(request: StaffRequest, book: Book, opened: str = "") -> dict[str, Any]:
    """What every page of the reader shows beside its own: the tree and the search."""
    words = request.GET.get("q", "").strip()[:100]
    opened = request.GET.get("touchpoint", opened)
    wish = {name: request.GET.get(name, "")[:40] for name in ("kind", "role")}
    around = {"shelves": shelf.shelves(book, opened, **wish), "found": shelf.search(book, words)}
    return {"book": book, "q": words, "kinds": KINDS, "here": places.community(book.community_id), **wish, **around}


@require_GET
@door(READ)
def handbook(request: StaffRequest) -> HttpResponse:
    """The book by touchpoint, with a search."""
    book = access.book(request.actor, now())
    return show(request, "handbook/handbook.html", _around(request, book), part="handbook/_tree.html")


@require_GET
@door(READ)
def standard(request: StaffRequest, code: str) -> HttpResponse:
    """One standard: the figure, why, how it is counted, where it comes from."""
    book = access.book(request.actor, now())
    near = shelf.standard_of(book, code)
    context = _around(request, book, near.standard.touchpoint) | {"near": near, "standard": near.standard}
    return show(request, "handbook/standard.html", context)


@require_GET
@door(READ)
def topics(request: StaffRequest) -> HttpResponse:
    """The tree of needs."""
    book = access.book(request.actor, now())
    context = _around(request, book) | {"classes": list(shelf.topics_by_class(book))}
    return show(request, "handbook/topics.html", context)


@require_GET
@door(READ)
def topic(request: StaffRequest, code: str) -> HttpResponse:
    """One need: words, urgency, who does it, the standard answer, what raises it."""
    book = access.book(request.actor, now())
    return show(request, "handbook/topic.html", _around(request, book) | {"topic": shelf.topic_of(book, code)})


@require_GET
@door(READ)
def editions(request: StaffRequest) -> HttpResponse:
    """The company's editions, the newest first."""
    book = access.book(request.actor, now())
    page = selectors.editions(access.company_of(request.actor), after=request.GET.get("after"))
    context = _around(request, book) | {"page": page, "may_publish": request.actor.may(Duty.EDIT_HANDBOOK)}
    return show(request, "handbook/editions.html", context, part="handbook/_editions.html")


@require_POST
@door(Duty.EDIT_HANDBOOK)
def publish(request: StaffRequest, edition_id: UUID) -> HttpResponse:
    """Publish a draft for every community of the company, in force at once; who presses stands for it."""
    at, actor = now(), request.actor
    found = access.edition_of(actor, edition_id)
    services.publish(found, effective_from=at, approver=actor.staff_id, at=at)
    return done(request, "handbook:editions", _("Published. It holds from now on."))


@require_GET
@door(READ)
def printed(request: StaffRequest) -> HttpResponse:
    """The printed book: to be asked for, being made, or there."""
    book = access.book(request.actor, now())
    found = selectors.printed(book.community_id, services.print_digest(book), get_language() or "")
    context = _around(request, book) | {"printed": found, "opened": True}
    return show(request, "handbook/printed.html", context, part="handbook/_printed.html")


@require_POST
@door(READ)
def ask_print(request: StaffRequest) -> HttpResponse:
    """Have the printed book made; asked twice it is made once."""
    at = now()
    services.ask_for_print(access.book(request.actor, at), get_language() or "", at=at)
    return done(request, "handbook:printed")


@require_GET
@door(READ)
def print_file(request: StaffRequest) -> HttpResponse:
    """The PDF itself. Not found while it is not made."""
    book = access.book(request.actor, now())
    found = selectors.printed(book.community_id, services.print_digest(book), get_language() or "")
    if found is None or not found.bytes:
        raise Missing("handbook.not_printed", gettext_noop("This book has not been printed yet."))
    name = f"handbook-{book.number}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(selectors.printed_content(found.id), content_type="application/pdf", headers=headers)


@require_GET
@open_door
def residents(request: HttpRequest, code: str) -> HttpResponse:
    """The residents' part: what they are owed, and how each service runs. Open to everybody."""
    here, book = access.open_book(code, now())
    words = request.GET.get("q", "").strip()[:100]
    shown = {one.code for one in shelf.search(book, words)} if words else None
    context = {"here": here, "book": book, "shelves": shelf.for_residents(book), "q": words, "shown": shown}
    return show(request, "handbook/residents.html", context)


app_name = "handbook"
urlpatterns = [
    path("", handbook, name="handbook"),
    path("topics/", topics, name="topics"),
    path("topics/<str:code>/", topic, name="topic"),
    path("editions/", editions, name="editions"),
    path("editions/<uuid:edition_id>/publish/", publish, name="publish"),
    path("print/", printed, name="printed"),
    path("print/ask/", ask_print, name="ask_print"),
    path("print/file/", print_file, name="print_file"),
    path("residents/<str:code>/", residents, name="residents"),
    path("standards/<str:code>/", standard, name="standard"),
]
