"""The published schema says what the types say, and the sample pack uses all of it."""

import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest

from guanjia.rooms.handbook.rules.assembling import assemble
from guanjia.rooms.handbook.rules.published_schema import pack_schema
from guanjia.rooms.handbook.rules.reading import read_yaml
from guanjia.rooms.handbook.types.base import Part
from guanjia.rooms.handbook.types.book import FOLDERS, LISTS, SINGLE, Override
from guanjia.rooms.handbook.types.standards import KINDS

HOME = Path(__file__).parents[3]
PUBLISHED = HOME / "docs" / "generated" / "handbook.schema.json"


def test_the_published_schema_is_the_one_the_types_make() -> None:
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == pack_schema()


def test_the_sample_pack_is_right_by_the_published_schema(every: dict[str, bytes]) -> None:
    plain = {name: read_yaml(name, content).data for name, content in every.items()}
    assert not list(jsonschema.Draft202012Validator(pack_schema()).iter_errors(plain))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("standards/all.yaml", b"while_running: restart", b"while_running: again"),
        ("pack.yaml", b"version:", b"edition:"),
        ("urgency.yaml", b"rank: 0", b"rank: first"),
    ],
)
def test_the_published_schema_refuses_what_the_check_refuses(
    every: dict[str, bytes], file: str, old: bytes, new: bytes
) -> None:
    every[file] = every[file].replace(old, new)
    plain = {name: read_yaml(name, content).data for name, content in every.items()}
    assert not jsonschema.Draft202012Validator(pack_schema()).is_valid(plain)


def parts_in(annotation: Any) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for one in get_args(annotation):
        yield from parts_in(one)


def all_parts() -> set[type[Part]]:
    files = ("pack.yaml", "terms.yaml", "grades.yaml")
    waiting = [*LISTS.values(), *KINDS.values(), *(SINGLE[name] for name in files), FOLDERS["years"], Override]
    found: set[type[Part]] = set()
    while waiting:
        part = waiting.pop()
        if part not in found:
            found.add(part)
            waiting += [inner for field in part.model_fields.values() for inner in parts_in(field.annotation)]
    return found


def declared(part: type[Part], name: str) -> tuple[str, str]:
    """A field with the part that declares it: what all kinds share needs to be used by one of them."""
    owners = [one for one in part.__mro__ if name in inspect.get_annotations(one)]
    return owners[-1].__name__, name


def used_fields(part: Part) -> Iterator[tuple[type[Part], str]]:
    """Every field a part sets itself, in it and in all parts inside it."""
    for name in part.model_fields_set:
        yield type(part), name
        yield from used_in(getattr(part, name))


def used_in(value: Any) -> Iterator[tuple[type[Part], str]]:
    if isinstance(value, Part):
        yield from used_fields(value)
    elif isinstance(value, dict):
        for one in value.values():
            yield from used_in(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from used_in(one)


def test_the_sample_pack_uses_every_kind_and_every_field(every: dict[str, bytes]) -> None:
    found = assemble(every)
    entries = [entry for listed in found.entries.values() for entry in listed.values()] + found.years
    used = {one for entry in entries for one in used_fields(entry.part)}
    names = {declared(part, name) for part, name in used}
    wanted = {declared(part, name) for part in all_parts() for name in part.model_fields}
    assert {entry.plain["kind"] for entry in found.all("standards")} == set(KINDS)
    assert sorted(wanted - names) == []
