"""What was agreed with households, while the plan is made anew: the time stays, somebody who is there goes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from guanjia.rooms.promises.selectors import QuotaAhead
from guanjia.rooms.rounds.events import BookingBroken, RoundMoved
from guanjia.rooms.rounds.models import Stop
from guanjia.rooms.rounds.selectors.weeks import Weeks
from guanjia.rooms.rounds.services.ground import told
from guanjia.shared import journal
from guanjia.shared.db import change


def pass_on_agreed(weeks: Weeks, quotas: Sequence[QuotaAhead], waiting: Iterable[Stop]) -> None:
    """Who is away on the day that was agreed is stood in for by a colleague of the same role who is there: one of the
    building first, then whoever has agreed least that day. Where nobody is, the stop stays and the plan shows it."""
    roles = {quota.standard: quota.role for quota in quotas}
    agreed = [row for row in waiting if row.booked_from is not None]
    load = Counter((str(row.staff_id), row.day) for row in agreed)
    busy = {(str(row.staff_id), row.booked_from) for row in agreed}
    for row in agreed:
        day, role = row.day.toordinal(), roles.get(row.standard)
        if role is None or day in weeks.there(str(row.staff_id)):
            continue
        fit = [one for one in weeks.walkers if one.role == role and day in one.days]
        free = [one for one in fit if (one.key, row.booked_from) not in busy]
        building = _building(weeks, row)
        best = min(free, key=lambda one: (building not in one.buildings, load[one.key, row.day], one.key), default=None)
        if best is not None:
            _give(row, best.key, weeks.at)
            load[best.key, row.day] += 1
            busy.add((best.key, row.booked_from))


def _building(weeks: Weeks, row: Stop) -> str:
    found = weeks.homes.get(row.home_id)
    return found[1].building if found else ""


def _give(row: Stop, staff: str, at: datetime) -> None:
    row.staff_id = UUID(staff)
    change(row, ["staff"])
    journal.record(told(row, RoundMoved, row.staff_id, at, what=row.kind, day=row.day.isoformat()))


def tell_broken(row: Stop, at: datetime) -> None:
    """Nobody came on the day that was agreed: that is a fact."""
    if row.booked_from is not None and row.booked_until is not None:
        window = {"window_start": row.booked_from, "window_end": row.booked_until}
        journal.record(told(row, BookingBroken, row.staff_id, at, **window))
