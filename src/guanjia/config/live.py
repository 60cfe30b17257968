"""The entry of the live process: `GET /live/` and nothing else, over ASGI.

It passes Django's middleware by, whose threads would be held by pages that stay open. A page shows its session's
cookie, as everywhere; beyond ids nothing is told, and what a page then asks for it asks with its own rights.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterable, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import django
from psycopg.conninfo import make_conninfo

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanjia.config.settings")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402 - Django first
from django.contrib.auth import get_user  # noqa: E402
from django.db import DatabaseError, close_old_connections, connection, connections  # noqa: E402
from django.http import HttpRequest, parse_cookie  # noqa: E402
from django.http.request import split_domain_port, validate_host  # noqa: E402
from django.utils.functional import SimpleLazyObject  # noqa: E402

from guanjia.rooms.cases import selectors as cases  # noqa: E402
from guanjia.rooms.people import selectors as people  # noqa: E402
from guanjia.rooms.people.session import SessionStore  # noqa: E402
from guanjia.rooms.people.types import Duty  # noqa: E402
from guanjia.shared.actor import Actor  # noqa: E402
from guanjia.shared.live import Heard, Hub, Told, facts_of  # noqa: E402
from guanjia.shared.web import acting  # noqa: E402

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

ADDRESS = "/live/"
PAGES_MOST = 5000
"""Open pages of one process; more are sent away and ask as they did before there was a stream."""
SUBJECTS = ("case", "conversation", "promise", "follow_up")
HERE = "here"
"""Told by name, and no fact: somebody of the staff sat down at a case or conversation, writes there, or left it."""
HEADERS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Who looks at an open page: staff hear of their communities, residents of what is their own."""

    communities: frozenset[UUID]
    duties: frozenset[str] = frozenset()
    staff: str = ""
    contacts: frozenset[str] = field(default_factory=frozenset)

    def hears(self, told: Told) -> Iterable[str]:
        """The names of what this person may know has changed."""
        if told.community_id not in self.communities:
            return ()
        if self.staff:
            return self._at_work(told)
        mine = [fact for fact in told.facts if fact.refs.get("contact") in self.contacts]
        return ["mine", *_subjects(mine)] if mine else ()

    def _at_work(self, told: Told) -> list[str]:
        if all(HERE in fact.refs for fact in told.facts):
            return [f"{HERE}-{fact.refs[HERE]}" for fact in told.facts] if Duty.SEE_QUEUE in self.duties else []
        names = _subjects(told.facts)
        if Duty.SEE_QUEUE in self.duties:
            names.append("queue")
        if Duty.SEE_SCORE in self.duties:
            names.append("score")
        lying = Duty.DO_WORK in self.duties and any("opening" in fact.refs for fact in told.facts)
        if lying or any(fact.refs.get("staff") == self.staff for fact in told.facts):
            names.append("tasks")
        return names


def _subjects(facts: Iterable[Heard]) -> list[str]:
    return [f"{name}-{fact.refs[name]}" for fact in facts for name in SUBJECTS if name in fact.refs]


def person_of(cookies: str) -> Person | None:
    """The person of a session; None for nobody."""
    close_old_connections()
    request = HttpRequest()
    request.COOKIES = parse_cookie(cookies)
    request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    request.user = cast("Any", SimpleLazyObject(lambda: get_user(request)))
    actor = acting(request)
    owes_a_step = getattr(request, "must_first", "")  # a second factor to be set up comes before any page
    return _person(actor) if actor and not owes_a_step else None


def _person(actor: Actor) -> Person:
    mine = people.same_person(actor.contact_id) if actor.contact_id and not actor.staff_id else []
    return Person(
        frozenset(actor.community_ids),
        actor.duties,
        str(actor.staff_id or ""),
        frozenset(str(one) for one in mine),
    )


def read(lines: Sequence[str]) -> list[Told]:
    """The facts of these transactions; those of a case name its resident, too."""
    found = facts_of(lines)
    wanted = {fact.refs["case"] for told in found for fact in told.facts if _lacks_contact(fact)}
    contacts = cases.contacts_of(UUID(one) for one in wanted) if wanted else {}
    return [Told(told.community_id, tuple(_with_contact(fact, contacts) for fact in told.facts)) for told in found]


def _lacks_contact(fact: Heard) -> bool:
    return "case" in fact.refs and "contact" not in fact.refs


def _with_contact(fact: Heard, contacts: dict[UUID, UUID]) -> Heard:
    contact = contacts.get(UUID(fact.refs["case"])) if _lacks_contact(fact) else None
    return Heard({**fact.refs, "contact": str(contact)}) if contact else fact


def address() -> str:
    """Where the database is, for the one connection that listens: never through a pool of transactions."""
    told = connection.settings_dict
    place = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    kept = {word: told[name] for word, name in place.items() if told[name]}
    return settings.LIVE_DATABASE_URL or make_conninfo("", **kept, application_name="guanjia live")


hub = Hub(address, read)
_doors = ThreadPoolExecutor(1, "live-door")


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """One call of the server."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http":
        await _answer(scope, receive, send)


async def _live(receive: Receive, send: Send) -> None:
    while True:
        told = (await receive())["type"]
        if told == "lifespan.startup":
            hub.start()
        else:
            await stop()
        await send({"type": f"{told}.complete"})
        if told == "lifespan.shutdown":
            return


async def stop() -> None:
    """Listen no more, and give the connections back."""
    await hub.stop()
    await asyncio.get_running_loop().run_in_executor(_doors, connections.close_all)


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    person, status = None, _refused(scope, headers)
    if not status:
        try:
            person = await asyncio.get_running_loop().run_in_executor(_doors, person_of, headers.get("cookie", ""))
            status = 200 if person else 401
        except DatabaseError:
            status = 503
    if person is None:
        await _say(send, status, _allowed(headers) if status == 401 else ())
    else:
        await send({"type": "http.response.start", "status": status, "headers": [*HEADERS, *_allowed(headers)]})
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        await _until_left(_stream(person, headers.get("last-event-id", ""), asked.get("since", [""])[0], send), receive)


async def _until_left(stream: Coroutine[Any, Any, None], receive: Receive) -> None:
    """Say the lines until they end or the page is gone."""
    hub.start()
    streaming = asyncio.create_task(stream)
    leaving = asyncio.create_task(_left(receive))
    await asyncio.wait((streaming, leaving), return_when=asyncio.FIRST_COMPLETED)
    for one in (streaming, leaving):
        one.cancel()
    await asyncio.gather(streaming, leaving, return_exceptions=True)


def _refused(scope: Scope, headers: dict[str, str]) -> int:
    """The status of what is not let in; 0 for what is."""
    if scope["path"] != ADDRESS:
        return 404
    if scope["method"] != "GET":
        return 405
    host = split_domain_port(headers.get("host", ""))[0]
    if not host or not validate_host(host, settings.ALLOWED_HOSTS):
        return 400
    origin = headers.get("origin")
    if origin is not None and (urlsplit(origin).hostname or "") != host.strip("[]"):
        return 403
    return 503 if len(hub) >= PAGES_MOST else 0


def _allowed(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """A page of the same host on another port may listen (`serve` without a proxy)."""
    if "origin" not in headers:
        return []
    origin = headers["origin"].encode("latin-1")
    return [
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"origin"),
    ]


async def _stream(person: Person, last: str, since: str, send: Send) -> None:
    made = float(since) if since.replace(".", "", 1).isdecimal() else None
    async for lines in hub.stream(person, last=last[:60], since=made):
        await send({"type": "http.response.body", "body": lines, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _say(send: Send, status: int, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0"), *headers]})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
