"""What the pages of the field are made of; plain values, ready to be shown."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from guanjia.rooms.cases.types import CaseView, PhotoRow, TimelineRow
from guanjia.rooms.dispatch.types import GoneRow, OpeningRow, TaskRow
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.promises.types import PromiseRow
from guanjia.rooms.repairs.types import RepairView
from guanjia.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class Ground:
    """What an act stands on: who acts, on which case, by which task and handbook, and when the page was asked for."""

    actor: Actor
    case: CaseView
    task: TaskRow | None
    book: Book
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRow:
    """An act as a page shows it; `lack` says what is still missing, written under the button."""

    name: str
    label: str
    icon: str
    url: str
    text: str = ""
    lack: str = ""
    asks: bool = False
    """Whether it needs words, and so has a page of its own."""
    files: bool = False
    form: Any = None


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of a guide, for ticking off."""

    code: str
    title: str
    text: str
    say: str = ""
    """What is said at this step, with what is known filled in."""


@dataclass(frozen=True, slots=True)
class Steps:
    """A guide of the handbook for this work."""

    code: str
    title: str
    steps: list[StepLine]


@dataclass(frozen=True, slots=True)
class Tasks:
    """A worker's list: what they are asked to do, and what they have, the nearest due first."""

    offers: list[TaskRow]
    tasks: list[TaskRow]
    until: datetime | None
    next: str | None = None
    openings: list[OpeningRow] = field(default_factory=list)
    """What lies open for the reader's roles."""
    gone: list[GoneRow] = field(default_factory=list)
    """What is no longer theirs, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPage:
    """Everything the page of one task shows."""

    case: CaseView
    promises: list[PromiseRow]
    told: list[TimelineRow]
    guides: list[Steps]
    photos: list[PhotoRow]
    before: int
    after: int
    next_act: ActRow | None
    acts: list[ActRow] = field(default_factory=list)
    reason: str = ""
    """Why this person was chosen."""
    may_call: bool = False
    may_photo: bool = False
    repair: RepairView | None = None
    """The price, the materials, the receipt, and the warranty it stands under."""

    @property
    def aside(self) -> list[ActRow]:
        """What stands beside the next act, under the thumb: to decline, or to pause."""
        return [one for one in self.acts if one.name in {"pause", "decline"}] if self.next_act else []

    @property
    def more(self) -> list[ActRow]:
        """What else is possible, listed."""
        return [one for one in self.acts if one not in self.aside]
