"""Times as people in a property office write them, in the reader's language and the community's zone."""

from datetime import datetime, timedelta

from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MINUTE, HOUR, DAY = 60, 3600, 86400
# Django knows these words too; ours come first, since its Chinese ones are the long form
WEEKDAYS = (
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
)


def clock(value: datetime) -> str:
    """The time of day, "14:05", in the zone in force."""
    return timezone.localtime(value).strftime("%H:%M")


def full(value: datetime) -> str:
    """Date, weekday and time to the second, for a title."""
    return dateformat.format(timezone.localtime(value), _("l j F Y, H:i:s"))


def when(value: datetime, now: datetime, *, weekday: bool = True) -> str:
    """Today "14:05", else with date and weekday, and with the year when it is another one."""
    local, today = timezone.localtime(value), timezone.localtime(now)
    if local.date() == today.date():
        return clock(value)
    return f"{_day(local, today, weekday=weekday)} {clock(value)}"


def _day(local: datetime, today: datetime, *, weekday: bool) -> str:
    if local.year != today.year:
        return dateformat.format(local, _("j M Y"))
    return dateformat.format(local, _("D j M") if weekday else _("j M"))


def due(value: datetime, now: datetime, *, weekday: bool = True) -> str:
    """A due time as it is said: "14:05", "tonight 24:00", "tomorrow 14:05", else with its date.

    What is due when a day ends belongs to that day: it is its 24:00, never 0:00 of the next.
    """
    local, today = timezone.localtime(value), timezone.localtime(now)
    eve = local - timedelta(seconds=1)
    if eve.date() != local.date() or (local + timedelta(seconds=1)).date() != local.date():
        return _("24:00 tonight") if eve.date() == today.date() else f"{_day(eve, today, weekday=weekday)} 24:00"
    if local.date() == today.date() + timedelta(days=1):
        return _("%(clock)s tomorrow") % {"clock": clock(value)}
    return when(value, now, weekday=weekday)


def length(seconds: float, *, exact: bool = False) -> str:
    """A length of time in its two largest units; seconds only below a minute, or when `exact`, below an hour."""
    whole = max(0, int(seconds))
    if whole < MINUTE:
        return _("%(seconds)s s") % {"seconds": whole}
    if whole < HOUR:
        minutes, rest = divmod(whole, MINUTE)
        if exact and rest:
            return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": f"{rest:02d}"}
        return _("%(minutes)s min") % {"minutes": minutes}
    if whole < DAY:
        hours, rest = divmod(whole, HOUR)
        if rest >= MINUTE:
            return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest // MINUTE}
        return _("%(hours)s h") % {"hours": hours}
    days, rest = divmod(whole, DAY)
    if rest >= HOUR:
        return _("%(days)s d %(hours)s h") % {"days": days, "hours": rest // HOUR}
    return _("%(days)s d") % {"days": days}


def left(due_at: datetime, now: datetime) -> str:
    """What is left until `due_at`, or by how much it is over; below a minute it says so."""
    seconds = (due_at - now).total_seconds()
    if seconds < 0:
        return _("%(length)s overdue") % {"length": length(-seconds)}
    if seconds < MINUTE:
        return _("under a minute left")
    return _("%(length)s left") % {"length": length(seconds)}


def patterns() -> dict[str, str]:
    """The same words for the script that keeps a clock running, with `#` where the numbers go."""
    return {
        "left": _("%(length)s left") % {"length": "#"},
        "over": _("%(length)s overdue") % {"length": "#"},
        "soon": _("under a minute left"),
        "s": _("%(seconds)s s") % {"seconds": "#"},
        "m": _("%(minutes)s min") % {"minutes": "#"},
        "h": _("%(hours)s h") % {"hours": "#"},
        "hm": _("%(hours)s h %(minutes)s min") % {"hours": "#", "minutes": "#"},
        "d": _("%(days)s d") % {"days": "#"},
        "dh": _("%(days)s d %(hours)s h") % {"days": "#", "hours": "#"},
    }
