"""The resident signs on the worker's phone: kept as ink, accepted by it, and by nobody who did not do the work."""

import io

import pytest
from PIL import Image, ImageDraw

from guanjia.rooms.cases import selectors
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.models import Case, Photo
from guanjia.rooms.cases.rules.signing import EDGE_MOST, inked
from guanjia.rooms.cases.types import NewPhoto, PhotoOf, Signed
from guanjia.shared.errors import Denied, Invalid, Refused
from guanjia.shared.models import JournalEvent
from tests.cast import Cast


def drawn(*, ink: bool = True, size: tuple[int, int] = (700, 400)) -> bytes:
    """What a pad gives: strokes on nothing."""
    picture = Image.new("RGBA", size)
    if ink:
        pen = ImageDraw.Draw(picture)
        pen.line([(40, 200), (200, 60), (330, 300), (600, 120)], fill=(30, 28, 24, 255), width=6)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.publish()
    return cast


def test_a_signature_accepts_the_work_and_says_that_it_came_through_the_worker(cast: Cast) -> None:
    case_id = cast.done_case()
    cases.accept_signed(cast.actor(cast.li), case_id, Signed(drawn(), "周敏"), at=cast.later(minutes=2))
    told = JournalEvent.objects.get(kind="case.accepted")
    assert told.data["by"] == "signature"
    assert told.refs["staff"] == str(cast.li)
    assert Case.objects.get(pk=case_id).state == "closed"


def test_it_is_kept_as_ink_on_paper_and_shown_apart_from_the_photos(cast: Cast) -> None:
    case_id = cast.done_case()
    cases.accept_signed(cast.actor(cast.li), case_id, Signed(drawn(), "周敏"), at=cast.later(minutes=2))
    seen = selectors.case(cast.actor(cast.ma), case_id, at=cast.now)
    assert seen.signature is not None
    assert seen.signature.note == "周敏"
    assert [one.of for one in seen.photos] == [PhotoOf.BEFORE, PhotoOf.AFTER]
    path, kind = cases.photo_file(cast.actor(cast.ma), seen.signature.id)
    with Image.open(path) as kept:
        assert (kept.format, kept.mode, kind) == ("PNG", "L", "image/png")
        assert kept.getpixel((0, 0)) == 255


def test_signed_twice_counts_once(cast: Cast) -> None:
    case_id = cast.done_case()
    for _ in range(2):
        cases.accept_signed(cast.actor(cast.li), case_id, Signed(drawn()), at=cast.later(minutes=2))
    assert JournalEvent.objects.filter(kind="case.accepted").count() == 1
    assert Photo.objects.filter(of="signature").count() == 1


def test_an_empty_pad_accepts_nothing(cast: Cast) -> None:
    case_id = cast.done_case()
    with pytest.raises(Invalid, match="empty"):
        cases.accept_signed(cast.actor(cast.li), case_id, Signed(drawn(ink=False)), at=cast.later(minutes=2))
    assert Case.objects.get(pk=case_id).state == "done"


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(64), b"GIF89a" + bytes(64), bytes(1_000_001)])
def test_what_is_no_picture_is_no_signature(content: bytes) -> None:
    with pytest.raises(Invalid):
        inked(content)


def test_a_large_pad_is_made_small() -> None:
    with Image.open(io.BytesIO(inked(drawn(size=(2000, 1000))))) as kept:
        assert max(kept.size) == EDGE_MOST


def test_nobody_has_it_signed_who_did_not_do_the_work(cast: Cast) -> None:
    case_id = cast.done_case()
    with pytest.raises(Denied):
        cases.accept_signed(cast.actor(cast.wang), case_id, Signed(drawn()), at=cast.later(minutes=2))


def test_nothing_is_signed_before_the_work_is_done(cast: Cast) -> None:
    case_id = cast.taken_case()
    with pytest.raises(Refused):
        cases.accept_signed(cast.actor(cast.li), case_id, Signed(drawn()), at=cast.later(minutes=2))


def test_a_signature_alone_is_not_taken_for_a_photo(cast: Cast) -> None:
    case_id = cast.done_case()
    with pytest.raises(Refused):
        cases.add_photo(cast.actor(cast.li), case_id, NewPhoto(drawn(), PhotoOf.SIGNATURE), at=cast.now)


def test_somebody_else_still_asks_the_resident_afterwards(cast: Cast) -> None:
    case_id = cast.done_case()
    cases.accept_signed(cast.actor(cast.li), case_id, Signed(drawn()), at=cast.later(minutes=2))
    assert JournalEvent.objects.filter(kind="follow_up.planned", refs__case=str(case_id)).exists()


def test_an_app_sends_the_signature_as_a_file(cast: Cast) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    case_id = cast.done_case()
    sent = {"signature": SimpleUploadedFile("s.png", drawn(), "image/png"), "name": "周敏"}
    answer = Client().post(f"/api/v1/cases/{case_id}/sign", sent, headers=cast.bearer(cast.li))
    assert answer.status_code == 204, answer.content
    assert Case.objects.get(pk=case_id).state == "closed"
