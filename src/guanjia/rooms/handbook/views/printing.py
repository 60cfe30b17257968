"""The handbook for others: the residents' part, open to everybody, and the printed book."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from guanjia.rooms.handbook import access, selectors, services
from guanjia.rooms.handbook.rules import shelf
from guanjia.rooms.handbook.services.own_prices import open_prices
from guanjia.rooms.handbook.views.reading import READ, around
from guanjia.shared.errors import Missing, gettext_noop
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest, done, door, open_door, show


@require_GET
@door(READ)
def printed(request: StaffRequest) -> HttpResponse:
    """The printed book: to be asked for, being made, or there."""
    book = access.book(request.actor, now())
    found = selectors.printed(book.community_id, services.print_digest(book), get_language() or "")
    context = around(request, book) | {"printed": found, "opened": True}
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
    at = now()
    here, book = access.open_book(code, at)
    words = request.GET.get("q", "").strip()[:100]
    shown = {one.code for one in shelf.search(book, words)} if words else None
    context = {"here": here, "book": book, "shelves": shelf.for_residents(book), "q": words, "shown": shown}
    context["prices"] = open_prices(book, at)
    return show(request, "handbook/residents.html", context)
