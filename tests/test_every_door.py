"""Every role at every door: each page and each endpoint has a duty, and keeps to it.

A new page without ids needs nothing here. A page with ids in its address needs a row in `INSIDE`, which gives ids
of the own community, and one in `ELSEWHERE`, which gives ids of a community the person does not serve.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from guanjia.config.api import api
from guanjia.rooms.people import services
from guanjia.shared.time import new_id
from tests.cast import Cast, duties_of_roles

Ids = Callable[[Cast], dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """The ids of one address: `inside` the person's community, and `elsewhere`. `body` is what is sent by POST."""

    inside: Ids
    elsewhere: Ids
    body: Ids = lambda cast: {}


PAGES: dict[str, Row] = {
    "handbook:standard": Row(lambda c: {"code": "B07"}, lambda c: {"code": "none"}),
    "handbook:topic": Row(lambda c: {"code": "rep.water.leak"}, lambda c: {"code": "none"}),
    "people:home": Row(lambda c: {"home_id": c.home.id}, lambda c: {"home_id": c.foreign_home.id}),
    "people:unmask_resident": Row(
        lambda c: {"person_id": c.zhou}, lambda c: {"person_id": c.stranger}, lambda c: {"reason": "call"}
    ),
    "people:unmask_contact": Row(
        lambda c: {"person_id": c.zhou_contact},
        lambda c: {"person_id": c.stranger_contact},
        lambda c: {"reason": "call"},
    ),
    "people:resident_link": Row(lambda c: {"token": "made.up"}, lambda c: {"token": "made.up"}),
}
"""Pages with ids in their address."""

ENDPOINTS: dict[str, Row] = {
    "GET /handbook/standards/{code}": Row(lambda c: {"code": "B07"}, lambda c: {"code": "none"}),
    "GET /homes/{home_id}": Row(lambda c: {"home_id": c.home.id}, lambda c: {"home_id": c.foreign_home.id}),
    "POST /residents/{resident_id}/unmask": Row(
        lambda c: {"resident_id": c.zhou}, lambda c: {"resident_id": c.stranger}, lambda c: {"reason": "call"}
    ),
}
"""Endpoints with ids in their address."""

OPEN = {"open", "signed_in"}
ROLES = [*duties_of_roles()]


@dataclass(frozen=True)
class Door:
    """A page: its name, its view's duty, and the names of the ids in its address."""

    name: str
    duty: str | None
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Endpoint:
    """An operation of the API; `duty` is None when any token will do."""

    name: str
    method: str
    path: str
    duty: str | None
    guarded: bool


def doors() -> list[Door]:
    """Every page of the house."""
    return list(_walk(get_resolver().url_patterns, "", ()))


def _walk(patterns: list[Any], space: str, ids: tuple[str, ...]) -> Iterator[Door]:
    for one in patterns:
        found = (*ids, *one.pattern.converters)
        if isinstance(one, URLResolver) and one.namespace != "api":
            yield from _walk(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space, found)
        elif isinstance(one, URLPattern):
            yield Door(f"{space}{one.name}", getattr(one.callback, "duty", None), found)


def endpoints() -> list[Endpoint]:
    """Every operation of the API."""
    found = []
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                guards = [getattr(guard, "duty", None) for guard in operation.auth_callbacks]
                for method in operation.methods:
                    full = "/" + f"{prefix}/{path}".strip("/").replace("//", "/")
                    found.append(Endpoint(f"{method} {full}", method, full, next(iter(guards), None), bool(guards)))
    return found


def address(door: Door, cast: Cast, *, elsewhere: bool = False) -> str:
    """The door's address with ids of the own community, or of another."""
    row = PAGES.get(door.name)
    ids = {} if row is None else (row.elsewhere if elsewhere else row.inside)(cast)
    return reverse(door.name, kwargs=ids or None)


def knock(browser: Client, door: Door, cast: Cast, *, elsewhere: bool = False) -> int:
    """Ask for the page, or send its form where it only takes forms; tells the status."""
    url = address(door, cast, elsewhere=elsewhere)
    status = browser.get(url).status_code
    if status == 405:
        row = PAGES.get(door.name)
        status = browser.post(url, row.body(cast) if row else {}).status_code
    return status


def client_of(role: str, cast: Cast) -> Client:
    """A browser of somebody with this role in the garden."""
    return cast.resident_client() if role == "resident" else cast.client(cast.hired(f"the-{role}", role))


def test_every_page_says_which_duty_it_asks_for() -> None:
    nameless = [door.name for door in doors() if door.duty is None]
    assert not nameless, f"Put @door(…) or @open_door on: {nameless}"


def test_every_endpoint_asks_for_a_token() -> None:
    assert not [one.name for one in endpoints() if not one.guarded]


def test_every_address_with_ids_has_its_row() -> None:
    missing = [door.name for door in doors() if door.ids and door.name not in PAGES]
    missing += [one.name for one in endpoints() if "{" in one.path and one.name not in ENDPOINTS]
    assert not missing, f"Add to PAGES or ENDPOINTS: {missing}"
    assert not set(PAGES) - {door.name for door in doors()}
    assert not set(ENDPOINTS) - {one.name for one in endpoints()}


def test_every_duty_a_door_asks_for_is_one_somebody_has() -> None:
    given = {duty for duties in duties_of_roles().values() for duty in duties} | OPEN
    asked = {door.duty for door in doors()} | {one.duty for one in endpoints() if one.duty}
    assert not asked - given


@pytest.mark.parametrize("role", ROLES)
def test_a_role_passes_the_doors_of_its_duties_and_no_other(role: str, cast: Cast) -> None:
    browser, duties = client_of(role, cast), set(duties_of_roles()[role])
    wrong = []
    for door in doors():
        if door.duty in OPEN:
            continue
        status = knock(browser, door, cast)
        allowed = door.duty in duties
        if (allowed and status in {401, 403}) or (not allowed and status != 403) or status >= 500:
            wrong.append((door.name, door.duty, status))
    assert not wrong


def test_nobody_passes_a_closed_door_without_signing_in(cast: Cast) -> None:
    for door in doors():
        if door.duty != "open":
            answer = Client().get(address(door, cast))
            assert answer.status_code in {302, 405}, door.name
            assert answer.status_code == 405 or answer["Location"].startswith("/sign-in/"), door.name


def test_an_open_door_never_breaks(cast: Cast) -> None:
    for door in doors():
        if door.duty in OPEN and door.name != "people:sign_out":
            assert knock(Client(), door, cast) < 500, door.name
            assert knock(cast.client(cast.zhao), door, cast) < 500, door.name


def test_what_belongs_to_another_community_looks_as_if_it_did_not_exist(cast: Cast) -> None:
    everything = {duty for duties in duties_of_roles().values() for duty in duties} - {"as_resident"}
    services.set_role_duties(cast.company_id, {"everything": everything})
    staff, phone = cast.client(cast.hired("everything", "everything")), cast.resident_client()
    wrong = []
    for door in doors():
        if door.ids:
            status = knock(phone if door.duty == "as_resident" else staff, door, cast, elsewhere=True)
            if status not in {403, 404} if door.duty in OPEN else status != 404:
                wrong.append((door.name, status))
    assert not wrong


@pytest.mark.parametrize("role", [role for role in ROLES if role != "resident"])
def test_a_token_opens_the_endpoints_of_its_duties_and_no_other(role: str, cast: Cast) -> None:
    headers = cast.bearer(cast.hired(f"the-{role}", role))
    duties, wrong = set(duties_of_roles()[role]), []
    for one in endpoints():
        status = call(one, cast, headers)
        allowed = one.duty is None or one.duty in duties
        if (allowed and status in {401, 403}) or (not allowed and status != 403) or status >= 500:
            wrong.append((one.name, one.duty, status))
    assert not wrong


def call(one: Endpoint, cast: Cast, headers: dict[str, str], *, elsewhere: bool = False) -> int:
    """Call the endpoint with its row's ids and body; tells the status."""
    row = ENDPOINTS.get(one.name)
    ids = {} if row is None else (row.elsewhere if elsewhere else row.inside)(cast)
    url = "/api/v1" + one.path.format(**ids)
    body = row.body(cast) if row else {}
    sender = Client()
    if one.method == "GET":
        return sender.get(url, headers=headers).status_code
    send = getattr(sender, one.method.lower())
    return int(send(url, body, content_type="application/json", headers=headers).status_code)


def test_no_endpoint_answers_without_a_token(cast: Cast) -> None:
    for one in endpoints():
        assert call(one, cast, {}) == 401, one.name


def test_an_endpoint_hides_what_belongs_to_another_community(cast: Cast) -> None:
    everything = {duty for duties in duties_of_roles().values() for duty in duties}
    services.set_role_duties(cast.company_id, {"everything": everything})
    headers = cast.bearer(cast.hired("everything", "everything"))
    for one in endpoints():
        if "{" in one.path:
            assert call(one, cast, headers, elsewhere=True) == 404, one.name


def test_an_id_nobody_has_is_simply_not_found(cast: Cast) -> None:
    browser = cast.client(cast.zhao)
    unknown: UUID = new_id()
    assert browser.get(reverse("people:home", kwargs={"home_id": unknown})).status_code == 404
    assert browser.get("/nowhere/").status_code == 404


def test_machines_may_ask_how_the_house_is(cast: Cast) -> None:
    assert Client().get("/healthz").content == b"ok\n"
    ready = Client().get("/readyz")
    assert (ready.status_code, ready.json()["database"], ready.json()["tables"]) == (200, "ok", "ok")
    assert b"guanjia_jobs{" in Client().get("/metrics").content


def test_the_description_of_the_api_is_served(cast: Cast) -> None:
    found = Client().get("/api/v1/openapi.json").json()
    assert "/api/v1/me" in found["paths"]
