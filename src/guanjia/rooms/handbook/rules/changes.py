"""What one handbook says otherwise than another, key by key."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from guanjia.rooms.handbook.types.book import HandbookContent

_NOT_THERE: Any = object()


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; `before` or `after` is empty where something is new or gone."""

    where: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.before:
            return f"+ {self.where}: {self.after}"
        if not self.after:
            return f"- {self.where}: {self.before}"
        return f"~ {self.where}: {self.before} → {self.after}"


def changes(old: HandbookContent, new: HandbookContent) -> Iterator[Change]:
    """Every difference, in the order of the new handbook, then what is gone."""
    yield from _between(old.model_dump(mode="json"), new.model_dump(mode="json"), "")


def _between(old: Any, new: Any, where: str) -> Iterator[Change]:
    if old == new:
        return
    if not (isinstance(old, Mapping) and isinstance(new, Mapping)):
        yield Change(where, _said(old), _said(new))
        return
    for key in [*new, *(key for key in old if key not in new)]:
        yield from _between(old.get(key, _NOT_THERE), new.get(key, _NOT_THERE), f"{where}.{key}".lstrip("."))


def _said(value: Any) -> str:
    if value is _NOT_THERE:
        return ""
    if isinstance(value, Mapping) and "title" in value:
        return str(value["title"]["zh"])
    return json.dumps(value, ensure_ascii=False)
