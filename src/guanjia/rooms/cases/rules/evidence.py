"""What may be kept as a photo: what opens as a picture, written anew; never by its name or what the sender calls it."""

from datetime import tzinfo

from guanjia.shared.errors import Invalid, gettext_noop
from guanjia.shared.pictures import NoPicture, Shot, made_anew

KIND = "image/jpeg"
"""What is kept is always of this kind."""
_SIGNS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")


def check_sent(content: bytes, most: int) -> None:
    """Raises Invalid for what can't be a picture by its first bytes, and for more than `most` bytes."""
    if len(content) > most:
        message = gettext_noop("The photo is larger than %(mb)s MB. Take it again in a smaller size.")
        raise Invalid("cases.photo_large", message, {"mb": most // 1_048_576}, field="photo")
    webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    if not (webp or content.startswith(_SIGNS)):
        raise _no_photo()


def kept_of(content: bytes, most: int, zone: tzinfo) -> tuple[bytes, Shot]:
    """The photo as it is kept, written anew, with when and where its camera says it was taken.

    Raises Invalid for no picture, a broken one, and one too large; `most` in bytes.
    """
    check_sent(content, most)
    try:
        return made_anew(content, zone)
    except NoPicture as wrong:
        raise _no_photo() from wrong


def _no_photo() -> Invalid:
    message = gettext_noop("This is not a photo we can show. Send a JPEG, PNG, GIF or WebP.")
    return Invalid("cases.photo_kind", message, field="photo")
