"""The journal subject by subject, as a stream: the database sorts, nothing is held but one subject."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection

from guanjia.rooms.promises.rules.book import Shelf
from guanjia.rooms.promises.selectors.stored import happening
from guanjia.rooms.promises.types import Happening, SubjectRef
from guanjia.shared.journal import plain_json

CHUNK = 2000

_BY_SUBJECT = """
select r.about, r.subject, e.id, e.kind, e.at, e.refs, e.data
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
            events = [happening(row[2], row[3], row[4], plain_json(row[5]), plain_json(row[6])) for row in rows]
            yield SubjectRef(about, key), events
