"""Who owes: the standard names a role; the facts of the subject name the person.

A subject has two people: who looks after it, and who does the work. A standard owed by a role that is sent to work
is owed by the latter. Who owed an ended promise is who did when it ended: a later change of hands moves open ones only.
"""

from collections.abc import Mapping

from guanjia.rooms.promises.types import Happening

OWNER, WORKER = "owner", "worker"
Names = Mapping[str, tuple[str, str]]
"""By kind of event: which of the two people it names, and the reference that says who; "" takes the name away."""


def named_by(names: Names, event: Happening) -> tuple[str, str | None] | None:
    """Which of the two people an event names, and who it is; None in the second place takes the name away."""
    if event.kind not in names:
        return None
    place, ref = names[event.kind]
    if not ref:
        return place, None
    return (place, event.refs[ref]) if ref in event.refs else None
