"""A house filled in bulk is what the verbs would have made: the audit finds nothing, and every page works on it."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Min
from django.test.utils import CaptureQueriesContext

from guanjia.config.filling.living import live
from guanjia.config.filling.town import Here, build
from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases.models import Case, CaseCounter, CaseWords
from guanjia.rooms.cases.types import FAR, QueueFilter
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people import access
from guanjia.rooms.promises import selectors as promise_rows
from guanjia.rooms.promises import services as promises
from guanjia.rooms.promises.models import Promise
from guanjia.shared.actor import Actor
from guanjia.shared.models import JournalEvent
from guanjia.shared.time import now, whole_second
from tests.cast import signed_in

pytestmark = pytest.mark.django_db
SMALL = 12


@pytest.fixture
def town() -> list[Here]:
    """A big community and twelve small ones, filled."""
    at = whole_second(now())
    found = build(400, at, small=SMALL)
    assert sum(live(at, here) for here in found) == Case.objects.count() > 300
    return found


@pytest.fixture
def agent(town: list[Here]) -> Actor:
    """Somebody who serves all of them."""
    assert len(town) == SMALL + 1
    return access.actor_of(get_user_model().objects.get(username="fill-300").pk)


def test_the_audit_finds_nothing(town: list[Here]) -> None:
    report = promises.audit()
    assert report.is_clean, str(report)
    assert report.promises == Promise.objects.count() > 5 * Case.objects.count()
    assert report.events > 8 * Case.objects.count()
    assert {row.recorded_at == row.at for row in JournalEvent.objects.filter(via="bench")} == {True}
    assert len(town) == SMALL + 1


def test_what_a_verb_writes_beside_a_case_is_there(town: list[Here], agent: Actor) -> None:
    for case in Case.objects.filter(is_open=True):
        due = Promise.objects.filter(subject_id=case.pk, closed=False).aggregate(due=Min("due_at"))["due"]
        assert case.due_at == (due or FAR)
    assert CaseWords.objects.count() == Case.objects.count()
    for counter in CaseCounter.objects.filter(community=town[0].community_id):
        same_day = Case.objects.filter(community=counter.community_id, numbered_on=counter.since)
        assert same_day.count() == counter.last
    case = Case.objects.filter(is_open=False).select_related("home").order_by("id").first()
    assert case is not None
    assert case.home is not None
    wanted = QueueFilter(closed=True, text=case.home.label, community_id=case.community_id)
    assert case.pk in {row.id for row in cases.queue(agent, wanted, at=now())}


def test_the_queue_costs_the_same_for_one_community_and_for_many(
    agent: Actor, django_assert_max_num_queries: Any
) -> None:
    at = now()
    cases.queue(agent, QueueFilter(closed=True), at=at)
    with django_assert_max_num_queries(6):  # cases, handbooks, staff, contacts, promises, who owes them
        page = cases.queue(agent, QueueFilter(closed=True), at=at)
    assert len({row.community_id for row in page}) > SMALL // 2


def test_the_glance_of_who_runs_many_communities_costs_as_much_as_of_one(
    agent: Actor, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(get_user_model().objects.get(pk=agent.id), at=now())
    client.get("/today/")
    with django_assert_max_num_queries(7):  # as with one community: handbooks of all are asked for together
        shown = client.get("/today/")
    assert shown.status_code == 200
    for page in ("/cases/", "/desk/", "/conformance/", "/board/"):
        assert client.get(page).status_code == 200


def test_whole_pages_cost_few_queries_whoever_signed_in_included(
    agent: Actor, django_assert_max_num_queries: Any
) -> None:
    case = Case.objects.filter(contact__resident__phone__gt="").select_related("contact__resident", "home").latest("id")
    assert case.contact
    assert case.home
    client = signed_in(get_user_model().objects.get(pk=agent.id), at=now())
    pages = {
        "/desk/find/?q=滴水": 4,  # who acts, words, cases, names of residents
        f"/desk/find/?q={case.contact.resident.phone[-5:]}": 8,  # places, two of phones and homes as well
        f"/desk/find/?q={case.home.label}": 6,  # and who lives there
        f"/cases/{case.pk}/": 15,  # whichever case it is: one that was worked on asks most
        "/conformance/": 6,  # who acts, the book, the sums, months before, names, the seal
    }
    for page, most in pages.items():
        assert client.get(page).status_code == 200
        with django_assert_max_num_queries(most):
            client.get(page)


def test_what_is_typed_brings_open_cases_before_finished_ones(agent: Actor) -> None:
    rows = Case.objects.filter(community__in=agent.community_ids)
    words = {row.text[:2] for row in rows.filter(is_open=True)} & {row.text[:2] for row in rows.filter(is_open=False)}
    text = min(words)
    found = cases.meant(agent, text, size=1000)
    assert {row.id for row in found} >= {row.pk for row in rows.filter(text__contains=text)}
    assert [row.is_open for row in found] == sorted((row.is_open for row in found), reverse=True)
    assert found[0].is_open
    assert not found[-1].is_open
    assert [row.id for row in cases.meant(agent, text, size=3)] == [row.id for row in found[:3]]


def test_the_sums_of_a_month_read_that_month_and_not_all_that_was_ever_owed(town: list[Here]) -> None:
    at, here = now(), town[0].community_id
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        summed = promise_rows.tally([here], at - timedelta(days=20), at, at=at)
        (query,) = (one["sql"] for one in asked.captured_queries)
        cursor.execute("analyze promises_promise")
        cursor.execute("set local enable_seqscan = off")  # the table is small; what way there is is the question
        cursor.execute(f"explain (analyze, format json) {query}")
        told = json.dumps(cursor.fetchone()[0])
    assert summed
    assert "promise_of_standard" in told
    assert "promise_never_due" in told
    assert {int(number) for number in re.findall(r'"Rows Removed by Filter": (\d+)', told)} <= {0}


def test_whether_books_are_still_good_is_asked_once_for_all(agent: Actor, django_assert_num_queries: Any) -> None:
    for key in agent.community_ids:
        handbook.edition_in_force(key, now())
    with django_assert_num_queries(1), handbook.together(agent.community_ids):
        for key in agent.community_ids:
            handbook.edition_in_force(key, now())
            assert handbook.stamp(key)
    with django_assert_num_queries(1):
        handbook.stamp(agent.community_ids[0])
