"""The demo's paid repairs: a price by the list, the resident's word, materials off the van, the payment."""

from datetime import datetime
from typing import Any
from uuid import UUID

from guanjia.config.demo.life import Life, when
from guanjia.config.demo.residents import resident
from guanjia.config.demo.town import Worker
from guanjia.rooms.cases import selectors as reads
from guanjia.rooms.repairs import selectors as prices
from guanjia.rooms.repairs import services as repairs
from guanjia.rooms.repairs.types import PaidBy, Wanted

WAYS = [PaidBy.WECHAT, PaidBy.WECHAT, PaidBy.ALIPAY, PaidBy.CASH]
LOAD = 20
"""What somebody takes in of a material that runs out."""


def put_price(life: Life, who: Worker, case_id: UUID, at: datetime) -> None:
    """The worker has seen what it is, and says what it costs."""
    case = reads.case_ref(case_id)
    if case.state == "in_hand":
        job = life.town.pick(life.words["paid_jobs"][case.topic])
        wanted = [Wanted(code, count) for code, count in job.items()]
        repairs.offer_quote(who.actor, case_id, wanted, at=at)


@when("case.quote_given")
def answer_price(life: Life, fact: Any) -> None:
    """Most agree on their phone; some find it too dear; who has no page says it at the desk."""
    town, who = life.town, resident(fact.contact_id)
    speaker = who or next((one.actor for one in life.town.staff["desk"]), None)
    agrees = town.happens("agrees_price")
    if speaker is None or not fact.amount:
        return

    def act(at: datetime) -> None:
        if agrees:
            repairs.accept_quote(speaker, fact.quote_id, at=at)
        else:
            repairs.refuse_quote(speaker, fact.quote_id, "too_dear", at=at)

    town.later(town.after("agree"), act)


def agreed(case_id: UUID) -> int | None:
    """What was agreed to, in fen; None for nothing to pay."""
    lines = prices.agreed_lines([case_id]).get(case_id, [])
    return sum(line.amount for line in lines) or None


def use_up(life: Life, who: Worker, case_id: UUID, at: datetime) -> None:
    """The materials that were agreed to come off the van; what runs out is taken in first."""
    lines = prices.agreed_lines([case_id]).get(case_id, [])
    used = {line.code: line.count for line in lines if line.kind == "material"}
    there = {row.code: row.count for row in prices.on_van(who.id, life.town.community_id, at=at)}
    short = {code: LOAD for code, count in used.items() if there.get(code, 0) < count}
    if short:
        repairs.take_in_stock(who.actor, life.town.community_id, short, at=at)
    if used:
        repairs.use_materials(who.actor, case_id, used, at=at)


def be_paid(who: Worker, case_id: UUID, at: datetime) -> None:
    """The resident pays; the way depends on nothing but the case."""
    repairs.take_payment(who.actor, case_id, WAYS[case_id.int % len(WAYS)], at=at)
