"""The published JSON Schema of a pack, made from the types: what an editor needs to help while writing."""

import ast
import inspect
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from pydantic.json_schema import models_json_schema

from guanjia.rooms.handbook.types.base import Part
from guanjia.rooms.handbook.types.book import FOLDERS, LISTS, NEEDED, SINGLE
from guanjia.rooms.handbook.types.editions import SCHEMA
from guanjia.rooms.handbook.types.standards import KINDS

_DEFAULTED = ("standards", "topics", "scripts", "guides", "plans")
"""Lists whose files may begin with `defaults`: an entry may leave to them what it must say otherwise."""


def pack_schema() -> dict[str, Any]:
    """A pack as an object of its files: path → content. `$defs` holds every part; it changes only with SCHEMA."""
    forms = sorted({*SINGLE.values(), *FOLDERS.values()}, key=lambda form: form.__name__)
    refs, made = models_json_schema([(form, "validation") for form in forms], ref_template="#/$defs/{model}")
    definitions = made["$defs"]
    _described(definitions)
    _shorthands(definitions)
    for name in _DEFAULTED:
        kinds = KINDS.values() if name == "standards" else [LISTS[name]]
        for kind in kinds:
            definitions[kind.__name__]["required"] = ["code"]
    of = {form: refs[form, "validation"] for form in forms}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:guanjia:handbook:{SCHEMA}",
        "title": "A pack of the handbook: its files by path, each as the value its YAML holds",
        "type": "object",
        "properties": {name: of[form] for name, form in SINGLE.items()},
        "patternProperties": {rf"^{folder}/[^/]+\.yaml$": of[form] for folder, form in FOLDERS.items()},
        "required": list(NEEDED),
        "$defs": dict(sorted(definitions.items())),
    }


def _described(definitions: dict[str, Any]) -> None:
    """Each key with what its part says of it. Read here and not as the types are made: no other process needs it, and
    looking it up costs each of them a tenth of its start."""
    for part in _parts(Part):
        properties = definitions.get(part.__name__, {}).get("properties", {})
        for name, words in _keys_with_words(part):
            key = part.model_fields[name].alias or name
            if key in properties:
                properties[key].setdefault("description", words)


def _parts(base: type[Part]) -> Iterator[type[Part]]:
    """Every part, those it was made from after it."""
    for part in base.__subclasses__():
        yield from _parts(part)
        yield part


def _keys_with_words(part: type[Part]) -> Iterator[tuple[str, str]]:
    for form in part.__mro__[: part.__mro__.index(Part)]:
        (written,) = ast.parse(inspect.getsource(form)).body
        for one, after in pairwise(getattr(written, "body", ())):
            match one, after:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                    yield name, inspect.cleandoc(words)


def _shorthands(definitions: dict[str, Any]) -> None:
    """What the files may say shorter than the plain form."""
    definitions["Text"] = _or({"type": "string", "minLength": 1}, definitions["Text"])
    definitions["Trigger"] = _or({"type": "string", "minLength": 1}, definitions["Trigger"])
    words = ["day", "week", "month", "quarter", "half_year", "year"]
    definitions["Period"] = _or({"enum": words}, definitions["Period"])
    for part in definitions.values():
        properties = part.get("properties", {})
        for field in properties.values():
            _one_or_more(field)
        if "reasons" in properties and properties["reasons"].get("type") == "object" and "start" not in part:
            properties["reasons"] = _or({"type": "array", "items": {"type": "string"}}, properties["reasons"])


def _one_or_more(field: dict[str, Any]) -> None:
    """A list of codes, words or triggers may be a single one."""
    items = field.get("items")
    if field.get("type") != "array" or not isinstance(items, dict):
        return
    single = items.get("type") == "string" or items.get("$ref", "").endswith("/Trigger") or "enum" in items
    if single:
        listed = {key: field.pop(key) for key in ("type", "items", "minItems") if key in field}
        field["anyOf"] = [listed, items]


def _or(shorter: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    about: dict[str, Any] = {key: whole[key] for key in ("description", "title") if key in whole}
    return {**about, "anyOf": [shorter, whole]}


def form_of(name: str) -> type[Part]:
    """The part a file of this path holds. Raises KeyError for a path that no pack has."""
    return SINGLE.get(name) or FOLDERS[name.partition("/")[0]]
