"""What comes to the demo by way of the 12345 hotline and the street office: under their number, within their limit."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from guanjia.config.demo import complaints
from guanjia.config.demo.life import Life, when
from guanjia.config.demo.texts import lines
from guanjia.config.demo.town import Act
from guanjia.config.demo.world import Span
from guanjia.rooms.cases import selectors as reads
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.types import OpenCase
from guanjia.rooms.cases.types.dockets import NewDocket
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people import services as contacts
from guanjia.rooms.places import selectors as places


def orders(life: Life, span: Span) -> Iterator[tuple[datetime, Act]]:
    """When each order comes to this community, and what the desk does with it then."""
    homes = [home.id for home in places.all_homes(life.town.community_id)]
    for number, one in enumerate(lines("world.yaml")["outside"], start=1):
        if one["community"] == life.town.code:
            at = span.starts + timedelta(days=one["day"] - 1, hours=one["hour"])
            order = {**one, "number": f"{one['prefix']}{at:%Y%m%d}{number:04}"}
            draw = int.from_bytes(hashlib.sha256(f"outside:{life.town.seed}:{number}".encode()).digest()[:6])
            yield at, partial(_comes, life, order, homes[draw % len(homes)])


def _comes(life: Life, one: dict[str, Any], home_id: UUID, at: datetime) -> None:
    """Whoever is at the desk registers it as a complaint, and under the number of who sent it."""
    town = life.town
    found = town.first_on("desk", "supervisor", at=at)
    if found is None:
        return
    desk, start = found
    if start != at:
        town.later(start, partial(_comes, life, one, home_id))
        return
    contact = contacts.contact_for(town.community_id, "phone", f"phone-{home_id.hex[-20:]}", at=at)
    living = people.residents_of_home(town.community_id, home_id)
    if contact.resident_id is None and living:
        contacts.know_contact(contact.id, living[0], at)
    wanted = OpenCase(
        community_id=town.community_id,
        text=one["text"],
        channel=one["channel"],
        contact_id=contact.id,
        home_id=home_id,
        topic=one["topic"],
        staff_id=desk.id,
    )
    made = cases.open_case(wanted, at=at)
    order = NewDocket(
        party=one["party"],
        number=one["number"],
        urgency=one.get("urgency", ""),
        until=at + timedelta(days=one["days"]),
        text=one["text"],
    )
    cases.open_docket(desk.actor, made.id, order, at=at + timedelta(seconds=1))


@when("docket.opened")
def speak_first(life: Life, fact: Any) -> None:
    """Whoever sees to the complaint rings the resident, and says so under the number."""
    _soon(life, "look", lambda at: _contacted(life, fact.subject_id, fact.case_id, at))


def _contacted(life: Life, docket_id: UUID, case_id: UUID, at: datetime) -> None:
    lead = complaints.who_sees_to(life, case_id, at)
    if lead is not None:
        cases.docket_contacted(lead.actor, docket_id, life.say("progress", complaints.COMPLAINT), at=at)


@when("complaint.solution_offered")
def answer_who_sent_it(life: Life, fact: Any) -> None:
    """What was talked through is answered to who sent it, under their number."""
    for docket_id in reads.dockets_waiting(fact.subject_id):
        _soon(life, "close", lambda at, key=docket_id: _answered(life, key, fact.subject_id, at))  # type: ignore[misc]


def _answered(life: Life, docket_id: UUID, case_id: UUID, at: datetime) -> None:
    lead = complaints.who_sees_to(life, case_id, at)
    if lead is not None:
        cases.answer_docket(lead.actor, docket_id, life.say("results", complaints.COMPLAINT), at=at)


def _soon(life: Life, habit: str, act: Act) -> None:
    found = life.town.first_on("supervisor", at=life.town.after(habit))
    if found is not None:
        life.town.later(found[1], act)
