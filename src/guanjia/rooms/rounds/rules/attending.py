"""On which days somebody can go: by the roster as far as it is written, after it as it was before."""

from collections.abc import Collection, Iterable


def days_there(
    shifts: Collection[int], written: int, like: int, span: tuple[int, int], leaves: Iterable[tuple[int, int]] = ()
) -> frozenset[int]:
    """The days of a span, the last included, on which somebody is there; days are ordinals of the calendar.

    `shifts`: the days on which a shift of theirs begins, also before the span; `written`: the last day of the roster.
    After it they are there on the weekdays of its last `like` days. `leaves`: the first and the last day away of each.
    """
    first, last = span
    usual = {day % 7 for day in shifts if written - like < day <= written}
    away = {day for begin, end in leaves for day in range(max(first, begin), min(last, end) + 1)}
    known = {day for day in shifts if first <= day <= last}
    assumed = {day for day in range(max(first, written + 1), last + 1) if day % 7 in usual} - away
    return frozenset(known | assumed)
