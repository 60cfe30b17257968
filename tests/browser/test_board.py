"""The board by mouse: a case dragged onto somebody asks why, and is theirs to take."""

from typing import Any

import pytest

from guanjia.rooms.dispatch.models import Assignment
from guanjia.rooms.dispatch.types import MAIN
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_case_dragged_onto_somebody_asks_why_and_comes_back_to_the_board(
    cast: Cast, live_server: Any, page: Any
) -> None:
    cast.publish()
    case_id = cast.taken_case()
    session = cast.client(cast.he).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/board/")
    card, person = page.locator(f"#board-case-{case_id}"), page.locator(f"#board-{cast.wang}")
    card.hover()
    page.mouse.down()
    person.hover()
    person.hover()  # a browser tells of dragging over something from the second move on
    page.mouse.up()
    page.wait_for_selector("dialog[open] [name=staff]")
    assert page.locator(f"[name=staff][value='{cast.wang}']").is_checked()
    page.locator("[name=reason]").select_option("too_much")
    with page.expect_navigation(url="**/board/"):
        page.keyboard.press("Control+Enter")
    assert Assignment.objects.get(case=case_id, part=MAIN, state="offered").staff_id == cast.wang
