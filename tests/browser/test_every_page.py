"""Every page of the house on the smallest phone: nothing runs out at the side, nothing serious for axe-core, no error.

The pages are those of the table of doors; a new page is looked at without a line here.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from guanjia.rooms.people import services as people
from guanjia.shared.jobs import run_waiting
from tests.cast import Cast
from tests.test_every_door import EVERY_DUTY, World, filled, standing_doors

pytestmark = pytest.mark.django_db(transaction=True)
SMALLEST = {"width": 360, "height": 780}
SERIOUS = {"serious", "critical"}
FIELD = "field:"
CODES = {
    "handbook:topic": "rep.water.leak",
    "handbook:residents": "garden",
    "insights:target": "P01T",
    "surveys:set_share": "D03",
}
"""Codes of the base handbook that lead to a page; elsewhere that of a standard."""
SMALL = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node; (node = walk.nextNode());) {
    const holder = node.parentElement;
    const read = node.textContent.trim() && holder.checkVisibility({ visibilityProperty: true });
    if (read && parseFloat(getComputedStyle(holder).fontSize) < 16) found.push(node.textContent.trim());
  }
  return found;
}"""


class Look:
    """A browser at 360 px that says what is wrong with each page it is shown."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.axe = page, address, Axe()
        self.wrong: list[tuple[str, Any]] = []
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: self.wrong.append((page.url, str(error))))
        page.on("console", lambda said: self.wrong.append((page.url, said.text)) if said.type == "error" else None)

    def enter(self, client: Client) -> None:
        """Go on as who this client is signed in as."""
        cookies = [
            {"name": name, "value": one.value, "url": self.address} for name, one in client.cookies.items() if one.value
        ]
        self.page.context.clear_cookies()
        self.page.context.add_cookies(cookies)  # type: ignore[arg-type]

    def told(self) -> str:
        """What was wrong, a line each."""
        return "\n".join(f"{path}: {what}" for path, what in self.wrong)

    def at(self, path: str, *, letters: bool = False) -> None:
        """Look at one page."""
        self.page.goto(self.address + path)
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            self.wrong.append((path, f"{wide} px too wide"))
        if letters and (small := self.page.evaluate(SMALL)):
            self.wrong.append((path, f"under 16 px: {small[:5]}"))
        for one in self.axe.run(self.page).response["violations"]:
            if one["impact"] in SERIOUS:
                self.wrong.append((path, (one["id"], [node["html"][:120] for node in one["nodes"][:3]])))


@pytest.fixture
def look(cast: Cast, live_server: Any, browser: Any, browser_context_args: dict[str, Any]) -> Iterator[Look]:
    context = browser.new_context(**{**browser_context_args, "viewport": SMALLEST}, has_touch=True, is_mobile=True)
    yield Look(context.new_page(), live_server.url)
    context.close()


def pages(world: World, client: Client, *, residents: bool) -> Iterator[tuple[str, str]]:
    """Name and address of each page this person can open; forms, files and parts are no pages."""
    for door in standing_doors():
        if (door.duty == "as_resident") is residents:
            names = filled(door.name, door.names, world)
            names |= {"code": CODES.get(door.name, "B07")} if "code" in names else {}
            names |= {"edition_id": world.edition} if "edition_id" in names else {}
            path = reverse(door.name, kwargs=names or None)
            answer = client.get(path)
            if answer.status_code == 200 and not answer.streaming and b"<html" in answer.content:
                yield door.name, path


def test_every_page_of_the_staff_fits_and_can_be_read_by_everybody(cast: Cast, look: Look) -> None:
    world = World(cast)
    people.set_role_duties(cast.company_id, {"everything": EVERY_DUTY - {"as_resident"}})
    client = cast.client(cast.hired("everything", "everything"))
    run_waiting()
    list(pages(world, client, residents=False))
    run_waiting()  # what is printed is printed, and no page
    found = list(pages(world, client, residents=False))
    look.enter(client)
    for name, path in found:
        look.at(path, letters=name.startswith(FIELD) or name == "handbook:residents")
    assert len(found) > 40
    assert not look.wrong, look.told()


def test_every_page_of_the_residents_fits_and_can_be_read_by_everybody(cast: Cast, look: Look) -> None:
    world, client = World(cast), cast.resident_client()
    run_waiting()
    found = list(pages(world, client, residents=True))
    look.enter(client)
    for _name, path in found:
        look.at(path, letters=True)
    look.enter(Client())
    look.at("/sign-in/")
    assert len(found) > 8
    assert not look.wrong, look.told()
