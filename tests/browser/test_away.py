"""The database goes away while somebody types: the browser says so, and what was typed is there when it is back."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from playwright.sync_api import Page, expect
from psycopg import sql

from guanjia.rooms.cases.models import Case
from guanjia.rooms.conversations.models import Message
from guanjia.rooms.people import services as people
from guanjia.shared.postgres import url
from guanjia.shared.roles import APP
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "away-2026-x"
SHOTS = os.environ.get("SHOTS", "")
"""A folder to keep a picture of each page in; none: nothing is kept."""


@contextmanager
def without_the_database() -> Iterator[None]:
    """Everybody is put out of this run's database and let in no more, but for this test's own connection."""
    with connection.cursor() as mine:
        mine.execute("select pg_backend_pid(), current_database()")
        own, name = mine.fetchone()
    address = url(Path(connection.settings_dict["HOST"]), database=name)
    with psycopg.connect(address, autocommit=True) as owner:
        limit = sql.SQL("alter database {} connection limit {}")
        owner.execute(limit.format(sql.Identifier(name), 0))
        others = (
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = %s and datname = %s and pid <> %s"
        )
        owner.execute(others, [APP, name, own])
        try:
            yield
        finally:
            owner.execute(limit.format(sql.Identifier(name), -1))


@pytest.fixture(params=["zh-CN", "en"])
def desk(cast: Cast, live_server: Any, browser: Any, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Ma, signed in, in either language."""
    cast.publish()
    people.set_password(cast.ma, PASSWORD)
    context = browser.new_context(locale=request.param)
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{live_server.url}/sign-in/")
    page.fill("[name=username]", "ma")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    yield page
    context.close()


def looked_at(page: Page, name: str) -> None:
    """Nothing stands out at either width."""
    for width, height in ((390, 844), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
        if SHOTS:
            language = page.evaluate("document.documentElement.lang")
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{language}-{width}.png"))


def test_an_answer_that_could_not_be_kept_stays_in_its_field(cast: Cast, live_server: Any, desk: Page) -> None:
    talk = cast.writes("厨房漏水")
    desk.goto(f"{live_server.url}/desk/?conversation={talk}")
    desk.fill("#answer-text", "师傅马上到")
    with without_the_database():
        desk.focus("#answer-text")
        desk.keyboard.press("Control+Enter")
        expect(desk.locator("#toasts .toast.bad")).to_be_visible()
        expect(desk.locator("#answer-text")).to_have_value("师傅马上到")
        looked_at(desk, "away-answer")
    desk.focus("#answer-text")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".talk .ours").last).to_contain_text("师傅马上到")
    assert Message.objects.filter(author="staff", text="师傅马上到").count() == 1


def test_a_case_that_could_not_be_kept_is_in_the_form_again(cast: Cast, live_server: Any, desk: Page) -> None:
    desk.goto(f"{live_server.url}/desk/register/")
    desk.fill("[name=phone]", "13812346027")
    desk.fill("[name=text]", "厨房水龙头漏水，接了盆")
    with without_the_database():
        desk.locator(".page-h a.btn.main, button.main[type=submit]").last.click()
        expect(desk.locator("[data-not-sent]")).to_be_visible()
        looked_at(desk, "away-page")
    desk.locator("[data-back]").click()
    expect(desk.locator("[name=text]")).to_have_value("厨房水龙头漏水，接了盆")
    assert Case.objects.count() == 0


def test_a_page_that_was_only_asked_for_comes_by_itself(cast: Cast, live_server: Any, desk: Page) -> None:
    with without_the_database():
        desk.goto(f"{live_server.url}/homes/")
        expect(desk.locator("[data-not-sent]")).to_be_visible()
        looked_at(desk, "away-asked")
    expect(desk.locator("[data-not-sent]")).to_have_count(0)
    assert desk.url.endswith("/homes/")
