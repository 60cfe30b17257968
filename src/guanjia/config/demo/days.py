"""The days of one community, lived through in one process: messages come, people act, sweeps tell what came due."""

import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.test import Client

from guanjia.config.demo import (  # noqa: F401 - habits
    breachwork,
    catchingup,
    complaints,
    deskwork,
    fieldwork,
    gatework,
    outside,
    residents,
    roundwork,
    routinework,
)
from guanjia.config.demo.lasting import surely
from guanjia.config.demo.life import Life
from guanjia.config.demo.texts import Arrival, lines
from guanjia.config.demo.town import Town, Worker
from guanjia.config.demo.world import Span
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.types import OpenCase
from guanjia.rooms.channels.double import Double
from guanjia.rooms.channels.rules import signed
from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.dispatch import selectors as dispatch
from guanjia.rooms.dispatch import services as dispatch_verbs
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people import services as contacts
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises import services as promise_verbs
from guanjia.rooms.promises.selectors.hours import next_telling
from guanjia.shared import db, jobs, journal
from guanjia.shared.actor import coming_from

MINUTE = timedelta(minutes=1)
STEP = timedelta(hours=3)
"""How often the slow sweeps look; the quick ones look whenever something is due."""

ELSEWHERE = (".sweep", ".pass_offers_on", ".keep_scores", ".seal", ".send_again")
"""Jobs that are done at their moment, or when the books are closed."""
RARE = (".fetch_again", ".forget_signatures", ".reckon_again", ".take_again", ".take_up_left_over")
"""Jobs that find nothing while the days pass: once a day they look all the same, as the nightly ones do."""
NIGHTLY = re.compile(r"\d+ \d+ ")
"""The schedule of a job that runs at one hour of the day."""


def live(code: str, arrivals: Iterable[Arrival], account: dict[str, str], span: Span, seed: int) -> None:
    """Live through the demo's days in the community `code`; tells its progress on standard output, a line each."""
    jobs.use_queue(f"demo-{code}")
    day = surely(lambda: Day(_town(code, span, seed), account, span))
    with Double() as double, coming_from("demo"):
        settings.WECHAT_API = double.address
        day.live(arrivals)


def _town(code: str, span: Span, seed: int) -> Town:
    plan = lines("world.yaml")
    community = places.community_by_code(code)
    assert community is not None  # noqa: S101 - the world was built before
    town = Town(community.id, code, seed, plan["habits"], plan["shares"])
    db.work_only_for([community.id])
    handbook.stands_still(community.id)
    for role, found in people.shifts_by_role(community.id, span.starts - timedelta(days=2)).items():
        town.staff[role] = [Worker(key, role, people.actor_of_staff(key), shifts) for key, shifts in found]
    return town


class Day:
    """The loop: the next act, then what it set off, then everybody looks around."""

    def __init__(self, town: Town, account: dict[str, str], span: Span) -> None:
        self.town = town
        self.span = span
        self.life = Life(town, lines("messages.yaml"))
        self.account = account
        self.browser = Client()
        self.run = -1
        self.swept = 0
        self.offers: datetime | None = None
        self.asked = -1
        """How many facts about offers had been read when it was last asked which offer runs out first."""
        self.known: tuple[tuple[int, int, int], datetime | None] = (-1, -1, -1), None
        """What was looked at when it was last asked what comes due, and what came of it."""
        self.homes = [home.id for home in places.all_homes(town.community_id)]

    def live(self, arrivals: Iterable[Arrival]) -> None:
        """From the first midnight to the demo's present."""
        self.town.start(self.span.starts)
        self.life.listen()
        for arrival in arrivals:
            self.town.later(arrival.at, self._coming(arrival))
        for at, act in outside.orders(self.life, self.span):
            self.town.later(at, act)
        for work in (routinework, gatework, breachwork):
            work.begin(self.life, self.span)
        self._every_step(self.span.starts)
        for number, act in enumerate(self.town.acts(self.span.until)):
            surely(lambda act=act: self._step(act), self.life.lost)  # type: ignore[misc]
            if number % 50 == 0:
                self._tell()
        self._tell()

    def _every_step(self, at: datetime) -> None:
        def act(at: datetime) -> None:
            self.quiet_sweeps(at)
            self._every_step(at + STEP)

        self.town.later(at, act)

    def _step(self, act: Callable[[datetime], None]) -> None:
        self.sweeps(self.town.at)
        with self.town.trying():
            act(self.town.at)
        self._go_on()

    def _go_on(self) -> None:
        """What was set off is done, and everybody looks around, if there is anything new."""
        if jobs.deferred() != self.run:
            jobs.run_waiting()
            self.run = jobs.deferred()
        if self.life.heard or self.life.missed:
            self.life.look_around()

    def sweeps(self, at: datetime) -> None:
        """What came due since the last act is told at the next full minute, as the minute's sweep does."""
        while (due := self._next_due()) is not None and due < at:
            self.town.at = min(due.replace(second=0, microsecond=0) + MINUTE, at)
            self.swept += 1
            told = promise_verbs.sweep(at=self.town.at)
            if self.offers is not None and self.offers <= self.town.at:
                told += dispatch_verbs.sweep(at=self.town.at)
            self._go_on()
            if not told:
                break
        self.town.at = at

    def _next_due(self) -> datetime | None:
        seen = (journal.recorded(), jobs.deferred(), self.swept)
        if seen != self.known[0]:
            if self.life.offered != self.asked:
                self.asked = self.life.offered
                self.offers = dispatch.next_answer_by(self.town.community_id)
            waiting = (next_telling(self.town.community_id, self.town.at - STEP), self.offers)
            self.known = seen, min((one for one in waiting if one is not None), default=None)
        return self.known[1]

    def quiet_sweeps(self, at: datetime) -> None:
        """Every job that runs by itself and has nothing to do with a second."""
        for name, job in sorted(jobs.JOBS.items()):
            daily = name.endswith(RARE) or NIGHTLY.match(job.cron)
            if job.cron and not name.endswith(ELSEWHERE) and not (daily and at.hour):
                job()

    def _tell(self) -> None:
        done = (self.town.at - self.span.starts) / (self.span.until - self.span.starts)
        told = {
            "community": self.town.code,
            "done": round(done, 4),
            "day": self.town.at.astimezone(self.span.until.tzinfo),
        }
        sys.stdout.write(json.dumps({**told, "facts": self.life.read, "no": self.town.told_no}, default=str) + "\n")
        sys.stdout.flush()

    # Coming in ----------------------------------------------------------------------------------------------------

    def _coming(self, arrival: Arrival) -> Callable[[datetime], None]:
        draw = int.from_bytes(hashlib.sha256(arrival.key.encode()).digest()[:6])
        home_id = self.homes[draw % len(self.homes)]
        way = self.town.chance.choices(
            ["wechat", "phone", "page", "counter"],
            weights=[self.town.shares[name] for name in ("wechat", "phone", "page", "counter")],
        )[0]
        ways: dict[str, Callable[..., None]] = {"wechat": self._wechat, "page": self._page}
        come = ways.get(way, self._spoken)
        return lambda at: come(arrival, home_id, way, at)

    def _wechat(self, arrival: Arrival, home_id: UUID, _way: str, at: datetime) -> None:
        sender = f"demo-{home_id.hex[-20:]}"
        self._known(sender, "wechat", home_id, at)
        stamp, nonce = str(int(at.timestamp())), arrival.key
        number = int.from_bytes(hashlib.sha256(arrival.key.encode()).digest()[:7])
        body = (
            f"<xml><ToUserName><![CDATA[demo]]></ToUserName><FromUserName><![CDATA[{sender}]]></FromUserName>"
            f"<CreateTime>{stamp}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
            f"<Content><![CDATA[{arrival.text.replace(']]>', '')}]]></Content><MsgId>{number}</MsgId></xml>"
        )
        signature = signed(self.account["token"], stamp, nonce)
        query = f"?signature={signature}&timestamp={stamp}&nonce={nonce}"
        address = f"/channels/wechat/{self.account['name']}/{query}"
        answer = self.browser.post(address, body.encode(), content_type="text/xml")
        if answer.status_code != 200:
            raise RuntimeError(f"the callback was refused: {answer.status_code} {answer.content.decode()}")

    def _page(self, arrival: Arrival, home_id: UUID, _way: str, at: datetime) -> None:
        contact_id = self._known(f"page-{home_id.hex[-20:]}", "page", home_id, at)
        take_page_message(self.town.community_id, contact_id, arrival, at)

    def _spoken(self, arrival: Arrival, home_id: UUID, way: str, at: datetime) -> None:
        found = self.town.first_on("desk", "chat", at=at)
        if found is None:
            return
        desk, start = found
        if start != at:
            self.town.later(start, lambda when: self._spoken(arrival, home_id, way, when))
            return
        contact_id = self._known(f"{way}-{home_id.hex[-20:]}", way, home_id, at)
        conversations.take_contact(desk.actor, contact_id, channel=way, at=at)
        self.town.later(
            self.town.after("write_down"), lambda when: self._written(desk, arrival, contact_id, home_id, when)
        )

    def _written(self, desk: Worker, arrival: Arrival, contact_id: UUID, home_id: UUID, at: datetime) -> None:
        contact = people.contact_row(contact_id)
        found = cases.recognised(self.town.community_id, arrival.text, at=at)
        wanted = OpenCase(
            community_id=self.town.community_id,
            text=arrival.text,
            channel=contact.channel,
            contact_id=contact_id,
            home_id=contact.home_id or home_id,  # whoever speaks to somebody asks where it is
            topic=found.topic,
            staff_id=desk.id,
        )
        cases.open_case(wanted, at=at)

    def _known(self, outside_id: str, channel: str, home_id: UUID, at: datetime) -> UUID:
        contact = contacts.contact_for(self.town.community_id, channel, outside_id, at=at)
        if contact.resident_id is None and self.town.happens("knows_home"):
            living = people.residents_of_home(self.town.community_id, home_id)
            if living:
                contacts.know_contact(contact.id, living[0], at)
        return contact.id


def take_page_message(community_id: UUID, contact_id: UUID, arrival: Arrival, at: datetime) -> None:
    """A message from the resident's own page."""
    conversations.receive(
        community_id, channel="page", contact_id=contact_id, text=arrival.text, outside_id=arrival.key, at=at
    )


def shared_out(arrivals: Iterable[Arrival], codes: list[str]) -> dict[str, list[Arrival]]:
    """Each message to one of the communities, by its key."""
    found: dict[str, list[Arrival]] = {code: [] for code in codes}
    for one in arrivals:
        found[codes[hashlib.sha256(one.key.encode()).digest()[8] % len(codes)]].append(one)
    return found
