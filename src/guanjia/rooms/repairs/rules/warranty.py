"""How long a repair stands for itself, and what it covers."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from guanjia.rooms.repairs.types import Cover, Line


def warranty_until(done_at: datetime, lines: Sequence[Line], otherwise: timedelta) -> datetime:
    """Until when the same trouble again is free: by the longest warranty of what was agreed to, or the handbook's
    time where nothing was paid for."""
    longest = max((line.warranty_days for line in lines), default=0)
    return done_at + (timedelta(days=longest) if lines else otherwise)


def covers_of(earlier: Iterable[tuple[UUID, str, datetime, Sequence[Line]]], at: datetime) -> dict[str, Cover]:
    """By code of the price list: the repair that still stands for it at this home, the longest of them.

    `earlier`: (case, its number, when it was done, its lines).
    """
    found: dict[str, Cover] = {}
    for case_id, number, done_at, lines in earlier:
        for line in lines:
            until = done_at + timedelta(days=line.warranty_days)
            known = found.get(line.code)
            if line.code and line.warranty_days and until > at and (known is None or until > known.until):
                found[line.code] = Cover(case_id, number, until)
    return found
