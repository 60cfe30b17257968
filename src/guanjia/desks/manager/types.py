"""What the manager's page is made of; plain values, ready to be shown."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from guanjia.shared.db import Page


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One community today: what was kept, and how what is open stands."""

    id: UUID
    name: str
    kept: int
    late: int
    missed: int
    overdue: int
    near: int
    paused: int
    running: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow:
    """One promise that presses, with what can be done about it at once."""

    promise: Any
    title: str
    place: str
    who: str
    url: str
    """Where what it is about opens."""
    act: str = ""
    """What is done there, empty when one can only look."""
    act_url: str = ""
    nudge_url: str = ""
    """Where its owner is reminded by one touch; empty when there is nothing to write it on."""


@dataclass(frozen=True, slots=True)
class Group:
    """A team or a person that owes what presses, as a filter."""

    key: str
    title: str
    second: str
    overdue: int
    near: int
    current: bool
    url: str


@dataclass(frozen=True, slots=True)
class LoadRow:
    """Somebody on duty and how much is on their hands."""

    id: UUID
    name: str
    role: str
    load: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What part of the page is asked for."""

    community_id: UUID | None = None
    role: str = ""
    staff_id: UUID | None = None
    cut: str = ""
    """due, team or person: how what presses is cut up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The manager's page."""

    places: list[PlaceRow]
    chosen: PlaceRow | None
    page: Page[ActionRow]
    pressing: int
    tabs: list[Any]
    groups: list[Group]
    load: list[LoadRow]
    most: int
    """The largest load, for the scale of the bars."""
    filtered: bool
