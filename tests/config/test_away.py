"""While the database is away programs are told to send again, and what they send again counts once."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from guanjia.rooms.cases.models import Case
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def lose_the_database() -> None:
    """Another session ends ours, as the server's end would."""
    other = connection.copy()
    with connection.cursor() as mine, other.cursor() as theirs:
        mine.execute("select pg_backend_pid()")
        theirs.execute("select pg_terminate_backend(%s)", mine.fetchone())
    other.close()


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
