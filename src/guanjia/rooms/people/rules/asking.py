"""What may be asked about what is kept of somebody, and how it is settled."""

from guanjia.rooms.people.types.asking import FAMILY, Asked, NewRequest, RequestState
from guanjia.shared.errors import Invalid, Refused, gettext_noop


def check_wanted(wanted: NewRequest, *, known: bool) -> None:
    """Raises Refused for family of nobody known, Invalid for what is not filled in."""
    if wanted.what in FAMILY and not known:
        message = gettext_noop("We don't know yet which home is yours. Write to the desk once, then it works here.")
        raise Refused("people.not_known", message)
    if wanted.what is Asked.ADD_FAMILY and not wanted.name.strip():
        raise Invalid("people.name", gettext_noop("Write the name."), field="name")
    if wanted.what is Asked.REMOVE_FAMILY and wanted.residence_id is None:
        raise Invalid("people.who", gettext_noop("Choose who no longer lives there."), field="residence")
    if wanted.what is Asked.CORRECT and not wanted.text.strip():
        raise Invalid("people.text", gettext_noop("Write what is wrong, and what is right."), field="text")


def check_open(state: RequestState) -> None:
    """Raises Refused for a request that is over."""
    if state is not RequestState.OPEN:
        raise Refused("people.request_over", gettext_noop("This request is settled already. Reload to see how."))


def check_answer(answer: str, *, granted: bool) -> None:
    """Raises Invalid for a no without its reason: the law asks for one, and so do people."""
    if not granted and not answer.strip():
        message = gettext_noop("Write why not; the resident reads it.")
        raise Invalid("people.no_reason", message, field="answer")
