"""What every browser test stands on."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as house
from playwright.sync_api import Browser, BrowserContext, expect

from guanjia.shared import processes
from tests.browser.phone import phones as phones
from tests.folders import eventually

expect.set_options(timeout=20_000)  # the most a page may take on a crowded machine; nothing waits for it to pass


SHOWN_WHEN_WIRED = """
if (document.readyState === "loading") {
  const unseen = new CSSStyleSheet();
  unseen.replaceSync("html { visibility: hidden !important }");
  document.adoptedStyleSheets = [unseen];
  addEventListener("DOMContentLoaded", () => {
    document.adoptedStyleSheets = [];
    if (document.activeElement === document.body) document.querySelector("[autofocus]")?.focus();
  });
}
"""
"""A page shows itself when its scripts are bound; a test's hand is quicker than any person's."""


@pytest.fixture(scope="session")
def browser(browser: Browser) -> Browser:
    """The browser; its pages are seen, and so touched, when their scripts are there."""
    plain = browser.new_context

    def new_context(**how: Any) -> BrowserContext:
        context = plain(**how)
        context.add_init_script(SHOWN_WHEN_WIRED)
        return context

    browser.new_context = new_context  # type: ignore[assignment, method-assign]
    return browser


@pytest.fixture(scope="session")
def base_url() -> str:
    """None: each test names the address of its own server."""
    return ""


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="session")
def live_port(database_url: str) -> Iterator[int]:
    """The port of a live process beside the tests' web server, on the same database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    plain = [
        "--interface",
        "asgi",
        "--host",
        "127.0.0.1",
        "--workers-kill-timeout",
        "1",
        "--no-ws",
        "--log-level",
        "error",
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *plain, "--port", str(port), "guanjia.config.listening:application"],
        env={**os.environ, "DATABASE_URL": database_url, "GUANJIA_SECRET": house.SECRET_KEY},
        start_new_session=True,
        preexec_fn=processes.end_with_parent(signal.SIGTERM),  # noqa: PLW1509 - it only asks the kernel
    )
    assert eventually(lambda: _answers(port))
    yield port
    process.terminate()
    process.wait(30)


@pytest.fixture(autouse=True)
def _pages_listen(live_port: int, settings: Any) -> None:
    """Open pages of every browser test listen, as they do in the house."""
    settings.LIVE_PORT = str(live_port)
