"""Decisions about conversations without database or clock: what may be said, which moves there are."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from guanjia.rooms.conversations.types import Channel, ConversationState, MessageKind
from guanjia.rooms.promises.rules.duty import Duty, read_calendar
from guanjia.shared.errors import Invalid, Refused, gettext_noop

WAITING, OPEN, CLOSED = ConversationState
MOVES: Mapping[ConversationState, frozenset[ConversationState]] = {
    WAITING: frozenset({OPEN, CLOSED}),
    OPEN: frozenset({WAITING, CLOSED}),
    CLOSED: frozenset({WAITING}),  # the resident may still write back
}
CHATS = frozenset({Channel.WECHAT, Channel.PAGE})
"""Channels on which people wait for the next line, and a machine may speak meanwhile."""
SETTLED, SILENT = "settled", "silent"
"""Why a conversation ended."""
_SECOND = 1_000_000
_DAYS_AHEAD = 14  # a duty calendar without one opening in two weeks has none worth telling


def check_move(now: ConversationState, to: ConversationState) -> None:
    """Raises Refused when no verb leads from `now` to `to`."""
    if to not in MOVES[now]:
        raise Refused("conversations.closed", gettext_noop("This conversation is closed. Write an answer to go on."))


def check_channel(channel: str) -> None:
    """Raises Invalid for a way in nobody knows."""
    if channel not in frozenset(Channel):
        message = gettext_noop("There is no channel “%(channel)s”. Known: %(known)s.")
        known = ", ".join(Channel)
        raise Invalid("conversations.channel", message, {"channel": channel[:40], "known": known}, field="channel")


def readable(text: str, kind: str, longest: int) -> str:
    """What is kept of a text: as it was typed, without the signs no database holds and without outer spaces.

    Emoji and rare characters stay. Raises Invalid for an unknown kind, an empty text, and one over `longest` signs.
    """
    if kind not in frozenset(MessageKind):
        message = gettext_noop("There is no kind of message “%(kind)s”.")
        raise Invalid("conversations.kind", message, {"kind": kind[:40]}, field="kind")
    kept = "".join(sign for sign in text if sign != "\x00" and not "\ud800" <= sign <= "\udfff").strip()
    if not kept and kind == MessageKind.TEXT:
        raise Invalid(
            "conversations.empty", gettext_noop("The message is empty. Write what it is about."), field="text"
        )
    if len(kept) > longest:
        message = gettext_noop(
            "The text has %(length)s characters; at most %(longest)s fit. Shorten it or send it in parts."
        )
        raise Invalid("conversations.too_long", message, {"length": len(kept), "longest": longest}, field="text")
    return kept


def check_time(at: datetime, now: datetime, tolerance: timedelta) -> None:
    """Raises Invalid when something is said to have happened later than now, but for clocks a little fast."""
    if at > now + tolerance:
        message = gettext_noop("The time of the message lies in the future. Check the sender's clock and send again.")
        raise Invalid("conversations.future", message, field="at")


def asks_for_person(text: str, words: Iterable[str]) -> bool:
    """Whether a message says nothing but that a person is wanted."""
    return _bare(text) in {_bare(word) for word in words}


def _bare(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def rating_in(text: str, best: int) -> int | None:
    """The score a message consists of, None when it is anything else."""
    bare = text.strip(" .,!\u3002\uff0c\uff01")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 4 and 1 <= int(bare) <= best else None


def check_score(score: int, best: int) -> None:
    """Raises Invalid for a score off the scale."""
    if not 1 <= score <= best:
        message = gettext_noop("Give a score from 1 to %(best)s.")
        raise Invalid("conversations.score", message, {"best": best}, field="score")


def opens_next(calendar: Mapping[str, Any], at: datetime) -> datetime | None:
    """When duty begins again after `at`, on the calendar's own clock; None while it runs.

    A calendar without any duty answers `at`: nobody can be promised.
    """
    duty = Duty(read_calendar(calendar))
    instant = int(at.timestamp() * _SECOND)
    today = duty.date_of(instant)
    for day in range(today - 1, today + _DAYS_AHEAD):
        for start, end in duty.spans(day):
            if start <= instant < end:
                return None
            if start > instant:
                return datetime.fromtimestamp(start / _SECOND, ZoneInfo(calendar["zone"]))
    return at


def joins(last_message_at: datetime, at: datetime, within: timedelta) -> bool:
    """Whether a message still belongs to a conversation that was closed."""
    return at - last_message_at <= within
