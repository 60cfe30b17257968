"""Standards that are judged at once, by one event: checklists at an act's end, gates at its start."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guanjia.rooms.promises.rules.conditions import Facts
from guanjia.rooms.promises.types import EventId, Happening

Noted = Mapping[str, Any]
"""What a gate remembers of an event: id, at, kind, and the fields it asks about; plain, so that it is stored."""


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that was missing: `what` is the kind of lack, `name` the code of the item, role or requirement."""

    what: str
    name: str = ""
    need: int = 0
    have: int = 0

    @property
    def flag(self) -> str:
        """As it stands on the promise."""
        return f"{self.what}:{self.name}" if self.name else self.what


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an act kept a checklist or a gate, what was missing, what is only worth a look, and on which events it
    rests."""

    lacks: tuple[Lack, ...] = ()
    marks: tuple[str, ...] = ()
    evidence: tuple[EventId, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether nothing was missing."""
        return not self.lacks


Judge = Callable[[Happening, Facts, Sequence[Noted]], Verdict]


@dataclass(frozen=True, slots=True)
class JudgedRule:
    """How an act is judged, and what is remembered for it: `hears` are kinds of event, `note` makes what is kept."""

    judge: Judge
    hears: frozenset[str] = frozenset()
    note: Callable[[Happening], Noted] = lambda event: {"id": event.id}
