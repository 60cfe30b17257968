"""A plan as a phone's calendar reads it (RFC 5545): lines folded at 75 octets, words escaped, times in UTC."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

OCTETS = 75
PRODUCT = "-//Guanjia//Rounds//EN"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: a time, or, with no `until`, a whole day."""

    uid: str
    begins: datetime | date
    until: datetime | None
    title: str
    words: str = ""


def written(name: str, entries: Iterable[Entry], *, at: datetime, again_after: timedelta) -> bytes:
    """The whole calendar. `again_after`: how often a phone should ask."""
    return b"".join(_folded(line) for line in _lines(name, entries, at, again_after))


def _lines(name: str, entries: Iterable[Entry], at: datetime, again_after: timedelta) -> Iterator[str]:
    wait = f"PT{int(again_after.total_seconds()) // 60}M"
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
    yield from (f"X-WR-CALNAME:{escaped(name)}", f"REFRESH-INTERVAL;VALUE=DURATION:{wait}", f"X-PUBLISHED-TTL:{wait}")
    for one in entries:
        yield from ("BEGIN:VEVENT", f"UID:{one.uid}", f"DTSTAMP:{_utc(at)}")
        if isinstance(one.begins, datetime):
            yield f"DTSTART:{_utc(one.begins)}"
            if one.until is not None:
                yield f"DTEND:{_utc(one.until)}"
        else:
            yield f"DTSTART;VALUE=DATE:{one.begins:%Y%m%d}"
            yield "TRANSP:TRANSPARENT"
        yield f"SUMMARY:{escaped(one.title)}"
        if one.words:
            yield f"DESCRIPTION:{escaped(one.words)}"
        yield "END:VEVENT"
    yield "END:VCALENDAR"


def escaped(words: str) -> str:
    """Text as a value: what has a meaning in the format is marked, and every break of a line is one."""
    plain = words.replace("\r\n", "\n").replace("\r", "\n")
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """A line of at most 75 octets each; no sign is cut in two."""
    parts, size = [b""], 0
    for sign in line:
        octets = sign.encode()
        if size + len(octets) > OCTETS:
            parts.append(b" ")
            size = 1
        parts[-1] += octets
        size += len(octets)
    return b"\r\n".join(parts) + b"\r\n"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
