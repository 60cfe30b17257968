"""What is to be told about a promise and when: the warning, the miss, the steps of the ladder."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guanjia.rooms.promises.rules.due import natural

WARNING, MISS = "warned", "missed"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell, at an instant in microseconds; `what` is its key. Steps of the ladder begin with 1."""

    what: str
    at: int
    to_role: str = ""
    step: int = 0


def notices(ladder: Sequence[Mapping[str, Any]], limit: str, *, warn: int | None, due: int | None) -> Iterator[Notice]:
    """Everything a promise has to tell if nothing stops it. What a warning brings is left out from the due time on.

    `limit` is the row of the table by urgency: a step may have another length for it.
    """
    before_due = warn is not None and (due is None or warn < due)
    if before_due and warn is not None:
        yield Notice(WARNING, warn)
    if due is not None:
        yield Notice(MISS, due)
    for number, step in enumerate(ladder, start=1):
        upon = step.get("upon", MISS)
        base = due if upon == MISS else (warn if before_due else None)
        if base is None:
            continue
        at = base + natural((step.get("by_urgency") or {}).get(limit) or step.get("after") or {"minutes": 0})
        if upon == MISS or due is None or at < due:
            yield Notice(f"step-{number}", at, step["to"], number)
