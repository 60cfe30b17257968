"""Open pages hear that something they may see has changed, and ask for their part anew with their own rights.

One connection a process listens. Each transaction that records facts sends one line (migration 0002): its community
and its number. Its facts are then read once, and every open page hears the names of what concerns it: `case-<id>`,
`queue` … Never a word of what happened. What a page has not heard yet is merged, so a slow page costs no memory.
A page that lost its line says what it heard last, and hears what came since, or `reload`: ask for everything.
"""

import asyncio
import json
import logging
import random
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

import psycopg
from django.db import DatabaseError, close_old_connections, connection, connections

from guanjia.shared.riding import write

logger = logging.getLogger("guanjia.live")

CHANNEL = "live"
RELOAD = "reload"
REMEMBERED = 5000
"""Transactions kept for pages that come back."""
GATHER = 0.05
"""Seconds in which what is told is read together."""
AT_ONCE = 500
"""Transactions read in one query."""
SETTLE = 0.25
"""Seconds a page is left in peace after it heard something."""
STILL_HERE = 20.0
"""Seconds of silence after which a line says that it lives."""
LIFE = 600.0
"""Seconds after which a page must come again and show who it is; a fifth more or less, so not all come together."""
NAMES_MOST = 60
"""Names a page may have waiting; beyond them it is told to reload."""
COMES_AGAIN_MS = 1000
SLACK = 2.0
"""Seconds the clocks of two processes of this house may differ."""
PAUSE = 1.0


@dataclass(frozen=True, slots=True)
class Heard:
    """What one fact concerns, by references: {"case": id, "contact": id, "staff": id …}."""

    refs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """One transaction's facts in one community."""

    community_id: UUID
    facts: tuple[Heard, ...]
    number: int = 0
    at: float = 0.0


class Viewer(Protocol):
    """Who looks at a page."""

    def hears(self, told: Told) -> Iterable[str]:
        """The names of what this person may know has changed; none when it is not theirs."""


_FACTS = """
select event.community_id, event.xid::text, event.refs
  from unnest(%s::uuid[], %s::text[]) as told (community_id, xid)
  join journal_event event on event.community_id = told.community_id and event.xid = told.xid::xid8
"""


def tell(community_id: UUID, name: str, key: UUID) -> None:
    """Tell open pages of what is no fact and kept nowhere: that somebody sat down at a case. With the commit."""
    write(f"select pg_notify('{CHANNEL}', %s)", [f"{community_id} {name}:{key}"])


def facts_of(lines: Sequence[str]) -> list[Told]:
    """What these lines tell, in their order: the facts of a transaction ("<community> <number>"), or what was told by
    name ("<community> <name>:<id>"). One query, none where nothing but names came."""
    found: dict[str, list[Heard]] = {line: [] for line in lines}
    pairs = []
    for line in lines:
        community, said = line.split(" ")
        name, _, key = said.partition(":")
        if key:
            found[line].append(Heard({name: key}))
        else:
            pairs.append((community, said))
    rows = _written(pairs) if pairs else []
    for community_id, number, refs in rows:
        found[f"{community_id} {number}"].append(Heard(json.loads(refs) if isinstance(refs, str) else refs))
    return [Told(UUID(line.split(" ")[0]), tuple(facts)) for line, facts in found.items() if facts]


def _written(pairs: Sequence[tuple[str, str]]) -> list[tuple[UUID, str, str | Mapping[str, str]]]:
    close_old_connections()
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [[community for community, _ in pairs], [number for _, number in pairs]])
        rows: list[tuple[UUID, str, str | Mapping[str, str]]] = cursor.fetchall()
    return rows


@dataclass(eq=False, slots=True)
class _Page:
    """One open page: who looks, and what they have not heard yet."""

    viewer: Viewer
    waiting: dict[str, None] = field(default_factory=dict)
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, names: Iterable[str]) -> None:
        """Note names for the next line; too many, or one to reload, are one word."""
        self.waiting.update(dict.fromkeys(names))
        if len(self.waiting) > NAMES_MOST or RELOAD in self.waiting:
            self.waiting = {RELOAD: None}
        if self.waiting:
            self.wake.set()

    def take(self) -> list[str]:
        """What is to be said now."""
        names, self.waiting = list(self.waiting), {}
        self.wake.clear()
        return names


class Hub:
    """Listens for a process and tells its open pages. `address` says where the database is, `read` what was told."""

    def __init__(self, address: Callable[[], str], read: Callable[[Sequence[str]], list[Told]] = facts_of) -> None:
        self._address, self._read = address, read
        self._pages: set[_Page] = set()
        self._reader = ThreadPoolExecutor(1, "live-reader")
        self._told: deque[Told] = deque(maxlen=REMEMBERED)
        self._number, self._era = 0, ""
        self._since = float("inf")  # when the oldest told transaction that is remembered came
        self._listening: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._pages)

    @property
    def is_listening(self) -> bool:
        """Whether what is told now is heard."""
        return bool(self._era)

    def start(self) -> None:
        """Listen from now on, in the running loop; once is enough."""
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        """Listen no more."""
        if self._listening:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
            self._era, self._listening = "", None
            await asyncio.get_running_loop().run_in_executor(self._reader, connections.close_all)

    async def _listen(self) -> None:
        while True:
            try:
                line = await psycopg.AsyncConnection.connect(self._address(), autocommit=True)
                try:
                    await line.execute(f"listen {CHANNEL}")
                    self._begin()
                    while True:
                        await self._tell(await _lines(line))
                finally:
                    await line.close()
            except (psycopg.Error, DatabaseError, OSError) as lost:
                self._era = ""
                logger.warning("live.lost", extra={"error": type(lost).__name__})
                await asyncio.sleep(PAUSE)

    def _begin(self) -> None:
        """A line to the database is there (again): what came while there was none is not known."""
        self._era, self._since = secrets.token_hex(4), time.time()
        self._told.clear()
        for page in self._pages:
            page.hear([RELOAD])

    async def _tell(self, lines: Sequence[str]) -> None:
        for start in range(0, len(lines), AT_ONCE):
            part = lines[start : start + AT_ONCE]
            found = await asyncio.get_running_loop().run_in_executor(self._reader, self._read, part)
            for one in found:
                self._pass_on(one)

    def _pass_on(self, one: Told) -> None:
        self._number += 1
        told = Told(one.community_id, one.facts, self._number, time.time())
        if len(self._told) == REMEMBERED:
            self._since = self._told[1].at
        self._told.append(told)
        for page in self._pages:
            page.hear(page.viewer.hears(told))

    async def stream(self, viewer: Viewer, *, last: str = "", since: float | None = None) -> AsyncIterator[bytes]:
        """The lines of one page while it lives. `last` is what it heard last, else `since` is when it was made."""
        page = _Page(viewer)
        page.hear(self._missed(viewer, last, since))
        self._pages.add(page)
        try:
            yield f"retry: {COMES_AGAIN_MS}\nid: {self._era}.{self._number}\nevent: hello\ndata: 1\n\n".encode()
            until = time.monotonic() + LIFE * random.uniform(0.8, 1.2)  # noqa: S311 - no secret
            while (rest := until - time.monotonic()) > 0:
                try:
                    await asyncio.wait_for(page.wake.wait(), min(STILL_HERE, rest))
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                yield _said(page.take(), f"{self._era}.{self._number}")
                await asyncio.sleep(SETTLE)
        finally:
            self._pages.discard(page)

    def _missed(self, viewer: Viewer, last: str, since: float | None) -> list[str]:
        """What a page that comes (again) has not heard."""
        era, _, number = last.partition(".")
        if last:
            oldest = self._told[0].number if self._told else self._number + 1
            if not self._era or era != self._era or not number.isdigit() or int(number) < oldest - 1:
                return [RELOAD]
            missed = [told for told in self._told if told.number > int(number)]
        elif since is None or since - SLACK < self._since:
            return [RELOAD]
        else:
            missed = [told for told in self._told if told.at >= since - SLACK]
        return [name for told in missed for name in viewer.hears(told)]


def _said(names: Sequence[str], heard: str) -> bytes:
    """The names as events; only with the last of them the page has heard everything up to there."""
    events = [f"event: {name}\ndata: 1\n\n" for name in names]
    return "".join([*events[:-1], f"id: {heard}\n{events[-1]}"]).encode()


async def _lines(line: psycopg.AsyncConnection[object]) -> list[str]:
    """What is told next, with what follows at once; each line once."""
    found: dict[str, None] = {}
    async for told in line.notifies(stop_after=1):
        found[told.payload] = None
    async for told in line.notifies(timeout=GATHER):
        found[told.payload] = None
    return list(found)
