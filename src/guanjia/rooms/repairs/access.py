"""From actor and id to what belongs to a case: who may see the case may see its prices."""

from uuid import UUID

from guanjia.rooms.cases import access as cases
from guanjia.rooms.people.types import Duty
from guanjia.rooms.repairs.models import Quote, Receipt, Refund
from guanjia.shared.actor import Actor
from guanjia.shared.db import row_of
from guanjia.shared.errors import Denied, Missing, gettext_noop


def quote(actor: Actor, quote_id: UUID, *, lock: bool = False) -> Quote:
    """Raises Missing when it does not exist or its case is not this person's: outside, both look the same.

    Locked, the case is held first, so that two answers at once come one after the other.
    """
    found = row_of(Quote, quote_id)
    if found is None or not _sees(actor, found.case_id, lock=lock):
        raise Missing("repairs.no_quote", gettext_noop("There is no such price."))
    return row_of(Quote, quote_id, lock=True) or found if lock else found


def receipt(actor: Actor, receipt_id: UUID) -> Receipt:
    """Raises Missing when it does not exist or its case is not this person's."""
    found = row_of(Receipt, receipt_id)
    if found is None or not _sees(actor, found.case_id):
        raise Missing("repairs.no_receipt", gettext_noop("There is no such receipt."))
    return found


def refund(actor: Actor, refund_id: UUID, *, lock: bool = False) -> Refund:
    """Raises Missing when it does not exist or its case is not this person's. Locked, the case is held."""
    found = row_of(Refund, refund_id)
    of = row_of(Receipt, found.receipt_id) if found else None
    if found is None or of is None or not _sees(actor, of.case_id, lock=lock):
        raise Missing("repairs.no_refund", gettext_noop("There is no such refund."))
    return row_of(Refund, refund_id, lock=True) or found if lock else found


def _sees(actor: Actor, case_id: UUID, *, lock: bool = False) -> bool:
    try:
        cases.case(actor, case_id, lock=lock)
    except Missing:
        return False
    return True


def own_van(actor: Actor) -> UUID:
    """Whose van it is: the actor's own. Raises Denied for who does no work."""
    actor.need(Duty.DO_WORK)
    if actor.staff_id is None:
        raise Denied("repairs.no_van", gettext_noop("Only staff have materials with them."))
    return actor.staff_id
