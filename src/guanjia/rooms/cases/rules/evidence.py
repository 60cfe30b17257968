"""What may be kept as a photo: told by its first bytes, never by its name or what the sender calls it."""

from guanjia.shared.errors import Invalid, gettext_noop

_SIGNS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


def kind_of(content: bytes, most: int) -> str:
    """The content type of a picture. Raises Invalid for anything else, and for more than `most` bytes."""
    if len(content) > most:
        message = gettext_noop("The photo is larger than %(mb)s MB. Take it again in a smaller size.")
        raise Invalid("cases.photo_large", message, {"mb": most // 1_048_576}, field="photo")
    for sign, kind in _SIGNS:
        if content.startswith(sign):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    message = gettext_noop("This is not a photo we can show. Send a JPEG, PNG, GIF or WebP.")
    raise Invalid("cases.photo_kind", message, field="photo")
