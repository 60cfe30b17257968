"""Facts of routine work. The subject of the engine is what was looked after, named by its type and id."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from guanjia.shared.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDone(Fact):
    """Routine work was done: which (`task`), on what, by whom, how many together, the evidence by item of the
    checklists, and the items at which something was found. `afterwards`: it was entered from paper."""

    kind: ClassVar[str] = "task.done"
    about: ClassVar[str] = "routine"
    names: ClassVar[tuple[str, str] | None] = ("worker", "by")

    subject_type: str
    about_id: UUID
    by_id: UUID
    task: str
    people: int = 1
    began: datetime | None = None
    evidence: dict[str, object] = field(default_factory=dict)
    found: tuple[str, ...] = ()
    afterwards: bool = False
