"""The journal subject by subject, as a stream: the database sorts, nothing is held but one subject."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection

from guanjia.rooms.promises.rules.book import Shelf
from guanjia.rooms.promises.selectors.stored import plain_happening
from guanjia.rooms.promises.types import Happening, PromiseState, SubjectRef
from guanjia.shared.journal import plain_json

CHUNK = 2000
_OPEN = frozenset({PromiseState.RUNNING.value, PromiseState.PAUSED.value})

_BY_SUBJECT = """
select r.about, r.subject, e.id::text, e.kind, (extract(epoch from e.at) * 1000000)::bigint, e.refs, e.data
  from journal_event e
 cross join lateral (
       select key as about, value as subject from jsonb_each_text(e.refs)
        where not (e.refs ? 'about' and key = coalesce(e.data ->> 'subject_type', ''))
        union all
       select e.data ->> 'subject_type', e.refs ->> 'about' where e.refs ? 'about' and e.data ? 'subject_type') r
  join unnest(%s::text[], %s::text[]) as heard(about, kind) on heard.about = r.about and heard.kind = e.kind
 where e.community_id = %s and (%s = 1 or abs(hashtext(r.subject)::bigint) %% %s = %s)
 order by r.about collate "C", r.subject::uuid, e.at, e.id
"""


def by_subject(
    shelf: Shelf, community_id: UUID, *, share: tuple[int, int] = (0, 1)
) -> Iterator[tuple[SubjectRef, list[Happening]]]:
    """Each subject with the events its standards listen to, by `at`, then by id; subjects by type and id.

    `share` (k, n) gives the k-th of n parts, cut by subject. Must be read inside a transaction; one query.
    """
    pairs = [(about, kind) for about, kinds in shelf.kinds.items() for kind in sorted(kinds)]
    part, parts = share
    words: list[Any] = [[about for about, _ in pairs], [kind for _, kind in pairs], community_id, parts, parts, part]
    with connection.chunked_cursor() as chunked:
        cursor: Any = chunked
        cursor.itersize = CHUNK
        cursor.execute(_BY_SUBJECT, words)
        for (about, key), rows in groupby(cursor, key=lambda row: (row[0], row[1])):
            events = [plain_happening(row[2], row[3], row[4], plain_json(row[5]), plain_json(row[6])) for row in rows]
            yield SubjectRef(about, key), events


@dataclass(frozen=True, slots=True)
class Kept:
    """What else a row keeps: of its course, and of what the score takes from it."""

    limit: str
    first_limit: str
    pauses: Any
    changes: Any
    flags: Any
    provisional: bool
    owed_role: str
    owed_by: str | None
    weight: float
    late_credit: float
    red_line: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """A row of the promises with what an audit compares, instants as the engine has them."""

    id: str
    standard: str
    edition: str
    root: str
    opened_by: str
    opened: int
    due: int | None
    warn_at: int | None
    runs_again: int | None
    ended: int | None
    next_tell: int | None
    state: str
    closed: bool
    evidence: list[str]
    kept: "Kept"

    def state_at(self, as_of: int) -> str:
        """The state at an instant, whether or not the sweep has been here."""
        if self.closed or self.state not in _OPEN | {PromiseState.MISSED.value}:
            return self.state
        if self.due is not None and as_of > self.due:
            return PromiseState.MISSED.value
        rests = self.state == PromiseState.PAUSED.value and self.runs_again is not None
        if rests and self.runs_again is not None and as_of >= self.runs_again:
            return PromiseState.RUNNING.value
        return self.state


_INSTANTS = ("s.seen_at", "p.opened_at", "p.due_at", "p.warn_at", "p.runs_again_at", "p.ended_at", "p.next_tell_at")
_SEEN, *_TIMES = (f"(extract(epoch from {column}) * 1000000)::bigint" for column in _INSTANTS)
"""As the engine has them: turned by the database, which is quicker at it."""

_STORED = f"""
select p.subject_type, p.subject_id::text, coalesce({_SEEN}, 0), p.id::text, p.standard, p.edition::text,
       p.root_event::text, p.opening_event::text, {", ".join(_TIMES)}, p.state, p.closed, p.evidence,
       p."limit", p.first_limit, p.pauses, p.changes, p.flags, p.provisional, p.owed_role, p.owed_by_id::text, p.weight,
       p.late_credit,
       p.red_line
  from promises_promise p
  left join promises_subjectstate s on s.subject_id = p.subject_id and s.subject_type = p.subject_type
 where p.community_id = %s and (%s = 1 or abs(hashtext(p.subject_id::text)::bigint) %% %s = %s)
 order by p.subject_type collate "C", p.subject_id, p.id
"""  # noqa: S608 - columns of ours


def stored_by_subject(
    community_id: UUID, *, share: tuple[int, int] = (0, 1)
) -> Iterator[tuple[SubjectRef, list[Stored], int]]:
    """Each subject with its promises and the instant of the last event kept of it (0 without one), by type and id.

    `share` as in `by_subject`. Must be read inside a transaction; one query.
    """
    part, parts = share
    with connection.chunked_cursor() as chunked:
        cursor: Any = chunked
        cursor.itersize = CHUNK
        cursor.execute(_STORED, [community_id, parts, parts, part])
        for (about, key, seen), rows in groupby(cursor, key=lambda row: row[:3]):
            found = [_stored(row[3:]) for row in rows]
            yield SubjectRef(about, key), found, seen


def _stored(row: tuple[Any, ...]) -> Stored:
    state, closed, evidence, limit, first, *told = row[11:]
    pauses, changes, flags = (_list(one) for one in told[:3])
    provisional, role, by, weight, credit, red = told[3:]
    kept = Kept(limit, first, pauses, changes, flags, provisional, role, by, float(weight), float(credit), red)
    return Stored(*(*row[:11], state, closed, _list(evidence), kept))


def _list(value: Any) -> Any:
    return [] if value == "[]" else plain_json(value)
