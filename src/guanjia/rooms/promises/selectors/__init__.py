"""What can be read of promises."""

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

__all__ = ["Sought", "nearest", "of_standard", "of_subject", "of_subjects", "owed_now", "promise", "tally"]
