"""Routine work is laid out of what is owed, again each hour: what began meanwhile finds its place."""

from uuid import UUID

from guanjia.rooms.routines import services
from guanjia.shared import jobs
from guanjia.shared.time import now


@jobs.every("4 * * * *")
def lay_routines() -> None:
    services.lay_everywhere(at=now())


@jobs.job
def print_sheet(*, sheet_id: str) -> None:
    services.make_sheet(UUID(sheet_id), at=now())
