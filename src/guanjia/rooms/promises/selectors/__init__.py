"""What can be read of promises."""

from guanjia.rooms.promises.selectors.foresight import kept_by, would_owe
from guanjia.rooms.promises.selectors.knowledge import known_by, promises_known
from guanjia.rooms.promises.selectors.reading import (
    Sought,
    count_overdue,
    nearest,
    nearest_due,
    of_standard,
    of_subject,
    of_subjects,
    owed_now,
    promise,
    tally,
)

__all__ = [
    "Sought",
    "count_overdue",
    "kept_by",
    "known_by",
    "nearest",
    "nearest_due",
    "of_standard",
    "of_subject",
    "of_subjects",
    "owed_now",
    "promise",
    "promises_known",
    "tally",
    "would_owe",
]
