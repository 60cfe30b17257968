"""What the demo's residents write, and when: real messages where their folder lies beside the project, else our own."""

import csv
import gzip
import hashlib
import io
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from guanjia.rooms.handbook.rules.reading import read_yaml

HERE = Path(__file__).parent
LONGEST = 160
"""Characters of a text that a chat message keeps; the sources are letters, a chat message is its beginning."""
COUNT = 1600
"""Messages that come in a month, real ones or our own; of more than that the seed draws so many."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message of one resident at one instant (aware, to the second); `key` names it for good."""

    key: str
    at: datetime
    text: str


def lines(name: str) -> Any:
    """A list or table of the demo's own YAML files."""
    return read_yaml(name, (HERE / name).read_bytes()).data


def codes() -> list[str]:
    """The codes of the demo's communities, in order."""
    return sorted(one["code"] for one in lines("world.yaml")["communities"])


def arrivals(folder: Path | None, *, first: date, days: int, zone: ZoneInfo, seed: int) -> list[Arrival]:
    """The messages of `days` days from `first` on, in order of time.

    Real ones keep the weekday and the time of day at which they were written; which of the weeks each falls into
    is drawn from its id and the seed. Own ones follow the hours of the real ones.
    """
    found = list(_real(folder)) if folder else []
    if not found:
        found = list(_own(seed))
    calendar = [first + timedelta(n) for n in range(days)]
    drawn = sorted(found, key=lambda one: _number(f"{seed}:{one[0]}"))[:COUNT]
    placed = [
        Arrival(key, datetime.combine(_day(f"{seed}:{key}", written, calendar), written.time(), zone), text)
        for key, written, text in drawn
    ]
    return sorted(placed, key=lambda one: (one.at, one.key))


def last_hour(until: datetime, seed: int) -> list[Arrival]:
    """What comes in shortly before the present, all our own texts: whoever opens a page finds people at work."""
    plan, kept = lines("world.yaml")["last_hour"], lines("messages.yaml")["messages"]
    chance = random.Random(f"last:{seed}")  # noqa: S311 - a demo's draw, to be repeated
    said = chance.sample([text for topic in plan["topics"] for text in kept[topic]], plan["messages"])
    begun = [until - timedelta(seconds=chance.randrange(60 * plan["minutes"])) for _ in said]
    return [Arrival(f"last-{number:02}", at, text) for number, (at, text) in enumerate(zip(begun, said, strict=True))]


def _day(key: str, written: datetime, calendar: Sequence[date]) -> date:
    """One of the days of the calendar with the weekday on which it was written."""
    same = [day for day in calendar if day.weekday() == written.weekday()]
    return same[_number(key) % len(same)]


def _number(key: str) -> int:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8])


# Real texts -------------------------------------------------------------------------------------------------------

HOMES = re.compile(
    "小区|物业|业主|楼道|电梯|停车|噪音|漏水|停水|停电|垃圾|门禁|绿化|装修|保安|暖气|燃气|下水|路灯|油烟|充电|消防"
)
MASKED = re.compile("<[^<>]{1,6}>")
GREETING = re.compile("^[^，。！,!]{0,12}(您好|你好)[，。！,!: ：]*")


def _real(folder: Path) -> Iterator[tuple[str, datetime, str]]:
    labelled = {row["id"]: row for row in _rows(folder / "property_dev.csv")}
    raw = {row["id"]: row for row in _rows(folder / "labelled_raw_dev.csv")}
    raw |= {row["id"]: row for row in _rows(folder / "unlabelled_raw_dev.csv.gz")}
    for key, row in raw.items():
        if key in labelled or HOMES.search(row["title"]):
            yield (
                key,
                datetime.fromisoformat(row["created_at"]).replace(microsecond=0),
                _chat(row["title"], row["text"]),
            )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if not path.exists():
        return
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    yield from csv.DictReader(io.StringIO(text))


def _chat(title: str, text: str) -> str:
    """A letter as a chat message: its title and its first sentence."""
    first = re.split("[。！？!?]", GREETING.sub("", text.strip()), maxsplit=1)[0]
    whole = title if first[:12] in title or len(first) > LONGEST - len(title) else f"{title}。{first}"
    return MASKED.sub("", whole).strip()[:LONGEST]


# Our own texts ----------------------------------------------------------------------------------------------------

HOURS = [2, 1, 1, 1, 1, 2, 5, 9, 14, 18, 20, 16, 11, 10, 14, 19, 18, 14, 10, 11, 13, 14, 11, 5]
"""How many of our own messages come in each hour of the day, in parts: two peaks by day, a low one at night."""


def _own(seed: int) -> Iterator[tuple[str, datetime, str]]:
    chance = random.Random(seed)  # noqa: S311 - a demo's draw, to be repeated
    kept = lines("messages.yaml")["messages"]
    texts = [text for group in kept.values() for text in group]
    monday = date(2024, 1, 1)
    for number in range(COUNT):
        day = monday + timedelta(chance.choices(range(7), weights=[6, 6, 6, 6, 6, 4, 4])[0])
        hour = chance.choices(range(24), weights=HOURS)[0]
        at = datetime.combine(day, datetime.min.time()) + timedelta(hours=hour, seconds=chance.randrange(3600))
        yield f"own-{number:04}", at, chance.choice(texts)
