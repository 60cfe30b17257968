"""A signature from a phone: opened, looked at, and written anew as ink on paper; what came is never kept."""

import io

from PIL import Image, UnidentifiedImageError

from guanjia.shared.errors import Invalid, gettext_noop

FIELD = "signature"
FORMATS = ("PNG", "JPEG")
EDGE_MOST = 1000
"""Longest side of what is kept, in points."""
POINTS_MOST = 8_000_000
"""More than the pad of any phone; a picture that unpacks to more is not opened."""
BYTES_MOST = 1_000_000
INK = 128
"""Darker than this is ink."""
INK_LEAST = 60
"""A name has more points of ink than a touch by mistake."""


def inked(content: bytes) -> bytes:
    """The signature as a PNG in black and white. Raises Invalid for no picture, too large a one, or an empty pad."""
    if len(content) > BYTES_MOST:
        raise _unreadable()
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as found:
            if found.width * found.height > POINTS_MOST:
                raise _unreadable()
            paper = _on_paper(found)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as wrong:
        raise _unreadable() from wrong
    if sum(paper.histogram()[:INK]) < INK_LEAST:
        raise Invalid("cases.no_signature", gettext_noop("The pad is empty. Ask the resident to sign."), field=FIELD)
    out = io.BytesIO()
    paper.save(out, "PNG", optimize=True)
    return out.getvalue()


def _on_paper(found: Image.Image) -> Image.Image:
    drawn = found.convert("RGBA")
    paper = Image.new("RGB", drawn.size, "white")
    paper.paste(drawn, mask=drawn.getchannel("A"))
    paper.thumbnail((EDGE_MOST, EDGE_MOST))
    return paper.convert("L")


def _unreadable() -> Invalid:
    message = gettext_noop("The signature could not be read. Clear the pad and sign once more.")
    return Invalid("cases.signature", message, field=FIELD)
