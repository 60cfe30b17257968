"""On the spot: safety steps before the work, windows residents choose from, photos without what cameras write."""

import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from guanjia.rooms.cases import services
from guanjia.rooms.cases.models import Case, Photo
from guanjia.rooms.cases.rules.windows import windows_offered
from guanjia.rooms.cases.types import NewPhoto, PhotoOf, Report
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.promises.models import Promise
from guanjia.shared import files
from guanjia.shared.errors import Denied, Invalid, Refused
from guanjia.shared.models import JournalEvent
from tests.cast import PICTURE, SAFE, Cast

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


def taken_by_a_camera(size: tuple[int, int] = (3000, 1500)) -> bytes:
    """A photo as a phone makes it: with time, place and its own words."""
    exif = Image.Exif()
    exif[0x010E] = "Lakeside 3-2-1402"
    exif.get_ifd(0x8769)[0x9003] = "2026:03:02 09:40:10"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (31.0, 12.0, 36.0), "E", (121.0, 30.0, 0.0)
    out = io.BytesIO()
    Image.new("RGB", size, "grey").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_photo_is_kept_without_what_the_camera_wrote_and_time_and_place_are_facts(house: Cast) -> None:
    case_id = house.taken_case()
    came = taken_by_a_camera()
    kept = services.add_photo(
        house.actor(house.li), case_id, NewPhoto(came, PhotoOf.BEFORE), at=house.later(minutes=45)
    )
    row = Photo.objects.get(pk=kept)
    content = files.place_of(row.kept).read_bytes()
    assert b"Lakeside" in came and b"Lakeside" not in content
    found = Image.open(io.BytesIO(content))
    assert (max(found.size), dict(found.getexif())) == (2048, {})
    assert row.taken_at == datetime(2026, 3, 2, 9, 40, 10, tzinfo=SHANGHAI)
    fact = JournalEvent.objects.get(kind="case.photo_taken")
    assert fact.data["place_known"] and "latitude" not in fact.data
    assert services.add_photo(house.actor(house.li), case_id, NewPhoto(came), at=house.now) == kept


def test_where_a_resident_stood_is_not_kept(house: Cast) -> None:
    case_id = house.opened_case()
    kept = services.add_photo(house.resident(), case_id, NewPhoto(taken_by_a_camera()), at=house.now)
    row = Photo.objects.get(pk=kept)
    assert (row.latitude, row.longitude) == (None, None)
    assert not JournalEvent.objects.filter(kind="case.photo_taken").exists()


def test_the_work_begins_after_its_safety_steps_and_counts_once(house: Cast) -> None:
    case_id, li = house.taken_case(), house.actor(house.li)
    services.arrive(li, case_id, at=house.later(minutes=10))
    with pytest.raises(Refused, match="Missing"):
        services.start(li, case_id, {"read": False, "guarded": True}, at=house.now)
    with pytest.raises(Denied):
        services.start(house.actor(house.wang), case_id, SAFE, at=house.now)
    services.start(li, case_id, SAFE, at=house.now)
    services.start(li, case_id, SAFE, at=house.later(minutes=1))
    assert JournalEvent.objects.filter(kind="case.work_started").count() == 1
    assert Promise.objects.get(subject_id=case_id, standard="B21").state == "met"


def test_work_on_the_spot_is_not_done_without_them(house: Cast) -> None:
    case_id, li = house.taken_case(), house.actor(house.li)
    services.arrive(li, case_id, at=house.later(minutes=10))
    for more, of in ((b"0", PhotoOf.BEFORE), (b"1", PhotoOf.AFTER)):
        services.add_photo(li, case_id, NewPhoto(PICTURE + more, of), at=house.now)
    with pytest.raises(Refused, match="安全步骤"):
        services.done(li, case_id, Report("换了软管", tested=True), at=house.later(minutes=5))
    services.start(li, case_id, SAFE, at=house.now)
    services.done(li, case_id, Report("换了软管", tested=True), at=house.later(minutes=5))


def test_windows_are_the_desks_hours_cut_in_two_hours_from_an_hour_ahead(house: Cast) -> None:
    book = handbook.edition_in_force(house.garden.id, house.now)
    found = windows_offered(book, house.now)  # Monday, 9:00
    local = [one.start.astimezone(SHANGHAI).strftime("%d %H:%M") for one in found]
    assert local[:2] == ["02 13:30", "02 15:30"]
    assert local[2:4] == ["03 08:30", "03 13:30"]
    assert {one.end - one.start for one in found} == {timedelta(hours=2)}
    assert {text[:2] for text in local} == {"02", "03", "04"}


def test_a_resident_chooses_a_window_and_the_clock_is_dated_anew(house: Cast) -> None:
    case_id = house.taken_case()
    book = handbook.edition_in_force(house.garden.id, house.now)
    first, second = windows_offered(book, house.now)[:2]
    services.choose_window(house.resident(), case_id, first.start, at=house.now)
    services.choose_window(house.resident(), case_id, first.start, at=house.now)
    services.choose_window(house.resident(), case_id, second.start, at=house.later(minutes=5))
    reasons = [row.data["reason"] for row in JournalEvent.objects.filter(kind="case.appointment_agreed").order_by("id")]
    assert reasons == ["", "resident_asked"]
    assert Case.objects.get(pk=case_id).appointment_end == second.end
    assert Promise.objects.get(subject_id=case_id, standard="B09", state="running").due_at == second.end
    with pytest.raises(Invalid):
        services.choose_window(house.resident(), case_id, first.start + timedelta(minutes=7), at=house.now)
    with pytest.raises(Denied):
        services.choose_window(house.actor(house.ma), case_id, first.start, at=house.now)
