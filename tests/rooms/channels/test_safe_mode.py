"""The platform's safe mode, against the examples the platform publishes with its own samples of the scheme."""

import base64
import logging

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from guanjia.rooms.channels import rules
from guanjia.rooms.channels.models import Inbound
from guanjia.rooms.channels.rules import Unreadable
from guanjia.rooms.channels.types import Signed
from guanjia.rooms.conversations.models import Message
from guanjia.shared import jobs
from guanjia.shared.errors import Denied
from tests.cast import Cast
from tests.rooms.channels.callback import AES_KEY, APP_ID, TOKEN, body, call, signed

KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
"""The key of all published examples."""

CAME = (
    "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9FrXpbUAh"
    "0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRj"
    "pA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6"
    "OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE="
)
SIGNED = Signed("", "1409735669", "1320562132", "5d197aaffba7e9b25a30732f161a50dee96bd5fa")
"""A message to the account wx2c2769f8efd9abc2, and how the platform signed it with the token "spamtest"."""

ANSWERED = "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="
"""The words 我是中文abcd123 to the app wxb11529c136998cb6, behind the 16 bytes aaaabbbbccccdddd."""


def test_the_published_message_is_opened() -> None:
    rules.check_safe_signature("spamtest", SIGNED, CAME)
    arrived = rules.read(rules.decrypted(CAME, KEY, "wx2c2769f8efd9abc2"))
    assert (arrived.sender, arrived.kind, arrived.text) == ("oyORnuP8q7ou2gfYjqLzSIWZf0rs", "text", "abcdteT")
    assert arrived.outside_id == "6054768590064713728"


def test_the_published_answer_is_sealed_to_the_byte_and_opened_again() -> None:
    words = "我是中文abcd123".encode()
    assert rules.encrypted(words, KEY, "wxb11529c136998cb6", chance=b"aaaabbbbccccdddd") == ANSWERED
    assert rules.decrypted(ANSWERED, KEY, "wxb11529c136998cb6") == words


def test_another_signature_key_or_app_opens_nothing() -> None:
    for token, inside in (("spamtest2", CAME), ("spamtest", CAME[:-8] + "AAAAAAA=")):
        with pytest.raises(Denied):
            rules.check_safe_signature(token, SIGNED, inside)
    for key, app in ((KEY[::-1], "wx2c2769f8efd9abc2"), (KEY, "wxb11529c136998cb6"), ("", "wx2c2769f8efd9abc2")):
        with pytest.raises(Unreadable):
            rules.decrypted(CAME, key, app)


def sealed(plain: bytes) -> str:
    """Any bytes under the published key, with no padding of ours."""
    key = base64.b64decode(KEY + "=")
    closer = Cipher(AES(key), CBC(key[:16])).encryptor()
    return base64.b64encode(closer.update(plain) + closer.finalize()).decode()


def whole(xml: bytes, app: bytes = b"wx1", padding: int = 0) -> bytes:
    """A message before it is sealed, padded as given or as it must be."""
    plain = bytes(16) + len(xml).to_bytes(4, "big") + xml + app
    missing = 32 - len(plain) % 32
    return plain + bytes([padding or missing]) * missing


def test_a_message_padded_as_it_must_be_is_opened() -> None:
    assert rules.decrypted(sealed(whole(b"<xml/>")), KEY, "wx1") == b"<xml/>"
    assert rules.decrypted(sealed(whole(b"x" * 9)), KEY, "wx1") == b"x" * 9  # a whole block of padding


@pytest.mark.parametrize(
    "inside",
    [
        "",
        "!!!",
        sealed(whole(b"<xml/>", padding=200)),
        sealed(whole(b"<xml/>")[:-2] + b"\x00" + whole(b"<xml/>")[-1:]),
        sealed(whole(b"<xml/>" + b"\x00" * 13, padding=0)[:-16] + b"\x10" * 16),
        sealed(bytes(32)),
        sealed(whole(b"<xml/>")[:16]),
        sealed(whole(b"<xml/>"))[:-4],
        sealed(b"\x01" * 32),
        sealed(bytes(16) + b"\xff\xff\xff\xff" + whole(b"<xml/>")[20:]),
        sealed(whole(b"<xml/>", app=b"wx2")),
        sealed(whole(b"<xml/>", app=b"")),
        base64.b64encode(bytes(33)).decode(),
    ],
)
def test_bad_padding_cut_off_bytes_and_a_wrong_length_or_app_are_refused(inside: str) -> None:
    with pytest.raises(Unreadable):
        rules.decrypted(inside, KEY, "wx1")


def closed(cast: Cast, words: str, number: int, *, open_beside: bool = False) -> tuple[bytes, dict[str, str]]:
    """A body in safe mode, or in the mode that sends it open as well, and the words of its call."""
    plain = body(cast.now, number, Content=words)
    inside = rules.encrypted(plain, AES_KEY, APP_ID)
    asked = signed(cast.now)
    asked["msg_signature"] = rules.signed(TOKEN, asked["timestamp"], asked["nonce"], inside)
    beside = plain.removeprefix(b"<xml>").removesuffix(b"</xml>") if open_beside else b""
    what = b"<xml>" + beside + f"<Encrypt><![CDATA[{inside}]]></Encrypt></xml>".encode()
    return what, {**asked, "encrypt_type": "aes"}


@pytest.mark.django_db
@pytest.mark.usefixtures("account", "platform")
def test_plain_safe_and_mixed_bodies_are_all_taken(cast: Cast) -> None:
    assert call(cast.now, body(cast.now, 1, Content="明文")).status_code == 200
    for number, beside in ((2, False), (3, True)):
        what, asked = closed(cast, f"密文{number}", number, open_beside=beside)
        assert call(cast.now, what, **asked).status_code == 200
    jobs.run_waiting()
    heard = Message.objects.filter(author="resident").values_list("text", flat=True)
    assert sorted(heard) == ["密文2", "密文3", "明文"]


@pytest.mark.django_db
@pytest.mark.usefixtures("account", "platform")
def test_what_stands_open_beside_a_sealed_body_is_not_believed(cast: Cast) -> None:
    what, asked = closed(cast, "密文", 4, open_beside=True)
    assert call(cast.now, what.replace("密文".encode(), "改了".encode()), **asked).status_code == 200
    jobs.run_waiting()
    assert list(Message.objects.filter(author="resident").values_list("text", flat=True)) == ["密文"]


@pytest.mark.django_db
@pytest.mark.usefixtures("account", "platform")
def test_refusals_are_one_plain_sentence_and_give_no_secret_away(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    what, asked = closed(cast, "密文", 5)
    cut = what.replace(b"]]></Encrypt>", b"AAAA]]></Encrypt>")
    other = rules.encrypted(body(cast.now, 6), AES_KEY, "wx-of-another")
    sign = rules.signed(TOKEN, asked["timestamp"], asked["nonce"], other)
    foreign = f"<xml><Encrypt>{other}</Encrypt></xml>".encode()
    answers = [
        call(cast.now, what, **{**asked, "msg_signature": "0" * 40}),
        call(cast.now, what, **{**asked, "msg_signature": ""}),
        call(cast.now, cut, **asked),
        call(cast.now, foreign, **{**asked, "msg_signature": sign}),
        call(cast.now, b"<xml></xml>", **asked),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403, 400, 400]
    assert not Inbound.objects.exists()
    told = caplog.text + "".join(answer.content.decode() for answer in answers)
    assert not any(secret in told for secret in (TOKEN, AES_KEY, base64.b64decode(AES_KEY + "=").hex()))
