"""Receipts are made by a worker; quotes nobody answered run out."""

from uuid import UUID

from guanjia.rooms.repairs import services
from guanjia.shared import jobs
from guanjia.shared.time import now


@jobs.job
def print_receipt(*, receipt_id: str) -> None:
    services.make_receipt(UUID(receipt_id), at=now())


@jobs.job
def print_refund(*, refund_id: str) -> None:
    services.make_refund(UUID(refund_id))


@jobs.every("17 * * * *")
def expire_quotes() -> None:
    while services.expire_quotes(at=now()):
        pass
