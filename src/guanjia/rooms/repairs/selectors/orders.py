"""The work order as it is printed: what to do where, the safety steps, the price, and room for pen and signature."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from guanjia.rooms.cases import selectors as case_reads
from guanjia.rooms.cases.types import CaseView
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places.types import CommunityRow
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.types import PromiseRow
from guanjia.rooms.repairs.selectors.of_case import repair_on
from guanjia.rooms.repairs.types import RepairView
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing, gettext_noop

BLANK_LINES = 6
"""Lines of the bill that are there for a pen, those that are known among them."""
WORDS_MOST = 300
"""Signs of what was said that fit on the one page."""


@dataclass(frozen=True, slots=True)
class Order:
    """Everything on the page."""

    case: CaseView
    here: CommunityRow
    said: str
    steps: list[str]
    owed: list[PromiseRow]
    repair: RepairView
    blanks: range
    at: datetime


def order_of(actor: Actor, case_id: UUID, *, at: datetime) -> Order:
    """The order of a case, for staff. Raises Missing for residents and for a case of elsewhere."""
    case = case_reads.case(actor, case_id, at=at)
    if actor.staff_id is None:
        raise Missing("repairs.no_order", gettext_noop("There is no such order."))
    book, language = handbook.edition_in_force(case.community_id, at), get_language() or ""
    guide, repair = book.guides.get(case.safety), repair_on(actor, case_id, case.state, at=at)
    open_ones = [
        one
        for one in promises.of_subject("case", case_id, at=at)
        if one.ended_at is None and one.due_at and case.done_at is None
    ]
    known = len(repair.quote.lines) if repair.quote else 0
    said = case.text if len(case.text) <= WORDS_MOST else f"{case.text[:WORDS_MOST]}…"
    return Order(
        case=case,
        here=places.community(case.community_id),
        said=said,
        steps=[step.title.told_in(language) for step in guide.steps] if guide else [],
        owed=sorted(open_ones, key=lambda one: one.due_at or at)[:3],
        repair=repair,
        blanks=range(max(0, BLANK_LINES - known)),
        at=at,
    )
