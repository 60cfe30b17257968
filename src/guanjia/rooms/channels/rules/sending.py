"""What goes out: in parts the platform takes, again when it makes sense."""

from datetime import timedelta

from guanjia.rooms.channels.types import OutgoingState

PART_BYTES = 2000
"""The platform takes 2,048 bytes of text in one message."""
NEVER = frozenset({40003, 43004, 45015, 45047, 48001, 44004})
"""The platform's words for: no such follower, no longer following, silent too long, too many unanswered, not allowed,
nothing in it. The same message sent again would be refused again."""
STALE = frozenset({40001, 40014, 42001})
"""The access token is no longer the newest: a new one is asked for."""


def parts(text: str, most: int = PART_BYTES) -> list[str]:
    """The text cut into pieces of at most `most` bytes, at ends of lines and sentences where there are any."""
    found: list[str] = []
    rest = text
    while len(rest.encode()) > most:
        head = rest.encode()[:most].decode(errors="ignore")
        cut = max(head.rfind(sign) for sign in "\n\u3002\uff01\uff1f.!? ") + 1
        cut = cut if cut > len(head) // 2 else len(head)
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [part for part in [*found, rest] if part]


def verdict(code: int, tries: int, most: int) -> OutgoingState:
    """What becomes of a message the platform answered with `code` at the try number `tries`."""
    if code == 0:
        return OutgoingState.SENT
    return OutgoingState.FAILED if code in NEVER or tries >= most else OutgoingState.WAITING


def pause(tries: int, first: timedelta) -> timedelta:
    """How long to wait after the try number `tries`: each time twice as long."""
    return timedelta(seconds=first.total_seconds() * (1 << max(tries - 1, 0)))
