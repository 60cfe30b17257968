"""What presses now: open promises past their due time or their warning, and who owes them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from guanjia.rooms.promises.models import Promise
from guanjia.rooms.promises.selectors.reading import rows_told
from guanjia.rooms.promises.types import PromiseRow, PromiseState
from guanjia.shared.db import Page, keyset
from guanjia.shared.riding import ask

Names = Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose promises are wanted: of these communities, and of one role or one person where named."""

    community_ids: Sequence[UUID]
    role: str = ""
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How the open promises of one role or person in a community stand, and what became of today's.

    `staff_id` is None for what nobody has taken on yet. So many (`count`) of today's `became` met, late or missed.
    """

    community_id: UUID
    role: str
    staff_id: UUID | None
    name: str
    overdue: int = 0
    near: int = 0
    paused: int = 0
    running: int = 0
    became: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Pressed:
    """How many of a role's or a person's promises press."""

    role: str
    staff_id: UUID | None
    name: str
    overdue: int
    near: int


def pressing(whose: Whose, *, at: datetime, after: str | None = None, names: Names | None = None) -> Page[PromiseRow]:
    """A page of what is overdue or past its warning, what was due first before the rest.

    One query where `names` knows everybody who owes it, else two.
    """
    rows = _pressing(whose.community_ids, at)
    if whose.role:
        rows = rows.filter(owed_role=whose.role)
    if whose.staff_id is not None:
        rows = rows.filter(owed_by=whose.staff_id)
    page = keyset(rows, by="due_at", after=after)
    told = {row.id: row for row in rows_told(page.rows, at=at, names=names)}
    return page.map(lambda row: told[row.id])


_STANDING = """
with day as (select * from unnest(%s::uuid[], %s::timestamptz[]) as day(community_id, begins))
select p.community_id, p.owed_role, p.owed_by_id, coalesce(f.name, ''),
       count(*) filter (where p.state <> 'paused' and p.due_at <= %s),
       count(*) filter (where p.state <> 'paused' and p.warn_at <= %s and not coalesce(p.due_at <= %s, false)),
       count(*) filter (where p.state = 'paused'), count(*),
       'missed', count(*) filter (where p.due_at >= day.begins and p.due_at < %s)
  from day join promises_promise as p on p.community_id = day.community_id and not p.closed
       left join people_staff as f on f.id = p.owed_by_id
 group by 1, 2, 3, 4
 union all
select c.community_id, '', null, '', 0, 0, 0, 0, c.state, sum(c.n)::bigint
  from day join promises_sumchange as c on c.community_id = day.community_id and c.at >= day.begins and c.at < %s
 group by 1, 9 having sum(c.n) <> 0
"""


def standing(begins: Mapping[UUID, datetime], *, at: datetime) -> list[Standing]:
    """How what is open in these communities stands, and what became of what was due since their day began. One light
    query: the present day is not folded into the sums.
    """
    found = []
    for row in ask(_STANDING, [list(begins), list(begins.values()), *[at] * 5]):
        here, role, staff_id, name, overdue, near, paused, whole, became, count = row
        running = whole - overdue - near - paused
        found.append(Standing(here, role, staff_id, name, overdue, near, paused, running, became, count))
    return found


def pressed(rows: Iterable[Standing]) -> list[Pressed]:
    """Who owes what presses: by role and person, the most overdue first."""
    sums: dict[tuple[str, UUID | None, str], list[int]] = {}
    for one in rows:
        if one.overdue or one.near:
            held = sums.setdefault((one.role, one.staff_id, one.name), [0, 0])
            held[0] += one.overdue
            held[1] += one.near
    found = [Pressed(*who, *held) for who, held in sums.items()]
    return sorted(found, key=lambda one: (-one.overdue, -one.near, one.role, str(one.staff_id or "~")))


def _pressing(community_ids: Sequence[UUID], at: datetime) -> QuerySet[Promise]:
    rows = Promise.objects.filter(community__in=list(community_ids), closed=False, due_at__isnull=False)
    return rows.filter(Q(due_at__lte=at) | Q(warn_at__lte=at)).exclude(state=PromiseState.PAUSED.value)
