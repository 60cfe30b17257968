"""A local double of the platform, for the demo and the tests: takes messages, remembers the last, fails when told to.

No part of the running house uses it.
"""

import json
import threading
from collections import deque
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

KEPT = 1000
"""Messages remembered; older ones are forgotten."""
BYTES_MOST = 65_536
LIFE = 7200
"""Seconds an access token is said to hold."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message the double took."""

    to: str
    text: str


class Double:
    """The platform on a port of this machine: `with Double() as platform: platform.address …`."""

    def __init__(self, port: int = 0) -> None:
        self.sent: deque[Sent] = deque(maxlen=KEPT)
        self.media: dict[str, tuple[str, bytes]] = {}
        """What senders attached, by its id: content type and bytes."""
        self.tokens_given = 0
        self.slowness = 0.0
        """Seconds before each answer."""
        self._token = ""
        self._failing: deque[tuple[int, int]] = deque(maxlen=KEPT)
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._server = _Server(("127.0.0.1", port), _Spoken)
        self._server.double = self
        self._thread = threading.Thread(target=self._server.serve_forever, name="double", daemon=True)

    @property
    def address(self) -> str:
        """What stands in WECHAT_API."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def remember_all(self) -> None:
        """Forget nothing that was sent, however much it becomes."""
        self.sent = deque(self.sent)

    def dawdle(self) -> None:
        """Take the time an answer takes just now."""
        self._over.wait(self.slowness)

    def fail(self, times: int = 1, *, errcode: int = 0, status: int = 200) -> None:
        """Refuse the next messages, with the platform's code or with a status of HTTP."""
        with self._lock:
            self._failing.extend([(errcode, status)] * times)

    def forget_token(self) -> None:
        """Let the token given out be stale."""
        with self._lock:
            self._token = ""

    def give_token(self) -> dict[str, Any]:
        """A new access token; the one before is stale from now on."""
        with self._lock:
            self.tokens_given += 1
            self._token = f"double-{id(self):x}-{self.tokens_given}"
            return {"access_token": self._token, "expires_in": LIFE}

    def bring(self, token: str, media_id: str) -> tuple[str, bytes]:
        """What a sender attached, with its content type; or the platform's code as JSON."""
        with self._lock:
            if self._failing:
                code = self._failing.popleft()[0]
            else:
                code = 40001 if token != self._token or not token else 40007
                if code == 40007 and media_id in self.media:
                    return self.media[media_id]
        return "application/json", json.dumps({"errcode": code, "errmsg": "told to fail"}).encode()

    def take(self, token: str, body: bytes) -> tuple[int, dict[str, Any]]:
        """Take a message, or refuse it; returns status and answer."""
        with self._lock:
            if token != self._token or not token:
                return 200, {"errcode": 40001, "errmsg": "invalid credential"}
            if self._failing:
                errcode, status = self._failing.popleft()
                return status, {"errcode": errcode, "errmsg": "told to fail"}
            words = json.loads(body)
            self.sent.append(Sent(words["touser"], words["text"]["content"]))
            return 200, {"errcode": 0, "errmsg": "ok"}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    double: Double


class _Spoken(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 30
    wbufsize = -1  # head and body leave together; in two pieces the second waits for the first to be confirmed
    disable_nagle_algorithm = True

    def give(self) -> None:
        """The access token; and what was sent lately, for people who watch."""
        asked = urlsplit(self.path)
        if asked.path == "/cgi-bin/token":
            self._answer(200, self.server.double.give_token())
        elif asked.path == "/cgi-bin/media/get":
            words = {name: values[0] for name, values in parse_qs(asked.query).items()}
            self._give(200, *self.server.double.bring(words.get("access_token", ""), words.get("media_id", "")))
        elif asked.path == "/sent":
            self._answer(200, [{"to": one.to, "text": one.text} for one in list(self.server.double.sent)])
        else:
            self._answer(404, {"errcode": 404, "errmsg": "unknown address"})

    def take(self) -> None:
        """A message of customer service; `/fail?times=3&errcode=45009&status=200` lets the next ones fail."""
        asked = urlsplit(self.path)
        words = {name: values[0] for name, values in parse_qs(asked.query).items()}
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), BYTES_MOST))
        if asked.path == "/cgi-bin/message/custom/send":
            self._answer(*self.server.double.take(words.get("access_token", ""), body))
        elif asked.path == "/fail":
            times, errcode, status = (int(words.get(name, plain)) for name, plain in _PLAIN)
            self.server.double.fail(times, errcode=errcode, status=status)
            self._answer(200, {"errcode": 0})
        else:
            self._answer(404, {"errcode": 404, "errmsg": "unknown address"})

    do_GET, do_POST = give, take  # noqa: N815 - the names the server calls

    def _answer(self, status: int, words: object) -> None:
        self._give(status, "application/json; charset=utf-8", json.dumps(words, ensure_ascii=False).encode())

    def _give(self, status: int, kind: str, body: bytes) -> None:
        self.server.double.dawdle()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: addresses hold tokens."""


_PLAIN = (("times", 1), ("errcode", 45009), ("status", 200))
