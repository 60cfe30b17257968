"""The reader of the handbook: by touchpoint, by search, one standard, the topics, the editions."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from guanjia.rooms.handbook import access, selectors
from guanjia.rooms.handbook.rules import shelf
from guanjia.rooms.handbook.rules.words import KINDS
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, door, show

READ = Duty.SEE_HANDBOOK


def around(request: StaffRequest, book: Book, opened: str = "") -> dict[str, Any]:
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
    return show(request, "handbook/handbook.html", around(request, book), part="handbook/_tree.html")


@require_GET
@door(READ)
def standard(request: StaffRequest, code: str) -> HttpResponse:
    """One standard: the figure, why, how it is counted, where it comes from."""
    book = access.book(request.actor, now())
    near = shelf.standard_of(book, code)
    context = around(request, book, near.standard.touchpoint) | {"near": near, "standard": near.standard}
    return show(request, "handbook/standard.html", context)


@require_GET
@door(READ)
def topics(request: StaffRequest) -> HttpResponse:
    """The tree of needs."""
    book = access.book(request.actor, now())
    context = around(request, book) | {"classes": list(shelf.topics_by_class(book))}
    return show(request, "handbook/topics.html", context)


@require_GET
@door(READ)
def topic(request: StaffRequest, code: str) -> HttpResponse:
    """One need: words, urgency, who does it, the standard answer, what raises it."""
    book = access.book(request.actor, now())
    return show(request, "handbook/topic.html", around(request, book) | {"topic": shelf.topic_of(book, code)})


@require_GET
@door(READ)
def editions(request: StaffRequest) -> HttpResponse:
    """The company's editions, the newest first."""
    book = access.book(request.actor, now())
    page = selectors.editions(access.company_of(request.actor), after=request.GET.get("after"))
    context = around(request, book) | {"page": page, "may_edit": request.actor.may(Duty.EDIT_HANDBOOK)}
    return show(request, "handbook/editions.html", context, part="handbook/_editions.html")
