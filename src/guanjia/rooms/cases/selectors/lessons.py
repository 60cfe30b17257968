"""How well recognition does: what it said beside what the desk said, by topic, and the messages it failed on."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F

from guanjia.rooms.cases import access
from guanjia.rooms.cases.selectors.words import BookWords
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset

_NAMED = 3  # topics a wrong guess is named with


@dataclass(frozen=True, slots=True)
class Told:
    """Of how many it is known what they were about, and what recognition made of them."""

    told: int = 0
    right: int = 0
    sure: int = 0
    sure_right: int = 0

    def __add__(self, other: "Told") -> "Told":
        return Told(
            self.told + other.told,
            self.right + other.right,
            self.sure + other.sure,
            self.sure_right + other.sure_right,
        )

    @property
    def share_right(self) -> float | None:
        """Per cent right of all; None without any."""
        return 100 * self.right / self.told if self.told else None

    @property
    def share_sure(self) -> float | None:
        """Per cent it was sure of; None without any."""
        return 100 * self.sure / self.told if self.told else None

    @property
    def share_sure_right(self) -> float | None:
        """Per cent right of what it was sure of; None when it was sure of none."""
        return 100 * self.sure_right / self.sure if self.sure else None


@dataclass(frozen=True, slots=True)
class TopicRecord:
    """One topic by the desk's word, and what recognition took it for instead, most often first."""

    topic: str
    title: str
    told: Told
    taken_for: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """All topics of a period, the most frequent first; `all` sums them up."""

    since: datetime
    all: Told
    topics: tuple[TopicRecord, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Failure:
    """A message recognition took for another matter. `guessed` is empty where it said nothing."""

    case_id: UUID
    number: str
    text: str
    guessed: str
    topic: str
    percent: int
    sure: bool
    at: datetime


def recognition_record(actor: Actor, since: datetime, *, at: datetime) -> Record:
    """How recognition did in the communities of this person. One query, however many cases, and the book's."""
    rows = access.lessons(actor).filter(at__gte=since, at__lte=at).order_by()
    counted = rows.values_list("community_id", "topic", "guessed", "sure").annotate(n=Count("id"))
    words, sums = BookWords(at), defaultdict[str, Told](Told)
    titles: dict[str, str] = {"": ""}
    taken: dict[str, Counter[str]] = defaultdict(Counter)
    for community_id, topic, guessed, sure, n in counted:
        right = topic == guessed
        sums[topic] += Told(n, n * right, n * sure, n * (sure and right))
        for code in (topic, guessed):
            titles[code] = titles.get(code) or words.of("topics", community_id, code)
        if guessed and not right:
            taken[topic][guessed] += n
    ordered = sorted(sums, key=lambda code: (-sums[code].told, code))
    topics = tuple(TopicRecord(code, titles[code], sums[code], _named(taken[code], titles)) for code in ordered)
    return Record(since, sum(sums.values(), Told()), topics)


def _named(taken: Counter[str], titles: Mapping[str, str]) -> tuple[tuple[str, int], ...]:
    most = sorted(taken.items(), key=lambda pair: (-pair[1], pair[0]))[:_NAMED]
    return tuple((titles[code], n) for code, n in most)


def recognition_failures(actor: Actor, since: datetime, *, at: datetime, after: str | None = None) -> Page[Failure]:
    """The messages it failed on, the newest first. One query a page, and the book's."""
    rows = access.lessons(actor).filter(at__gte=since, at__lte=at).exclude(guessed=F("topic"))
    words = BookWords(at)
    page = keyset(rows.select_related("case"), by="at", after=after, down=True)
    return page.map(
        lambda row: Failure(
            row.case_id,
            row.case.number,
            row.case.text or row.case.title,
            words.of("topics", row.community_id, row.guessed),
            words.of("topics", row.community_id, row.topic),
            round(100 * row.confidence),
            row.sure,
            row.at,
        )
    )
