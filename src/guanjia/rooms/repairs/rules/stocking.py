"""What is on a van: never below nothing without saying so."""

from guanjia.shared.errors import Invalid, Refused, gettext_noop

MOST = 9_999
"""More than any van holds; beyond it somebody mistyped."""


def check_enough(title: str, there: int, wanted: int, *, short: bool) -> bool:
    """Whether the use goes below what is there. Raises Refused for that unless it is said (`short`)."""
    if wanted <= there:
        return False
    if not short:
        message = gettext_noop(
            "Only %(there)s of %(item)s on your van. Count it, or say that it was used all the same."
        )
        raise Refused("repairs.short", message, {"there": max(there, 0), "item": title})
    return True


def check_taken(count: int) -> None:
    """Raises Invalid for a number that can't be taken in or used."""
    if not 0 < count <= MOST:
        raise Invalid("repairs.count", gettext_noop("The number must be from 1 to %(most)s."), {"most": MOST})


def check_back(title: str, used: int, count: int) -> None:
    """Raises Refused for more than was used from this van on this case."""
    if count > used:
        message = gettext_noop("Only %(used)s of %(item)s from your van are written down here; no more can go back.")
        raise Refused("repairs.not_used", message, {"used": used, "item": title})


def check_counted(count: int) -> None:
    """Raises Invalid for a number nobody can have counted."""
    if not 0 <= count <= MOST:
        raise Invalid("repairs.counted", gettext_noop("Count again: from 0 to %(most)s."), {"most": MOST})
