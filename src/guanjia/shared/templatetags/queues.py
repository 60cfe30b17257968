"""Rows of a queue under the headings people look for: overdue, within the hour, today, later, paused."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Heap:
    """Rows that stand next to each other under one heading."""

    label: str
    rows: list[Any]


def heaps(rows: Iterable[Any], now: datetime) -> list[Heap]:
    """Cut rows, already in their order, wherever the heading changes; needs `.due_at` and `.state`."""
    return [Heap(label, list(same)) for label, same in groupby(rows, key=lambda row: _heading(row, now))]


def _heading(row: Any, now: datetime) -> str:
    if str(row.state) == "paused":
        return _("Paused")
    if row.due_at is None:
        return _("Nothing owed at a time")
    if row.due_at < now:
        return _("Overdue")
    if row.due_at <= now + timedelta(hours=1):
        return _("Within the hour")
    today = timezone.localtime(now).date() + timedelta(days=1)
    midnight = timezone.localtime(row.due_at - timedelta(seconds=1)).date()
    return _("Due today") if midnight < today else _("Later")
