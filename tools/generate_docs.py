"""What is written from the code into docs/generated: the API, the events, the states, the handbook's form,
and the base handbook as pages.

python tools/generate_docs.py            fails when a file differs from what the code says
python tools/generate_docs.py --write    writes them
"""

import difflib
import inspect
import json
import os
import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parents[1]
GENERATED = HOME / "docs" / "generated"
CHAPTERS = "handbook"
"""The folder of the base handbook's pages, one for each chapter."""


def documents() -> dict[str, str]:
    """Name and text of every generated document whose source exists."""
    made = {"openapi.json": openapi(), "events.md": events(), "states.md": states()}
    if find_spec("guanjia.rooms.handbook.types"):
        made["handbook.schema.json"] = handbook_schema()
    return made


def openapi() -> str:
    """The description of the API, as the running house serves it."""
    from guanjia.config.api import api

    return as_json(api.get_openapi_schema())


def events() -> str:
    """Every fact of the journal: what standards of a handbook may speak of."""
    from guanjia.shared.facts import KINDS

    lines = ["# Events", "", "Every event has `id`, `community_id`, `subject_id` and `at`; its own fields follow.", ""]
    lines += ["| event | about | fields | what happened |", "| --- | --- | --- | --- |"]
    for kind, fact in sorted(KINDS.items()):
        if not fact.__module__.startswith("guanjia."):
            continue
        types = inspect.get_annotations(fact) | {
            name: kept for base in reversed(fact.__mro__) for name, kept in inspect.get_annotations(base).items()
        }
        fields = ", ".join(f"`{name}` {cell(plain(types[name]))}" for name in fact.field_names())
        lines.append(f"| `{kind}` | {fact.about} | {fields} | {cell(first_line(fact))} |")
    return "\n".join(lines) + "\n"


def states() -> str:
    """Every table of moves in the rooms' rules."""
    lines = ["# States", "", "A move that is not here is refused with a reason.", ""]
    for room in sorted(path.parent.name for path in (HOME / "src/guanjia/rooms").glob("*/__init__.py")):
        name = f"guanjia.rooms.{room}.rules"
        moves = getattr(import_module(name), "MOVES", None) if find_spec(name) else None
        if not isinstance(moves, Mapping):
            continue
        by_verb = any(isinstance(to, Mapping) for to in moves.values())
        lines += [f"## {room}", "", f"| {'verb' if by_verb else 'from'} | {'moves' if by_verb else 'to'} |"]
        lines += ["| --- | --- |", *(f"| {word(what)} | {targets(to)} |" for what, to in moves.items()), ""]
    return "\n".join(lines).rstrip() + "\n"


def targets(to: Mapping[Any, Any] | Iterable[Any]) -> str:
    """The right-hand side of a move, in a stable order."""
    if isinstance(to, Mapping):
        return ", ".join(sorted(f"{word(now)} → {word(then)}" for now, then in to.items()))
    return ", ".join(sorted(word(then) for then in to)) or "–"


def handbook_schema() -> str:
    """The form of a pack's files: one schema, a reference per file name."""
    from guanjia.rooms.handbook.rules.published_schema import pack_schema

    return as_json(pack_schema())


def as_json(what: Any) -> str:
    """Stable text: sorted, readable, one final line end."""
    return json.dumps(what, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"


def plain(annotation: Any) -> str:
    """A type as one would write it."""
    text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")
    return (
        text if text and "|" not in str(annotation) else str(annotation).replace("uuid.", "").replace("datetime.", "")
    )


def first_line(what: Any) -> str:
    """The promise of a docstring."""
    own = what.__dict__.get("__doc__") or ""
    return "" if own.startswith(f"{what.__name__}(") else own.strip().split("\n")[0]


def cell(text: str) -> str:
    """Text inside a table of Markdown."""
    return text.replace("|", "\\|")


def word(what: Any) -> str:
    """The stored word of a state or verb."""
    return str(getattr(what, "value", what))


def left_over(made: Mapping[str, str]) -> list[Path]:
    """Pages of a chapter the handbook no longer has."""
    there = (GENERATED / CHAPTERS).glob("*.md")
    return sorted(file for file in there if f"{CHAPTERS}/{file.name}" not in made)


def main(words: list[str]) -> int:
    """Status 0 when docs/generated is what the code says."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "guanjia.config.settings"
    import django
    from django.utils import translation

    django.setup()
    with translation.override("en"):
        made = documents() | import_module("handbook_pages").pages()
    if "--write" in words:
        GENERATED.mkdir(parents=True, exist_ok=True)
        for name, text in made.items():
            (GENERATED / name).parent.mkdir(exist_ok=True)
            (GENERATED / name).write_text(text, encoding="utf-8")
        for file in left_over(made):
            file.unlink()
        return 0
    status = 0
    for file in left_over(made):
        status = 1
        print(f"{file.relative_to(HOME)} is made by nothing: run make docs")
    for name, text in made.items():
        file = GENERATED / name
        before = file.read_text(encoding="utf-8") if file.is_file() else ""
        if before != text:
            status = 1
            differs = difflib.unified_diff(
                before.splitlines(), text.splitlines(), name, "the code says", lineterm="", n=1
            )
            print("\n".join(list(differs)[:40]))
            print(f"docs/generated/{name} differs from the code: run make docs")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
