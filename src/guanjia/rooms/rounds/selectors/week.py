"""The plan as a manager sees it: a week by person and day, and what will be short."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from fractions import Fraction
from uuid import UUID

from django.utils.translation import get_language

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.standards import Quota
from guanjia.rooms.people import selectors as people
from guanjia.rooms.places import selectors as places
from guanjia.rooms.rounds import access
from guanjia.rooms.rounds.models import DONE, PLANNED, Shortfall
from guanjia.rooms.rounds.selectors.day import MOST, rows_of
from guanjia.rooms.rounds.selectors.overview import chosen
from guanjia.rooms.rounds.selectors.owed import kinds_owed, quota_of
from guanjia.rooms.rounds.selectors.weeks import Weeks, attend, weeks_from
from guanjia.rooms.rounds.types import (
    BuildingStops,
    PersonCell,
    PersonWeek,
    PlanWeek,
    ShortRow,
    StopKind,
    StopRow,
    StopState,
)
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset
from guanjia.shared.errors import Missing, gettext_noop

SHOWN = [PLANNED, DONE, StopState.ABSENT.value]


def week(actor: Actor, community: str = "", wished: date | None = None, *, at: datetime) -> PlanWeek:
    """The plan of the week in which a day lies, this one for None. Seven queries at most, however many stops."""
    here = chosen(actor, community)
    weeks = weeks_from(here, at=at)
    today = date.fromordinal(weeks.today)
    monday = (wished or today) - timedelta(days=(wished or today).weekday())
    days = [monday + timedelta(days=number) for number in range(7)]
    book = handbook.edition_in_force(here, at)
    roles = {quota.owed_by for code in book.standards if (quota := _goes(book, code)) is not None}
    attend(weeks, roles, max(days[-1].toordinal(), weeks.end))
    rows = access.stops(actor).filter(community=here, day__range=(days[0], days[-1]), state__in=SHOWN)
    by_cell: dict[tuple[UUID, date], list[StopRow]] = defaultdict(list)
    for row in rows_of(list(rows.order_by("place", "id"))):
        by_cell[row.staff_id, row.day].append(row)
    staff = dict.fromkeys([UUID(one.key) for one in weeks.walkers])
    staff |= dict.fromkeys(sorted({key for key, _ in by_cell} - staff.keys()))
    names = people.staff_names(staff)
    week_of = [
        PersonWeek(key, names.get(key, ""), [_cell(weeks, book, day, key, by_cell[key, day]) for day in days])
        for key in staff
    ]
    return PlanWeek(here, monday, today, days, week_of)


def _goes(book: Book, code: str) -> Quota | None:
    """The quota of this code, where it asks for rounds at homes."""
    quota = quota_of(book, code)
    return quota if quota is not None and {one.event for one in quota.activity} & set(kinds_owed()) else None


def _cell(weeks: Weeks, book: Book, day: date, staff_id: UUID, rows: list[StopRow]) -> PersonCell:
    quotas = (quota_of(book, row.standard) for row in rows)
    busy = sum(
        (Fraction(1, one.capacity_per_day) for one in quotas if one is not None and one.capacity_per_day), Fraction()
    )
    by_building: dict[str, list[StopRow]] = {}
    for row in rows:
        by_building.setdefault(row.building, []).append(row)
    buildings = [BuildingStops(building, stops) for building, stops in by_building.items()]
    return PersonCell(day, day.toordinal() in weeks.there(str(staff_id)), busy >= 1, buildings)


def picked(actor: Actor, stop_ids: Collection[UUID], *, at: datetime) -> tuple[list[StopRow], list[tuple[UUID, str]]]:
    """Stops that are to be put elsewhere, in the order one walks, and whom they may go to. Raises Missing when one of
    them is not this person's to see."""
    found = list(access.stops(actor).filter(pk__in=list(stop_ids)[:MOST]).order_by("day", "place", "id"))
    if not found or len(found) < len(set(stop_ids)) or len({row.community_id for row in found}) > 1:
        raise Missing("rounds.missing", gettext_noop("There is no such stop."))
    here = found[0].community_id
    book = handbook.edition_in_force(here, at)
    roles = {quota.owed_by for row in found if (quota := quota_of(book, row.standard)) is not None}
    return rows_of(found), [(one.id, one.name) for one in people.colleagues(here) if roles & set(one.roles)]


def short(actor: Actor, community: str = "", *, at: datetime, after: str | None = None) -> Page[ShortRow]:
    """What finds no place in the plan, what becomes certain first at the front. Four queries at most."""
    here = chosen(actor, community)
    found = keyset(Shortfall.objects.filter(community=here), by="certain", after=after)
    homes, language = places.homes(row.home_id for row in found), get_language() or ""
    book, after_whom = handbook.edition_in_force(here, at), people.looking_after(here)
    whose = {row.pk: _whose(book, after_whom, row.standard, homes[row.home_id].building) for row in found}
    names = people.staff_names(key for key in whose.values() if key)

    def shown(row: Shortfall) -> ShortRow:
        quota, key = quota_of(book, row.standard), whose[row.pk]
        return ShortRow(
            id=row.pk,
            home_id=row.home_id,
            home=homes[row.home_id].label,
            kind=StopKind(row.kind),
            standard=row.standard,
            title=quota.title.told_in(language) if quota else row.standard,
            due_at=row.due_at,
            certain=row.certain,
            why=row.why,
            staff=names.get(key, "") if key else "",
        )

    return found.map(shown)


def _whose(book: Book, after_whom: dict[tuple[str, str], list[UUID]], standard: str, building: str) -> UUID | None:
    quota = quota_of(book, standard)
    return next(iter(after_whom.get((quota.owed_by, building), ())), None) if quota else None
