"""Every role at every door: each page and each endpoint has a duty, and keeps to it.

A new page needs nothing here when the ids in its address have the usual names (`case_id`, `home_id` …). A new kind
of id gets its line in `IDS` (tests/world.py); a page whose form must be filled before anything is looked up gets one
in `FORMS`.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from ninja import Schema

from guanjia.config.api import api
from guanjia.rooms.people import services
from guanjia.shared.time import new_id
from tests.cast import PICTURE, Cast, duties_of_roles
from tests.world import BODIES, FORMS, IDS, WORDS, World

OPEN = {"open", "signed_in"}
EVERY_DUTY = {duty for duties in duties_of_roles().values() for duty in duties}


@dataclass(frozen=True)
class Door:
    """A page: its name, its view's duty, and the names of what stands in its address."""

    name: str
    duty: str | None
    names: tuple[str, ...]


@dataclass(frozen=True)
class Endpoint:
    """An operation of the API; without a duty of its own the verb behind it asks."""

    name: str
    method: str
    path: str
    duty: str | None
    guarded: bool
    names: tuple[str, ...]


def doors() -> list[Door]:
    """Every page of the house."""
    return list(_walk(get_resolver().url_patterns, "", ()))


def _walk(patterns: list[Any], space: str, names: tuple[str, ...]) -> Iterator[Door]:
    for one in patterns:
        found = (*names, *one.pattern.converters)
        if isinstance(one, URLResolver) and one.namespace != "api":
            yield from _walk(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space, found)
        elif isinstance(one, URLPattern):
            yield Door(f"{space}{one.name}", getattr(one.callback, "duty", None), found)


def endpoints() -> list[Endpoint]:
    """Every operation of the API."""
    found = []
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            full = "/" + "/".join(part.strip("/") for part in (router.prefix, path) if part.strip("/"))
            names = tuple(part[1:-1].rpartition(":")[2] for part in full.split("/") if part.startswith("{"))
            for operation in view.operations:
                duty = next((guard.duty for guard in operation.auth_callbacks if hasattr(guard, "duty")), None)
                for method in operation.methods:
                    guarded = bool(operation.auth_callbacks)
                    found.append(Endpoint(f"{method} {full}", method, full, duty, guarded, names))
    return found


def filled(page: str, names: tuple[str, ...], world: World) -> dict[str, Any]:
    """The garden's ids and words for an address."""
    known = {**IDS, **WORDS}
    return {name: (known.get(f"{page} {name}") or known[name])(world) for name in names}


def knock(browser: Client, door: Door, world: World) -> int:
    """Ask for the page, or send its form where it only takes forms; tells the status."""
    url = reverse(door.name, kwargs=filled(door.name, door.names, world) or None)
    answer = browser.get(url)
    if answer.status_code == 405:
        form = FORMS.get(door.name)
        answer = browser.post(url, form(world) if form else {})
    if answer.streaming:
        list(answer)
    return answer.status_code


def call(one: Endpoint, world: World, headers: dict[str, str]) -> int:
    """Call the endpoint with the smallest body its description allows; tells the status.

    A refusal for another reason than a missing duty (an offer made to somebody else) counts as 409.
    """
    url = "/api/v1" + one.path.replace("{uuid:", "{").format(**filled(one.name, one.names, world))
    kind, body = body_of(one)
    if one.method == "GET":
        answer = Client().get(url, headers=headers)
    elif kind == "multipart/form-data":
        answer = Client().post(url, body, headers=headers)
    else:
        answer = getattr(Client(), one.method.lower())(url, body, content_type="application/json", headers=headers)
    other = answer.status_code == 403 and answer.json()["title"] != "people.no_duty"
    return 409 if other else answer.status_code


@cache
def description() -> Any:
    """The API's own description."""
    return api.get_openapi_schema()


def body_of(one: Endpoint) -> tuple[str, Any]:
    """The body's kind, and a body with every required field, made from the API's own description."""
    if one.name in BODIES:
        return "application/json", BODIES[one.name]
    paths = {path.replace("{uuid:", "{"): found for path, found in description()["paths"].items()}
    operation = paths["/api/v1" + one.path.replace("{uuid:", "{")][one.method.lower()]
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        return kind, _sample(content["schema"], description())
    return "", {}


def _sample(schema: dict[str, Any], whole: Any) -> Any:
    if "$ref" in schema:
        return _sample(whole["components"]["schemas"][schema["$ref"].rpartition("/")[2]], whole)
    for many in ("anyOf", "allOf"):
        if many in schema:
            return _sample(schema[many][0], whole)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object":
        return {key: _sample(schema["properties"][key], whole) for key in schema.get("required", ())}
    if schema.get("format") == "binary":
        return SimpleUploadedFile("photo.png", PICTURE, "image/png")
    formats = {"uuid": str(new_id()), "date-time": "2026-03-02T10:00:00Z", "date": "2026-03-02"}
    if schema.get("format") in formats:
        return formats[schema["format"]]
    plain = {"integer": schema.get("minimum", 1), "number": schema.get("minimum", 1), "boolean": True, "array": []}
    return plain.get(schema.get("type", ""), "x" * max(1, schema.get("minLength", 1)))


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


def known(page: str, names: tuple[str, ...]) -> bool:
    """Whether every name in an address has its line above."""
    return all(name in {**IDS, **WORDS} or f"{page} {name}" in {**IDS, **WORDS} for name in names)


def has_id(page: str, names: tuple[str, ...]) -> bool:
    """Whether an address names something of one community."""
    return any(name in IDS or f"{page} {name}" in IDS for name in names)


def standing_doors() -> list[Door]:
    """Doors whose address can be filled; the others are told by a test of their own."""
    return [door for door in doors() if known(door.name, door.names)]


def standing_endpoints() -> list[Endpoint]:
    """Endpoints whose address can be filled."""
    return [one for one in endpoints() if known(one.name, one.names)]


def test_every_page_says_which_duty_it_asks_for() -> None:
    nameless = [door.name for door in doors() if door.duty is None]
    assert not nameless, f"Put @door(…) or @open_door on: {nameless}"


def test_every_endpoint_asks_for_a_token() -> None:
    assert not [one.name for one in endpoints() if not one.guarded]


def test_every_address_can_be_filled() -> None:
    every: list[Door | Endpoint] = [*doors(), *endpoints()]
    missing = [(one.name, one.names) for one in every if not known(one.name, one.names)]
    assert not missing, f"Add to IDS or WORDS: {missing}"


def test_every_duty_a_door_asks_for_is_one_somebody_has() -> None:
    asked = {door.duty for door in doors()} | {one.duty for one in endpoints() if one.duty}
    assert not asked - EVERY_DUTY - OPEN


def roles() -> dict[frozenset[str], str]:
    """One role for each set of duties, so that roles that differ in name only are tried once."""
    return {frozenset(duties): role for role, duties in duties_of_roles().items()}


def test_a_role_passes_the_doors_of_its_duties_and_no_other(cast: Cast, world: World) -> None:
    wrong = []
    for duties, role in roles().items():
        browser = cast.resident_client() if role == "resident" else cast.client(cast.hired(f"the-{role}", role))
        for door in standing_doors():
            if door.duty in OPEN:
                continue
            status, allowed = knock(browser, door, world), door.duty in duties
            if (allowed and status in {401, 403}) or (not allowed and status != 403) or status >= 500:
                wrong.append((role, door.name, door.duty, status))
    assert not wrong


def test_a_token_opens_the_endpoints_of_its_duties_and_no_other(cast: Cast, world: World) -> None:
    wrong = []
    for duties, role in roles().items():
        headers = cast.bearer(cast.hired(f"the-{role}", role))
        for one in standing_endpoints():
            status, allowed = call(one, world, headers), one.duty in duties
            if one.duty is None and status != 401 and status < 500:
                continue  # the verb asks
            if (allowed and status in {401, 403}) or (not allowed and status != 403) or status >= 500:
                wrong.append((role, one.name, one.duty, status))
    assert not wrong


def test_nobody_passes_a_closed_door_without_signing_in(world: World) -> None:
    for door in standing_doors():
        if door.duty != "open":
            url = reverse(door.name, kwargs=filled(door.name, door.names, world) or None)
            answer = Client().get(url)
            assert answer.status_code in {302, 405}, door.name
            assert answer.status_code == 405 or answer["Location"].startswith("/sign-in/"), door.name
            assert Client().post(url).status_code in {302, 405}, door.name


def test_no_endpoint_answers_without_a_token(world: World) -> None:
    for one in standing_endpoints():
        assert call(one, world, {}) == 401, one.name


def test_an_open_door_never_breaks(cast: Cast, world: World) -> None:
    for door in standing_doors():
        if door.duty in OPEN:
            assert knock(Client(), door, world) < 500, door.name
            assert knock(cast.client(cast.zhao), door, world) < 500, door.name


def test_what_belongs_to_another_community_looks_as_if_it_did_not_exist(cast: Cast, world: World) -> None:
    services.set_role_duties(cast.company_id, {"everything": EVERY_DUTY - {"as_resident"}})
    outsider = cast.hired("everything", "everything", community_id=cast.orchard.id)
    browser, phone = cast.client(outsider), cast.resident_client(cast.stranger_contact)
    wrong = []
    for door in standing_doors():
        if has_id(door.name, door.names):
            status = knock(phone if door.duty == "as_resident" else browser, door, world)
            if status != 404:
                wrong.append((door.name, status))
    assert not wrong


def test_an_endpoint_hides_what_belongs_to_another_community(cast: Cast, world: World) -> None:
    services.set_role_duties(cast.company_id, {"everything": EVERY_DUTY})
    headers = cast.bearer(cast.hired("everything", "everything", community_id=cast.orchard.id))
    wrong = []
    for one in standing_endpoints():
        if has_id(one.name, one.names):
            status = call(one, world, headers)
            if status != 404:
                wrong.append((one.name, status))
    assert not wrong


def test_an_id_nobody_has_is_simply_not_found(cast: Cast) -> None:
    browser = cast.client(cast.zhao)
    assert browser.get(reverse("people:home", kwargs={"home_id": new_id()})).status_code == 404
    assert browser.get("/nowhere/").status_code == 404


def test_machines_may_ask_how_the_house_is(cast: Cast) -> None:
    assert Client().get("/healthz").content == b"ok\n"
    ready = Client().get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"database": "ok", "tables": "ok", "sweep": "ok"})
    assert b"guanjia_jobs{" in Client().get("/metrics").content


def test_the_description_of_the_api_is_served() -> None:
    found = Client().get("/api/v1/openapi.json").json()
    assert "/api/v1/me" in found["paths"]


def test_no_two_schemas_share_a_name_or_the_description_would_mix_them_up() -> None:
    seen: dict[str, set[str]] = {}
    for module in [name for name in sys.modules if name.startswith("guanjia.rooms.")]:
        for name, found in vars(sys.modules[module]).items():
            if isinstance(found, type) and issubclass(found, Schema) and found.__module__ == module:
                seen.setdefault(name, set()).add(module)
    assert not {name: modules for name, modules in seen.items() if len(modules) > 1}
