"""Routine work by programs: the same as by the pages."""

from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guanjia.rooms.cases.models import Case, Photo
from guanjia.rooms.routines.models import Picture, Routine, Thing
from guanjia.rooms.routines.types import RoutineState
from guanjia.shared.models import JournalEvent
from tests.cast import PICTURE, Cast
from tests.rooms.routines.test_services import laid

AT = "/api/v1/rounds/routines"


def sent(cast: Cast, who: UUID, path: str, body: dict[str, Any]) -> Any:
    return Client().post(f"{AT}{path}", body, content_type="application/json", headers=cast.bearer(who))


def taken(cast: Cast, who: UUID, row: Routine, item: str, content: bytes = PICTURE) -> Any:
    files = {"item": item, "photo": SimpleUploadedFile("现场.jpg", content)}
    return Client().post(f"{AT}/{row.pk}/photos", files, headers=cast.bearer(who))


@pytest.fixture
def row(cast: Cast, guards: list[UUID]) -> Routine:
    found = laid(cast)
    Routine.objects.filter(pk=found.pk).update(staff=guards[0])
    return found


def test_a_day_is_read_and_done_by_a_program(cast: Cast, guards: list[UUID], row: Routine) -> None:
    day = Client().get(f"{AT}/day", headers=cast.bearer(guards[0])).json()
    assert str(row.pk) in {one["id"] for one in day["waiting"]}
    whole = Client().get(f"{AT}/{row.pk}", headers=cast.bearer(guards[0])).json()
    given = {item["code"]: True for item in whole["items"] if item["kind"] == "tick"}
    for _ in range(2):
        answer = sent(cast, guards[0], f"/{row.pk}/record", {"given": given, "people": whole["together"]})
        assert answer.status_code == 204, answer.content
    assert JournalEvent.objects.filter(kind="task.done").count() == 1
    assert str(row.pk) in {
        one["id"] for one in Client().get(f"{AT}/day", headers=cast.bearer(guards[0])).json()["behind"]
    }


def test_what_is_wrong_becomes_a_case_with_the_photos_sent_before(cast: Cast, guards: list[UUID], row: Routine) -> None:
    items = Client().get(f"{AT}/{row.pk}", headers=cast.bearer(guards[0])).json()["items"]
    item = next(one["code"] for one in items if one["opens"])
    for _ in range(2):
        assert taken(cast, guards[0], row, item).status_code == 204
    assert Picture.objects.filter(routine=row).count() == 1
    assert sent(cast, guards[0], f"/{row.pk}/record", {"found": {item: "灯不亮"}}).status_code == 204
    assert Photo.objects.filter(case=Case.objects.get(origin="round")).count() == 1
    late = taken(cast, guards[0], row, item)
    assert late.status_code == 409 and late.json()["type"].endswith("routines.over")


def test_what_is_sent_wrong_is_refused_and_changes_nothing(cast: Cast, guards: list[UUID], row: Routine) -> None:
    assert taken(cast, guards[0], row, "lights", b"MZ").status_code == 422
    assert sent(cast, guards[0], f"/{row.pk}/record", {"people": 0}).status_code == 422
    assert sent(cast, guards[0], f"/{row.pk}/record", {"at": "2099-01-01T00:00:00+08:00"}).status_code == 409
    assert sent(cast, cast.gao, f"/{row.pk}/record", {}).status_code in (403, 404)
    row.refresh_from_db()
    assert (row.state, Picture.objects.count()) == (RoutineState.PLANNED, 0)


def test_a_manager_enters_what_is_looked_after_and_strikes_it_off(cast: Cast, guards: list[UUID]) -> None:
    zhao = cast.zhao
    made = sent(cast, zhao, "/things", {"kind": "guard_area", "label": "二区", "buildings": ["3"]})
    assert made.status_code == 201, made.content
    assert sent(cast, zhao, "/things", {"kind": "guard_area", "label": "二区"}).status_code == 409
    listed = Client().get(f"{AT}/things", headers=cast.bearer(zhao)).json()["rows"]
    assert "二区" in {one["label"] for one in listed}
    gone = Client().delete(f"{AT}/things/{made.json()['id']}", headers=cast.bearer(zhao))
    assert gone.status_code == 204 and Thing.objects.get(label="二区").until is not None
    standing = Client().get(f"{AT}/standing", headers=cast.bearer(zhao)).json()
    assert "E33" in {one["code"] for one in standing}
