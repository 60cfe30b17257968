"""The cast of every test: a small company with two communities, built through real verbs only.

The day is Monday, 2 March 2026, 9:00 in Shanghai; the clock stands still until a test moves it. Everybody is on
duty from midnight to midnight. `cast.li` and the others are ids of staff; `cast.actor(cast.li)` acts as Li,
`cast.client(cast.li)` is a signed-in browser, `cast.token(cast.li)` a key for the API.
"""

import base64
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.test import Client

from guanjia.rooms.cases import services as case_verbs
from guanjia.rooms.cases.types import NewPhoto, OpenCase, Origin, PhotoOf, Report
from guanjia.rooms.cases.types.complaints import NewDecision, NewFinding, NewOffer, Outcome, Reply
from guanjia.rooms.cases.types.remedies import Liability
from guanjia.rooms.conversations import services as conversation_verbs
from guanjia.rooms.dispatch import services as dispatch_verbs
from guanjia.rooms.dispatch.models import Assignment
from guanjia.rooms.dispatch.types import MAIN
from guanjia.rooms.handbook import services as handbook_verbs
from guanjia.rooms.handbook.rules.checking import Checked, check_files
from guanjia.rooms.handbook.rules.reading import read_yaml
from guanjia.rooms.handbook.services.loading import known_world, load_checked, read_folder
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people import services as people_verbs
from guanjia.rooms.people.services import sessions
from guanjia.rooms.people.types import ContactRow, NewResident, NewShift, NewStaff, ResidentKind
from guanjia.rooms.people.types.signing import Browser
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places import services as places_verbs
from guanjia.rooms.places.types import CommunityRow, HomeRow, NewCommunity, NewHome
from guanjia.shared.actor import Actor
from guanjia.shared.jobs import run_waiting

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""9:00 in Shanghai."""
DAY_STARTS = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
DAY_ENDS = DAY_STARTS + timedelta(days=1)

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAGCAAAAADbboAnAAAADklEQVR4nGM4AQUMpDAA9OMlgYAkx5MAAAAASUVORK5CYII="
)
"""A small picture; what stands behind its end is another file, and the same picture."""

SAFE = {"read": True, "guarded": True}
"""Every safety step was seen before the work."""

SOUND = b"\x1a\x45\xdf\xa3" + bytes(64)
"""The beginning of a recording, likewise."""

PEOPLE: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "li": ("李建军", "technician", ("plumbing",)),
    "wang": ("王海", "technician", ("electric", "weak_current")),
    "chen": ("陈悦", "chat", ("chat_trained",)),
    "ma": ("马丽", "desk", ()),
    "he": ("何静", "supervisor", ("complaints",)),
    "zhao": ("赵敏", "manager", ()),
    "sun": ("孙强", "guard", ("guard",)),
    "qa": ("钱安", "quality", ()),
}


@cache
def duties_of_roles() -> dict[str, list[str]]:
    """The role table of the base handbook."""
    roles = read_yaml("roles.yaml", files("guanjia").joinpath("packs/residential/roles.yaml").read_bytes()).data[
        "roles"
    ]
    return {role["code"]: list(role.get("duties", ())) for role in roles}


@cache
def base_handbook() -> Checked:
    """The base handbook, read once for the whole run."""
    return check_files(read_folder(str(files("guanjia").joinpath("packs/residential"))), known_world())


class Cast:
    """A company, its community "garden" with staff and homes, and "orchard", a community they do not serve."""

    def __init__(self) -> None:
        self.now = MONDAY
        self.company_id = places_verbs.open_company("anhe", "安和物业")
        self.garden = self._community("garden", "湖畔花园")
        self.orchard = self._community("orchard", "云栖里")
        people_verbs.set_role_duties(self.company_id, duties_of_roles())
        self._staff = {key: self._hired(key, self.garden.id, *who) for key, who in PEOPLE.items()}
        self.gao = self._hired("gao", self.orchard.id, "高原", "manager", ())
        self._roster([*self._staff.items()], self.garden.id)
        self.home = self._home_of(self.garden.id, "3-2-1402")
        self.foreign_home = self._home_of(self.orchard.id, "1-1-101")
        self.zhou = self._living(self.home, "周敏", "13812346027")
        self.zhou_contact = self.contact("openid-zhou", "周敏")
        people_verbs.know_contact(self.zhou_contact, self.zhou, self.now)
        self.stranger = self._living(self.foreign_home, "吴倩", "13900001111")
        self.stranger_contact = self.contact("openid-wu", "吴倩", community_id=self.orchard.id)

    # The staff, by name -------------------------------------------------------------------------------------------

    @property
    def li(self) -> UUID:
        """Technician, plumbing."""
        return self._staff["li"]

    @property
    def wang(self) -> UUID:
        """Technician, electric."""
        return self._staff["wang"]

    @property
    def chen(self) -> UUID:
        """Chat agent."""
        return self._staff["chen"]

    @property
    def ma(self) -> UUID:
        """Front desk."""
        return self._staff["ma"]

    @property
    def he(self) -> UUID:
        """Supervisor."""
        return self._staff["he"]

    @property
    def zhao(self) -> UUID:
        """Manager."""
        return self._staff["zhao"]

    @property
    def sun(self) -> UUID:
        """Guard."""
        return self._staff["sun"]

    @property
    def qa(self) -> UUID:
        """Quality."""
        return self._staff["qa"]

    # Acting -------------------------------------------------------------------------------------------------------

    def actor(self, staff_id: UUID) -> Actor:
        """Who acts when this member of staff does."""
        return people.actor_of_staff(staff_id)

    def resident(self, contact_id: UUID | None = None) -> Actor:
        """Who acts when the resident does; Zhou unless another contact is named."""
        return people.actor_of_contact(contact_id or self.zhou_contact)

    def client(self, staff_id: UUID) -> Client:
        """A browser signed in as this member of staff."""
        return signed_in(self.account(staff_id), at=self.now)

    def account(self, staff_id: UUID) -> Any:
        """The account of this member of staff."""
        return get_user_model().objects.get(pk=people.account_of_staff(staff_id))

    def resident_client(self, contact_id: UUID | None = None) -> Client:
        """A phone signed in by the resident's own link; Zhou's unless another contact is named."""
        phone = Client()
        phone.get(people_verbs.resident_link(contact_id or self.zhou_contact))
        return phone

    def token(self, staff_id: UUID) -> str:
        """A key for the API."""
        return people_verbs.issue_token(people.account_of_staff(staff_id), "test", at=self.now)

    def bearer(self, staff_id: UUID) -> dict[str, str]:
        """The header a program sends, for `Client().get(…, headers=…)`."""
        return {"Authorization": f"Bearer {self.token(staff_id)}"}

    # The handbook --------------------------------------------------------------------------------------------------

    def publish(self) -> UUID:
        """Put the base handbook in force from the beginning of the day; returns the edition."""
        made = load_checked(base_handbook(), self.company_id, at=DAY_STARTS)
        handbook_verbs.publish(made, effective_from=DAY_STARTS, approver=self.zhao, at=DAY_STARTS)
        return made

    # Time ---------------------------------------------------------------------------------------------------------

    def clock(self) -> datetime:
        """The time it is."""
        return self.now

    def later(self, **length: float) -> datetime:
        """Move the clock on (`minutes=5`) and tell the new time."""
        self.now += timedelta(**length)
        return self.now

    # The road of a case -------------------------------------------------------------------------------------------

    def writes(self, text: str, *, contact_id: UUID | None = None, key: str = "") -> UUID:
        """A resident writes on WeChat (Zhou unless another is named); the jobs it brings run. The conversation."""
        contact = self.contact_row(contact_id or self.zhou_contact)
        came = conversation_verbs.receive(
            contact.community_id,
            channel=contact.channel,
            contact_id=contact.id,
            text=text,
            outside_id=key or None,
            at=self.now,
        )
        run_waiting()
        return came.conversation_id

    def opened_case(self, topic: str = "rep.water.leak", text: str = "厨房水龙头漏水", *, urgency: str = "") -> UUID:
        """A case of Zhou's, registered at the desk by Ma; the jobs it brings run."""
        wanted = OpenCase(
            community_id=self.garden.id,
            text=text,
            channel="phone",
            origin=Origin.RESIDENT,
            contact_id=self.zhou_contact,
            home_id=self.home.id,
            topic=topic,
            urgency=urgency,
        )
        made = case_verbs.register(self.actor(self.ma), wanted, at=self.now)
        run_waiting()
        return made.id

    def neighbours_case(self, topic: str = "rep.lift", text: str = "电梯抖得厉害，我家老人不敢坐") -> UUID:
        """An open trouble of Zhou's building that a neighbour told of on WeChat."""
        wanted = OpenCase(
            community_id=self.garden.id,
            text=text,
            channel="wechat",
            contact_id=self.contact("openid-neighbour", "郑国栋"),
            home_id=self._home_of(self.garden.id, "3-1-201").id,
            topic=topic,
        )
        made = case_verbs.open_case(wanted, at=self.now)
        run_waiting()
        return made.id

    def taken_case(self, topic: str = "rep.water.leak", text: str = "厨房水龙头漏水") -> UUID:
        """A case somebody was asked to do and has taken."""
        return self._taken(self.opened_case(topic, text))

    def _taken(self, case_id: UUID) -> UUID:
        row = Assignment.objects.get(case=case_id, part=MAIN, state="offered")
        dispatch_verbs.take(self.actor(row.staff_id), row.id, at=self.later(minutes=1))
        run_waiting()
        return case_id

    def done_case(self, topic: str = "rep.water.leak", text: str = "厨房水龙头漏水") -> UUID:
        """A case whose work is reported as done, with a photo."""
        return self._done(self.taken_case(topic, text))

    def found_and_done(self, topic: str = "rep.water.leak", text: str = "空置房水表下渗水") -> UUID:
        """What a round found at a home where nobody lives, done: no resident is behind it."""
        found = OpenCase(community_id=self.garden.id, text=text, channel="counter", topic=topic)
        made = case_verbs.open_case(replace(found, origin=Origin.ROUND, home_id=self.home.id), at=self.now)
        run_waiting()
        return self._done(self._taken(made.id))

    def _done(self, case_id: UUID) -> UUID:
        worker = self.actor(Assignment.objects.get(case=case_id, part=MAIN, state="taken").staff_id)
        case_verbs.arrive(worker, case_id, at=self.later(minutes=20))
        case_verbs.start(worker, case_id, SAFE, at=self.now)
        case_verbs.add_photo(worker, case_id, NewPhoto(PICTURE + b"0", PhotoOf.BEFORE, "换管前"), at=self.now)
        case_verbs.add_photo(worker, case_id, NewPhoto(PICTURE, PhotoOf.AFTER, "换管后"), at=self.now)
        case_verbs.done(worker, case_id, Report("换了软管，试水不漏", tested=True), at=self.later(minutes=30))
        run_waiting()
        return case_id

    def closed_case(self, topic: str = "rep.water.leak", text: str = "厨房水龙头漏水") -> UUID:
        """A case the resident has accepted."""
        case_id = self.done_case(topic, text)
        case_verbs.accept(self.resident(), case_id, at=self.later(minutes=5))
        run_waiting()
        return case_id

    def settles(self, case_id: UUID, staff_id: UUID | None = None) -> None:
        """A complaint is checked, decided and talked through by the supervisor, unless somebody else is named."""
        who = self.actor(staff_id or self.he)
        sides = {"resident_side": "半夜一直吵", "other_side": "承认声音大了"}
        found = NewFinding(found="到场核实，确有其事", **sides)
        case_verbs.note_facts(who, case_id, found, at=self.later(minutes=5))
        rests = {"ground": "contract", "clause": "第六条第二款"}
        decided = NewDecision(
            outcome=Outcome.UPHELD, text="投诉成立，当面道歉并整改", liability=Liability.OTHERS, **rests
        )
        case_verbs.decide(who, case_id, decided, at=self.later(minutes=5))
        offer = NewOffer(reply=Reply.ACCEPTS, text="道歉，今晚起不再发生", words="可以")
        case_verbs.talk_through(who, case_id, offer, at=self.later(minutes=5))
        run_waiting()

    # More of the world --------------------------------------------------------------------------------------------

    def hired(self, key: str, role: str, *, community_id: UUID | None = None, skills: tuple[str, ...] = ()) -> UUID:
        """One more member of staff, on duty all day."""
        place = community_id or self.garden.id
        staff_id = self._hired(key, place, key.title(), role, skills)
        self._roster([(key, staff_id)], place, role)
        return staff_id

    def contact(
        self, outside_id: str, name: str = "", *, community_id: UUID | None = None, channel: str = "wechat"
    ) -> UUID:
        """Somebody who wrote for the first time."""
        place = community_id or self.garden.id
        return people_verbs.contact_for(place, channel, outside_id, at=self.now, name=name).id

    def contact_row(self, contact_id: UUID) -> ContactRow:
        """A contact as rooms see it."""
        return people.contact_row(contact_id)

    def add_homes(self, count: int) -> None:
        """That many more homes in a building of their own."""
        homes = [NewHome("90", f"{n // 4 + 1}{n % 4 + 1:02d}", unit="1") for n in range(count)]
        places_verbs.add_homes(self.garden.id, homes)

    def _community(self, code: str, name: str) -> CommunityRow:
        key = places_verbs.open_community(self.company_id, NewCommunity(code, name, phone="021-60000000"))
        homes = [
            NewHome(str(building), f"{floor}{door:02d}", unit=str(unit))
            for building in (1, 2, 3)
            for unit in (1, 2)
            for floor in (1, 2, 13, 14)
            for door in (1, 2)
        ]
        places_verbs.add_homes(key, homes, at=DAY_STARTS - timedelta(hours=1))
        places_verbs.add_areas(key, ["北门", "地下车库"])
        return places.community(key)

    def _hired(self, key: str, place: UUID, name: str, role: str, skills: tuple[str, ...]) -> UUID:
        new = NewStaff(key, name, "13800000000", posts=((place, role),), skills=tuple((code, None) for code in skills))
        return people_verbs.hire(self.company_id, new)

    def _roster(self, staff: list[tuple[str, UUID]], place: UUID, role: str = "") -> None:
        rows = [NewShift(key, place, role or PEOPLE[name][1], DAY_STARTS, DAY_ENDS) for name, key in staff]
        people_verbs.roster(rows)

    def _home_of(self, place: UUID, label: str) -> HomeRow:
        found = places.home_by_label([place], label)
        assert found is not None
        return found

    def _living(self, home: HomeRow, name: str, phone: str) -> UUID:
        new = NewResident(home.id, name, phone, ResidentKind.OWNER)
        return people_verbs.add_residents(home.community_id, [new])[0]


def signed_in(account: Any, *, at: datetime) -> Client:
    """A browser signed in to the account, which is written down as signing in does."""
    browser = Client()
    browser.force_login(account)
    sessions.note_sign_in(account.pk, Browser(browser.session.session_key or "", "test", shared=False), at=at)
    return browser
