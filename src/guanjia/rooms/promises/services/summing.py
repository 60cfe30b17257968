"""The sums beside the promises: what changed is folded in once its day is over, and compared with the promises.

The database writes each change beside its promise (migration 0008), so there is no verb that could forget it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from guanjia.rooms.promises.models import SumChange
from guanjia.shared.db import in_reach
from guanjia.shared.riding import ask, sent, write

REST = timedelta(hours=1)
"""A day is folded this long after its end: until then clocks that differ a little still read it change by change."""
_FOLD = """
with gone as (
    delete from promises_sumchange as c using places_community as k
     where k.id = c.community_id and c.community_id = %s
       and c.at < date_trunc('day', %s at time zone k.zone) at time zone k.zone
    returning c.*, c.at at time zone k.zone as there)
insert into promises_keptsum as kept
       (community_id, day, hour, standard, edition, role, staff, state, n, weight, credit, red)
select community_id, there::date, case when state in ('late', 'missed') then extract(hour from there) else -1 end,
       standard, edition, role, staff, state, sum(n), sum(weight), sum(credit), sum(red)
  from gone group by 1, 2, 3, 4, 5, 6, 7, 8
on conflict (community_id, day, standard, edition, role, staff, state, hour) do update
   set n = kept.n + excluded.n, weight = kept.weight + excluded.weight, credit = kept.credit + excluded.credit,
       red = kept.red + excluded.red
"""

_COMPARED = """
with kept as (
    select day, hour, standard, edition, role, staff, state,
           sum(n) as n, sum(weight) as weight, sum(credit) as credit, sum(red) as red
      from (select day, hour, standard, edition, role, staff, state, n, weight, credit, red
              from promises_keptsum where community_id = %s
             union all
            select (c.at at time zone k.zone)::date,
                   case when state in ('late', 'missed') then extract(hour from c.at at time zone k.zone) else -1 end,
                   standard, edition, role, staff, state, n, weight, credit, red
              from promises_sumchange as c join places_community as k on k.id = c.community_id
             where c.community_id = %s) as parts
     group by 1, 2, 3, 4, 5, 6, 7),
owed as (
    select (coalesce(due_at, ended_at) at time zone k.zone)::date as day,
           case when state in ('late', 'missed') then extract(hour from due_at at time zone k.zone) else -1 end as hour,
           standard, edition, owed_role as role,
           coalesce(owed_by_id, '00000000-0000-0000-0000-000000000000') as staff, state,
           count(*) as n, sum(weight) as weight, sum(promise_credit(state, weight, late_credit)) as credit,
           count(*) filter (where red_line) as red
      from promises_promise as p join places_community as k on k.id = p.community_id
     where p.community_id = %s and closed and state <> 'superseded'
     group by 1, 2, 3, 4, 5, 6, 7)
select standard, day, state, coalesce(kept.n, 0), coalesce(owed.n, 0),
       coalesce(kept.weight, 0), coalesce(owed.weight, 0), coalesce(kept.credit, 0), coalesce(owed.credit, 0),
       coalesce(kept.red, 0), coalesce(owed.red, 0)
  from kept full join owed using (day, hour, standard, edition, role, staff, state)
 where (coalesce(kept.n, 0), coalesce(kept.weight, 0), coalesce(kept.credit, 0), coalesce(kept.red, 0))
    <> (coalesce(owed.n, 0), coalesce(owed.weight, 0), coalesce(owed.credit, 0), coalesce(owed.red, 0))
 order by 1, 2, 3 limit 1000
"""


def fold_sums(*, at: datetime) -> int:
    """Fold what changed on days that are over into the sums; returns in how many communities something waited."""
    until = at - REST
    waiting = in_reach(SumChange.objects.filter(at__lt=until)).order_by("community_id")
    found = list(waiting.values_list("community_id", flat=True).distinct())
    for community_id in found:
        with transaction.atomic():
            _alone()
            write(_FOLD, [community_id, until])
    return len(found)


@transaction.atomic
def sum_again(community_id: UUID) -> None:
    """Count a community's sums anew from its promises; whoever writes meanwhile is counted once."""
    _alone()
    ask("select promise_sums_again(%s)", [community_id])


def _alone() -> None:
    write("select pg_advisory_xact_lock(hashtext('promise sums'))")
    sent()  # what follows sees what was committed until here


def differing_sums(community_id: UUID) -> Iterator[tuple[str, str, str, str]]:
    """Where a community's sums and its promises differ: standard, what is summed, both. One query."""
    for standard, day, state, *sums in ask(_COMPARED, [community_id] * 3):
        for name, kept, owed in zip(("number", "weight", "credit", "red lines"), sums[::2], sums[1::2], strict=True):
            if kept != owed:
                yield standard, f"sum of {name}, {state}, {day}", str(kept), str(owed)
