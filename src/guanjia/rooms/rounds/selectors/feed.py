"""Somebody's plan for their phone's calendar. A home is named by its place and nobody who lives there."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext

from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.rounds import access
from guanjia.rooms.rounds.models import DONE, PLANNED, Feed
from guanjia.rooms.rounds.rules.ical import Entry, written
from guanjia.rooms.rounds.selectors.day import rows_of
from guanjia.rooms.rounds.types import StopRow
from guanjia.rooms.rounds.wording import KINDS
from guanjia.shared.actor import Actor

BEFORE, AHEAD = timedelta(days=7), timedelta(days=60)
"""What a calendar shows: figures of the method, beyond what is ever laid out."""
AGAIN_AFTER = timedelta(hours=1)
"""The plan is laid out anew each hour."""
MOST = 2000


def calendar_of(staff_id: UUID, *, at: datetime) -> bytes | None:
    """The plan of somebody as a calendar, what was agreed with households as times, the rest as a line a day; None for
    who left, or doesn't work on rounds any more. Seven light queries."""
    actor = people.actor_of_staff(staff_id) if people.works_still(staff_id) else None
    if actor is None or not actor.may(Duty.DO_WORK) or not actor.community_ids:
        return None
    zone = ZoneInfo(places.community(actor.community_ids[0]).zone)
    today = at.astimezone(zone).date()
    rows = access.stops(actor).filter(staff=staff_id, day__range=(today - BEFORE, today + AHEAD))
    shown = rows_of(list(rows.filter(state__in=[PLANNED, DONE]).order_by("day", "place", "id")[:MOST]))
    with translation.override("zh-hans"):
        name = gettext("Rounds of %(name)s") % {"name": actor.name}
        return written(name, _entries(staff_id, shown), at=at, again_after=AGAIN_AFTER)


def _entries(staff_id: UUID, shown: Sequence[StopRow]) -> Iterator[Entry]:
    for one in shown:
        if one.booked_from is not None:
            title = f"{KINDS[one.kind]} {one.home}"
            yield Entry(f"{one.id}@rounds.guanjia", one.booked_from, one.booked_until, title)
    rest = [one for one in shown if one.booked_from is None]
    for day, stops in groupby(rest, key=lambda one: one.day):
        here = list(stops)
        counts = Counter(one.building for one in here)
        buildings = "、".join(gettext("building %(code)s: %(n)s") % {"code": b, "n": n} for b, n in counts.items())
        title = gettext("Rounds, %(n)s stops") % {"n": len(here)}
        words = "\n".join([buildings, *(f"{KINDS[one.kind]} {one.home}" for one in here)])
        yield Entry(f"{day.isoformat()}-{staff_id}@rounds.guanjia", day, None, title, words)


def feed_of(actor: Actor) -> Feed | None:
    """The address somebody gave to their phone, None for none. One query."""
    return Feed.objects.filter(staff=actor.staff_id, ended_at__isnull=True).first() if actor.staff_id else None
