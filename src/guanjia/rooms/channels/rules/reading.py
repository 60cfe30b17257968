"""From the platform's XML to one message. What is in doubt is refused, nothing of it is kept."""

import re
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from guanjia.rooms.channels.types import Arrived
from guanjia.shared.errors import GuanjiaError, gettext_noop

ID = re.compile(r"[\w@.:-]{1,64}", re.ASCII)


class Unreadable(GuanjiaError):
    """A body that is not what the platform sends."""

    status = 400


def check_size(body: bytes, most: int) -> None:
    """Raises Unreadable for a body over `most` bytes."""
    if len(body) > most:
        message = gettext_noop("The body has %(length)s bytes; at most %(most)s are taken.")
        raise Unreadable("channels.too_large", message, {"length": len(body), "most": most})


def root_of(body: bytes) -> Element:
    """The <xml> element of a body. Raises Unreadable for broken XML, for any DTD or entity, and another root."""
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except DefusedXmlException as bomb:
        message = gettext_noop("Document types and entities are not taken. Send plain XML.")
        raise Unreadable("channels.entities", message) from bomb
    except (ParseError, ValueError, LookupError) as broken:
        message = gettext_noop("The body is not well-formed XML. Nothing of it was kept.")
        raise Unreadable("channels.broken", message) from broken
    if root.tag != "xml":
        raise Unreadable("channels.root", gettext_noop("The body must be one <xml> element, as the platform sends it."))
    return root


def read(body: bytes) -> Arrived:
    """One callback from its body. Raises Unreadable when something the platform always sends is missing or wrong."""
    root = root_of(body)
    sender, kind = word(root, "FromUserName"), word(root, "MsgType")
    created = word(root, "CreateTime")
    if not ID.fullmatch(sender) or not ID.fullmatch(kind) or not re.fullmatch(r"[0-9]{1,11}", created):
        message = gettext_noop("FromUserName, MsgType and CreateTime are needed, as the platform sends them.")
        raise Unreadable("channels.incomplete", message)
    at = datetime.fromtimestamp(int(created), UTC)
    event = word(root, "Event")
    number = word(root, "MsgId") or f"{sender}:{created}:{event}"
    if kind == "event":
        return Arrived(sender, number, at, kind, event=event[:60], event_key=word(root, "EventKey")[:100])
    if not ID.fullmatch(number) or not word(root, "MsgId"):
        raise Unreadable("channels.incomplete", gettext_noop("A message needs its MsgId, so that it counts once."))
    return _message(root, Arrived(sender, number, at, kind))


def _message(root: Element, known: Arrived) -> Arrived:
    """The words and the media of a message; of a kind nobody here can show, only that it came."""
    text, media, kind = "", word(root, "MediaId"), known.kind
    match known.kind:
        case "text":
            text = word(root, "Content")
        case "image":
            media = media or word(root, "PicUrl")
        case "voice":
            text = word(root, "Recognition")
        case "location":
            text = word(root, "Label") or f"{word(root, 'Location_X')}, {word(root, 'Location_Y')}"
        case _:
            kind, media = "other", known.kind
    return Arrived(known.sender, known.outside_id, known.at, kind, text=text, media=media[:500])


def word(root: Element, name: str) -> str:
    """The text of a child, empty when there is none."""
    return (root.findtext(name) or "").strip()


def check_created(at: datetime, now: datetime, tolerance: timedelta) -> None:
    """Raises Unreadable for a message that would have been written in the future."""
    if at > now + tolerance:
        message = gettext_noop("CreateTime lies in the future. Check the sender's clock and send again.")
        raise Unreadable("channels.future", message)
