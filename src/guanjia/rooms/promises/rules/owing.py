"""Who owes: the standard names a role; the facts of the subject name the person.

A subject has two people: who looks after it, and who does the work. A standard owed by a role that is sent to work
is owed by the latter.
"""

from collections.abc import Mapping

OWNER, WORKER = "owner", "worker"
_NAMED_BY: Mapping[str, tuple[str, str]] = {
    "case.opened": (OWNER, "staff"),
    "case.classified": (OWNER, "staff"),
    "case.taken_on": (WORKER, "staff"),
    "case.transferred": (WORKER, "to_staff"),
    "case.unassigned": (WORKER, ""),
    "contact.taken": (OWNER, "staff"),
    "docket.opened": (OWNER, "owner"),
    "conversation.person_joined": (OWNER, "staff"),
    "message.answered": (OWNER, "staff"),
    "follow_up.attempted": (OWNER, "staff"),
}
NAMING = frozenset(_NAMED_BY)


def named_by(kind: str, refs: Mapping[str, str]) -> tuple[str, str | None] | None:
    """Which of the two people an event names, and who it is; None in the second place takes the name away."""
    if kind not in _NAMED_BY:
        return None
    place, ref = _NAMED_BY[kind]
    if not ref:
        return place, None
    return (place, refs[ref]) if ref in refs else None
