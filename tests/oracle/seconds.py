"""Calendars as rows of seconds, and every length counted on them one second after the other.

A local date is 86,400 marks; an instant is a whole number of seconds since 1970 in UTC. Nothing is clever here.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

DAY = 86_400
QUARTER = 900  # a zone changes its offset at whole quarters of an hour only
FAR = 3_000  # days looked ahead before we say that it never comes

Rest = tuple[int, int | None]  # paused from … up to, not including; None: for good


def seconds_of(text: str) -> int:
    parts = [int(part) for part in text.split(":")]
    return parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) == 3 else 0)


class Hours:
    """One calendar: asked for a day of UTC it answers with a mark for each second, 1 for duty."""

    def __init__(self, plain: dict[str, Any]) -> None:
        self.zone = ZoneInfo(plain.get("zone", "Asia/Shanghai"))
        self.week = {int(day): [(a, b) for a, b in spans] for day, spans in plain["week"].items()}
        self.holidays = set(plain.get("holidays") or [])
        self.workdays = set(plain.get("workdays") or [])
        self.like = plain.get("workday_like", 1)
        self.holiday_spans = [(a, b) for a, b in plain.get("holiday_spans") or []]
        self.tables_until: int | None = plain.get("tables_until")
        self._days: dict[int, bytes] = {}
        self._totals: dict[int, int] = {}
        self._alike: dict[str, bytes] = {}  # dates with the same spans, and the same the night before

    def forget(self) -> None:
        """Let the rows go; a day of them is 86 KB."""
        self._days.clear()
        self._totals.clear()
        self._alike.clear()

    # What a date has ------------------------------------------------------------------------------------------------

    def spans(self, day: date) -> list[tuple[str, str]]:
        """The spans that begin on the date, as they are written."""
        if day.isoformat() in self.workdays:
            return self.week.get(self.like, [])
        if day.isoformat() in self.holidays:
            return self.holiday_spans
        return self.week.get(day.isoweekday(), [])

    def _marks(self, day: date) -> bytes:
        """The wall clock's 86,400 seconds of a date, with what runs over from the night before."""
        own, night = self.spans(day), self.spans(day - timedelta(days=1))
        alike = str((own, night))
        if alike not in self._alike:
            marks = bytearray(DAY)
            for begin, end in own:
                first, last = seconds_of(begin), seconds_of(end)
                for second in range(first, last if last > first else DAY):
                    marks[second] = 1
            for begin, end in night:
                if seconds_of(end) <= seconds_of(begin):
                    for second in range(seconds_of(end)):
                        marks[second] = 1
            self._alike[alike] = bytes(marks)
        return self._alike[alike]

    def day(self, number: int) -> bytes:
        """The seconds of one day of UTC, the `number`-th since 1970."""
        if number not in self._days:
            row = bytearray()
            for begin in range(number * DAY, (number + 1) * DAY, QUARTER):
                wall = self.local(begin)
                second = wall.hour * 3600 + wall.minute * 60 + wall.second
                row += self._marks(wall.date())[second : second + QUARTER]
            self._days[number] = bytes(row)
        return self._days[number]

    def total(self, number: int) -> int:
        """How many seconds of a day of UTC are duty."""
        if number not in self._totals:
            self._totals[number] = ones(self.day(number))
        return self._totals[number]

    # Walls and instants ---------------------------------------------------------------------------------------------

    def local(self, at: int) -> datetime:
        return datetime.fromtimestamp(at, UTC).astimezone(self.zone)

    def at(self, day: date, second: int) -> int:
        """The instant at which the wall shows so many seconds after the date's midnight."""
        while second >= DAY:
            day, second = day + timedelta(days=1), second - DAY
        wall = datetime(day.year, day.month, day.day, second // 3600, second // 60 % 60, second % 60, tzinfo=self.zone)
        return int(wall.timestamp())

    def close(self, day: date) -> int:
        """The end of the last span of the date; its 24:00 without one."""
        ends = []
        for begin, end in self.spans(day):
            last = seconds_of(end)
            ends.append(last if last > seconds_of(begin) else last + DAY)
        return self.at(day, max(ends, default=DAY))


def paused(rests: Sequence[Rest], second: int) -> bool:
    """Whether this second is paused."""
    return any(begin <= second and (end is None or second < end) for begin, end in rests)


def counted(hours: Hours, rests: Sequence[Rest], number: int, begin: int) -> bytearray:
    """The seconds of a day of UTC that count: duty, not before `begin`, not paused."""
    row, zero = bytearray(hours.day(number)), number * DAY
    for first, last in [(zero, begin), *((a, zero + DAY if b is None else b) for a, b in rests)]:
        low, high = max(first - zero, 0), min(last - zero, DAY)
        if high > low:
            row[low:high] = bytes(high - low)
    return row


def ones(row: bytes | bytearray) -> int:
    """How many seconds are marked."""
    return int.from_bytes(row, "big").bit_count()


def used_up(hours: Hours, length: int, opened: int, rests: Sequence[Rest]) -> int | None:
    """The earliest instant at which so many counted seconds lie behind; None when a pause never ends."""
    if length == 0:
        return opened
    left = length
    for number in range(opened // DAY, opened // DAY + FAR):
        zero = number * DAY
        plain = opened <= zero and not any(a < zero + DAY and (b is None or b > zero) for a, b in rests)
        row = hours.day(number) if plain else counted(hours, rests, number, opened)
        here = hours.total(number) if plain else ones(row)
        if here < left:
            left -= here
            if any(end is None and begin <= number * DAY for begin, end in rests):
                return None
            continue
        for hour in range(0, DAY, 3600):
            inside = ones(row[hour : hour + 3600])
            if inside < left:
                left -= inside
                continue
            for second in range(hour, hour + 3600):
                left -= row[second]
                if left == 0:
                    return number * DAY + second + 1
    return None


def due(hours: Hours, within: dict[str, Any], opened: int, rests: Sequence[Rest] = ()) -> int | None:
    """When what was opened then is due. Law §2, row by row of its table."""
    for unit, size in (("seconds", 1), ("minutes", 60), ("hours", 3600)):
        if unit in within:
            return used_up(hours, within[unit] * size, opened, rests)
    today = hours.local(opened).date()
    if "same_day" in within:
        tomorrow = today + timedelta(days=1)
        if "cutoff" in within and opened >= hours.at(today, seconds_of(within["cutoff"])):
            return hours.at(tomorrow, seconds_of(within["late_until"]))
        return hours.at(tomorrow, 0)
    return _by_dates(hours, within, today, rests)


def _by_dates(hours: Hours, within: dict[str, Any], today: date, rests: Sequence[Rest]) -> int | None:
    wanted = within.get("days") or within.get("workdays") or _days_of_months(today, within["months"])
    day = today
    for _ in range(FAR):
        day += timedelta(days=1)
        served = bool(hours.spans(day))
        if "workdays" in within and not served:
            continue
        moment = hours.close(day) if within.get("until") == "close" else hours.at(day + timedelta(days=1), 0)
        if paused(rests, moment - 1):
            if any(end is None and begin < moment for begin, end in rests):
                return None
            continue
        wanted -= 1
        if wanted <= 0 and (served or not within.get("roll")):
            return moment
    return None


def _days_of_months(day: date, months: int) -> int:
    year, month, number = day.year, day.month, day.day
    for _ in range(months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    while True:
        try:
            return (date(year, month, number) - day).days
        except ValueError:
            number -= 1


def warning(
    hours: Hours, within: dict[str, Any], warn: dict[str, Any], opened: int, rests: Sequence[Rest]
) -> int | None:
    """When to warn: a share of the duty time, or natural hours before due."""
    for unit, size in (("seconds", 1), ("minutes", 60), ("hours", 3600)):
        if unit in within and "at" in warn:
            share = int(Decimal(str(warn["at"])) * within[unit] * size)
            return used_up(hours, share, opened, rests)
    if "before" in warn and not {"seconds", "minutes", "hours"} & within.keys():
        moment = due(hours, within, opened, rests)
        return None if moment is None else moment - warn["before"]["hours"] * 3600
    return None


def provisional(hours: Hours, moment: int | None) -> bool:
    """Whether the last second before due lies in a year whose table isn't known."""
    return moment is not None and hours.tables_until is not None and hours.local(moment - 1).year > hours.tables_until


def until(rests: Sequence[Rest], stop: int) -> list[Rest]:
    """What a stop lets count of the pauses: each second before it, and nothing from it on."""
    return [(begin, stop if end is None or end > stop else end) for begin, end in rests if begin < stop]


def met(hours: Hours, within: dict[str, Any], opened: int, rests: Sequence[Rest], stop: int) -> bool:
    """Whether a stop then is in time."""
    moment = due(hours, within, opened, until(rests, stop))
    return moment is None or stop <= moment
