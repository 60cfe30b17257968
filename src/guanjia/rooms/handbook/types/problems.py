"""What is wrong with a pack: where, what, and what to write instead."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from guanjia.shared.errors import gettext_noop

LINE = gettext_noop("%(file)s:%(line)s: %(key)s: %(what)s; write %(instead)s instead")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right. `what` and `instead` are sources for translation with `params` filled in after it."""

    file: str
    line: int
    key: str
    what: str
    instead: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def told(self, translate: Callable[[str], str] = str) -> str:
        """The line for a person: `file:line: key: what is wrong; write … instead`."""
        parts = {
            "file": self.file,
            "line": self.line,
            "key": self.key or "-",
            "what": translate(self.what) % self.params,
            "instead": translate(self.instead) % self.params,
        }
        return translate(LINE) % parts

    def __str__(self) -> str:
        return self.told()


Path = tuple[str | int, ...]
Lines = Mapping[Path, int]


def line_of(lines: Lines, path: Path) -> int:
    """The line of `path`, or of the nearest thing around it that has one."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


@dataclass(frozen=True, slots=True)
class EventShape:
    """What a kind of event carries: types of subject, fields, and which of the fields are instants."""

    subjects: frozenset[str]
    fields: frozenset[str] = frozenset()
    instants: frozenset[str] = frozenset()
    any_subject: bool = False
    """It carries the reference of whatever it is about (events about promises)."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a pack may speak of beside its own words: the rooms' kinds of event, and the doors' duties."""

    events: Mapping[str, EventShape]
    duties: frozenset[str] = frozenset()
