"""While the database is away everybody is told to come again, in their own words, and what comes again counts once."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from guanjia.rooms.cases.models import Case
from tests.away import lose_the_database
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_program_is_told_to_send_the_same_again_and_it_counts_once(cast: Cast) -> None:
    cast.publish()
    headers = {**cast.bearer(cast.ma), "Idempotency-Key": "while-away"}
    body = json.dumps({"text": "马桶堵了", "topic": "rep.drain"})

    def send() -> Any:
        return Client().post("/api/v1/cases", body, content_type="application/json", headers=headers)

    lose_the_database()
    away = send()
    connection.close()
    assert (away.status_code, away["Retry-After"], away.json()["type"]) == (503, "2", "urn:guanjia:house.away")
    assert away["Content-Type"].startswith("application/problem+json")
    assert [send().status_code, send().status_code] == [201, 201]
    assert Case.objects.count() == 1


@pytest.mark.parametrize(("language", "words"), [("en", "We can't be reached just now"), ("zh-hans", "暂时连接不上")])
def test_a_page_says_so_in_the_readers_language_without_asking_anything(cast: Cast, language: str, words: str) -> None:
    browser = cast.client(cast.ma)
    browser.raise_request_exception = False
    browser.cookies["language"] = language
    lose_the_database()
    away = browser.get("/homes/?q=3")
    connection.close()
    page = away.content.decode()
    assert (away.status_code, away["Retry-After"], away["Cache-Control"]) == (503, "5", "no-store")
    assert words in page and 'href="/homes/?q=3"' in page and away["Refresh"] == "10"
    assert browser.get("/homes/?q=3").status_code == 200


def test_who_is_not_signed_in_is_told_the_same(cast: Cast) -> None:
    lose_the_database()
    away = Client(raise_request_exception=False).get("/sign-in/")
    connection.close()
    assert away.status_code == 503


def test_what_was_sent_is_not_sent_again_by_the_page_itself(cast: Cast) -> None:
    browser = cast.client(cast.ma)
    browser.raise_request_exception = False
    lose_the_database()
    away = browser.post("/desk/register/", {"text": "马桶堵了"})
    connection.close()
    page = away.content.decode()
    assert away.status_code == 503 and "data-not-sent" in page and "Refresh" not in away


def test_a_part_of_a_page_stays_and_the_word_stands_beside_it(cast: Cast) -> None:
    browser = cast.client(cast.ma)
    browser.raise_request_exception = False
    lose_the_database()
    away = browser.get("/desk/", headers={"HX-Request": "true"})
    connection.close()
    assert (away.status_code, away["HX-Retarget"]) == (503, "#toasts")
    assert b"data-toast" in away.content and b"<html" not in away.content
