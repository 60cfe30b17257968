"""A steward's plan in a phone's calendar: a secret address, places and times only, new when the plan changes."""

import re
from datetime import UTC, datetime
from uuid import UUID

from django.test import Client
from django.urls import reverse

from guanjia.rooms.people import services as people_verbs
from guanjia.rooms.rounds import selectors, services
from guanjia.rooms.rounds.models import Feed, Stop
from guanjia.rooms.rounds.rules.ical import OCTETS, Entry, escaped, written
from guanjia.rooms.rounds.services import Agreed
from guanjia.rooms.rounds.services.feeds import SEEN_ANEW
from tests.cast import Cast
from tests.rooms.rounds.test_bookings import visit as visit

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


def unfolded(content: bytes) -> list[str]:
    """The lines as a phone reads them."""
    return content.decode().replace("\r\n ", "").split("\r\n")[:-1]


def read(secret: str) -> tuple[int, list[str]]:
    answer = Client().get(reverse("rounds:feed", args=[secret]))
    return answer.status_code, unfolded(answer.content) if answer.status_code == 200 else []


def test_lines_are_folded_at_75_octets_and_no_sign_is_cut() -> None:
    words = "入户拜访、" * 40
    content = written("测试", [Entry("1@x", AT, AT, words)], at=AT, again_after=SEEN_ANEW)
    assert all(len(line) <= OCTETS for line in content.split(b"\r\n"))
    assert f"SUMMARY:{words}" in unfolded(content)


def test_signs_with_a_meaning_are_marked() -> None:
    assert escaped("a,b;c\\d\r\ne\nf") == "a\\,b\\;c\\\\d\\ne\\nf"


def test_what_was_agreed_is_a_time_and_the_rest_a_line_a_day_and_nobody_is_named(
    cast: Cast, steward: UUID, visit: Stop
) -> None:
    actor = cast.actor(steward)
    start = selectors.offered(actor, visit.pk, at=cast.now)[3].start
    services.book_visit(actor, visit.pk, Agreed(start), at=cast.now)
    status, lines = read(services.make_feed(actor, at=cast.now))
    assert (status, lines[0], lines[-1]) == (200, "BEGIN:VCALENDAR", "END:VCALENDAR")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") >= 3
    assert f"DTSTART:{start.astimezone(UTC):%Y%m%dT%H%M%SZ}" in lines
    assert "SUMMARY:入户拜访 3-2-1402" in lines
    assert any(line.startswith("DTSTART;VALUE=DATE:") for line in lines)
    assert len({line for line in lines if line.startswith("UID:")}) == lines.count("BEGIN:VEVENT")
    whole = "\n".join(lines)
    assert "周敏" not in whole
    assert not re.search(r"1\d{10}", whole)


def test_a_plan_that_changes_is_read_anew(cast: Cast, steward: UUID, visit: Stop) -> None:
    actor = cast.actor(steward)
    secret, slots = services.make_feed(actor, at=cast.now), selectors.offered(actor, visit.pk, at=cast.now)
    services.book_visit(actor, visit.pk, Agreed(slots[3].start), at=cast.now)
    before = read(secret)[1]
    services.book_own_visit(cast.resident(), visit.pk, slots[4].start, at=cast.now)
    after = read(secret)[1]
    begins = [f"DTSTART:{one.start.astimezone(UTC):%Y%m%dT%H%M%SZ}" for one in slots[3:5]]
    assert [line in before for line in begins] == [True, False]
    assert [line in after for line in begins] == [False, True]


def test_an_address_ends_when_a_new_one_is_made_when_it_is_ended_and_when_its_owner_leaves(
    cast: Cast, steward: UUID, visit: Stop
) -> None:
    actor = cast.actor(steward)
    first = services.make_feed(actor, at=cast.now)
    assert first not in Feed.objects.get().digest
    second = services.make_feed(actor, at=cast.now)
    assert [read(one)[0] for one in (first, second, "made-up")] == [404, 200, 404]
    services.end_feed(actor, at=cast.now)
    assert read(second)[0] == 404
    third = services.make_feed(actor, at=cast.now)
    people_verbs.dismiss(steward, at=cast.now)
    assert read(third)[0] == 404


def test_the_page_gives_an_address_once_and_ends_it(cast: Cast, steward: UUID, visit: Stop) -> None:
    phone = cast.client(steward)
    page = phone.post(reverse("field:calendar")).content.decode()
    found = re.search(r"/rounds/plan/[\w-]+\.ics", page)
    assert found is not None
    assert Client().get(found[0]).status_code == 200
    assert found[0] not in phone.get(reverse("field:calendar")).content.decode()
    phone.post(reverse("field:calendar"), {"act": "end"})
    assert Client().get(found[0]).status_code == 404
