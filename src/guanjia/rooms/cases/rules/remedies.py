"""What follows from a complaint: what must be there, and whose decision an amount is."""

from collections.abc import Iterable
from datetime import date

from guanjia.rooms.cases.types.remedies import AskState, ImprovementRow, NewImprovement
from guanjia.rooms.handbook.rules.standing import at_or_under
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.standards import Gate
from guanjia.rooms.people.types import Duty
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Denied, Invalid, Refused, gettext_noop

MOST = 100_000_000


def whose_decision(book: Book, event: str, amount: int) -> str:
    """The role the gates of the handbook ask first before this event with this amount (fen); empty for none."""
    for gate in book.standards.values():
        if isinstance(gate, Gate) and gate.enabled and any(one.event == event for one in gate.activity):
            for one in gate.approvals:
                if one.when is None or one.when.holds({"amount": amount}):
                    return one.role
    return ""


def may_decide(book: Book, roles: frozenset[str], role: str) -> bool:
    """Whether somebody with these roles may give the leave of `role`: they have it, or stand above it."""
    return not role or role in at_or_under({code: one.reports_to for code, one in book.roles.items()}, roles)


def check_may_decide(allowed: bool, role_title: str) -> None:
    """Raises Denied for who stands under the role that decides."""
    if not allowed:
        message = gettext_noop("An amount like this is for another role to decide: %(role)s.")
        raise Denied("cases.beyond_authority", message, {"role": role_title})


def check_improvement(given: NewImprovement, today: date) -> None:
    """Raises Invalid without words, or for a day that is over."""
    if not given.text.strip():
        raise Invalid("cases.improvement", gettext_noop("Write down what will be done."), field="text")
    if given.until < today:
        raise Invalid("cases.improvement_day", gettext_noop("This day is over already."), field="until")


def check_done(*, done: bool, how: str) -> None:
    """Raises Refused for what is done already, Invalid without words."""
    if done:
        raise Refused("cases.improvement_done", gettext_noop("This is done already."))
    if not how.strip():
        raise Invalid("cases.improvement_how", gettext_noop("Write down what was done."), field="how")


def theirs_to_finish(actor: Actor, rows: Iterable[ImprovementRow]) -> list[ImprovementRow]:
    """Those that are open, of who sees to it or decides complaints."""
    all_of_them = actor.may(Duty.DECIDE_COMPLAINTS)
    return [one for one in rows if one.done_at is None and (all_of_them or one.owner_id == actor.staff_id)]


def check_asked(amount: int, why: str) -> None:
    """Raises Invalid for no money, or without the reason."""
    if not 0 < amount <= MOST:
        raise Invalid("cases.amount", gettext_noop("Write an amount."), field="amount")
    if not why.strip():
        raise Invalid("cases.why", gettext_noop("Write down what it is for."), field="why")


def check_state(state: AskState | None, wanted: AskState) -> None:
    """Raises Refused where nothing waits for this step."""
    if state is not wanted:
        message = (
            gettext_noop("Nothing that was asked for waits for a decision here.")
            if wanted is AskState.ASKED
            else gettext_noop("Nothing here is approved and still to be given.")
        )
        raise Refused(f"cases.not_{wanted.value}", message)


def check_answer(approve: bool, answer: str) -> None:
    """Raises Invalid for a no without words."""
    if not approve and not answer.strip():
        raise Invalid("cases.answer", gettext_noop("Write down why not."), field="answer")
