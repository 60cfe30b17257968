"""Residents and a program that go on asking whatever happens: what the house acknowledged is written down.

Each asks again, with the same key or number, until it is answered: as the platform does, and any good program.
"""

import hashlib
import http.client
import json
import random
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

NEEDS = (
    ("厨房水管爆裂,水流了一地", "rep.water.leak"),
    ("家里全部停电了", "rep.power.home"),
    ("下水道堵住了,卫生间返水", "rep.drain"),
    ("楼上装修太吵,请来看看", ""),
)
PAUSE, PATIENCE = 0.3, 20.0
LOST = (OSError, http.client.HTTPException)
"""The house went away in the middle of an answer: whether it was done is not known, so the same is sent again."""


def message(sender: str, text: str, number: str) -> bytes:
    """A text of a resident as the platform brings it; `number` is the platform's own."""
    return (
        f"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[{sender}]]></FromUserName>"
        f"<CreateTime>{int(time.time())}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{text}]]></Content><MsgId>{number}</MsgId></xml>"
    ).encode()


def query(account: dict[str, str], chance: random.Random) -> str:
    """What signs a call of the platform, now."""
    stamp, nonce = str(int(time.time())), f"{chance.getrandbits(60):x}"
    signature = hashlib.sha1("".join(sorted([account["token"], stamp, nonce])).encode()).hexdigest()
    return f"?signature={signature}&timestamp={stamp}&nonce={nonce}"


@dataclass
class Traffic:
    """Clients of one house: `acknowledged` holds what was answered with success, by way in and key."""

    base: str
    communities: list[dict[str, Any]]
    seed: int
    clients: int = 4
    acknowledged: dict[str, dict[str, str]] = field(default_factory=lambda: {"api": {}, "wechat": {}})
    tried: dict[str, set[str]] = field(default_factory=lambda: {"api": set(), "wechat": set()})
    refused: list[str] = field(default_factory=list)
    failed: int = 0
    """Tries the house did not answer, or answered with an error of its own."""

    @contextmanager
    def running(self) -> Iterator[None]:
        """Ask for as long as the block lasts; what is under way then is brought to its end."""
        over = threading.Event()
        ways = [self._register, self._write]
        crew = [
            threading.Thread(target=self._go_on, args=(number, ways[number % 2], over), name=f"client {number}")
            for number in range(self.clients)
        ]
        for one in crew:
            one.start()
        try:
            yield
        finally:
            over.set()
            for one in crew:
                one.join()

    def _go_on(self, client: int, ask: Callable[[random.Random, str], None], over: threading.Event) -> None:
        chance = random.Random(f"{self.seed}:{client}")
        for number in count():
            if over.wait(chance.uniform(0, 2 * PAUSE)):
                return
            ask(chance, f"{client}-{number}")

    def _register(self, chance: random.Random, key: str) -> None:
        """A program of the company takes a need down by the API."""
        community = chance.choice(self.communities)
        text, topic = chance.choice(NEEDS)
        body = {"community_id": community["id"], "text": f"{text} #{key}#", "topic": topic, "place": "3-2-1201"}
        headers = {
            "Authorization": f"Bearer {community['token']}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"faults-{key}",
        }
        said = self._until_answered("api", key, "/api/v1/cases", json.dumps(body).encode(), lambda: ("", headers))
        if said is not None:
            self.acknowledged["api"][key] = str(json.loads(said)["id"])

    def _write(self, chance: random.Random, key: str) -> None:
        """A resident writes by WeChat; the platform brings it, signed anew each time."""
        community, sender = chance.choice(self.communities), chance.randrange(60)
        text, _ = chance.choice(NEEDS)
        account, number = community["wechat"], f"{self.seed}{key.replace('-', '0000')}"
        body = message(f"faults-{sender}", f"{text} #{key}#", number)

        def signed() -> tuple[str, dict[str, str]]:
            return query(account, chance), {"Content-Type": "text/xml"}

        said = self._until_answered("wechat", key, f"/channels/wechat/{account['name']}/", body, signed)
        if said is not None:
            self.acknowledged["wechat"][key] = number

    def _until_answered(
        self, way: str, key: str, path: str, body: bytes, with_: Callable[[], tuple[str, dict[str, str]]]
    ) -> bytes | None:
        """The answer of success, however long it takes; None for a refusal, which is written down."""
        self.tried[way].add(key)
        while True:
            query, headers = with_()
            request = urllib.request.Request(f"{self.base}{path}{query}", body, headers)
            try:
                with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                    return bytes(answer.read())
            except urllib.error.HTTPError as error:
                if error.code < 500:
                    self.refused.append(f"{way} {key}: {error.code} {error.read()[:300]!r}")
                    return None
            except LOST:
                pass
            self.failed += 1
            time.sleep(PAUSE)
