"""Materials: taken in on a van, used on a case, counted. A row is held while it changes, so two phones can't both
have the last one."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import access as case_access
from guanjia.rooms.cases import rules as case_rules
from guanjia.rooms.cases import selectors as case_reads
from guanjia.rooms.cases.types import CaseState
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import access as places
from guanjia.rooms.repairs import access, rules, selectors
from guanjia.rooms.repairs.events import MaterialPutBack, MaterialUsed, VanCounted, VanFact, VanStocked
from guanjia.rooms.repairs.models import StockMove, VanStock
from guanjia.rooms.repairs.rules.quoting import PAYABLE
from guanjia.rooms.repairs.services.ground import record, told
from guanjia.rooms.repairs.types import ItemKind, Listed, MoveOf
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, insert_new, insert_together, rows_of
from guanjia.shared.errors import Invalid, Refused, gettext_noop

PUT_BACK_IN = frozenset({CaseState.IN_HAND, CaseState.PAUSED, CaseState.REFUSED, *PAYABLE, CaseState.ARCHIVED})
"""Where a mistake on a van can still be put right: from the work on, also after the end."""


def _held(community_id: UUID, staff_id: UUID, code: str) -> VanStock:
    """The row of a material on a van, made if it is the first, and held until the transaction ends."""
    insert_new(VanStock(community_id=community_id, staff_id=staff_id, code=code))
    return rows_of(VanStock, lock=True, community_id=community_id, staff_id=staff_id, code=code)[0]


def _material(prices: Mapping[str, Listed], code: str) -> Listed:
    found = prices.get(code)
    if found is None or found.kind is not ItemKind.MATERIAL:
        raise Invalid("repairs.no_material", gettext_noop("%(code)s is no material of today's list."), {"code": code})
    return found


def _moved(row: VanStock, item: Listed, of: MoveOf, delta: int, at: datetime) -> StockMove:
    return StockMove(
        community_id=row.community_id,
        staff_id=row.staff_id,
        code=item.code,
        title=item.title,
        title_en=item.title_en,
        unit=item.unit,
        unit_en=item.unit_en,
        of=of.value,
        delta=delta,
        at=at,
    )


def _told(fact: type[VanFact], row: VanStock, count: int, at: datetime) -> VanFact:
    return fact(
        community_id=row.community_id, subject_id=row.staff_id, item=row.code, count=count, left=row.count, at=at
    )


@transaction.atomic
def take_in_stock(actor: Actor, community_id: UUID, taken: Mapping[str, int], *, at: datetime) -> None:
    """Materials come on the actor's own van, by code how many."""
    staff_id = access.own_van(actor)
    places.check_community(actor, community_id)
    prices = selectors.prices_of(community_id, at)
    for code, count in sorted(taken.items()):
        rules.check_taken(count)
        item, row = _material(prices, code), _held(community_id, staff_id, code)
        row.count += count
        row.said_short = row.said_short and row.count < 0
        change(row, ["count", "said_short"])
        insert_together([_moved(row, item, MoveOf.TAKEN_IN, count, at)])
        journal.record(_told(VanStocked, row, count, at))


@transaction.atomic
def count_stock(actor: Actor, community_id: UUID, counted: Mapping[str, int], *, at: datetime) -> None:
    """What the actor counted on their own van, by code; the difference to what was written down stays visible."""
    staff_id = access.own_van(actor)
    places.check_community(actor, community_id)
    prices = selectors.prices_of(community_id, at)
    for code, count in sorted(counted.items()):
        rules.check_counted(count)
        item, row = _material(prices, code), _held(community_id, staff_id, code)
        delta, row.count, row.counted_at, row.said_short = count - row.count, count, at, False
        change(row, ["count", "counted_at", "said_short"])
        insert_together([_moved(row, item, MoveOf.COUNTED, delta, at)])
        journal.record(_told(VanCounted, row, delta, at))


@transaction.atomic
def use_materials(actor: Actor, case_id: UUID, used: Mapping[str, int], *, short: bool = False, at: datetime) -> None:
    """Materials from the actor's van go into a case, by code how many: all of them or none.

    `short` says that they were used although the van had fewer by our count; else that is refused with what is there.
    Raises Denied for who does not work on the case, Refused for one that is over.
    """
    staff_id = access.own_van(actor)
    case_access.case(actor, case_id, lock=True)
    case = case_reads.case_ref(case_id)
    case_rules.check_worker(staff_id, case_reads.workers_of(case_id), actor.may(Duty.DISPATCH))
    if not case.is_open:
        raise Refused("repairs.case_over", gettext_noop("This case is over; reopen it before adding materials."))
    prices, facts = selectors.prices_of(case.community_id, at), []
    for code, count in sorted(used.items()):
        rules.check_taken(count)
        item, row = _material(prices, code), _held(case.community_id, staff_id, code)
        below = rules.check_enough(item.title, row.count, count, short=short)
        row.count -= count
        row.said_short = row.said_short or below
        change(row, ["count", "said_short"])
        move = _moved(row, item, MoveOf.USED, -count, at)
        move.case_id, move.short = case_id, below
        insert_together([move])
        facts.append(told(case, MaterialUsed, at, item=code, count=count, short=below, staff_id=staff_id))
    record(case, *facts)


@transaction.atomic
def put_back_materials(actor: Actor, case_id: UUID, back: Mapping[str, int], *, at: datetime) -> None:
    """Materials written down by error are on the actor's van again, by code how many: all of them or none.

    A receipt that was given stays as it is: it says what was agreed and paid, not what came off a van. Who used
    them takes them back, also after the work. Raises Refused for more than was used from this van, and for a case
    that was merged or withdrawn.
    """
    staff_id = access.own_van(actor)
    found = case_access.case(actor, case_id, lock=True)
    case = case_reads.case_ref(case_id)
    if found.state not in PUT_BACK_IN:
        raise Refused("repairs.case_gone", gettext_noop("This case went another way; count your van instead."))
    used, facts = selectors.used_from(case_id, staff_id), []
    for code, count in sorted(back.items()):
        rules.check_taken(count)
        row, item = _held(case.community_id, staff_id, code), used.get(code)
        rules.check_back(item.title if item else code, item.count if item else 0, count)
        row.count += count
        row.said_short = row.said_short and row.count < 0
        change(row, ["count", "said_short"])
        insert_together([_back(row, case_id, count, at)])
        facts.append(told(case, MaterialPutBack, at, item=code, count=count, staff_id=staff_id))
    record(case, *facts)


def _back(row: VanStock, case_id: UUID, count: int, at: datetime) -> StockMove:
    """The move that takes a use back, in the words the use was written down in."""
    use = rows_of(StockMove, case_id=case_id, staff_id=row.staff_id, code=row.code)[-1]
    words = {name: getattr(use, name) for name in ("code", "title", "title_en", "unit", "unit_en")}
    held = {"community_id": row.community_id, "staff_id": row.staff_id, "case_id": case_id}
    return StockMove(**held, **words, of=MoveOf.PUT_BACK.value, delta=count, at=at)
