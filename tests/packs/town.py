"""The base handbook on the bare engine: one case or conversation, its events, and the promises they make."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib.resources import files
from itertools import count
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from guanjia.rooms.cases.rules.learned import Learned, learn
from guanjia.rooms.cases.rules.recognition import recognise, seer
from guanjia.rooms.cases.types import Recognition
from guanjia.rooms.handbook.rules.checking import Checked, check_files
from guanjia.rooms.handbook.rules.divisions import by_place
from guanjia.rooms.handbook.rules.reading import read_yaml
from guanjia.rooms.handbook.rules.years import resolved_calendars
from guanjia.rooms.handbook.services.loading import known_world, read_folder
from guanjia.rooms.handbook.types.book import HandbookContent
from guanjia.rooms.handbook.types.clocks import Clock
from guanjia.rooms.promises.rules.book import Shelf, read_book
from guanjia.rooms.promises.rules.duty import Duty, read_calendar
from guanjia.rooms.promises.rules.replay import promises_of
from guanjia.rooms.promises.types import Happening, SubjectRef, instant

ZONE = "Asia/Shanghai"
ALWAYS = -(1 << 60)


@cache
def checked() -> Checked:
    """The base handbook, checked against the kinds of event the rooms record."""
    return check_files(read_folder(str(files("guanjia").joinpath("packs/residential"))), known_world())


@cache
def content() -> HandbookContent:
    """What the base handbook says."""
    found = checked()
    assert found.content is not None, [str(one) for one in found.problems][:20]
    return found.content


@cache
def shelf() -> Shelf:
    """Every clock in force wherever a community lies, on the calendars of China."""
    calendars = resolved_calendars(content(), ZONE, checked().years)
    duties = {code: Duty(read_calendar(one.model_dump(mode="json"), code)) for code, one in calendars.items()}
    here = by_place(content(), "").standards.values()
    clocks = [one.model_dump(mode="json") for one in here if isinstance(one, Clock)]
    return Shelf([(ALWAYS, read_book("base", [one for one in clocks if one["enabled"]], duties))])


@cache
def own_messages() -> dict[str, list[str]]:
    """The demo's messages by topic."""
    content_ = files("guanjia").joinpath("config/demo/messages.yaml").read_bytes()
    found: dict[str, list[str]] = read_yaml("messages.yaml", content_).data["messages"]
    return found


@cache
def _words() -> Any:
    given = content()
    return SimpleNamespace(
        id=UUID(int=1),
        stamp="base",
        topics=given.topics,
        urgencies=given.urgencies,
        terms=given.terms,
        examples=given.examples,
    )


@cache
def learned() -> Learned:
    """The model of the base handbook, as a house learns it at its first message."""
    made = learn(_words(), seer(_words()), float(content().terms.recognition.sure_right))
    assert made is not None
    return made


def recognised(text: str) -> Recognition:
    """What a new house makes of a message by the base handbook."""
    return recognise(_words(), text, learned())


class Story:
    """What happened to one subject, told in order. Times are local, like `2026-03-02 09:00`."""

    def __init__(self, about: str = "case") -> None:
        self.subject = SubjectRef(about, "a")
        self.events: list[Happening] = []
        self._numbers: Iterator[int] = count(1)

    def add(self, when: str, kind: str, **data: Any) -> "Story":
        """One more event; returns the story."""
        refs = {self.subject.type: "a"}
        self.events.append(Happening(next(self._numbers), kind, local(when), data, refs))
        return self

    def opened(self, when: str, topic: str, *, urgency: str = "", origin: str = "resident") -> "Story":
        """A case that a resident opened and the machine classified."""
        found = content().topics[topic]
        level = urgency or found.urgency or "u3"
        self.add(when, "case.opened", channel="wechat", origin=origin)
        words = {"topic": topic, "case_class": found.class_, "urgency": level, "paid": found.paid, "sure": True}
        return self.add(when, "case.classified", **words)

    def verdicts(self, until: str) -> dict[str, str]:
        """Standard → state, at a local time; the last promise of a standard counts."""
        as_of = local(until)
        _, found = promises_of(shelf(), self.subject, self.events, as_of)
        ordered = sorted(found.values(), key=lambda one: (one.since, one.opened))
        return {one.standard: one.at(as_of).value for one in ordered}

    def due(self, standard: str, until: str) -> str:
        """When a standard's last promise is due, in local time."""
        _, found = promises_of(shelf(), self.subject, self.events, local(until))
        (*_, last) = sorted((one for one in found.values() if one.standard == standard), key=lambda one: one.since)
        assert last.due is not None
        moment = datetime.fromtimestamp(last.due / 1_000_000, datetime.fromisoformat("2026-01-01T00:00+08:00").tzinfo)
        return moment.strftime("%Y-%m-%d %H:%M")


def local(when: str) -> int:
    """An instant of the engine from a time in Shanghai."""
    return instant(datetime.fromisoformat(f"{when}+08:00"))
