"""What is looked after: entered once, struck off when it is there no more. Quotas of its kind are owed meanwhile."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises.events import SubjectEnlisted, SubjectFact, SubjectStruckOff
from guanjia.rooms.routines import access
from guanjia.rooms.routines.models import PLANNED, Routine, Thing
from guanjia.rooms.routines.selectors.asked import quotas
from guanjia.rooms.routines.types import BUILDING, COMMUNITY, HIGH_RISE, STAFF, NewThing, RoutineState
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import insert_together
from guanjia.shared.errors import Invalid, Missing, Refused, gettext_noop
from guanjia.shared.time import new_id


@transaction.atomic
def look_after(actor: Actor, community_id: UUID, new: NewThing, *, at: datetime) -> UUID:
    """Enter something to be looked after; returns its id.

    Raises Denied without the duty, Missing for a community that isn't served, Invalid without a name or for a building
    that isn't there, Refused for a name that is taken.
    """
    actor.need(Duty.MANAGE)
    if community_id not in actor.community_ids:
        raise Missing("routines.community", gettext_noop("You serve no such community."))
    if not new.label.strip():
        raise Invalid("routines.nameless", gettext_noop("Give it the name people know it by."), field="label")
    there = {home.building for home in places.all_homes(community_id)}
    strange = next((code for code in new.buildings if code not in there), None)
    if strange is not None:
        message = gettext_noop("There is no building %(code)s here.")
        raise Invalid("routines.building", message, {"code": strange}, field="buildings")
    taken = Thing.objects.filter(community=community_id, kind=new.kind, label=new.label, until__isnull=True)
    if taken.exists():
        raise Refused("routines.taken", gettext_noop("Something of this kind has this name already."))
    return look_after_these(community_id, [new], at=at)[0]


def look_after_these(community_id: UUID, news: Sequence[NewThing], *, at: datetime) -> list[UUID]:
    """Enter many things at once, inside a transaction; returns their ids."""
    rows = []
    for new in news:
        key = new_id()
        named = {"label": new.label.strip()[:80], "buildings": list(new.buildings)}
        rows.append(
            Thing(
                id=key,
                community_id=community_id,
                kind=new.kind,
                subject_id=new.subject_id or key,
                since=at,
                **named,
            )
        )
    insert_together(rows)
    journal.record(*[_told(SubjectEnlisted, row, at) for row in rows])
    return [row.pk for row in rows]


@transaction.atomic
def strike_off(actor: Actor, thing_id: UUID, *, at: datetime) -> None:
    """It is there no more: nothing is owed to it from now on, and what waits is dropped. Raises Denied, Missing."""
    actor.need(Duty.MANAGE)
    row = access.thing(actor, thing_id, lock=True)
    row.until = at
    row.save(update_fields=["until"])
    Routine.objects.filter(thing=row, state=PLANNED).update(state=RoutineState.DROPPED.value)
    journal.record(_told(SubjectStruckOff, row, at))


def look_after_known(community_id: UUID, book: Book, *, at: datetime) -> int:
    """Enter what is known without anybody saying it, as far as quotas in force ask for it: the community itself, its
    buildings, the high ones among them, and the staff of roles that owe something each. Returns how many are new."""
    wanted = {one.subject for one in quotas(book).values()}
    known: dict[str, set[object]] = defaultdict(set)
    for kind, subject, label in Thing.objects.filter(community=community_id, until__isnull=True).values_list(
        "kind", "subject_id", "label"
    ):
        known[kind] |= {subject, label}
    new = [one for one in _known(community_id, book, wanted) if not {one.subject_id or one.label} & known[one.kind]]
    look_after_these(community_id, new, at=at)
    return len(new)


def _known(community_id: UUID, book: Book, wanted: set[str]) -> Iterable[NewThing]:
    if COMMUNITY in wanted:
        name = places.community(community_id).name
        yield NewThing(kind=COMMUNITY, label=name, subject_id=community_id)
    floors: dict[str, int] = {}
    if {BUILDING, HIGH_RISE} & wanted:
        for home in places.all_homes(community_id):
            floors[home.building] = max(floors.get(home.building, 0), home.floor)
    high = book.terms.round.high_rise_floors
    for code, top in floors.items():
        if BUILDING in wanted:
            yield NewThing(kind=BUILDING, label=code, buildings=(code,))
        if HIGH_RISE in wanted and high is not None and top >= high:
            yield NewThing(kind=HIGH_RISE, label=code, buildings=(code,))
    if STAFF in wanted:
        roles = {one.owed_by for one in quotas(book).values() if one.subject == STAFF}
        for role in sorted(roles):
            for one in people.staff_of_role(community_id, role):
                yield NewThing(kind=STAFF, label=one.name, subject_id=one.id)


def _told(fact: type[SubjectFact], row: Thing, at: datetime) -> SubjectFact:
    return fact(community_id=row.community_id, subject_id=row.pk, at=at, subject_type=row.kind, about_id=row.subject_id)
