"""What may be said and when a silent conversation ends. No database, no clock."""

from datetime import datetime, timedelta

from guanjia.shared.errors import Invalid, Refused, gettext_noop

LONGEST = 5_000
"""Signs one message may have; a technical bound, far above what people write in a chat."""


def clean(text: str) -> str:
    """The text as it is kept: without white space around it and without the one sign the database can't store.

    Raises Invalid for an empty text and for one over the bound; the message says so and what to do.
    """
    kept = text.replace("\x00", "").strip()
    if not kept:
        raise Invalid(
            "conversations.empty", gettext_noop("There is nothing to send yet. Write a few words."), field="text"
        )
    if len(kept) > LONGEST:
        message = gettext_noop("The text has %(length)s signs; at most %(most)s fit. Shorten it or send it in parts.")
        raise Invalid("conversations.too_long", message, {"length": len(kept), "most": LONGEST}, field="text")
    return kept


def check_time(at: datetime, now: datetime, tolerance: timedelta) -> None:
    """Raises Invalid for a time that lies further ahead than the handbook's tolerance."""
    if at > now + tolerance:
        message = gettext_noop("The time lies in the future. Check the clock of the sender and send it again.")
        raise Invalid("conversations.future", message, field="at")


def check_open(state: str) -> None:
    """Raises Refused when the conversation is closed."""
    if state != "open":
        message = gettext_noop("This conversation is closed. A new message of the resident opens the next one.")
        raise Refused("conversations.closed", message)


def check_score(score: int, best: int) -> None:
    """Raises Invalid for a rating off the handbook's scale, 1 to `best`."""
    if not 1 <= score <= best:
        message = gettext_noop("The rating must be from 1 to %(best)s.")
        raise Invalid("conversations.off_scale", message, {"best": best}, field="score")
