"""Master data out again as a file: by a worker, for a day, masked unless there is a reason."""

import io
from datetime import timedelta

import openpyxl
import pytest

from guanjia.rooms.people import services
from guanjia.rooms.people.models import Export
from guanjia.rooms.people.services import exporting
from guanjia.rooms.people.types import NewResident, UnmaskReason
from guanjia.shared.errors import Missing
from guanjia.shared.jobs import run_waiting
from guanjia.shared.models import JournalEvent
from tests.cast import Cast


def made(cast: Cast, reason: UnmaskReason | None) -> bytes:
    """A file asked for by the manager and made by a worker."""
    zhao = cast.actor(cast.zhao)
    key = exporting.ask_for_export(zhao, cast.garden.id, reason, at=cast.now)
    run_waiting()
    return exporting.export_file(zhao, key, at=cast.now)


def told(content: bytes) -> str:
    """All words of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)


def test_what_goes_out_in_full_comes_in_again_and_changes_nothing(cast: Cast) -> None:
    cast.publish()
    content = made(cast, UnmaskReason.IDENTITY)
    plan = services.look_at(cast.actor(cast.zhao), cast.garden.id, content, at=cast.now)
    assert (plan.problems, plan.changes) == ([], 0)
    assert plan.counts["residents"].same == 1 and plan.counts["staff"].same == 8
    assert JournalEvent.objects.get(kind="export.asked").data["reason"] == "identity"


def test_without_a_reason_it_is_masked(cast: Cast) -> None:
    words = told(made(cast, None))
    assert "周敏" not in words and "13812346027" not in words and "138****6027" in words


def test_a_name_that_looks_like_a_formula_stays_a_text(cast: Cast) -> None:
    services.add_residents(cast.garden.id, [NewResident(cast.home.id, '=HYPERLINK("http://x")')])
    book = openpyxl.load_workbook(io.BytesIO(made(cast, UnmaskReason.CALL)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_the_link_is_for_who_asked_and_for_a_day(cast: Cast) -> None:
    browser = cast.client(cast.zhao)
    assert (
        browser.post("/master-data/export/", {"community": str(cast.garden.id), "reason": "masked"}).status_code == 302
    )
    run_waiting()
    link = f"/master-data/exports/{Export.objects.get().pk}/file.xlsx"
    assert browser.get(link).status_code == 200
    assert link in browser.get("/master-data/").content.decode()
    other = cast.hired("manager2", "manager")
    assert cast.client(other).get(link).status_code == 404
    with pytest.raises(Missing):
        exporting.export_file(cast.actor(cast.zhao), Export.objects.get().pk, at=cast.now + timedelta(days=1))
    assert exporting.forget_exports(at=cast.now + timedelta(days=1)) == 1
