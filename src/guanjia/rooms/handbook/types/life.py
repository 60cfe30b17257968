"""How an edition comes to be: its steps, what may be done next, and what a draft is asked to change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from guanjia.rooms.handbook.types.editions import EditionRow


class Step(StrEnum):
    """What somebody did with an edition."""

    DRAFTED = "drafted"
    CHANGED = "changed"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    SENT_BACK = "sent_back"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step: who did it, when, with which remark. `by` is empty for the house itself."""

    step: Step
    by: str
    at: datetime
    remark: str = ""


@dataclass(frozen=True, slots=True)
class EditionView:
    """An edition with its road: what its page and a program see."""

    row: EditionRow
    drafted_at: datetime
    published_at: datetime | None
    approved_by: str
    made_from: int | None
    """The number of the edition the draft was copied from."""
    steps: tuple[StepRow, ...] = ()


@dataclass(frozen=True, slots=True)
class StandardChange:
    """What a draft is asked to say otherwise of one standard: only the keys that differ.

    `community` is the short name of one; empty means everywhere. `rests_on` says on what a community's own figure
    rests, and is needed there.
    """

    code: str
    keys: Mapping[str, Any]
    community: str = ""
    rests_on: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Loosened:
    """A standard that is law and would ask less than the edition in force does."""

    code: str
    key: str
    """Empty when the whole standard would be gone."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing an edition says otherwise; `before` or `after` is None where something is new or gone.

    `key` is empty for a whole entry. `communities` are the short names of those it holds in; empty: everywhere.
    """

    list: str
    code: str
    key: str
    before: Any
    after: Any
    communities: tuple[str, ...] = field(default=())
