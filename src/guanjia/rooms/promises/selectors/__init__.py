"""What can be read of promises."""

from guanjia.rooms.promises.selectors.knowledge import known_by, promises_known
from guanjia.rooms.promises.selectors.reading import (
    Sought,
    nearest,
    of_standard,
    of_subject,
    of_subjects,
    owed_now,
    promise,
    tally,
)

__all__ = [
    "Sought",
    "known_by",
    "nearest",
    "of_standard",
    "of_subject",
    "of_subjects",
    "owed_now",
    "promise",
    "promises_known",
    "tally",
]
