"""What may be kept as a recording: told by its first bytes, never by its name or what the sender calls it."""

from guanjia.shared.errors import Invalid, gettext_noop

FIELD = "voice"
_SIGNS = (
    (b"\x1a\x45\xdf\xa3", "audio/webm"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"#!AMR", "audio/amr"),
)


def sound_of(content: bytes, most: int) -> str:
    """The content type of a recording. Raises Invalid for anything else, and for more than `most` bytes."""
    if len(content) > most:
        message = gettext_noop("The recording is larger than %(mb)s MB. Say it more briefly, or write it down.")
        raise Invalid("cases.voice_large", message, {"mb": most // 1_048_576}, field=FIELD)
    for sign, kind in _SIGNS:
        if content.startswith(sign):
            return kind
    if content[4:8] == b"ftyp":
        return "audio/mp4"
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return "audio/wav"
    message = gettext_noop("This is not a recording we can play. Record it here, or write it down.")
    raise Invalid("cases.voice_kind", message, field=FIELD)


def check_length(seconds: int | None, most: int) -> None:
    """Raises Invalid for a recording longer than the handbook's seconds, as far as its length is known."""
    if seconds is not None and seconds > most:
        message = gettext_noop("The recording is longer than %(most)s seconds. Say it more briefly, or write it down.")
        raise Invalid("cases.voice_long", message, {"most": most}, field=FIELD)
