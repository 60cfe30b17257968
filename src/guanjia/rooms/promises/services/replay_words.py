"""A report of `guanjia replay` for a program (`plain`) and for a person (`told`)."""

from collections.abc import Callable, Iterator
from typing import Any

from guanjia.rooms.promises.rules.tallying import STATES, Changes, Tally
from guanjia.rooms.promises.services.replaying import Report
from guanjia.rooms.promises.types import moment
from guanjia.shared.errors import gettext_noop

Translate = Callable[[str], str]
SHOWN = 20
"""Bad rows and changes told to a person; a program gets more."""

_STATES = {
    "met": gettext_noop("met"),
    "late": gettext_noop("late"),
    "missed": gettext_noop("missed"),
    "running": gettext_noop("running"),
    "paused": gettext_noop("paused"),
    "void": gettext_noop("void"),
    "waived": gettext_noop("waived"),
}


def plain(report: Report) -> dict[str, Any]:
    """The report as `--json` prints it."""
    standards, *others = ([tally.plain() for tally in _ordered(edition)] for edition in report.editions or [[]])
    skipped = report.skipped
    told: dict[str, Any] = {
        "standards": standards,
        "rows_read": skipped.read,
        "rows_skipped": sum(skipped.counts.values()),
        "rows_ignored": skipped.ignored,
        "skipped": [{"line": bad.line, "reason": bad.reason % bad.params} for bad in skipped.rows],
        "cases": report.cases,
        "events": report.events,
        "as_of": report.as_of.isoformat(),
        "worst": {tally.code: _worst_plain(tally) for edition in report.editions[:1] for tally in edition},
    }
    if others and report.changes is not None:
        changes, staff = _changes_plain(report.changes), _staff(report)
        told["compared"] = {"standards": others[0], "changes": changes, "staff_hours": staff}
    return told


def _ordered(tallies: list[Tally]) -> list[Tally]:
    return sorted(tallies, key=lambda tally: tally.code)


def _worst_plain(tally: Tally) -> list[dict[str, Any]]:
    return [
        {
            "case": one.case,
            "state": one.state.value,
            "opened": moment(one.opened).isoformat(),
            "due": moment(one.due).isoformat(),
            "ended": None if one.ended is None else moment(one.ended).isoformat(),
            "over_seconds": one.over // 1_000_000,
            "who": one.who,
        }
        for one in sorted(tally.worst, reverse=True)
    ]


def _changes_plain(changes: Changes) -> list[dict[str, Any]]:
    ordered = sorted(changes.counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        {"code": key[0], "before": key[1], "after": key[2], "cases": number, "first": changes.told[key]}
        for key, number in ordered
    ]


def _staff(report: Report) -> list[dict[str, Any]]:
    first, second = report.hours
    return [
        {
            "code": code,
            "at_least": round(second.get(code, (0.0, 0.0))[0] - first.get(code, (0.0, 0.0))[0], 2),
            "at_most": round(second.get(code, (0.0, 0.0))[1] - first.get(code, (0.0, 0.0))[1], 2),
        }
        for code in sorted({*first, *second})
    ]


# For a person -----------------------------------------------------------------------------------------------------


def told(report: Report, language: str, say: Translate) -> Iterator[str]:
    """The report line by line, in the reader's language."""
    skipped = report.skipped
    if skipped.read:
        line = gettext_noop("%(read)s rows read, %(bad)s skipped, %(ignored)s left out by the map")
        bad = sum(skipped.counts.values())
        yield say(line) % {"read": skipped.read, "bad": bad, "ignored": skipped.ignored}
    line = gettext_noop("%(cases)s cases, %(events)s events, as known at %(at)s")
    at = report.as_of.isoformat(timespec="seconds")
    yield say(line) % {"cases": report.cases, "events": report.events, "at": at}
    for number, edition in enumerate(report.editions, 1):
        yield ""
        if len(report.editions) > 1:
            yield say(gettext_noop("Edition %(number)s")) % {"number": number}
        yield from _table(report, edition, language, say)
    for tally in _ordered(report.editions[0]) if report.editions else ():
        yield from _worst(tally, say)
    yield from _compared(report, say)
    yield from _bad(report, say)


def _table(report: Report, edition: list[Tally], language: str, say: Translate) -> Iterator[str]:
    wide = max((len(tally.code) for tally in edition), default=4)
    yield "  ".join([" " * wide, *(f"{say(_STATES[state.value]):>9}" for state in STATES)])
    for tally in _ordered(edition):
        if tally.counts.total():
            counts = "  ".join(f"{tally.counts[state]:>9}" for state in STATES)
            yield f"{tally.code:<{wide}}  {counts}  {_title(report.titles.get(tally.code), language)}"


def _title(title: object, language: str) -> str:
    words = title if isinstance(title, dict) else {}
    return str((language.startswith("en") and words.get("en")) or words.get("zh") or "")


def _worst(tally: Tally, say: Translate) -> Iterator[str]:
    if not tally.worst:
        return
    yield ""
    yield say(gettext_noop("The worst of %(code)s, by duty time past due")) % {"code": tally.code}
    for one in sorted(tally.worst, reverse=True):
        due, ended = moment(one.due).isoformat(timespec="minutes"), "-"
        if one.ended is not None:
            ended = moment(one.ended).isoformat(timespec="minutes")
        state = say(_STATES[one.state.value])
        yield f"  {one.case}  {state}  {_length(one.over)}  {due} → {ended}  {one.who}".rstrip()


def _length(over: int) -> str:
    minutes = over // 60_000_000
    return f"{minutes // 60}:{minutes % 60:02}"


def _compared(report: Report, say: Translate) -> Iterator[str]:
    if report.changes is None:
        return
    yield ""
    yield say(gettext_noop("Cases that change verdict: %(cases)s")) % {"cases": report.changes.counts.total()}
    for one in _changes_plain(report.changes)[:SHOWN]:
        states = f"{_words(one['before'], say)} → {_words(one['after'], say)}"
        yield f"  {one['code']}  {states}  {one['cases']}  ({', '.join(one['first'])})"
    yield say(gettext_noop("Hours of duty the second edition needs more people for than the first"))
    line = gettext_noop("  %(code)s  at least %(at_least)s, at most %(at_most)s")
    for row in _staff(report):
        if row["at_least"] or row["at_most"]:
            yield say(line) % row


def _words(states: str, say: Translate) -> str:
    return " ".join(say(_STATES[state]) for state in states.split()) or "-"


def _bad(report: Report, say: Translate) -> Iterator[str]:
    rows = report.skipped.rows
    if rows:
        yield ""
        yield say(gettext_noop("Rows that were skipped"))
    for bad in rows[:SHOWN]:
        line = gettext_noop("  line %(line)s: %(reason)s")
        yield say(line) % {"line": bad.line, "reason": say(bad.reason) % bad.params}
    left = sum(report.skipped.counts.values()) - min(len(rows), SHOWN)
    if left > 0:
        yield say(gettext_noop("  and %(number)s more:")) % {"number": left}
        for reason, number in report.skipped.counts.most_common():
            yield f"    {number} × {say(reason) % {'value': '…'}}"
