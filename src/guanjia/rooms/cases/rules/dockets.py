"""What may be done with a docket: it is open, and then answered or returned for good."""

from datetime import datetime

from guanjia.rooms.cases.types.dockets import DocketState, NewDocket
from guanjia.shared.errors import Invalid, Refused, gettext_noop


def check_open(state: DocketState) -> None:
    """Raises Refused for one that is over."""
    if state is DocketState.ANSWERED:
        raise Refused("cases.docket_answered", gettext_noop("This number has been answered already."))
    if state is DocketState.RETURNED:
        raise Refused("cases.docket_returned", gettext_noop("This number was sent back. Register a new one if needed."))


def check_new(wanted: NewDocket, *, outside: bool, at: datetime) -> None:
    """Raises Invalid for an order of outside without its number, and for a time that is over already."""
    if outside and not wanted.number.strip():
        message = gettext_noop("Write the number the body outside gave it: it is what they ask for.")
        raise Invalid("cases.docket_number", message, field="number")
    check_until(wanted.until, at)


def check_until(until: datetime | None, at: datetime) -> None:
    """Raises Invalid for a time that is over already."""
    if until is not None and until <= at:
        message = gettext_noop("This time is over already. Write a later one.")
        raise Invalid("cases.docket_until", message, field="until")


def check_answer(text: str, *, outside: bool) -> None:
    """Raises Invalid for an answer to outside without its words: they are asked for later."""
    if outside and not text.strip():
        raise Invalid("cases.docket_answer", gettext_noop("Write down what was answered."), field="text")
