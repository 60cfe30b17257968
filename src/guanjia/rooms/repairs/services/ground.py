"""What the verbs on a case's money share: its fact with all references, and the nearest promise kept beside it."""

from datetime import datetime
from typing import Any

from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.events import CaseFact
from guanjia.rooms.cases.selectors import CaseRef
from guanjia.rooms.repairs.types import Line
from guanjia.shared import journal


def told(case: CaseRef, fact: type[CaseFact], at: datetime, **fields: Any) -> CaseFact:
    """A fact about this case with the references every one carries."""
    return fact(
        community_id=case.community_id,
        subject_id=case.id,
        at=at,
        conversation_id=case.conversation_id,
        contact_id=case.contact_id,
        home_id=case.home_id,
        **fields,
    )


def record(case: CaseRef, *facts: CaseFact) -> None:
    """Record facts about the case, and keep its nearest promise."""
    if facts:
        journal.record(*facts)
        cases.refresh_due(case.id, at=facts[-1].at)


def lines_in(rows: list[dict[str, Any]]) -> list[Line]:
    """The lines as a row keeps them."""
    return [Line(**row) for row in rows]
