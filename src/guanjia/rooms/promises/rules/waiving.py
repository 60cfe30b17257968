"""Who may let a promise go, and which."""

from uuid import UUID

from guanjia.rooms.promises.types import PromiseState
from guanjia.shared.errors import Denied, Refused, gettext_noop

WAIVABLE = frozenset({PromiseState.RUNNING, PromiseState.PAUSED, PromiseState.MISSED, PromiseState.LATE})


def check_approver(approver: UUID | None, owing: UUID | None) -> None:
    """Raises Denied for the one who owes: nobody lets their own promise go."""
    if approver is not None and approver == owing:
        message = gettext_noop("You owe this promise yourself; someone else must decide about a waiver.")
        raise Denied("promises.own_promise", message)


def check_waivable(state: PromiseState) -> None:
    """Raises Refused for a promise that was kept, is void, or was waived already."""
    if state not in WAIVABLE:
        message = gettext_noop("This promise can't be waived: it was kept, is void, or was waived before.")
        raise Refused("promises.not_waivable", message)
