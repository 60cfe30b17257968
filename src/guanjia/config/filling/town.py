"""The places and people of a filled house: one big community and 300 small ones, made by the verbs that make any."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from uuid import UUID

from guanjia.config.filling.copying import Rows
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook import services as editions
from guanjia.rooms.people import services as people
from guanjia.rooms.people.types import NewStaff
from guanjia.rooms.places import rules
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places import services as place_verbs
from guanjia.rooms.places.types import NewCommunity, NewHome, Occupancy
from guanjia.shared.errors import Refused, gettext_noop
from guanjia.shared.journal import months_ready
from guanjia.shared.time import new_id

SMALL = 300
BIG_SHARE = 0.4
"""Of all cases, so many are the big community's."""
CASES_OF_A_HOME = 10
DAYS = 330
"""So long the house has been at work."""
CREW = {"desk": 1, "steward": 1, "technician": 3}
UNUSABLE = "!"
"""No password: who is only there to have done the work never signs in."""
FAMILY, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊洋艳勇军杰娟涛明超兰霞平"


@dataclass(frozen=True, slots=True)
class Here:
    """A community to be filled: its homes with who lives there, its staff by role, and how many cases it is due."""

    community_id: UUID
    homes: tuple["Door", ...]
    staff: dict[str, list[UUID]]
    cases: int


@dataclass(frozen=True, slots=True)
class Door:
    """A home with the two ways its resident is known by."""

    home_id: UUID
    chat_id: UUID
    phone_id: UUID


def build(cases: int, now: datetime, small: int = SMALL) -> list[Here]:
    """Company, handbook, communities, homes, residents, staff; the big one first. Raises Refused when it is there."""
    if places.company_by_code("fill"):
        message = gettext_noop("This house is filled already. Fill another: set GUANJIA_DATA to a new folder.")
        raise Refused("bench.filled", message)
    months_ready(now - timedelta(days=31 * number) for number in range(-1, DAYS // 30 + 2))
    company_id = place_verbs.open_company("fill", "量具物业")
    sizes = [("fill-big", "大城小区", int(cases * BIG_SHARE))]
    sizes += [(f"fill-{n:03}", f"第{n}小区", int(cases * (1 - BIG_SHARE) / small)) for n in range(1, small + 1)]
    opened = [
        (place_verbs.open_community(company_id, NewCommunity(code, name)), number) for code, name, number in sizes
    ]
    _handbook(company_id, now - timedelta(days=DAYS + 30))
    rows = _Rows(company_id, now)
    found = [rows.community(here, number) for here, number in opened]
    rows.write()
    _all_over(company_id, [here for here, _ in opened])
    return found


def _handbook(company_id: UUID, at: datetime) -> None:
    pack = str(files("guanjia").joinpath("packs/residential"))
    edition_id = editions.load_pack(pack, company_id, at=at)
    editions.publish(edition_id, effective_from=at, approver=None, at=at)
    roles = handbook.content_of(edition_id).roles
    people.set_role_duties(company_id, {code: role.duties for code, role in roles.items()})


class _Rows(Rows):
    """The rows of all communities, written together: verbs for 300 of them would take minutes."""

    def __init__(self, company_id: UUID, now: datetime) -> None:
        super().__init__()
        self.company_id, self.now = company_id, now
        self.chance = random.Random(1)  # noqa: S311 - made-up data, the same each time

    def community(self, here: UUID, cases: int) -> Here:
        """Homes, who lives there, and the staff of one community."""
        doors = self._homes(here, max(2, cases // CASES_OF_A_HOME))
        staff = {role: [self._hire(here, role) for _ in range(number)] for role, number in CREW.items()}
        return Here(here, tuple(doors), staff, cases)

    def _homes(self, here: UUID, count: int) -> Iterator[Door]:
        buildings: dict[str, UUID] = {}
        units: dict[tuple[str, str], UUID] = {}
        for new in map(_home, range(count)):
            building, unit, own = new.building, (new.building, new.unit), {"community_id": here}
            if building not in buildings:
                buildings[building] = new_id()
                self.add("places.Building", id=buildings[building], code=building, **own)
            if unit not in units:
                units[unit] = new_id()
                self.add("places.Unit", id=units[unit], building_id=buildings[building], code=new.unit, **own)
            yield self._door(own, new, {"building_id": buildings[building], "unit_id": units[unit]})

    def _door(self, own: dict[str, UUID], new: NewHome, at: dict[str, UUID]) -> Door:
        home, resident, label = new_id(), new_id(), rules.label(new)
        order = {"place_order": rules.place_order(label), "floor": rules.floor_of(new), "number": new.number}
        told = Occupancy.OCCUPIED.value  # as if the journal knew: what is measured is cases, not hundreds of rounds
        self.add("places.Home", id=home, label=label, told=told, **order, **own, **at)
        name, phone = self._name(), f"13{self.chance.randrange(10**9):09}"
        lives = {"home_id": home, "kind": "owner", **own}
        self.add("people.Resident", id=resident, name=name, phone=phone, **lives)
        self.add("people.Residence", id=new_id(), resident_id=resident, **lives)
        both = {"name": name, "home_id": home, "resident_id": resident, "since": self.now - timedelta(days=DAYS)}
        door = Door(home, new_id(), new_id())
        self.add("people.Contact", id=door.chat_id, channel="wechat", outside_id=f"fill-{resident.hex}", **both, **own)
        self.add("people.Contact", id=door.phone_id, channel="phone", outside_id=phone, phone=phone, **both, **own)
        return door

    def _hire(self, here: UUID, role: str) -> UUID:
        account, staff, name = new_id(), new_id(), self._name()
        self.add("people.Account", id=account, username=f"fill-{staff.hex}", password=UNUSABLE)
        self.add("people.Staff", id=staff, account_id=account, company_id=self.company_id, name=name, pinyin="zhi ban")
        post = {"staff_id": staff, "community_id": here, "role": role}
        self.add("people.Post", id=new_id(), **post)
        span = {"starts": self.now - timedelta(hours=4), "ends": self.now + timedelta(hours=20)}
        self.add("people.Shift", id=new_id(), **post, **span)
        return staff

    def _name(self) -> str:
        return self.chance.choice(FAMILY) + self.chance.choice(GIVEN)


def _home(number: int) -> NewHome:
    """Twenty floors of two flats to a stairwell, two stairwells to a building: 3-2-1201 is there from 223 homes on."""
    building, rest = divmod(number, 80)
    unit, rest = divmod(rest, 40)
    floor, flat = divmod(rest, 2)
    return NewHome(str(building + 1), f"{floor + 1}{flat + 1:02}", unit=str(unit + 1))


def _all_over(company_id: UUID, opened: list[UUID]) -> None:
    """Three who serve one community, five, and 300: the big one is always among them."""
    for number in (1, 5, SMALL):
        posts = tuple((here, role) for here in opened[:number] for role in ("desk", "supervisor", "manager"))
        people.hire(company_id, NewStaff(f"fill-{number}", f"值班{number}", posts=posts))
