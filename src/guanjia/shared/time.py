"""The clock and the ids that follow it. Edges read `now()` once; below them time is an argument."""

import json
import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

Clock = Callable[[], datetime]


def _system() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the one place that reads the machine's clock


class _Source:
    """Where time and ids come from in this process; a demo exchanges both, nothing else does."""

    def __init__(self) -> None:
        self.clock: Clock = _system
        self.chance: random.Random = random.SystemRandom()
        self.last = 0
        self.lock = threading.Lock()


_source = _Source()


def now() -> datetime:
    """The present instant: aware, UTC, by the machine's clock or the demo's."""
    return _source.clock()


def outside_now() -> datetime:
    """The machine's clock, also while the demo's runs: for what outside systems stamp."""
    return _system()


def from_outside(stamp: datetime) -> datetime:
    """An instant stamped by an outside system, on our clock.

    The same instant in production. While a demo's clock runs, a stamp that lies nearer to the machine's clock
    than to the demo's is carried over, so the running demo can be driven from outside.
    """
    ours, theirs = now(), outside_now()
    if abs(stamp - ours) <= abs(stamp - theirs):
        return stamp
    return stamp + (ours - theirs)


def use_clock(clock: Clock | None = None, *, seed: int | str | None = None) -> None:
    """Let this process run on another clock (the demo's); `seed` makes the ids repeatable as well.

    Called without arguments it goes back to the machine's clock and true chance.
    """
    _source.clock = clock or _system
    _source.chance = random.SystemRandom() if seed is None else random.Random(seed)  # noqa: S311 - a demo's ids
    _source.last = 0


def follow_clock(file: Path) -> None:
    """Let this process run on the demo's clock, whose anchor stands in `file`: {"real": …, "demo": …}.

    Both are instants in ISO form; from the anchor on, the demo's clock runs as fast as the machine's.
    """
    anchor = json.loads(file.read_text(encoding="utf-8"))
    ahead = datetime.fromisoformat(anchor["demo"]) - datetime.fromisoformat(anchor["real"])
    use_clock(lambda: _system() + ahead)


def new_id() -> UUID:
    """A time-ordered id (RFC 9562, version 7): milliseconds, then a counter, then chance.

    Ids made in one process rise strictly, also within one millisecond.
    """
    with _source.lock:
        tick = int(now().timestamp() * 1000) << 12
        _source.last = max(tick, _source.last + 1)
        high = _source.last
        low = _source.chance.getrandbits(62)
    return _ordered(high, low)


def id_of_then(at: datetime, chance: random.Random) -> UUID:
    """An id as it would have been made at `at`: for rows that tell of an earlier time and are written now."""
    return _ordered(int(at.timestamp() * 1000) << 12 | chance.getrandbits(12), chance.getrandbits(62))


def _ordered(high: int, low: int) -> UUID:
    return UUID(int=(high >> 12) << 80 | 0x7 << 76 | (high & 0xFFF) << 64 | 0b10 << 62 | low)


def new_secret() -> bytes:
    """32 bytes nobody can foresee; repeatable only in a demo with a seed."""
    with _source.lock:
        return _source.chance.getrandbits(256).to_bytes(32, "big")


def whole_second(at: datetime) -> datetime:
    """`at` cut to the second: verdicts are exact to the second (engine, "Time")."""
    return at - timedelta(microseconds=at.microsecond)
