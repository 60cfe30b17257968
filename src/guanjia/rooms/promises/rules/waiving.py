"""Who may let a promise go, which, and why."""

from collections.abc import Mapping
from uuid import UUID

from guanjia.rooms.handbook.types.house import Reason, Role
from guanjia.rooms.promises.types import PleaKind, PleaState, PromiseState
from guanjia.shared.errors import Denied, Invalid, Refused, gettext_noop

WAIVABLE = frozenset({PromiseState.RUNNING, PromiseState.PAUSED, PromiseState.MISSED, PromiseState.LATE})


def check_approver(approver: UUID | None, owing: UUID | None) -> None:
    """Raises Denied for the one who owes: nobody lets their own promise go."""
    if approver is not None and approver == owing:
        message = gettext_noop("You owe this promise yourself; someone else must decide about a waiver.")
        raise Denied("promises.own_promise", message)


def check_asker(asker: UUID | None, kind: PleaKind, owing: UUID | None) -> UUID:
    """Who asks. Raises Denied for an appeal of anybody but the one who owes, and for who is no member of staff."""
    if asker is None or (kind is PleaKind.APPEAL and asker != owing):
        message = gettext_noop("Only the one who owes this promise can appeal. Ask for a waiver instead.")
        raise Denied("promises.not_yours", message)
    return asker


def check_decider(decider: UUID | None, asker: UUID) -> UUID:
    """Who decides. Raises Denied for the one who asked: somebody else decides."""
    if decider is None or decider == asker:
        message = gettext_noop("You asked for this yourself; somebody else must decide.")
        raise Denied("promises.own_plea", message)
    return decider


def check_words(words: str, what: str) -> str:
    """The words themselves. Raises Invalid, with `what` as its message, without any."""
    if not words.strip():
        raise Invalid("promises.words", what)
    return words.strip()


def check_waiting(state: PleaState) -> None:
    """Raises Refused for a plea that was decided already."""
    if state is not PleaState.WAITING:
        raise Refused("promises.decided", gettext_noop("This was decided already. Reload to see how."))


def check_waivable(state: PromiseState) -> None:
    """Raises Refused for a promise that was kept, is void, or was waived already."""
    if state not in WAIVABLE:
        message = gettext_noop("This promise can't be waived: it was kept, is void, or was waived before.")
        raise Refused("promises.not_waivable", message)


def check_reason(reason: Reason | None, note: str) -> Reason:
    """The reason, if it is one of the handbook's for waiving. Raises Refused, also when its note is missing."""
    if reason is None or reason.use != "waive":
        message = gettext_noop("The handbook has no such reason for a waiver. Choose one of its list.")
        raise Refused("promises.no_such_reason", message)
    if reason.note_needed and not note.strip():
        raise Refused("promises.note_needed", gettext_noop("This reason needs a note: write what happened."))
    return reason


def check_rank(reason: Reason, held: frozenset[str], roles: Mapping[str, Role]) -> None:
    """Raises Denied when none of the roles held is the one the reason asks for, or stands above it."""
    may: set[str] = set()
    role: str | None = reason.approved_by
    while role is not None and role not in may:
        may.add(role)
        role = roles[role].reports_to if role in roles else None
    if may and not may & held:
        raise Denied("promises.rank", gettext_noop("Your role can't approve this reason. Ask your manager."))
