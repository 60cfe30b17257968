"""Pictures that come by WeChat: fetched, looked at, written anew, and shown to whom the conversation is shown."""

import io
import struct
import zlib
from datetime import timedelta

import pytest
from django.test import Client
from PIL import Image

from guanjia.rooms.channels import rules, services
from guanjia.rooms.channels.double import Double
from guanjia.rooms.channels.models import Picture
from guanjia.rooms.channels.rules import Unreadable
from guanjia.rooms.conversations.models import Message
from guanjia.shared import jobs
from guanjia.shared.models import JournalEvent
from tests.cast import Cast
from tests.rooms.channels.callback import body, call


def drawn(size: tuple[int, int] = (64, 32), kind: str = "PNG", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **more)
    return out.getvalue()


def said_to_be(width: int, height: int) -> bytes:
    """A small file whose head speaks of a huge picture."""
    small = drawn()
    head = b"IHDR" + struct.pack(">II", width, height) + small[24:29]
    return small[:12] + head + struct.pack(">I", zlib.crc32(head)) + small[33:]


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_is_written_anew_as_a_jpeg_of_our_own(kind: str) -> None:
    made = opened(rules.remade(drawn(kind=kind)))
    assert (made.format, made.size) == ("JPEG", (64, 32))


def test_what_else_was_in_the_file_is_left_out_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "Lakeside 3-2-1402"
    made = rules.remade(drawn((64, 32), "JPEG", exif=exif))
    assert opened(made).size == (32, 64)
    assert b"Lakeside" not in made
    assert not opened(made).getexif()


def test_a_large_picture_is_made_smaller_and_a_clear_ground_white() -> None:
    assert opened(rules.remade(drawn((5000, 100)))).size == (2048, 41)
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(rules.remade(out.getvalue())).getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        drawn()[:40],
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        drawn(kind="BMP"),
        drawn(kind="TIFF"),
        said_to_be(30_000, 30_000),
    ],
)
def test_what_is_no_photo_or_unpacks_to_too_much_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        rules.remade(content)


@pytest.fixture
def sent(cast: Cast, platform: Double) -> Message:
    """Zhou sent a picture, and it was fetched."""
    platform.media["m-1"] = ("image/png", drawn())
    call(cast.now, body(cast.now, 1, kind="image", PicUrl="http://mmbiz.example/1", MediaId="m-1"))
    jobs.run_waiting()
    return Message.objects.get(kind="image")


@pytest.mark.django_db
@pytest.mark.usefixtures("account")
def test_a_picture_is_kept_and_shown_to_the_resident_and_the_desk_and_to_nobody_else(cast: Cast, sent: Message) -> None:
    assert Picture.objects.get().state == "taken"
    assert JournalEvent.objects.get(kind="message.picture_kept").refs["message"] == str(sent.pk)
    address = f"/conversations/pictures/{sent.pk}/"
    for browser in (cast.client(cast.chen), cast.resident_client()):
        answer = browser.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert opened(answer.content).size == (64, 32)
    assert address in cast.client(cast.chen).get(f"/desk/?conversation={sent.conversation_id}").content.decode()
    neighbour = cast.resident_client(cast.contact("openid-other", "郑"))
    for stranger in (cast.client(cast.gao), neighbour):
        assert stranger.get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.django_db
@pytest.mark.usefixtures("account")
def test_a_platform_that_fails_is_asked_again_and_given_up_in_the_end(cast: Cast, platform: Double) -> None:
    platform.media["m-1"] = ("image/jpeg", drawn(kind="JPEG"))
    platform.fail(errcode=-1)
    call(cast.now, body(cast.now, 1, kind="image", MediaId="m-1"))
    jobs.run_waiting()
    assert Picture.objects.get().state == "waiting"
    cast.later(hours=1)
    assert services.fetch_again(at=cast.now) == 1
    jobs.run_waiting()
    assert Picture.objects.get().state == "taken"
    platform.fail(100, errcode=-1)
    call(cast.now, body(cast.now, 2, kind="image", MediaId="m-2"))
    jobs.run_waiting()
    for _ in range(20):
        cast.later(days=1)
        services.fetch_again(at=cast.now)
        jobs.run_waiting()
    assert Picture.objects.get(media_id="m-2").state == "failed"


@pytest.mark.django_db
@pytest.mark.usefixtures("account")
def test_what_is_no_picture_or_too_large_is_not_kept_and_not_asked_for_again(cast: Cast, platform: Double) -> None:
    platform.media |= {"m-1": ("image/png", b"<html>"), "m-2": ("image/png", bytes(16_000_000))}
    for number in (1, 2, 3):
        call(cast.now, body(cast.now, number, kind="image", MediaId=f"m-{number}"))
    jobs.run_waiting()
    told = dict(Picture.objects.values_list("media_id", "state"))
    assert told == {"m-1": "refused", "m-2": "failed", "m-3": "failed"}
    assert services.fetch_again(at=cast.now + timedelta(days=3)) == 0
    assert not Message.objects.exclude(picture="").exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("account", "platform")
def test_an_address_in_the_message_is_never_called(cast: Cast) -> None:
    call(cast.now, body(cast.now, 1, kind="image", PicUrl="http://169.254.169.254/latest/meta-data"))
    jobs.run_waiting()
    assert not Picture.objects.exists()
