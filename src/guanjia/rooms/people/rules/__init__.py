"""Decisions about people without database or clock: what is masked, which words are known, when a name rests."""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from guanjia.rooms.people.types import Duty, NewShift
from guanjia.shared.errors import Denied, Invalid, Refused, gettext_noop

MOBILE, SHOWN = 11, 4


def masked_phone(phone: str) -> str:
    """A phone as others see it: 138****6027; of a short number only the last signs, of a very short one nothing."""
    digits = re.sub(r"[^0-9+]", "", phone)
    if len(digits) >= MOBILE:
        return f"{digits[:3]}{'*' * (len(digits) - 3 - SHOWN)}{digits[-SHOWN:]}"
    shown = 2 if len(digits) > SHOWN else 0
    return "*" * (len(digits) - shown) + (digits[-shown:] if shown else "")


def masked_name(name: str) -> str:
    """A name as others see it: the first sign of it, and of each Latin word."""
    words = name.split()
    return " ".join(word[0] + "*" * min(len(word) - 1, 3) for word in words) if words else ""


def dialled(phone: str) -> str:
    """A phone as it is kept and searched: digits only, without +86. Raises Invalid when it can't be one."""
    digits = re.sub(r"[\s\-().]", "", phone).removeprefix("+86")
    if not re.fullmatch(r"\+?[0-9]{3,15}", digits):
        message = gettext_noop("“%(phone)s” is not a phone number. Write digits only, for example 13800000000.")
        raise Invalid("people.phone", message, {"phone": phone[:20]}, field="phone")
    return digits


def phone_in(outside_id: str) -> str:
    """The phone number an outside id is, for callers and people at the counter; empty for any other id."""
    digits = outside_id.removeprefix("+86")
    return digits if re.fullmatch(r"[0-9]{7,15}", digits) else ""


SURNAMES = {
    "万俟": "mo qi",
    "尉迟": "yu chi",
    "乐": "yue",
    "仇": "qiu",
    "区": "ou",
    "单": "shan",
    "员": "yun",
    "曾": "zeng",
    "朴": "piao",
    "查": "zha",
    "盖": "ge",
    "缪": "miao",
    "解": "xie",
    "覃": "qin",
}
"""Readings a sign has in front of a name and nowhere else."""


def reading(name: str) -> str:
    """The name's reading by which lists run: 李建军 → li jian jun, 曾丽 → zeng li; Latin names as they are."""
    # a dictionary of phrases says nothing of names, and every process would hold fifty megabytes of it
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import lazy_pinyin  # large all the same; only hiring needs it

    surname = next((one for one in SURNAMES if name.startswith(one)), "")
    first = [SURNAMES[surname]] if surname else []
    return " ".join([*first, *lazy_pinyin(name.removeprefix(surname))]).lower()[:200]


def check_duties(duties: Iterable[str]) -> None:
    """Raises Invalid for a duty no door of the house asks for."""
    unknown = sorted(set(duties) - set(Duty))
    if unknown:
        message = gettext_noop("There is no such duty: %(duties)s.")
        raise Invalid("people.duty", message, {"duties": ", ".join(unknown)[:200]})


def check_shifts(shifts: Sequence[NewShift]) -> None:
    """Raises Invalid for a shift that ends before it starts."""
    if any(shift.ends <= shift.starts for shift in shifts):
        raise Invalid("people.shift", gettext_noop("A shift must end after it starts."), field="ends")


def check_tries(failed: int, allowed: int, rest: timedelta) -> None:
    """Raises Denied when a name failed `allowed` times lately; it rests until the failures are older than `rest`."""
    if failed >= allowed:
        message = gettext_noop(
            "Too many wrong passwords. Wait %(minutes)s minutes and try again, or ask your supervisor for a new one."
        )
        raise Denied("people.resting", message, {"minutes": int(rest.total_seconds() // 60)})


def check_link(number: int, given: int) -> None:
    """Raises Refused when newer links were given out and this one was withdrawn."""
    if number != given:
        raise Refused("people.link_withdrawn", LINK_OVER)


LINK_OVER = gettext_noop("This link is no longer valid. Write to your service desk and you will get a new one.")


def still_valid(until: datetime | None, at: datetime) -> bool:
    """Whether a certificate that ends at `until` counts at `at`; without an end it always does."""
    return until is None or until > at


RESERVED = frozenset({Duty.SEE_OPS.value, Duty.AS_RESIDENT.value})
"""Duties only those pass on who have them: the operation of the house, and what is the resident's."""


def reserved_roles(roles: Mapping[str, frozenset[str]], own: frozenset[str]) -> frozenset[str]:
    """Roles somebody with these duties may not give to others."""
    return frozenset(role for role, duties in roles.items() if (duties & RESERVED) - own)


def check_move_day(day: date, today: date, since: date | None) -> None:
    """Raises Invalid for a day of moving that is still to come, or lies before they moved in."""
    if day > today:
        message = gettext_noop("This day is still to come. Write the move down when it has happened.")
        raise Invalid("people.move_to_come", message, field="day")
    if since and day < since:
        message = gettext_noop("They moved in on %(day)s. Write a day not before it.")
        raise Invalid("people.move_before", message, {"day": since.isoformat()}, field="day")


def check_not_oneself(own: UUID | None, staff_id: UUID) -> None:
    """Raises Denied for what nobody decides about themselves: roles, passwords given out, leaving."""
    if own == staff_id:
        raise Denied("people.oneself", gettext_noop("Nobody does this for themselves. Ask your supervisor."))


def check_role(role: str, duties: Mapping[str, frozenset[str]], own: frozenset[str]) -> None:
    """Raises Invalid for a role the company does not have, Denied for one this person may not give."""
    if role not in duties:
        raise Invalid("people.role", gettext_noop("There is no such role."), field="role")
    if role in reserved_roles(duties, own):
        raise Denied("people.role_reserved", gettext_noop("You may not give this role. Ask somebody who has it."))


def check_over(reserved: frozenset[str], *, elsewhere: bool) -> None:
    """Raises Denied when somebody has a role with more power, or works elsewhere, too: then others decide."""
    if reserved or elsewhere:
        message = gettext_noop("They have more rights than you, or also work elsewhere. Ask the head office.")
        raise Denied("people.not_over", message)


SHARED_MINUTES = range(1, 121)


def check_shared_minutes(minutes: int) -> None:
    """Raises Invalid for minutes away from a shared computer that nobody can mean."""
    if minutes not in SHARED_MINUTES:
        raise Invalid("people.shared_minutes", gettext_noop("Write 1 to 120 minutes."), field="shared_minutes")
