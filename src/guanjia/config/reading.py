"""What a page that is only read may ask once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people import selectors as people

Answer = Callable[[HttpRequest], HttpResponse]


def asked_once(get: Answer) -> Answer:
    """On a page that changes nothing, whether a handbook is still good is asked once, and so is a colleague's name."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return get(request)
        with handbook.together(), people.persons_asked_once():
            return get(request)

    return middleware
