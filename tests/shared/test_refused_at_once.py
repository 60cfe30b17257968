"""What no page can take is sent away before anything reads it, and what is a key never stands in the log."""

import json
import logging

from django.test import Client

from guanjia.rooms.people import services
from guanjia.shared.log import Fields
from tests.cast import Cast


def test_a_request_with_more_bytes_than_any_form_takes_is_refused_before_it_is_read(cast: Cast) -> None:
    browser = cast.client(cast.ma)
    for said in (str(10**12), "-1", "many"):
        assert browser.post("/community/", {}, CONTENT_LENGTH=said).status_code == 413


def test_the_sign_no_table_can_keep_breaks_no_page(cast: Cast) -> None:
    browser = cast.client(cast.zhao)
    assert browser.get("/signs/?building=%00").status_code == 400
    assert browser.post("/rounds/labels/hang/", {"building": "3\x00"}).status_code == 400
    assert Client().post("/sign-in/", {"username": "ma\x00", "password": "x"}).status_code == 422


def test_a_draft_is_kept_without_signs_no_table_holds(cast: Cast) -> None:
    browser = cast.client(cast.ma)
    values = json.dumps({"text": ["a\x00b\ud800c"]})
    assert browser.post("/desk/drafts/", {"name": "register", "values": values}).status_code == 204
    assert browser.get("/desk/drafts/?name=register").json()["register"]["values"] == {"text": ["abc"]}


def test_addresses_that_are_a_key_by_themselves_never_stand_in_the_log(cast: Cast) -> None:
    lines: list[str] = []
    handler = logging.Handler()
    handler.setFormatter(Fields())
    handler.emit = lambda record: lines.append(handler.format(record))  # type: ignore[method-assign]
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        link = services.resident_link(cast.zhou_contact)
        assert cast.client(cast.ma).get(link).status_code == 403  # staff must not act by it; the link is still good
        Client().get("/rounds/plan/a-secret-of-somebody.ics")
    finally:
        logger.removeHandler(handler)
    text = "\n".join(lines)
    assert "/r/…" in text and "/rounds/plan/…" in text
    assert link.split("/")[2] not in text and "a-secret" not in text


def test_every_answer_forbids_scripts_from_elsewhere_frames_and_guessing_of_kinds(cast: Cast) -> None:
    for address in ("/sign-in/", "/nowhere/", "/healthz", "/api/v1/me"):
        answer = Client().get(address)
        policy = answer["Content-Security-Policy"]
        assert "script-src 'self';" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"


def test_a_host_that_is_not_ours_is_refused() -> None:
    assert Client().get("/sign-in/", headers={"Host": "elsewhere.example"}).status_code == 400
