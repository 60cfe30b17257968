"""What a page that is only read may ask once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from guanjia.rooms.handbook import selectors as handbook

Answer = Callable[[HttpRequest], HttpResponse]


def books_asked_once(get: Answer) -> Answer:
    """On a page that changes nothing, whether a handbook is still good is asked once, not for each word of it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return get(request)
        with handbook.together():
            return get(request)

    return middleware
