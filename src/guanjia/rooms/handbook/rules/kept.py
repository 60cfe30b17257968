"""What a pack says and nothing carries out yet, told so that nobody counts on it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from guanjia.rooms.handbook.rules.assembling import Assembly, Entry
from guanjia.rooms.handbook.rules.references import values_at
from guanjia.rooms.handbook.types.kept import JUDGED_LATER, KEPT, MORE, NOT_JUDGED, NOT_YET, SAID, UNTOLD
from guanjia.rooms.handbook.types.problems import Path, line_of


@dataclass(frozen=True, slots=True)
class Note:
    """One key without an effect: where it is said first, and how many say it."""

    file: str
    line: int
    key: str
    what: str
    count: int = 1

    def told(self, translate: Callable[[str], str] = str) -> str:
        """The line for a person: `file:line: key: what of it`."""
        said = translate(SAID) % {"file": self.file, "line": self.line, "key": self.key, "what": translate(self.what)}
        return said if self.count == 1 else translate(MORE) % {"line": said, "count": self.count - 1}


def notes_of(found: Assembly) -> list[Note]:
    """What a pack says without an effect, each key once, by file and line."""
    told: dict[tuple[str, str], Note] = {}
    for entry, key, where, what in _said(found):
        known = told.get((key, what))
        count = 1 if known is None else known.count + 1
        first = known or Note(entry.file, line_of(entry.lines, where), key, what)
        told[key, what] = Note(first.file, first.line, key, what, count)
    return sorted(told.values(), key=lambda one: (one.file, one.line, one.key))


def _said(found: Assembly) -> Iterator[tuple[Entry, str, Path, str]]:
    for name, paths in KEPT.items():
        for entry in found.all(name):
            for path in paths:
                for where, _ in values_at(entry.plain, path.split(".")):
                    if _is_said(entry, where):
                        yield entry, f"{name}: {path.removesuffix('.*').removesuffix('.code')}", where, NOT_YET
    for entry in found.all("standards"):
        kind = entry.plain["kind"]
        if kind == JUDGED_LATER:
            yield entry, f"kind: {kind}", ("kind",), NOT_JUDGED
        for key in UNTOLD.get(kind, ()):
            if _is_said(entry, (key,)) and entry.plain.get(key):
                yield entry, f"{kind}: {key}", (key,), NOT_YET


def _is_said(entry: Entry, where: Path) -> bool:
    """Whether the files say it, not only a default of ours."""
    return where in entry.lines or any(where[:length] in entry.lines for length in range(len(where) - 1, 1, -1))
