"""The journal: facts are written down in the caller's transaction, applied inside it, and told after it.

`record` is the only way in. Inside it the promise engine applies its standards (`inside_record`); after it each
listener (`reacts_to`) runs as a job of its own, queued together with the facts: both are kept or neither is.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Subquery

from guanjia.shared import jobs
from guanjia.shared.actor import account_id, coming_from, via
from guanjia.shared.db import insert_new, insert_together
from guanjia.shared.facts import KINDS, Fact
from guanjia.shared.models import JournalEvent, Once, Seal
from guanjia.shared.riding import ask
from guanjia.shared.time import now

F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A fact as the journal keeps it: the fact, when it reached us, who acted, and by which way in."""

    fact: Fact
    recorded_at: datetime
    actor_id: UUID | None
    via: str


_inside: list[Callable[[Sequence[Recorded]], None]] = []
_listeners: dict[str, list[str]] = defaultdict(list)
_calls: dict[str, Callable[[Any], None]] = {}
_count = [0]


def inside_record(apply: Callable[[Sequence[Recorded]], None]) -> None:
    """Let `apply` see every batch of facts in the transaction that records them; what it raises undoes all."""
    if apply not in _inside:
        _inside.append(apply)


def reacts_to(*facts: type[F]) -> Callable[[Callable[[F], None]], Callable[[F], None]]:
    """Call the function, in a job of its own, for each of these facts. It may come twice and late.

    It writes a few rows; what takes long, or reaches outside the database, it queues as a job.
    """

    def keep(call: Callable[[F], None]) -> Callable[[F], None]:
        name = f"{call.__module__}.{call.__name__}"
        _calls[name] = call
        for fact in facts:
            _listeners[fact.kind].append(name)
        return call

    return keep


def record(*facts: Fact, once: str | None = None) -> bool:
    """Write facts down, apply the standards that listen to them, and queue their listeners.

    Must be called inside a transaction; everything is committed with it or not at all. With `once` (a key) the
    facts are written only if the key was never used; returns whether they were written. Raises what an applied
    standard refuses.
    """
    if not facts:
        return False
    at = now()
    if once is not None and not _first(once, facts[0].id, at):
        return False
    batch = [Recorded(fact, at, account_id.get(), via.get()) for fact in facts]
    _count[0] += len(batch)
    rows = [_row(one) for one in batch]
    insert_together(rows)
    for apply in _inside:
        apply(batch)
    _tell(rows)
    return True


def _tell(rows: Sequence[JournalEvent]) -> None:
    """Queue the listeners of these facts, each with those it listens to."""
    waiting: dict[str, list[JournalEvent]] = defaultdict(list)
    for row in rows:
        for name in _listeners[row.kind]:
            waiting[name].append(row)
    each: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for name, mine in waiting.items():
        subjects = {row.refs[KINDS[row.kind].about] for row in mine}
        each[len(subjects) == 1].append({"listener": name, "facts": [_told(row) for row in mine]})
    jobs.defer_all(deliver, each[True])
    jobs.defer_all(deliver_many, each[False])


def first_time(key: str) -> bool:
    """Whether this key was never used; from now on it is. For an act that may come twice and be no fact at all."""
    return _first(key, None, now())


def _first(key: str, event_id: UUID | None, at: datetime) -> bool:
    return insert_new(Once(key=key, event_id=event_id, at=at))


def _told(row: JournalEvent) -> dict[str, Any]:
    """A fact as a job carries it: ids and plain values, as the journal keeps them."""
    at = row.at.isoformat()
    return {
        "id": str(row.id),
        "community": str(row.community_id),
        "kind": row.kind,
        "at": at,
        "refs": row.refs,
        "data": row.data,
    }


@jobs.job
def deliver_many(*, listener: str, facts: list[dict[str, Any]]) -> None:
    """The same for facts about several subjects: each is let go before the next is taken hold of."""
    deliver(listener=listener, facts=facts)


@jobs.light_job
def deliver(*, listener: str, facts: list[dict[str, Any]]) -> None:
    """Hand facts to one listener, in order of when they happened. One that is no longer there is left alone."""
    call = _calls.get(listener)
    if call is None:
        return
    for one in sorted(facts, key=lambda one: (one["at"], one["id"])):
        with coming_from("job"):
            call(
                KINDS[one["kind"]].restored(
                    id=UUID(one["id"]),
                    community_id=UUID(one["community"]),
                    at=datetime.fromisoformat(one["at"]),
                    refs=one["refs"],
                    data=one["data"],
                )
            )


def restored(row: JournalEvent) -> Fact:
    """The fact of a journal row."""
    return KINDS[row.kind].restored(id=row.id, community_id=row.community_id, at=row.at, refs=row.refs, data=row.data)


def recorded() -> int:
    """How many facts this process has recorded so far (also those undone): while it stays, there is nothing new."""
    return _count[0]


_READ = json.JSONDecoder().raw_decode
"""What the database writes as JSON has nothing before it or behind."""
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode

_AFTER = """
select id, kind, at, refs, data from journal_event where community_id = %s and id > %s order by id
"""


def facts_after(community_id: UUID, seen: UUID | None) -> list[JournalEvent]:
    """The facts of a community with an id after the one seen last, in order of the id. One light query."""
    return [
        JournalEvent(id=key, community_id=community_id, kind=kind, at=at, refs=plain_json(refs), data=plain_json(data))
        for key, kind, at, refs, data in ask(_AFTER, [community_id, seen or UUID(int=0)])
    ]


def plain_json(value: Any) -> Any:
    """A column of JSON as a bare statement gives it, read."""
    return _READ(value)[0] if isinstance(value, str) else value


def facts_of(refs: Mapping[str, UUID], community_id: UUID) -> Iterator[JournalEvent]:
    """All rows of one subject, by `at`, then by id: `facts_of({"case": case_id}, community_id)`."""
    wanted = {name: str(key) for name, key in refs.items()}
    rows = JournalEvent.objects.filter(community_id=community_id, refs__contains=wanted)
    yield from rows.order_by("at", "id")


def sealed_facts_of(refs: Mapping[str, UUID], community_id: UUID) -> list[tuple[JournalEvent, int | None]]:
    """The same, each with its place in the seal once it has one. One query."""
    wanted = {name: str(key) for name, key in refs.items()}
    number = Seal.objects.filter(community_id=community_id, event_id=OuterRef("id")).values("number")[:1]
    rows = JournalEvent.objects.filter(community_id=community_id, refs__contains=wanted)
    found: Any = rows.annotate(seal=Subquery(number)).order_by("at", "id")
    return [(row, row.seal) for row in found]


def _row(one: Recorded) -> JournalEvent:
    fact = one.fact
    return JournalEvent(
        id=fact.id,
        community_id=fact.community_id,
        kind=fact.kind,
        at=fact.at,
        recorded_at=one.recorded_at,
        actor_id=one.actor_id,
        via=one.via,
        refs=fact.refs(),
        data=fact.data(),
    )


# The seal ---------------------------------------------------------------------------------------------------------


def leaf(row: Sequence[Any]) -> bytes:
    """SHA-256 of a row's canonical JSON: id, community, kind, both times, actor, way in, references, data."""
    key, community, kind, at, recorded_at, actor, via, refs, data = row[:9]
    plain = {
        "id": str(key),
        "community": str(community),
        "kind": kind,
        "at": at.isoformat(),
        "recorded_at": recorded_at.isoformat(),
        "actor": str(actor) if actor else None,
        "via": via,
        "refs": plain_json(refs),
        "data": plain_json(data),
    }
    text = _CANONICAL(plain)
    return hashlib.sha256(text.encode()).digest()


def chained(head: bytes, link: bytes) -> bytes:
    """The next head: SHA-256 of the head before and the leaf."""
    return hashlib.sha256(head + link).digest()


def months_ready(days: Iterable[datetime]) -> None:
    """Make sure the journal has a partition for the month of each day."""
    with connection.cursor() as cursor:
        for day in sorted({d.strftime("%Y-%m-01") for d in days}):
            cursor.execute("select journal_month(%s)", [day])
