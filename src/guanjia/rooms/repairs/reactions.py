"""A classified case may stand under the warranty of an earlier one; a price is told where the resident wrote."""

from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.events import CaseClassified, CaseReclassified
from guanjia.rooms.handbook.services.own_prices import prices_kept_by
from guanjia.rooms.people.services.erasing import Holding, holds
from guanjia.rooms.repairs import selectors, services
from guanjia.rooms.repairs.events import QuoteGiven
from guanjia.rooms.repairs.services import erasing
from guanjia.rooms.repairs.services.warranties import CLASSES
from guanjia.shared.errors import gettext_noop
from guanjia.shared.journal import reacts_to
from guanjia.shared.time import now

prices_kept_by(selectors.open_prices)
PRINTS = gettext_noop("receipts and slips as PDF; made again they bear no name")
holds("receipts", Holding(PRINTS, erasing.prints_held, erasing.take_prints_away))


@reacts_to(CaseClassified)
def find_warranty(fact: CaseClassified) -> None:
    if fact.case_class in CLASSES and fact.home_id is not None:
        services.find_warranty(fact.subject_id, at=fact.at)


@reacts_to(CaseReclassified)
def find_warranty_anew(fact: CaseReclassified) -> None:
    services.find_warranty(fact.subject_id, at=fact.at)


@reacts_to(QuoteGiven)
def tell_the_price(fact: QuoteGiven) -> None:
    if fact.amount:
        cases.tell_resident(fact.subject_id, "quoted", at=now())
