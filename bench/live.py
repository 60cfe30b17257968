"""A thousand open pages on one live process: how soon an update is heard and seen, and what the process holds.

300 pages of staff and 700 of residents listen. For a minute residents write; each message must be heard by every page
it concerns, and the writer's own page and one of the staff's ask for their part, as a browser would. It ends by itself.
"""

import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo import children, held
from figures import calibration, tell

STAFF, RESIDENTS = 300, 700
UPDATES, PAUSE = 150, 0.4
PATIENCE = 30.0
LIMIT = 900
"""Seconds after which the whole is given up."""
LIVE, WEB = 8771, 8770


@dataclass(eq=False)
class Page:
    """One open page: its cookies, what it is about, and when it heard which name."""

    cookies: str
    path: str = ""
    contact: Any = None
    heard: dict[str, float] = field(default_factory=dict)
    ready: asyncio.Event = field(default_factory=asyncio.Event)


def world(folder: Path) -> Any:
    """A database with the demo's two communities, and this process as the limited account in it."""
    os.environ |= {"GUANJIA_DATA": str(folder), "GUANJIA_STATIC": str(folder / "static"), "GUANJIA_DEMO": "1"}
    from guanjia.config import place, serve
    from guanjia.shared.postgres import Server

    place.settle()
    server = serve.own(Server(folder / "postgres", purpose="demo"))
    if serve.bring_up_to_date(server):
        sys.exit("the tables could not be made")
    import django

    django.setup()
    made(folder)
    return server


def made(folder: Path) -> None:
    """The demo's world for a day, without its days; what is told of it lies in the folder."""
    from django.db import transaction

    from guanjia.config.demo import world as demo
    from guanjia.rooms.places.models import Community
    from guanjia.shared import time as clock

    span = demo.span_of(1)
    clock.use_clock(lambda: span.starts, seed=1)
    with transaction.atomic():
        demo.build(span)
        codes = Community.objects.order_by("code").values_list("code", flat=True)
        told = {code: demo.fill(code, span, 1) for code in codes}
    clock.use_clock()
    demo.write_down(folder / "demo-world.json", told)


def pages() -> tuple[list[Page], list[Page]]:
    """The pages of the staff and of the residents of one community, signed in."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from guanjia.rooms.people import services as people
    from guanjia.shared.time import now

    told = json.loads((Path(os.environ["GUANJIA_DATA"]) / "demo-world.json").read_text())
    code, community = next(iter(told.items()))
    from guanjia.rooms.places.models import Community

    place = Community.objects.get(code=code).pk
    logins = [login for login in community["logins"].values() if "chat" in login or "desk" in login]
    at, staff, residents = now(), [], []
    for number in range(STAFF):
        browser = Client()
        browser.force_login(get_user_model().objects.get(username=logins[number % len(logins)]))
        staff.append(Page(_cookies(browser), "/desk/?part=talk&conversation="))
    for number in range(RESIDENTS):
        contact = people.contact_for(place, "wechat", f"bench-{number}", at=at, name=f"住户{number}")
        phone = Client()
        phone.get(people.resident_link(contact.id))
        residents.append(Page(_cookies(phone), "/my/talk/", contact))
    return staff, residents


def _cookies(browser: Any) -> str:
    return "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items())


def granian(kind: str, port: int, entry: str, *words: str) -> "subprocess.Popen[bytes]":
    """One of the house's two servers."""
    plain = ["--interface", kind, "--host", "127.0.0.1", "--port", str(port), "--no-ws", "--log-level", "warning"]
    command = [sys.executable, "-m", "granian", *plain, "--workers-kill-timeout", "2", *words, entry]
    return subprocess.Popen(command, start_new_session=True)


def stands(port: int) -> None:
    """Wait until a server listens on its port."""
    until = time.monotonic() + 10 * PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > until:
                sys.exit(f"nothing listens on port {port}")
            time.sleep(0.2)
        else:
            return


async def listen(page: Page) -> None:
    """Keep a page open and note when it hears what."""
    reader, writer = await _ask(LIVE, f"/live/?since={time.time()}", page.cookies)
    try:
        while line := await reader.readline():
            if line.startswith(b"event: "):
                page.heard.setdefault(line[7:].decode().strip(), time.perf_counter())
                page.ready.set()
    finally:
        writer.close()


async def _ask(port: int, path: str, cookies: str, *more: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Cookie: {cookies}", *more, "", ""]
    writer.write("\r\n".join(lines).encode())
    return reader, writer


async def part(page: Page, path: str, words: str) -> float:
    """Ask for the part as htmx does; returns when it came, and it must hold the words."""
    reader, writer = await _ask(WEB, path, page.cookies, "HX-Request: true", "Connection: close")
    body = await reader.read()
    writer.close()
    if words.encode() not in body:
        sys.exit(f"the part does not hold what was written: {body[:300]!r}")
    return time.perf_counter()


def write(page: Page, words: str, number: int) -> str:
    """A resident writes; returns the name the pages hear."""
    from guanjia.rooms.conversations import services as conversations
    from guanjia.shared.time import now

    told = conversations.receive(
        page.contact.community_id,
        channel="page",
        contact_id=page.contact.id,
        text=words,
        outside_id=f"b{number}",
        at=now(),
    )
    return f"conversation-{told.conversation_id}"


async def hears(page: Page, name: str) -> float:
    """Wait until a page heard a name; returns when, and never when it was lost."""
    limit = time.monotonic() + PATIENCE
    while name not in page.heard:
        if time.monotonic() > limit:
            return float("inf")
        await asyncio.sleep(0.01)
    return page.heard[name]


async def drive(staff: list[Page], residents: list[Page]) -> tuple[list[float], list[float], int]:
    """Open all pages, let residents write; returns what passed until it was heard, until it was seen, and the lost."""
    tasks = []
    for page in [*staff, *residents]:
        tasks.append(asyncio.create_task(listen(page)))
        if len(tasks) % 20 == 0:
            await asyncio.wait_for(page.ready.wait(), 120)
    await asyncio.wait_for(asyncio.gather(*(page.ready.wait() for page in [*staff, *residents])), 300)
    chance, hand, heard, seen = random.Random(1), ThreadPoolExecutor(1), [], []
    for number, writer in enumerate(chance.sample(residents, UPDATES)):
        words = f"第 {number} 条消息 {chance.random()}"
        begun = time.perf_counter()
        name = await asyncio.get_running_loop().run_in_executor(hand, write, writer, words, number)
        one = chance.choice(staff)
        asked = [(one, f"{one.path}{name.removeprefix('conversation-')}"), (writer, writer.path)]
        seen += await asyncio.gather(*(_seen(page, name, path, words, begun) for page, path in asked))
        heard += [await hears(page, name) - begun for page in (*staff, writer)]
        await asyncio.sleep(PAUSE)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    lost = sum(one == float("inf") for one in heard)
    return heard, seen, lost


async def _seen(page: Page, name: str, path: str, words: str, begun: float) -> float:
    await hears(page, name)
    return await part(page, path, words) - begun


def share(values: list[float], part_: float) -> float:
    """The value below which this part of them lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part_))]


def main() -> int:
    """0 when every bar is met."""
    calibration()
    with tempfile.TemporaryDirectory(prefix="guanjia-bench-", dir="/var/tmp") as base:
        Path(base).chmod(0o755)
        server = world(Path(base) / "data")
        live = granian("asgi", LIVE, "guanjia.config.listening:application", "--backpressure", "6000")
        web = granian("wsgi", WEB, "guanjia.config.web:application", "--blocking-threads", "4")
        try:
            staff, residents = pages()
            stands(LIVE)
            stands(WEB)
            before = held(children(live.pid))
            heard, seen, lost = asyncio.run(asyncio.wait_for(_held(staff, residents, live.pid), LIMIT))
        finally:
            for process in (live, web):
                process.terminate()
                process.wait(20)
            server.stop()
    sys.stdout.write(f"live.memory_before {before:.0f} MB - -\n")
    figures = {
        "pages": STAFF + RESIDENTS,
        "heard_median": round(share(heard, 0.5), 3),
        "heard_p99": round(share(heard, 0.99), 3),
        "seen_median": round(share(seen, 0.5), 3),
        "seen_p99": round(share(seen, 0.99), 3),
        "lost": lost,
        "memory": round(MOST[0]),
    }
    met = [tell("live", name, value) for name, value in figures.items()]
    return 0 if all(met) else 1


MOST = [0.0]
"""Megabytes the live process held at most."""


async def _held(staff: list[Page], residents: list[Page], pid: int) -> tuple[list[float], list[float], int]:
    async def look() -> None:
        while True:
            MOST[0] = max(MOST[0], await asyncio.to_thread(lambda: held(children(pid))))
            await asyncio.sleep(2)

    looking = asyncio.create_task(look())
    try:
        return await drive(staff, residents)
    finally:
        looking.cancel()


if __name__ == "__main__":
    sys.exit(main())
