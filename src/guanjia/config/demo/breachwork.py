"""The demo's breaches: a resident is talked to, gets a notice, is reported; most put it right before."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from guanjia.config.demo.life import Life
from guanjia.config.demo.scenes import scene
from guanjia.config.demo.town import Worker
from guanjia.config.demo.world import Span, planned
from guanjia.rooms.breaches import services
from guanjia.rooms.breaches.types import Answer, Delivered, Delivery, Look, NewNotice, NewReport, Talk
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.places.types import HomeRow
from guanjia.rooms.rounds.types.findings import ByTheWay

Deed = Callable[["Breach", Worker, datetime], None]
"""What somebody does about a breach, and when."""


class Breach:
    """One breach with its words, and how far it goes."""

    def __init__(self, life: Life, plan: dict[str, Any], home: HomeRow) -> None:
        self.life, self.plan, self.home = life, plan, home
        self.id = UUID(int=0)

    def say(self, kind: str) -> str:
        """A sentence for the moment, of breaches."""
        return str(self.life.town.pick(self.life.words["breaches"][kind]))

    def photo(self, of: str) -> tuple[bytes]:
        """A picture of it."""
        return (scene(f"{self.plan['words']} {of}"),)


def begin(life: Life, span: Span) -> None:
    """Breaches are seen on their days; of a shorter demo the first."""
    for at, one, home in planned(life.town.community_id, life.town.code, span, "breaches"):
        life.town.later(at, partial(_seen, Breach(life, one, home)))


def _seen(breach: Breach, at: datetime) -> None:
    town, plan = breach.life.town, breach.plan
    who = town.on_duty("steward")
    if who is None:
        return
    seen = ByTheWay(kind=plan["kind"], words=plan["words"], home_id=breach.home.id, photos=breach.photo("seen"))
    breach.id = services.open_breach(who.actor, town.community_id, seen, at=at)
    kind = _kind(breach, at)
    if kind.grave:
        _soon(breach, "take", "supervisor", _lead)
    _go_on(breach, [*ROADS[plan["road"]]])


def _kind(breach: Breach, at: datetime) -> Any:
    return handbook.edition_in_force(breach.life.town.community_id, at).terms.breach.of(breach.plan["kind"])


def _go_on(breach: Breach, steps: list[tuple[str, str, Deed]]) -> None:
    """One step after the other, each when somebody gets to it."""
    if not steps:
        return
    (habit, role, deed), *left = steps

    def act(breach: Breach, who: Worker, at: datetime) -> None:
        deed(breach, who, at)
        _go_on(breach, left)

    _soon(breach, habit, role, act)


def _soon(breach: Breach, habit: str, role: str, deed: Deed) -> None:
    found = breach.life.town.first_on(role, at=breach.life.town.after(habit))
    if found is not None:
        who, start = found
        breach.life.town.later(start, partial(deed, breach, who))


def _lead(breach: Breach, who: Worker, at: datetime) -> None:
    services.lead(who.actor, breach.id, at=at)


def _talk(breach: Breach, who: Worker, at: datetime, answer: Answer) -> None:
    said = Talk(words=breach.say("talks"), answer=answer, who=breach.say("who"), photos=breach.photo("talked"))
    services.talk(who.actor, breach.id, said, at=at)


def _promised(breach: Breach, who: Worker, at: datetime) -> None:
    _talk(breach, who, at, Answer.PROMISED)


def _refused(breach: Breach, who: Worker, at: datetime) -> None:
    _talk(breach, who, at, Answer.REFUSED)


def _notice(breach: Breach, who: Worker, at: datetime) -> None:
    kind = _kind(breach, at)
    within = (
        kind.put_right_within
        or handbook.edition_in_force(breach.life.town.community_id, at).terms.breach.put_right_within
    )
    until = at + timedelta(seconds=within.in_seconds())
    services.make_notice(who.actor, breach.id, NewNotice(until=until, measure=kind.measure.zh), at=at)


def _deliver(breach: Breach, who: Worker, at: datetime) -> None:
    given = Delivery(way=Delivered.HANDED, who=breach.say("who"), photos=breach.photo("served"))
    services.deliver(who.actor, breach.id, given, at=at)


def _posted(breach: Breach, who: Worker, at: datetime) -> None:
    services.deliver(who.actor, breach.id, Delivery(way=Delivered.POSTED, photos=breach.photo("posted")), at=at)


def _put_right(breach: Breach, who: Worker, at: datetime) -> None:
    services.put_right(who.actor, breach.id, breach.say("put_right"), at=at)


def _right(breach: Breach, who: Worker, at: datetime) -> None:
    services.check(who.actor, breach.id, Look(right=True, photos=breach.photo("right")), at=at)


def _wrong(breach: Breach, who: Worker, at: datetime) -> None:
    seen = Look(right=False, words=breach.say("still"), photos=breach.photo("still"))
    services.check(who.actor, breach.id, seen, at=at)


def _report(breach: Breach, who: Worker, at: datetime) -> None:
    told = NewReport(department=_kind(breach, at).authorities[0], stopped=breach.say("stopped"))
    services.report(who.actor, breach.id, told, at=at)


def _taken(breach: Breach, who: Worker, at: datetime) -> None:
    services.take_over(who.actor, breach.id, breach.say("taken"), at=at)


_TALK, _LATER = ("first_word", "steward"), ("talk", "steward")
ROADS: dict[str, list[tuple[str, str, Deed]]] = {
    "talked": [(*_TALK, _promised), ("settle", "steward", _right)],
    "waits": [(*_TALK, _promised)],
    "served": [(*_TALK, _refused), (*_LATER, _notice), (*_LATER, _deliver)],
    "noticed": [
        (*_TALK, _refused),
        (*_LATER, _notice),
        (*_LATER, _deliver),
        ("settle", "steward", _put_right),
        (*_LATER, _right),
    ],
    "reported": [
        (*_TALK, _refused),
        (*_LATER, _notice),
        (*_LATER, _posted),
        ("settle", "steward", _wrong),
        ("decide", "manager", _report),
        ("better", "manager", _taken),
    ],
}
"""How far a breach goes: after which delay who does what."""
