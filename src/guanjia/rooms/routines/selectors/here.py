"""What a manager sees of routine work: how each standard stands, who is on it today, what is looked after."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.rounds.types import QuotaLine
from guanjia.rooms.routines import access
from guanjia.rooms.routines.models import DONE, PLANNED, Thing
from guanjia.rooms.routines.selectors.asked import kinds, quotas, said
from guanjia.rooms.routines.selectors.day import rows_of_routines
from guanjia.rooms.routines.types import BUILDING, COMMUNITY, HIGH_RISE, STAFF, RoutineRow, ThingRow
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset
from guanjia.shared.errors import Missing, gettext_noop


def chosen(actor: Actor, community: str = "") -> UUID:
    """The community asked for, of those served; the first for "". Raises Missing."""
    found = next((key for key in actor.community_ids if community in {"", str(key)}), None)
    if found is None:
        raise Missing("routines.community", gettext_noop("You serve no such community."))
    return found


def standing(actor: Actor, community: str = "", *, at: datetime) -> list[QuotaLine]:
    """How each standard of routine work stands in its running period. Six queries at most."""
    where = chosen(actor, community)
    book = handbook.edition_in_force(where, at)
    asked = quotas(book)
    return [
        QuotaLine(
            code=one.code,
            title=said(book, one.code)[0],
            members=one.members,
            done=one.done,
            left=one.left,
            days_left=one.days_left,
            short=one.short,
        )
        for one in promises.quotas(actor, where, at=at)
        if one.code in asked and one.members
    ]


def here(actor: Actor, community: str = "", *, at: datetime, after: str | None = None) -> tuple[Page[RoutineRow], int]:
    """A page of today's routine work in a community by the hour it is meant for, and how much of it is done. Five
    queries."""
    where = chosen(actor, community)
    today = at.astimezone(ZoneInfo(places.community(where).zone)).date()
    rows = access.routines(actor).filter(community=where, day=today)
    done = rows.filter(state=DONE).count()
    shown = rows.filter(state__in=[PLANNED, DONE]).select_related("thing", "paper")
    page = keyset(shown, by="minute", after=after)
    return Page(rows_of_routines(page.rows, at), page.next), done


def things(actor: Actor, community: str = "", *, at: datetime, after: str | None = None) -> Page[ThingRow]:
    """A page of what is looked after, by name. Two queries."""
    where = chosen(actor, community)
    rows = Thing.objects.filter(community=where, until__isnull=True)
    page = keyset(rows, by="label", after=after)
    named = kinds(handbook.edition_in_force(where, at))
    return page.map(
        lambda row: ThingRow(
            id=row.pk,
            kind=row.kind,
            kind_said=named.get(row.kind, row.kind),
            label=row.label,
            buildings=tuple(row.buildings),
            since=row.since,
        )
    )


def kinds_here(actor: Actor, community: str = "", *, at: datetime) -> list[tuple[str, str]]:
    """What may be entered as looked after: code and title of each kind that quotas in force ask for."""
    known = {COMMUNITY, BUILDING, HIGH_RISE, STAFF}
    found = kinds(handbook.edition_in_force(chosen(actor, community), at))
    return [(code, title) for code, title in found.items() if code not in known]
