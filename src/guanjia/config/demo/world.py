"""The demo's world: one company, two communities, homes, residents, staff with shifts, the base handbook in force."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from guanjia.config.demo import things
from guanjia.config.demo.texts import lines
from guanjia.rooms.cases import services as cases
from guanjia.rooms.channels import services as channels
from guanjia.rooms.channels.types import NewAccount
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook import services as editions
from guanjia.rooms.people import services as people
from guanjia.rooms.people.types import NewResident, NewShift, NewStaff, ResidentKind
from guanjia.rooms.places import selectors as homes_reads
from guanjia.rooms.places import services as places
from guanjia.rooms.places.types import HomeRow, NewCommunity, NewHome, Occupancy
from guanjia.shared import journal

PACK = Path(__file__).parents[2] / "packs" / "residential"
PASSWORD = "guanjia-demo"  # noqa: S105 - printed for everybody who starts the demo


@dataclass(frozen=True, slots=True)
class Span:
    """The days of the demo: the first day, how many, and the instant at which its present begins.

    `buildings`: it has at most so many in each community; 0: as many as its plan says.
    """

    first: date
    days: int
    until: datetime
    buildings: int = 0

    @property
    def starts(self) -> datetime:
        """Midnight of the first day."""
        return datetime.combine(self.first, time(), self.until.tzinfo)


def planned(community_id: UUID, code: str, span: Span, kind: str) -> Iterator[tuple[datetime, dict[str, Any], HomeRow]]:
    """What the plan says of a kind for a community: when it comes, the words of the plan, and a home lived in that is
    drawn for it. Of a shorter demo the first."""
    homes = [home for home in homes_reads.all_homes(community_id) if home.occupancy is Occupancy.OCCUPIED]
    for number, one in enumerate(lines("world.yaml")[kind]):
        if one["community"] == code:
            drawn = random.Random(f"{kind}:{number}")  # noqa: S311 - a demo's draw, to be repeated
            yield span.starts + timedelta(days=one["day"] - 1, hours=one["hour"]), one, drawn.choice(homes)


def build(span: Span) -> None:
    """Make what both communities share: the company, the communities themselves, the base handbook in force."""
    plan = lines("world.yaml")
    month = span.starts
    journal.months_ready(month + timedelta(days=28 * n) for n in range(-1, 4))
    company_id = places.open_company(plan["company"]["code"], plan["company"]["name"])
    for one in plan["communities"]:
        said = {name: one[name] for name in ("code", "name", "phone", "address", "division")}
        new = NewCommunity(**said)
        places.open_community(company_id, new)
    _adopt_handbook(company_id, span.starts - timedelta(days=30))
    for community in homes_reads.all_communities():
        # learned before the days begin: who learned it first would use up ids the others don't
        cases.learned_from(handbook.edition_in_force(community.id, span.starts))


def fill(code: str, span: Span, seed: int) -> dict[str, Any]:
    """Make the homes and the people of one community; returns what a person driving the demo wants to know."""
    plan = lines("world.yaml")
    one = next(one for one in plan["communities"] if one["code"] == code)
    one = {**one, "buildings": min(one["buildings"], span.buildings or one["buildings"])}
    chance = random.Random(f"{seed}:{code}")  # noqa: S311 - a demo's people, to be repeated
    community = homes_reads.community_by_code(code)
    assert community is not None  # noqa: S101 - the world was built before
    places.add_areas(community.id, one["areas"])
    places.add_homes(community.id, list(_homes(one, chance)), at=span.starts)
    residents = [
        resident
        for home in homes_reads.all_homes(community.id)
        if home.occupancy != Occupancy.VACANT
        for resident in _household(home.id, plan, chance)
    ]
    people.add_residents(community.id, residents)
    things.look_after(community.id, one, plan["things"], span.starts)
    crew = Crew(community.company_id, community.id, code, span, chance, one["buildings"])
    return {"logins": _staff(crew, plan), "wechat": _account(community.id, code, chance)}


def _homes(one: dict[str, Any], chance: random.Random) -> Iterator[NewHome]:
    kinds = [Occupancy.OCCUPIED] * 187 + [Occupancy.VACANT] * 12 + [Occupancy.RENOVATING]
    for building in range(1, one["buildings"] + 1):
        for unit in range(1, one["units"] + 1):
            for floor in range(1, one["floors"] + 1):
                for door in range(1, one["homes_per_floor"] + 1):
                    yield NewHome(
                        building=str(building),
                        unit=str(unit),
                        number=f"{floor}{door:02}",
                        floor=floor,
                        occupancy=chance.choice(kinds),
                    )


def _household(home_id: UUID, plan: dict[str, Any], chance: random.Random) -> Iterator[NewResident]:
    kinds = chance.choice([(ResidentKind.OWNER,), (ResidentKind.OWNER, ResidentKind.FAMILY), (ResidentKind.TENANT,)])
    for kind in kinds:
        yield NewResident(home_id=home_id, name=_name(plan, chance), phone=_phone(chance), kind=kind)


def _name(plan: dict[str, Any], chance: random.Random) -> str:
    return str(chance.choice(plan["surnames"])) + str(chance.choice(plan["given"]))


def _phone(chance: random.Random) -> str:
    return f"1{chance.choice('3589')}{chance.randrange(10**9):09}"


def _adopt_handbook(company_id: UUID, at: datetime) -> None:
    for table in sorted((PACK / "years").glob("*.yaml")):
        editions.load_year_table(table, at=at)
    edition_id = editions.load_pack(PACK, company_id, at=at)
    editions.review(edition_id)
    editions.approve(edition_id, approver=None)
    editions.publish(edition_id, effective_from=at, approver=None, at=at)
    roles = handbook.content_of(edition_id).roles
    people.set_role_duties(company_id, {code: role.duties for code, role in roles.items()})


@dataclass(frozen=True, slots=True)
class Crew:
    """The staff of one community in the making."""

    company_id: UUID
    community_id: UUID
    code: str
    span: Span
    chance: random.Random
    buildings: int


def _staff(crew: Crew, plan: dict[str, Any]) -> dict[str, str]:
    """Hire everybody of the plan with their shifts; returns one user name a role."""
    logins: dict[str, str] = {}
    encoded = make_password(PASSWORD)  # everybody has the same one: once is enough
    for role, words in plan["staff"].items():
        skills = words.get("skills", [[]])
        pattern = plan["shifts"][words["shift"]]
        for number in range(words["count"]):
            username = f"{crew.code}-{role}" + ("" if number == 0 else f"-{number + 1}")
            logins.setdefault(role, username)
            new = NewStaff(
                username=username,
                name=_name(plan, crew.chance),
                phone=_phone(crew.chance),
                encoded=encoded if number == 0 else "",
                posts=((crew.community_id, role),),
                skills=tuple((skill, None) for skill in skills[number % len(skills)]),
            )
            staff_id = people.hire(crew.company_id, new)
            _zoned(crew, staff_id, role, number, words)
            turn = number % len(skills) + number // len(skills)  # those on shift together have different skills
            spans = _spans(pattern, turn, crew.span)
            people.roster([NewShift(staff_id, crew.community_id, role, start, end) for start, end in spans])
    return logins


def _zoned(crew: Crew, staff_id: UUID, role: str, number: int, words: dict[str, Any]) -> None:
    """Give somebody their share of the buildings; those with the same skills and shifts have different ones."""
    parts = words.get("zones", 1)
    if parts > 1:
        mine = number // len(words.get("skills", [[]])) % parts
        last = crew.buildings
        zone = [str(code) for code in range(1, last + 1) if (code - 1) * parts // last == mine]
        people.look_after(staff_id, crew.community_id, role, zone)


def _spans(pattern: list[list[str]], turn: int, span: Span) -> Iterator[tuple[datetime, datetime]]:
    """Everybody takes the spans of the pattern in turn, a week each, so that each span is filled every day.

    In the last week the first of each role, who has a name to sign in with, takes the span of the afternoon.
    """
    zone = span.until.tzinfo
    for day in range(-1, span.days + 14):
        date_ = span.first + timedelta(day)
        start, end = pattern[(turn + 2 + (day - span.days) // 7) % len(pattern)]
        starts = datetime.combine(date_, time.fromisoformat(start), zone)
        midnight = datetime.combine(date_ + timedelta(1), time(), zone)
        yield starts, midnight if end == "24:00" else datetime.combine(date_, time.fromisoformat(end), zone)


def _account(community_id: UUID, code: str, chance: random.Random) -> dict[str, Any]:
    words = {"token": f"{chance.getrandbits(96):024x}", "app_id": f"wxdemo{chance.getrandbits(40):010x}"}
    aes_key = "".join(chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", k=43))
    secret = f"{chance.getrandbits(128):032x}"
    channels.set_up_account(
        NewAccount(community_id=community_id, name=code, app_secret=secret, aes_key=aes_key, **words)
    )
    return {"name": code, "aes_key": aes_key, **words}


def write_down(file: Path, told: dict[str, Any]) -> None:
    """Write what anybody needs to drive the demo from outside."""
    file.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


ZONE = ZoneInfo("Asia/Shanghai")
FIRST = date(2026, 4, 13)
AFTERNOON = time(15)
MONTH = 30
"""Days over which all the texts are spread; a shorter demo sees the first of them."""


def span_of(days: int, buildings: int = 0) -> Span:
    """The demo's days: a Monday in spring, with the May holidays and a make-up workday in the thirty that follow.

    Its present is the afternoon of the last day.
    """
    return Span(FIRST, days, datetime.combine(FIRST + timedelta(days - 1), AFTERNOON, ZONE), buildings)
