"""The map of a community: for each building, floor and home when somebody was last there, what is owed, what is done.

Three readings however large the community is: the homes with their last stop, the promises of homes by state, and the
routine work by thing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places.types import HomeRow
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.rounds.selectors import last_seen
from guanjia.rooms.rounds.selectors.owed import kinds_owed
from guanjia.rooms.routines.models import DONE, PLANNED, Routine, Thing
from guanjia.rooms.routines.rules import shade_of
from guanjia.rooms.routines.selectors.here import chosen
from guanjia.rooms.routines.types import BuildingRow, CellOf, Coverage, HomeSeen
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing, gettext_noop

Seen = tuple[int, int, datetime | None, datetime | None]
"""Acts still owed in the running periods, done this year, when somebody was last there, when the nearest act is due."""
Numbers = Mapping[UUID, Seen]
NOTHING: Seen = (0, 0, None, None)


def coverage(actor: Actor, community: str = "", *, at: datetime) -> Coverage:
    """The buildings of a community with their floors. Ten queries at most, however many homes."""
    where = chosen(actor, community)
    homes = places.all_homes(where)
    numbers, routine = _numbers(where, at), _routine(where)
    grouped: dict[str, list[HomeRow]] = defaultdict(list)
    for home in homes:
        grouped[home.building].append(home)
    limits = _limits(where, at)
    rows = [
        _building(code, mine, numbers, routine.get(code, (0, 0, None)), (at, limits)) for code, mine in grouped.items()
    ]
    floors = sorted({home.floor for home in homes}, reverse=True)
    seen = sum(numbers[home.id][2] is not None for home in homes if home.id in numbers)
    return Coverage(buildings=tuple(rows), floors=tuple(floors), homes=len(homes), seen=seen)


def building(actor: Actor, code: str, community: str = "", *, at: datetime) -> list[HomeSeen]:
    """The homes of one building, from the ground up. Raises Missing. Eight queries at most."""
    where = chosen(actor, community)
    homes = [home for home in places.all_homes(where) if home.building == code]
    if not homes:
        raise Missing("routines.building", gettext_noop("There is no such building."))
    numbers, limits = _numbers(where, at), _limits(where, at)
    return [_home(home, numbers.get(home.id, NOTHING), at, limits) for home in homes]


def _home(home: HomeRow, found: Seen, at: datetime, limits: Sequence[int]) -> HomeSeen:
    owed, done, last, due = found
    days = None if last is None else (at - last).days
    return HomeSeen(
        id=home.id,
        label=home.label,
        floor=home.floor,
        occupancy=home.occupancy.value,
        last=last,
        days=days,
        owed=owed,
        done=done,
        shade=shade_of(days, limits, due_in=_until(due, at)),
    )


def _until(due: datetime | None, at: datetime) -> int | None:
    return None if due is None else (due - at).days


def _building(
    code: str,
    homes: Sequence[HomeRow],
    numbers: Numbers,
    routine: tuple[int, int, datetime | None],
    when: tuple[datetime, Sequence[int]],
) -> BuildingRow:
    at, limits = when
    floors: dict[int, list[HomeRow]] = defaultdict(list)
    for home in homes:
        floors[home.floor].append(home)
    owed, done, last, due = _summed(homes, numbers)
    last = max((one for one in (last, routine[2]) if one is not None), default=None)
    days = None if last is None else (at - last).days
    cells = tuple(_cell(floor, mine, numbers, when) for floor, mine in sorted(floors.items(), reverse=True))
    return BuildingRow(
        code=code,
        homes=len(homes),
        owed=owed,
        done=done,
        last=last,
        days=days,
        shade=shade_of(days, limits, due_in=_until(due, at)),
        routine_owed=routine[0],
        routine_done=routine[1],
        cells=cells,
    )


def _cell(floor: int, homes: Sequence[HomeRow], numbers: Numbers, when: tuple[datetime, Sequence[int]]) -> CellOf:
    owed, done, last, due = _summed(homes, numbers)
    days = None if last is None else (when[0] - last).days
    shade = shade_of(days, when[1], due_in=_until(due, when[0]))
    return CellOf(floor=floor, homes=len(homes), owed=owed, done=done, last=last, shade=shade)


def _summed(homes: Iterable[HomeRow], numbers: Numbers) -> Seen:
    found = [numbers.get(home.id, NOTHING) for home in homes]
    last = max((one[2] for one in found if one[2] is not None), default=None)
    due = min((one[3] for one in found if one[3] is not None), default=None)
    return sum(one[0] for one in found), sum(one[1] for one in found), last, due


def _numbers(community_id: UUID, at: datetime) -> Numbers:
    here = at.astimezone(ZoneInfo(places.community(community_id).zone))
    year = here.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    owed: dict[UUID, int] = defaultdict(int)
    due: dict[UUID, datetime] = {}
    for one in promises.owed_acts(community_id, kinds_owed(), at=at):  # what is due first comes first
        owed[one.subject_id] += one.left
        due.setdefault(one.subject_id, one.due_at)
    last = last_seen(community_id, year)
    found = {key: last.get(key, (None, 0)) for key in {*owed, *last}}
    return {key: (owed.get(key, 0), many, seen, due.get(key)) for key, (seen, many) in found.items()}


def _routine(community_id: UUID) -> dict[str, tuple[int, int, datetime | None]]:
    """By building: routine work that waits, that was done, and when the last was."""
    rows = Routine.objects.filter(community=community_id, state__in=[PLANNED, DONE]).values("thing").order_by("thing")
    counted = rows.annotate(
        waits=Count("id", filter=Q(state=PLANNED)), done=Count("id", filter=Q(state=DONE)), last=Max("ended_at")
    )
    where = dict(Thing.objects.filter(community=community_id).values_list("id", "buildings"))
    found: dict[str, tuple[int, int, datetime | None]] = {}
    for one in counted:
        for code in where.get(one["thing"], ()):
            waits, done, last = found.get(code, (0, 0, None))
            latest = max((at for at in (last, one["last"]) if at is not None), default=None)
            found[code] = waits + one["waits"], done + one["done"], latest
    return found


def _limits(community_id: UUID, at: datetime) -> list[int]:
    return [one.in_days() for one in handbook.edition_in_force(community_id, at).terms.round.seen_within]
