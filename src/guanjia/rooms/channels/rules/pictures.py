"""A picture from outside is never shown as it came: it is opened, made small enough and written anew."""

from guanjia.rooms.channels.rules.reading import Unreadable
from guanjia.shared import pictures
from guanjia.shared.errors import gettext_noop


def remade(content: bytes) -> bytes:
    """The picture as a JPEG of our own, upright, without what else was in the file (place, names, programs).

    Raises Unreadable for what is no JPEG, PNG, GIF or WebP, is broken, or would unpack to too much.
    """
    try:
        return pictures.remade(content)
    except pictures.NoPicture as wrong:
        message = gettext_noop("This is not a photo we can show. Send a JPEG, PNG, GIF or WebP.")
        raise Unreadable("channels.picture", message) from wrong
