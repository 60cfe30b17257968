"""Why somebody was chosen, and what became of it, in the reader's words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext, pgettext

from guanjia.rooms.dispatch.types import Why
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.places import selectors as places
from guanjia.shared.errors import gettext_noop


def role_title(book: Book, role: str) -> str:
    """What a role is called."""
    found = book.roles.get(role)
    return found.title.told_in(get_language() or "") if found else role


def reason_title(book: Book, code: str) -> str:
    """What a reason of the handbook is called; empty for none."""
    found = book.reasons.get(code)
    return found.title.told_in(get_language() or "") if found else ""


def in_words(reasons: Sequence[Sequence[Any]], book: Book) -> str:
    """The grounds of a choice in the reader's language, in one line."""
    zone = ZoneInfo(places.community(book.community_id).zone)
    return pgettext("between grounds", ", ").join(_told(str(code), params, book, zone) for code, params in reasons)


def _told(code: str, params: Mapping[str, object], book: Book, zone: ZoneInfo) -> str:
    match Why(code):
        case Why.BY_HAND | Why.PASSED_ON | Why.TAKEN_OVER:
            return _by_somebody(Why(code), params, book)
        case Why.SKILL:
            return _skill(params, book, zone)
        case Why.ROLE:
            return role_title(book, str(params["role"]))
        case Why.ON_DUTY:
            return gettext("on duty until %(time)s") % {"time": _local(params["until"], zone).strftime("%H:%M")}
        case Why.LOAD:
            count = int(str(params["count"]))
            return ngettext("%(n)s on hand", "%(n)s on hand", count) % {"n": count} if count else gettext("free now")
        case Why.OVER_LIMIT:
            return gettext("over the limit of %(n)s, because it is pressing") % {"n": params["most"]}
        case Why.ZONE:
            return _zone(params)
        case _:
            return gettext(_PLAIN[Why(code)])


_PLAIN = {
    Why.BY_HAND: gettext_noop("named by the desk"),
    Why.PASSED_ON: gettext_noop("passed on by a colleague"),
    Why.TAKEN_OVER: gettext_noop("taken over"),
    Why.CLAIMED: gettext_noop("claimed it when it lay open"),
    Why.OFF_DUTY: gettext_noop("not on duty now"),
    Why.KNOWN_HOME: gettext_noop("has worked at this home before"),
    Why.AFTER: gettext_noop("asked after others"),
}


def _by_somebody(code: Why, params: Mapping[str, object], book: Book) -> str:
    """How it came to them, with the handbook's reason and the word beside it, where there are any."""
    said = [gettext(_PLAIN[code]), reason_title(book, str(params.get("reason", ""))), str(params.get("note", ""))]
    return pgettext("between a ground and its reason", ": ").join(part for part in said if part)


def _local(told: object, zone: ZoneInfo) -> datetime:
    return timezone.localtime(datetime.fromisoformat(str(told)), zone)


def _zone(params: Mapping[str, object]) -> str:
    if "building" in params:
        return gettext("looks after building %(building)s") % params
    return gettext("looks after %(area)s") % params


def _skill(params: Mapping[str, object], book: Book, zone: ZoneInfo) -> str:
    language, code = get_language() or "", str(params["skill"])
    certificate = book.content.certificates.get(code)
    if certificate is None:
        skill = book.content.skills.get(code)
        return gettext("skilled in %(skill)s") % {"skill": skill.title.told_in(language) if skill else code}
    named = {"certificate": certificate.title.told_in(language)}
    if "until" not in params:
        return gettext("%(certificate)s valid") % named
    until = date_format(_local(params["until"], zone), "YEAR_MONTH_FORMAT")
    return gettext("%(certificate)s valid to %(month)s") % {**named, "month": until}
