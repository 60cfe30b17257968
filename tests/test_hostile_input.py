"""What nobody would type: the API by its own description, and every page, with values made to break it.

Whoever sends them may pass every door, so that they get as far as they can. Nothing may fail on our side (5xx), and
nothing may come back as markup. The values are drawn by the name of the endpoint, so each run sends the same.
"""

import json
import re
import zlib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from guanjia.rooms.people import services
from tests.cast import Cast
from tests.test_every_door import (
    EVERY_DUTY,
    Door,
    Endpoint,
    body_of,
    description,
    filled,
    standing_doors,
    standing_endpoints,
)
from tests.world import World

SCRIPT = "<script>alert(7)</script>\"'><img src=x onerror=alert(7)>"
TEXTS = (SCRIPT, "\x00", "\ud800", "", " ", "%00", "../../etc/passwd", "=1+1", "{{ 7 }}", "9" * 5000, "ﷺ" * 300, "null")
NUMBERS = (0, -1, 2**31, 2**63, 2**200, 0.5, 1e308)
DAYS = ("0001-01-01", "9999-12-31", "2026-02-30")
INSTANTS = ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00", "2026-03-02T10:00:00", "now")
EXAMPLES = 3
FEW = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


def reflected(answer: Any) -> bool:
    """Whether what was sent stands in a page as it was sent."""
    return answer.headers.get("Content-Type", "").startswith("text/html") and b"<script>alert(7)" in answer.content


# The API --------------------------------------------------------------------------------------------------------------


def values(schema: dict[str, Any], depth: int = 0) -> st.SearchStrategy[Any]:
    """What may stand where the description says this: fitting, at its bounds, far beyond them, or something else."""
    if "$ref" in schema:
        return values(description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]], depth)
    for many in ("anyOf", "allOf", "oneOf"):
        if many in schema:
            return st.one_of([values(one, depth) for one in schema[many]])
    if "enum" in schema or "const" in schema:
        return st.sampled_from([*schema.get("enum", [schema.get("const")]), SCRIPT])
    kind = schema.get("type", "")
    if kind == "object" and depth < 5:
        known, needed = schema.get("properties", {}), schema.get("required", ())
        parts = {name: values(one, depth + 1) for name, one in known.items()}
        must = {name: part for name, part in parts.items() if name in needed}
        return st.fixed_dictionaries(must, optional={name: parts[name] for name in parts if name not in must})
    if kind == "array" and depth < 5:
        return st.lists(values(schema.get("items", {}), depth + 1), max_size=2)
    return _leaves(kind, schema)


def _leaves(kind: str, schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if kind in {"integer", "number"}:
        low = schema.get("minimum", 0)
        return st.sampled_from([low, schema.get("maximum", low + 1), *NUMBERS])
    if kind == "boolean":
        return st.booleans()
    if kind == "null":
        return st.none()
    found = schema.get("format", "")
    if found == "date":
        return st.sampled_from(["2026-03-02", *DAYS])
    if found == "date-time":
        return st.sampled_from(["2026-03-02T10:00:00Z", *INSTANTS])
    if found == "uuid":
        return st.sampled_from(["00000000-0000-7000-8000-000000000000", SCRIPT])
    fitting = st.text(min_size=schema.get("minLength", 0), max_size=min(schema.get("maxLength", 40), 40))
    return st.one_of(fitting, st.sampled_from(TEXTS))


def operation(one: Endpoint) -> dict[str, Any]:
    """What the description says of this endpoint."""
    paths = {path.replace("{uuid:", "{"): found for path, found in description()["paths"].items()}
    found: dict[str, Any] = paths["/api/v1" + one.path.replace("{uuid:", "{")][one.method.lower()]
    return found


def asked(one: Endpoint) -> st.SearchStrategy[dict[str, Any]]:
    """Words of the query."""
    words = [word for word in operation(one).get("parameters", ()) if word["in"] == "query"]
    return st.fixed_dictionaries({}, optional={word["name"]: values(word["schema"]) for word in words})


def sent(one: Endpoint) -> st.SearchStrategy[Any]:
    """The body: by the description, or the smallest right one with one word made wrong."""
    content = operation(one).get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    if schema is None:
        return st.none()
    right = body_of(one)[1]
    by_name = values(schema)
    if not isinstance(right, dict) or not right:
        return by_name
    wrong = st.tuples(st.sampled_from(sorted(right)), st.sampled_from([*TEXTS, *NUMBERS, None, [], {}]))
    return st.one_of(by_name, wrong.map(lambda pair: {**right, pair[0]: pair[1]}))


def called(one: Endpoint, url: str, query: dict[str, Any], body: Any, headers: dict[str, str]) -> Any:
    """The answer to one call."""
    words = urlencode({name: "" if value is None else value for name, value in query.items()}, True, errors="replace")
    program = Client(raise_request_exception=False)
    if one.method == "GET":
        return program.get(f"{url}?{words}", headers=headers)
    data, kind = (json.dumps(body), "application/json") if body is not None else ({}, "multipart/form-data")
    if body is None:
        return getattr(program, one.method.lower())(f"{url}?{words}", headers=headers)
    return getattr(program, one.method.lower())(f"{url}?{words}", data, content_type=kind, headers=headers)


def attacked(one: Endpoint, url: str, headers: dict[str, str]) -> list[Any]:
    """Send what was drawn for this endpoint; tells what broke it."""
    wrong: list[Any] = []

    @FEW
    @given(query=asked(one), body=sent(one))
    def send(query: Any, body: Any) -> None:
        answer = called(one, url, query, body, headers)
        if answer.status_code >= 500 or reflected(answer):
            wrong.append((one.name, answer.status_code, query, body))

    seed(one.name)(send)()
    return wrong


def test_nothing_a_program_sends_breaks_the_api_or_comes_back_as_markup(cast: Cast, world: World) -> None:
    services.set_role_duties(cast.company_id, {"everything": EVERY_DUTY})
    headers = cast.bearer(cast.hired("everything", "everything"))
    wrong: list[Any] = []
    for one in standing_endpoints():
        url = "/api/v1" + one.path.replace("{uuid:", "{").format(**filled(one.name, one.names, world))
        wrong += attacked(one, url, headers)
    assert not wrong


# The pages ------------------------------------------------------------------------------------------------------------

SRC = Path(__file__).resolve().parents[1] / "src" / "guanjia"
QUERIES = (SCRIPT, "\x00", "9" * 400, "2026-02-30", "0001-01-01T00:00", "-1")
LEFT = {"people:sign_out", "people:end_other_sessions", "people:end_session", "people:community", "people:end_links"}
"""Who sends these is no longer signed in, or looks at something else."""


@cache
def words() -> frozenset[str]:
    """Every word some page reads of its address, and every field of some form."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in SRC.rglob("*.py"))
    parts = "\n".join(path.read_text(encoding="utf-8") for path in SRC.rglob("*.html"))
    read = set(re.findall(r'(?:GET|POST)\.get(?:list)?\("(\w+)"', code)) | set(re.findall(r'name="(\w+)"', parts))
    return frozenset(read | set(re.findall(r"^ +(\w+) = forms\.", code, re.MULTILINE)))


def meant_badly(door: Door) -> dict[str, str]:
    """A value made to break something in every word, another in each of them."""
    return {word: QUERIES[zlib.crc32(f"{door.name} {word}".encode()) % len(QUERIES)] for word in words()}


def knocked(cast: Cast, world: World, method: str) -> list[Any]:
    """Send every page what is meant badly, as somebody who may open it; tells what broke."""
    services.set_role_duties(cast.company_id, {"everything": EVERY_DUTY - {"as_resident"}})
    staff, phone = cast.client(cast.hired("everything", "everything")), cast.resident_client()
    staff.raise_request_exception = phone.raise_request_exception = False
    doors = [door for door in standing_doors() if method == "get" or door.name not in LEFT]
    there = [(door, reverse(door.name, kwargs=filled(door.name, door.names, world) or None)) for door in doors]
    wrong = list[Any]()
    for door, url in there:
        answer = getattr(phone if door.duty == "as_resident" else staff, method)(url, meant_badly(door))
        if answer.status_code >= 500 or reflected(answer):
            wrong.append((door.name, answer.status_code))
    return wrong


def test_nothing_in_an_address_breaks_a_page_or_comes_back_as_markup(cast: Cast, world: World) -> None:
    assert not knocked(cast, world, "get")


def test_nothing_in_a_form_breaks_a_page_or_comes_back_as_markup(cast: Cast, world: World) -> None:
    assert not knocked(cast, world, "post")
