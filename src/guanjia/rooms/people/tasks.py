"""Jobs of people."""

from datetime import timedelta
from uuid import UUID

from guanjia.rooms.people import services
from guanjia.rooms.people.services import exporting
from guanjia.shared import jobs
from guanjia.shared.time import now, outside_now

KEPT = timedelta(days=1)
"""How long a workbook waits for its confirmation."""


@jobs.every("17 3 * * *")
def forget_failures() -> None:
    """Failed sign-ins that no longer count are not kept."""
    services.forget_failures(at=now())


@jobs.every("37 * * * *")
def forget_imports() -> None:
    """Workbooks that were sent and never confirmed are not kept for longer than a day."""
    services.forget_imports(before=now() - KEPT)


@jobs.every("27 3 * * *")
def forget_old_sessions() -> None:
    """Sessions that ran out are not kept."""
    services.forget_old_sessions(at=outside_now())  # they run out by the machine's clock


@jobs.job
def make_export(*, export_id: str) -> None:
    """Make a workbook that was asked for."""
    exporting.make_export(UUID(export_id), at=now())


@jobs.every("47 * * * *")
def forget_exports() -> None:
    """Files of master data are not kept for longer than their day."""
    exporting.forget_exports(at=now())
