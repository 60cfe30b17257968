"""What became of promises, from the sums kept beside them: a month costs the same in a large house.

Days that are over come from `KeptSum`, what is not folded yet from `SumChange`, what is open from the promises.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, tzinfo
from uuid import UUID

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.promises.selectors.hours import breaches_by_hour
from guanjia.rooms.promises.selectors.narrowing import ALL, Narrow, who_owed
from guanjia.rooms.promises.selectors.reading import editions_judging, tally
from guanjia.rooms.promises.types import TallyRow
from guanjia.shared.riding import ask, ask_all

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Span:
    """From `begin` to before `end`, compared with what went before since `before`; `begin` and `before` begin days.

    `end` begins a day, too, or is now: it must not lie in the future.
    """

    before: datetime
    begin: datetime
    end: datetime


@dataclass(slots=True)
class Picture:
    """What became of what was due in a span: all that stands around a score."""

    tally: list[TallyRow] = field(default_factory=list)
    past: list[TallyRow] = field(default_factory=list)
    """The same of what was due before the span."""
    heat: dict[tuple[int, int], int] = field(default_factory=dict)
    """How many were late or missed, by weekday (0 for Monday) and hour due."""
    editions: list[tuple[int, int]] = field(default_factory=list)
    """By which editions it is judged: number and how many, the newest first."""
    roles: list[str] = field(default_factory=list)
    """Who owed it."""
    staff: list[UUID] = field(default_factory=list)


# One pass over the parts; the marks say what a row of the answer is summed by.
_PICTURE = """
with part as materialized (
    select day, hour, standard, edition, role, staff, state, n, weight, credit, red
      from promises_keptsum
     where community_id = %s and day >= %s and day < %s and (%s = '' or role = %s) and (%s or staff = %s)
     union all
    select (at at time zone %s)::date,
           case when state in ('late', 'missed') then extract(hour from at at time zone %s) else -1 end,
           standard, edition, role, staff, state, n, weight, credit, red
      from promises_sumchange
     where community_id = %s and at >= %s and at < %s and (%s = '' or role = %s) and (%s or staff = %s)
     union all
    select (due_at at time zone %s)::date, extract(hour from due_at at time zone %s),
           standard, edition, owed_role, coalesce(owed_by_id, '00000000-0000-0000-0000-000000000000'), 'missed',
           1, weight, 0, red_line::int
      from promises_promise
     where community_id = %s and not closed and due_at >= %s and due_at < %s
       and (%s = '' or owed_role = %s) and (%s or owed_by_id = %s))
select grouping(standard, edition, hour, role), here, standard, state, edition, weekday, hour, role, staff,
       sum(n)::bigint, sum(weight), sum(credit), sum(red)::bigint
  from (select *, day >= %s as here, extract(isodow from day)::int - 1 as weekday from part) as told
 group by grouping sets ((here, standard, state), (here, edition), (here, weekday, hour), (here, role, staff))
having sum(n) <> 0
"""
_BY_STANDARD, _BY_EDITION, _BY_HOUR, _BY_WHOM = 0b0111, 0b1011, 0b1101, 0b1110
_IS_FOLDED = "select exists (select from promises_keptsum where community_id = %s and day = %s)"


def picture(community_id: UUID, span: Span, *, zone: tzinfo, narrow: Narrow = ALL) -> Picture:
    """What stands around the score of a span. One query, of the sums.

    A part by what promises are about, and a moment within a day that is folded already, are counted promise by
    promise.
    """
    if not narrow.subjects:
        found = _summed(community_id, span, zone, narrow)
        if found is not None:
            return found
    return _counted(community_id, span, zone=zone, narrow=narrow)


def _summed(community_id: UUID, span: Span, zone: tzinfo, narrow: Narrow) -> Picture | None:
    """The picture by the sums; None for an end within a day that is folded."""
    name, first = str(zone), span.begin.astimezone(zone).date()
    who = [narrow.role, narrow.role, narrow.staff_id is None, narrow.staff_id or NOBODY]
    due = [community_id, span.before, span.end, *who]
    last = span.end.astimezone(zone)
    days = [community_id, span.before.astimezone(zone).date(), last.date(), *who]
    found, editions, staff = Picture(), dict[UUID, int](), set[UUID]()
    pictured = (_PICTURE, [*days, name, name, *due, name, name, *due, first])
    rows, ((is_folded,),) = ask_all(pictured, (_IS_FOLDED, [community_id, last.date()]))
    if is_folded and last.time() != time():
        return None
    for by, here, standard, state, edition, weekday, hour, role, one, n, weight, credit, red in rows:
        if by == _BY_STANDARD:
            row = TallyRow(standard, state, n, float(weight), float(credit), red)
            (found.tally if here else found.past).append(row)
        elif by == _BY_EDITION and here:
            editions[edition] = n
        elif by == _BY_HOUR and here and hour >= 0:
            found.heat[weekday, int(hour)] = n
        elif by == _BY_WHOM and here:
            found.roles.append(role)
            staff.add(one)
    numbers = handbook.edition_numbers(editions)
    found.editions = sorted(((numbers[key], n) for key, n in editions.items() if key in numbers), reverse=True)
    found.roles, found.staff = sorted({role for role in found.roles if role}), sorted(staff - {NOBODY})
    return found


def _counted(community_id: UUID, span: Span, *, zone: tzinfo, narrow: Narrow) -> Picture:
    here, begin, end = [community_id], span.begin, span.end
    roles, staff = who_owed(here, begin, end)
    return Picture(
        tally(here, begin, end, at=end, narrow=narrow),
        tally(here, span.before, begin, at=end, narrow=narrow),
        breaches_by_hour(here, begin, end, zone=zone, narrow=narrow),
        editions_judging(community_id, begin, end, narrow=narrow),
        roles,
        staff,
    )


# Today ------------------------------------------------------------------------------------------------------------

_TODAY = """
select c.community_id, c.state, sum(c.n)::bigint from promises_sumchange as c
  join unnest(%s::uuid[], %s::timestamptz[]) as day(community_id, begins) on day.community_id = c.community_id
 where c.at >= day.begins and c.at < %s group by 1, 2 having sum(c.n) <> 0
"""


def closed_today(begins: Mapping[UUID, datetime], until: datetime) -> dict[UUID, dict[str, int]]:
    """How many promises due on the day that begins so, and before `until`, are closed in which state, by community.

    Only of a day that is not folded: the present one. One light query.
    """
    found: dict[UUID, dict[str, int]] = defaultdict(dict)
    for key, state, n in ask(_TODAY, [list(begins), list(begins.values()), until]):
        found[key][state] = n
    return found
