"""How a promise looks: its word, icon and colour, and its line drawn to scale. Plain values in, no queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from guanjia.shared.templatetags import clockwork

TICK = 92.0  # a due time still ahead stands here, so that there is room to run past it
SHORTEST = 1.5  # a line that has just begun must still be seen


class PromiseFace(Protocol):
    """What a page needs to know of a promise; rows of any room may fit it."""

    state: str
    opened_at: datetime
    warn_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    now: datetime
    pauses: Sequence[tuple[datetime, datetime | None]]


@dataclass(frozen=True, slots=True)
class Status:
    """One status as it is shown: word, icon and colour always together."""

    word: str
    icon: str
    tone: str
    title: str = ""
    due: datetime | None = None
    warn: datetime | None = None
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """One piece of the line; ends as SVG numbers from 0 to 100."""

    kind: str
    x1: str
    x2: str


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A promise drawn: pieces from the opening to now or its end, and the tick of the due time."""

    tone: str
    stretches: tuple[Stretch, ...]
    tick: str | None


# state of a promise, a case or an offer: word, icon, tone
STATES = {
    "running": (gettext_lazy("Running"), "clock", "run"),
    "near": (gettext_lazy("Due soon"), "alarm", "near"),
    "overdue": (gettext_lazy("Overdue"), "alert", "late"),
    "paused": (gettext_lazy("Paused"), "pause", "paused"),
    "met": (gettext_lazy("Kept"), "check", "met"),
    "late": (gettext_lazy("Kept late"), "latemet", "tardy"),
    "missed": (gettext_lazy("Not kept"), "miss", "missed"),
    "waived": (gettext_lazy("Waived"), "waive", "waived"),
    "void": (gettext_lazy("Void"), "void", "void"),
    "superseded": (gettext_lazy("Superseded"), "void", "void"),
    "taken": (pgettext_lazy("case", "Taken"), "inbox", "brand"),
    "classified": (pgettext_lazy("case", "Classified"), "filter", "brand"),
    "dispatched": (pgettext_lazy("case", "Dispatched"), "user", "brand"),
    "in_hand": (pgettext_lazy("case", "In hand"), "wrench", "brand"),
    "done": (pgettext_lazy("case", "Done"), "tick", "brand"),
    "accepted": (pgettext_lazy("case", "Accepted"), "check", "met"),
    "refused": (pgettext_lazy("case", "Refused, work goes on"), "undo", "near"),
    "closed": (pgettext_lazy("case", "Closed"), "check", "void"),
    "archived": (pgettext_lazy("case", "Archived"), "box", "void"),
    "merged": (pgettext_lazy("case", "Merged"), "merge", "void"),
    "withdrawn": (pgettext_lazy("case", "Withdrawn"), "undo", "void"),
    "offered": (pgettext_lazy("offer", "Offered"), "user", "near"),
    "on_the_way": (pgettext_lazy("offer", "On the way"), "arrow", "brand"),
    "arrived": (pgettext_lazy("offer", "On site"), "pin", "brand"),
    "declined": (pgettext_lazy("offer", "Declined"), "cross", "void"),
    "lapsed": (pgettext_lazy("offer", "Not taken in time"), "latemet", "void"),
    "unknown": (gettext_lazy("Not settled"), "alert", "near"),
}


def named(state: str, word: str = "") -> Status:
    """A state by its name; `word` replaces the word and keeps icon and colour. An unknown name shows itself."""
    text, icon, tone = STATES.get(state, (state, "ring", "run"))
    return Status(word or str(text), icon, tone)


def live(p: PromiseFace) -> Status:
    """A promise as it stands: what is left or over while it is open, the verdict once it has ended."""
    if p.state in {"running", "missed"} and p.ended_at is None and p.due_at is not None:
        return _clock(p, p.due_at)
    if p.state == "late" and p.due_at is not None and p.ended_at is not None:
        by = clockwork.length((p.ended_at - p.due_at).total_seconds())
        return named("late", _("Kept %(length)s late") % {"length": by})
    return named(p.state)


def verdict(p: PromiseFace) -> Status:
    """A promise as it is judged: an open one past its time is not kept."""
    return named("missed") if p.state == "missed" else live(p)


def plain(p: PromiseFace) -> Status:
    """A promise in words for a resident: no terms of the trade, and late is said with by how much."""
    if p.state == "met":
        return named("met", _("Done as promised"))
    if p.state == "late" and p.due_at is not None and p.ended_at is not None:
        by = clockwork.length((p.ended_at - p.due_at).total_seconds())
        return named("late", _("%(length)s late") % {"length": by})
    if p.state == "missed" and p.ended_at is not None:
        return named("missed", _("Not done in time"))
    if p.state in {"void", "superseded"}:
        return named("void", _("No longer needed"))
    return live(p)


def _clock(p: PromiseFace, due: datetime) -> Status:
    over, near = p.now > due, p.warn_at is not None and p.now >= p.warn_at
    _word, icon, tone = STATES["overdue" if over else "near" if near else "running"]
    title = _("Due %(when)s") % {"when": clockwork.full(due)}
    return Status(clockwork.left(due, p.now), icon, tone, title, due, p.warn_at, p.now)


def line(p: PromiseFace) -> PromiseLine:
    """Draw a promise to scale; past the due time the line is red unless it was waived or void."""
    end = p.ended_at or p.now
    scale = _Scale(p.opened_at, end, p.due_at)
    cuts = _cuts(p, end)
    stretches = [Stretch(kind, *scale.pair(a, b)) for kind, a, b in cuts if b > a]
    tick = None if p.due_at is None else scale.at(p.due_at)
    return PromiseLine(verdict(p).tone if p.ended_at else live(p).tone, tuple(stretches), tick)


class _Scale:
    def __init__(self, start: datetime, end: datetime, due: datetime | None) -> None:
        self.start = start
        past = due is not None and end > due
        whole = ((end if past or due is None else due) - start).total_seconds()
        self.factor = (100.0 if past else TICK) / whole if whole > 0 else 0.0

    def at(self, moment: datetime) -> str:
        return f"{min(100.0, (moment - self.start).total_seconds() * self.factor):.1f}"

    def pair(self, a: datetime, b: datetime) -> tuple[str, str]:
        x1, x2 = self.at(a), self.at(b)
        return x1, (x2 if float(x2) - float(x1) >= SHORTEST else f"{float(x1) + SHORTEST:.1f}")


def _cuts(p: PromiseFace, end: datetime) -> Iterable[tuple[str, datetime, datetime]]:
    """Cut [opened, end] at pauses and at the due time."""
    reached = p.opened_at
    for start, stop in sorted(p.pauses, key=lambda pause: pause[0]):
        a, b = max(reached, start), min(end, stop or end)
        if b <= a:
            continue
        yield from _run(p, reached, a)
        yield "gap", a, b
        reached = b
    yield from _run(p, reached, end)


def _run(p: PromiseFace, a: datetime, b: datetime) -> Iterable[tuple[str, datetime, datetime]]:
    if p.due_at is None or b <= p.due_at or p.state in {"waived", "void", "superseded"}:
        yield "run", a, b
        return
    yield "run", a, max(a, p.due_at)
    yield "over", max(a, p.due_at), b
