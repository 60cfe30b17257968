"""Open pages hear what concerns them, from the real database through the entry a server calls."""

import asyncio
import os
import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client

from guanjia.config import live
from guanjia.rooms.promises import services as promises
from guanjia.shared.live import NAMES_MOST, RELOAD, Heard, Hub, Told
from guanjia.shared.postgres import url
from tests.cast import Cast
from tests.conftest import SOCKET
from tests.folders import eventually

committed = pytest.mark.django_db(transaction=True)
PATIENCE = 20.0


class Ear:
    """One open page: the status it was let in with, and the names it hears."""

    def __init__(self, client: Client | None = None, since: float = 0, last: str = "", **headers: str) -> None:
        self.status, self.last, self.headers = 0, last, dict[bytes, bytes]()
        self.said, self.gone = queue.Queue[str](), asyncio.Event()
        given = {"host": "127.0.0.1:8001", **headers}
        if client is not None:
            given["cookie"] = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
        if last:
            given["last-event-id"] = last
        self.scope: dict[str, Any] = {
            "type": "http",
            "path": "/live/",
            "method": "GET",
            "query_string": f"since={since}".encode(),
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        }

    async def call(self) -> None:
        """As a server calls the entry."""
        await live.application(self.scope, self._receive, self._send)

    async def _receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        for line in message.get("body", b"").decode().splitlines():
            if line.startswith("id: "):
                self.last = line[4:]
            elif line.startswith("event: "):
                self.said.put(line[7:])

    def hears(self, *names: str) -> set[str]:
        """Everything up to these names, which must all come."""
        found = set[str]()
        while not found.issuperset(names):
            found.add(self.said.get(timeout=PATIENCE))
        return found

    def so_far(self) -> set[str]:
        """What came until now."""
        return {self.said.get_nowait() for _ in range(self.said.qsize())}


class Process:
    """The live process, as a thread of the test with a loop of its own."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.open: list[tuple[Ear, Any]] = []
        self.loop.call_soon_threadsafe(live.hub.start)
        assert eventually(lambda: live.hub.is_listening)

    def asks(self, ear: Ear) -> Ear:
        """Call the entry to its end, for what is not let in."""
        asyncio.run_coroutine_threadsafe(ear.call(), self.loop).result(PATIENCE)
        return ear

    def opens(self, ear: Ear) -> Ear:
        """The page is open, and listens."""
        self.open.append((ear, asyncio.run_coroutine_threadsafe(ear.call(), self.loop)))
        if ear.last:
            ear.hears("hello")
        else:  # made before anybody listened: it asks for everything, once
            ear.hears(RELOAD)
        return ear

    def leaves(self, ear: Ear) -> None:
        """The page is closed."""
        self.loop.call_soon_threadsafe(ear.gone.set)
        [call.result(PATIENCE) for one, call in self.open if one is ear]

    def stop(self) -> None:
        """Every page is closed, and nobody listens any more."""
        for ear, _ in self.open:
            self.leaves(ear)
        asyncio.run_coroutine_threadsafe(live.stop(), self.loop).result(PATIENCE)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


@pytest.fixture
def process() -> Iterator[Process]:
    made = Process()
    yield made
    made.stop()


@committed
def test_staff_hear_of_their_communities_and_of_no_other(cast: Cast, process: Process) -> None:
    cast.publish()
    ear, elsewhere = process.opens(Ear(cast.client(cast.chen))), process.opens(Ear(cast.client(cast.gao)))
    conversation = cast.writes("请问物业费怎么交")
    ear.hears(f"conversation-{conversation}", "queue")
    foreign = cast.writes("门禁坏了", contact_id=cast.stranger_contact)
    assert f"conversation-{conversation}" not in elsewhere.hears(f"conversation-{foreign}")


@committed
def test_a_resident_hears_of_their_own_and_never_of_a_neighbour(cast: Cast, process: Process) -> None:
    cast.publish()
    ear = process.opens(Ear(cast.resident_client()))
    other = cast.writes("楼道灯坏了", contact_id=cast.contact("openid-other", "郑"))
    mine = cast.taken_case()
    heard = ear.hears(f"case-{mine}") | ear.so_far()
    assert f"conversation-{other}" not in heard
    assert "queue" not in heard
    cast.later(days=2)
    ear.so_far()
    while promises.sweep(at=cast.now):
        pass
    ear.hears(f"case-{mine}")  # a promise about it was missed; the fact itself does not name the resident


@committed
def test_a_page_that_comes_back_hears_what_it_missed(cast: Cast, process: Process) -> None:
    cast.publish()
    browser = cast.client(cast.chen)
    ear, other = process.opens(Ear(browser)), process.opens(Ear(browser))
    first = cast.writes("第一条")
    ear.hears(f"conversation-{first}")
    process.leaves(ear)
    second = cast.writes("第二条", contact_id=cast.contact("openid-2", "二"))
    third = cast.writes("第三条", contact_id=cast.contact("openid-3", "三"))
    other.hears(f"conversation-{third}")
    heard = process.opens(Ear(browser, last=ear.last)).hears(f"conversation-{third}")
    assert f"conversation-{second}" in heard
    assert RELOAD not in heard
    process.opens(Ear(browser, last="00000000.1")).hears(RELOAD)


@committed
def test_a_lost_line_to_the_database_is_found_again_and_every_page_told_to_reload(cast: Cast, process: Process) -> None:
    cast.publish()
    ear = process.opens(Ear(cast.client(cast.chen)))
    with psycopg.connect(url(Path(os.environ[SOCKET]), database="postgres"), autocommit=True) as owner:
        ended = (
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'guanjia live' and datname = %s"  # other runs listen on their own database
        )
        # the browser tests' live process may listen here too, and comes back by itself
        assert set(owner.execute(ended, [connection.settings_dict["NAME"]]).fetchall()) == {(True,)}
    ear.hears(RELOAD)
    conversation = cast.writes("还在吗")
    ear.hears(f"conversation-{conversation}")


@committed
def test_a_transaction_tells_once_and_one_that_is_undone_tells_nothing(cast: Cast) -> None:
    cast.publish()
    with psycopg.connect(live.address(), autocommit=True) as listener:
        listener.execute("listen live")
        with transaction.atomic():
            cast.opened_case()
            cast.writes("还有一件事")
            with connection.cursor() as cursor:
                cursor.execute("select pg_current_xact_id()::text")
                (number,) = cursor.fetchone()
        with transaction.atomic():
            cast.writes("这条作废")
            transaction.set_rollback(True)
        heard = [told.payload for told in listener.notifies(timeout=0.5)]
    assert heard == [f"{cast.garden.id} {number}"]


@committed
@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 401),
        ({"host": "evil.example"}, 400),
        ({"origin": "http://evil.example:8000"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_nobody_and_who_comes_from_elsewhere_are_not_let_in(
    process: Process, change: dict[str, str], status: int
) -> None:
    assert process.asks(Ear(**change)).status == status


@committed
def test_a_page_on_another_port_of_the_same_host_may_listen(cast: Cast, process: Process) -> None:
    ear = process.opens(Ear(cast.client(cast.chen), origin="http://127.0.0.1:8000"))
    assert ear.headers[b"access-control-allow-origin"] == b"http://127.0.0.1:8000"
    assert ear.headers[b"access-control-allow-credentials"] == b"true"


@committed
@pytest.mark.parametrize(("path", "method", "status"), [("/", "GET", 404), ("/live/", "POST", 405)])
def test_the_entry_knows_one_address(process: Process, path: str, method: str, status: int) -> None:
    ear = Ear()
    ear.scope |= {"path": path, "method": method}
    assert process.asks(ear).status == status


def test_a_page_that_does_not_read_is_told_to_reload_and_holds_no_more() -> None:
    from guanjia.shared.live import _Page

    page = _Page(live.Person(frozenset()))
    for number in range(10 * NAMES_MOST):
        page.hear([f"case-{number}"])
        assert len(page.waiting) <= NAMES_MOST
    assert RELOAD in page.waiting


def test_facts_of_others_in_the_same_transaction_are_not_told() -> None:
    garden = uuid4()
    told = Told(garden, (Heard({"case": "1", "contact": "zhou"}), Heard({"case": "2", "contact": "other"})))
    mine = live.Person(frozenset({garden}), contacts=frozenset({"zhou"}))
    assert list(mine.hears(told)) == ["mine", "case-1"]
    assert not list(live.Person(frozenset({garden})).hears(told))


def test_a_page_made_before_anybody_listened_asks_for_everything() -> None:
    hub = Hub(lambda: "")
    assert hub._missed(live.Person(frozenset()), "", 0.0) == [RELOAD]
