"""A phone of 390 px in somebody's hand."""

import base64
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page

from tests.cast import Cast

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC"
)
"""A small picture."""
SECRET = "only-for-this-test"
Phone = Callable[[], Page]


@pytest.fixture
def phones(cast: Cast, live_server: Any, browser: Any, browser_context_args: dict[str, Any]) -> Iterator[Phone]:
    """A new phone, 390 px wide and touched by a finger; what its pages complain about fails the test."""
    made, wrong = [], []

    def phone() -> Page:
        size = {"width": 390, "height": 844}
        context = browser.new_context(
            **{**browser_context_args, "viewport": size}, base_url=live_server.url, has_touch=True, is_mobile=True
        )
        page: Page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
        made.append(context)
        return page

    yield phone
    for context in made:
        context.close()
    assert not wrong, wrong


def fits(page: Page) -> None:
    """Nothing runs out of the page at the side."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def sign_in(page: Page) -> None:
    page.goto("/sign-in/")
    page.fill("[name=username]", "li")
    page.fill("[name=password]", SECRET)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/tasks/")


def picture(name: str) -> FilePayload:
    return {"name": f"{name}.png", "mimeType": "image/png", "buffer": DOT + name.encode()}


def sign(page: Page) -> None:
    """A few strokes with a finger."""
    box = page.locator("[data-pad] canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 90)
    page.mouse.down()
    for x, y in ((80, 30), (120, 130), (170, 40), (240, 110), (290, 60)):
        page.mouse.move(box["x"] + x, box["y"] + y, steps=4)
    page.mouse.up()


def see_safety(page: Page) -> None:
    """Tick each safety step and begin the work."""
    page.click(".foot a[href$='/start/']")
    for box in page.locator("#act input[type=checkbox]").all():
        box.check()
    page.click(".foot button")
    page.wait_for_url(lambda url: not url.endswith("/start/"))
