"""What a manager sees of rounds: what is planned today, and what the running periods still ask for."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.utils.translation import get_language

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people import selectors as people
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.selectors import OwedAct
from guanjia.rooms.rounds.models import ABSENT, DONE, PLANNED, Plan, Stop
from guanjia.rooms.rounds.selectors.owed import kind_of, kinds_owed, quota_of
from guanjia.rooms.rounds.types import Overview, OwedPage, OwedRow, PersonDay, QuotaLine, StopKind
from guanjia.shared.actor import Actor
from guanjia.shared.db import PAGE
from guanjia.shared.errors import Missing, gettext_noop


def chosen(actor: Actor, community: str = "") -> UUID:
    """The community asked for, of those served; the first for "". Raises Missing."""
    found = next((key for key in actor.community_ids if community in {"", str(key)}), None)
    if found is None:
        raise Missing("rounds.community", gettext_noop("You serve no such community."))
    return found


def overview(actor: Actor, community: str = "", *, at: datetime) -> Overview:
    """Today by steward, and how the quotas of homes stand. Ten queries at most."""
    here = chosen(actor, community)
    today = at.astimezone(ZoneInfo(places.community(here).zone)).date()
    counts = Stop.objects.filter(community=here, day=today).values("staff_id").order_by("staff_id")
    rows = list(
        counts.annotate(
            waiting=Count("id", filter=Q(state=PLANNED)),
            done=Count("id", filter=Q(state=DONE)),
            absent=Count("id", filter=Q(state=ABSENT)),
        )
    )
    names = people.staff_names(row["staff_id"] for row in rows)
    days = [
        PersonDay(
            staff_id=row["staff_id"],
            name=names.get(row["staff_id"], ""),
            waiting=row["waiting"],
            done=row["done"],
            absent=row["absent"],
        )
        for row in rows
    ]
    plan = Plan.objects.filter(community=here).first()
    quotas = _quotas(actor, here, plan.lines if plan else {}, at)
    by_name = sorted(days, key=lambda one: (one.name, str(one.staff_id)))
    return Overview(here, today, quotas, by_name, plan.at if plan else None)


def _quotas(actor: Actor, here: UUID, known: Mapping[str, Mapping[str, int]], at: datetime) -> list[QuotaLine]:
    """The quotas of homes: what is left and will be short as it was when the plan was made."""
    book, language = handbook.edition_in_force(here, at), get_language() or ""
    lines = []
    for one in promises.quotas(actor, here, at=at):
        quota = quota_of(book, one.code)
        if quota is None or not {t.event for t in quota.activity} & set(kinds_owed()):
            continue
        line = known.get(one.code, {})
        lines.append(
            QuotaLine(
                code=one.code,
                title=quota.title.told_in(language),
                members=one.members,
                done=one.done,
                left=line.get("left", one.left),
                days_left=one.days_left,
                short=line.get("short", 0),
                broken=line.get("broken", 0),
            )
        )
    return lines


def owed(actor: Actor, community: str = "", kind: StopKind | None = None, *, at: datetime, after: int = 0) -> OwedPage:
    """A page of the homes that are owed something this period, by due time, then in the order one walks. Six queries
    at most."""
    here = chosen(actor, community)
    wanted = [kind.activity] if kind else kinds_owed()
    acts = promises.owed_acts(here, wanted, at=at)
    homes = {home.id: (place, home) for place, home in enumerate(places.all_homes(here))}
    acts = sorted(
        (one for one in acts if one.subject_id in homes), key=lambda one: (one.due_at, homes[one.subject_id][0])
    )
    shown = acts[after : after + PAGE]
    waiting = Stop.objects.filter(home__in=[one.subject_id for one in shown], state=PLANNED)
    rows = waiting.order_by("-day").values_list("home", "kind", "day", "staff")
    planned = {(home, kind): (day, staff) for home, kind, day, staff in rows}  # the first of several
    after_whom = people.looking_after(here)
    whose = {one.promise_id: _whose(one, homes[one.subject_id][1].building, after_whom) for one in shown}
    names = people.staff_names([*whose.values(), *(staff for _, staff in planned.values())])
    lines = []
    for one in shown:
        what = kind_of(one.activity)
        on, goes = planned.get((one.subject_id, what.value), (None, whose[one.promise_id]))
        lines.append(
            OwedRow(
                home_id=one.subject_id,
                home=homes[one.subject_id][1].label,
                kind=what,
                standard=one.standard,
                left=one.left,
                due_at=one.due_at,
                staff=names.get(goes, "") if goes else "",
                planned_on=on,
                promise_id=one.promise_id,
            )
        )
    return OwedPage(lines, len(acts), after + PAGE if len(acts) > after + PAGE else None)


def _whose(act: OwedAct, building: str, after_whom: Mapping[tuple[str, str], list[UUID]]) -> UUID | None:
    """The steward of the building; else whom the promise names."""
    return next(iter(after_whom.get((act.role, building), ())), act.owed_id)
