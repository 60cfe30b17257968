"""Tags and filters of the pages; `{% load guanjia %}`. They take plain values and typed rows and ask no database."""

import json
from collections.abc import Iterable, Mapping, Sequence, Sized
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, FileInput, Select
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guanjia.shared import money
from guanjia.shared.templatetags import charts, clockwork, faces, liveparts, pages, queues
from guanjia.shared.time import now as this_moment

register = template.Library()

Seconds = float | timedelta


@register.simple_tag(takes_context=True)
def listens(context: Mapping[str, Any]) -> SafeString:
    """Stands in the body of a page with live parts."""
    return liveparts.listens(context.get("request"))


@register.simple_tag
def live(*names: str, poll: int = 20, wait: int = 0, tasks: Iterable[Any] = ()) -> SafeString:
    """Stands in a part with `hx-get`: it comes anew when one of these names is heard, by poll where nothing is heard.

    A list of tasks listens for the cases in it, too.
    """
    return liveparts.trigger((*names, *(f"case-{one.case_id}" for one in tasks)), poll, wait)


@register.simple_tag
def live_of(poll: int = 20, wait: int = 0, **subjects: Any) -> SafeString:
    """The same for a part about these subjects: `{% live_of case=case %}` listens for `case-<id>`."""
    names = [f"{name}-{one.id}" for name, one in subjects.items() if one]
    return liveparts.trigger(tuple(names), poll, wait)


@register.simple_tag
def live_key(name: str, key: Any, poll: int = 20) -> SafeString:
    """The same for one name of one id: `{% live_key "here" case_id %}`."""
    return liveparts.trigger((f"{name}-{key}",), poll, 0)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One sign of the set. Beside a word it says nothing to a screen reader; alone it needs `label`."""
    sprite = static("shared/icons.svg")
    if label:
        return format_html('<svg class="i" role="img" aria-label="{}"><use href="{}#i-{}"/></svg>', label, sprite, name)
    return format_html('<svg class="i" aria-hidden="true"><use href="{}#i-{}"/></svg>', sprite, name)


def _time(value: datetime, words: str) -> SafeString:
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), clockwork.full(value), words)


@register.filter
def when(value: datetime | None, now: datetime | None = None) -> str | SafeString:
    """A time as it is written here, the full time on hover; a dash for none."""
    return "–" if value is None else _time(value, clockwork.when(value, now or this_moment()))


@register.filter
def due(value: datetime | None, now: datetime | None = None) -> str | SafeString:
    """A time to come as it is said: "14:05", "24:00 tonight", "14:05 tomorrow"; a dash for none."""
    return "–" if value is None else _time(value, clockwork.due(value, now or this_moment()))


@register.filter
def brief(value: datetime | None, now: datetime | None = None) -> str | SafeString:
    """The same as `when` without the weekday, for columns of a table; a dash for none."""
    return "–" if value is None else _time(value, clockwork.when(value, now or this_moment(), weekday=False))


@register.filter
def brief_due(value: datetime | None, now: datetime | None = None) -> str | SafeString:
    """The same as `due` without the weekday, for columns of a table; a dash for none."""
    return "–" if value is None else _time(value, clockwork.due(value, now or this_moment(), weekday=False))


@register.filter
def clock(value: datetime | None) -> str | SafeString:
    """The time of day alone; a dash for none."""
    return "–" if value is None else _time(value, clockwork.clock(value))


@register.filter
def left(value: datetime | None, now: datetime | None = None) -> str:
    """What is left until a time or by how much it is over; a dash for none."""
    return "–" if value is None else clockwork.left(value, now or this_moment())


@register.filter
def length(value: Seconds | Sized | None, how: str = "") -> str | int:
    """Seconds or a timedelta in words; `how` may be "exact". A dash for none; of a list how many it holds."""
    if value is None:
        return "–"
    if isinstance(value, Sized):
        return len(value)
    seconds = value.total_seconds() if isinstance(value, timedelta) else value
    return clockwork.length(seconds, exact=how == "exact")


@register.filter
def figure(count: int | None) -> str:
    """A count with its thousands set apart; a dash for none and for zero, so that tables stay calm."""
    return f"{count:,}" if count else "–"


@register.filter
def weekday(number: int) -> str:
    """The short name of a weekday, 0 for Monday."""
    return str(clockwork.WEEKDAYS[number])


@register.filter
def yuan(fen: int | None) -> str:
    """Money held in fen, written in yuan with two places; a dash for none."""
    return "–" if fen is None else money.as_yuan(fen)


@register.filter
def initial(name: str) -> str:
    """The sign in a person's round mark: the first of the name."""
    return name.strip()[:1].upper()


CHANNELS = {"wechat": "chat", "phone": "phone", "counter": "user", "mail": "mail", "round": "calendar", "page": "chat"}


@register.filter
def channel_icon(channel: str) -> str:
    """The sign of a way in."""
    return CHANNELS.get(channel, "case")


@register.simple_tag
def clock_words() -> str:
    """The words of the running clocks as JSON, for a `content` attribute."""
    return json.dumps(clockwork.patterns(), ensure_ascii=False)


@register.inclusion_tag("shared/c/status.html")
def status(of: Any, word: str = "", how: str = "live") -> dict[str, Any]:
    """Word, icon and colour of a promise or of a state's name: the one place where they meet.

    `how` for a promise: "live" (what is left), "by" (until when), "verdict" (as judged), "plain" (for residents).
    `word` replaces the word only.
    """
    if isinstance(of, str):
        return {"s": faces.named(of, word)}
    found = {"verdict": faces.verdict, "plain": faces.plain}.get(how, faces.live)(of)
    if how == "by" and found.tone in {"run", "near"} and of.due_at is not None:
        word = _("by %(when)s") % {"when": clockwork.due(of.due_at, of.now)}
        return {"s": faces.Status(word, found.icon, found.tone, found.title)}
    return {"s": found if not word else faces.Status(word, found.icon, found.tone, found.title)}


@register.inclusion_tag("shared/c/chip.html")
def chip(of: Any, word: str = "", how: str = "live") -> dict[str, Any]:
    """The same status on its own ground, for rows where it must be found at a glance."""
    return status(of, word, how)


@register.inclusion_tag("shared/c/promise_line.html")
def promise_line(p: faces.PromiseFace) -> dict[str, Any]:
    """A promise drawn to scale; the words always stand beside it."""
    return {"line": faces.line(p)}


@register.inclusion_tag("shared/c/promise.html")
def promise(p: Any, how: str = "live") -> dict[str, Any]:
    """A promise in a narrow column: name, clock, line, until when and who owes it."""
    return {"p": p, "how": how}


@register.inclusion_tag("shared/c/why.html")
def why(p: Any, title: str = "") -> dict[str, Any]:
    """Why this due time: lines of `.label .text .amount` that add up; the last one is the sum."""
    return {"p": p, "title": title}


@register.inclusion_tag("shared/c/score_bar.html")
def score_bar(met: charts.Number, late: charts.Number, missed: charts.Number) -> dict[str, Any]:
    """Kept, late and missed as one bar to scale; waived and void never stand in it."""
    return {"parts": charts.shares(met, late, missed)}


@register.inclusion_tag("shared/c/meter.html")
def meter(value: float, best: float, tone: str = "") -> dict[str, Any]:
    """How much of `best` is used, as a bar; `tone` warm or hot says it is too much."""
    return {"width": f"{min(100.0, 100 * value / best if best else 0.0):.1f}", "tone": tone}


@register.inclusion_tag("shared/c/trend.html")
def trend(points: Iterable[tuple[str, charts.Number]], marks: Sequence[charts.Number] = ()) -> dict[str, Any]:
    """A figure over time: points of label and value, dashed lines at `marks`."""
    dots, lines = charts.dots(points, marks)
    return {"dots": dots, "path": " ".join(f"{dot.x},{dot.y}" for dot in dots), "marks": lines}


@register.inclusion_tag("shared/c/heat.html")
def heat(counts: Mapping[tuple[int, int], int], caption: str) -> dict[str, Any]:
    """Counts by (weekday 0–6, hour) as a table of shades; the figure stands in each cell, colour alone says nothing."""
    hours = charts.hours_of(counts)
    return {"hours": hours, "rows": charts.shades(counts, hours), "caption": caption}


@register.filter
def minus(value: charts.Number | None, other: charts.Number | None) -> charts.Number | None:
    """The change from `other` to `value`; None when either is not known."""
    return None if value is None or other is None else value - other  # type: ignore[operator]


@register.inclusion_tag("shared/c/field.html")
def field(bound: BoundField, hint: str = "", rows: int = 0) -> dict[str, Any]:
    """A form's field: label, hint, what was typed, and the error beside it."""
    widget = bound.field.widget
    choices = getattr(widget, "input_type", "") in {"radio", "checkbox"} and hasattr(widget, "choices")
    about = [f"{bound.id_for_label}-error"] if bound.errors else []
    said = hint or str(bound.help_text)
    attrs: dict[str, Any] = {"class": "input"}
    if about:
        attrs |= {"aria-describedby": " ".join(about), "aria-invalid": "true"}
    if rows:
        attrs["rows"] = rows
    shape = "choices" if choices else _shape(widget)
    if isinstance(widget, CheckboxInput | FileInput):
        attrs.pop("class")
    if shape in {"photo", "file"}:
        attrs["class"] = "hide"
    return {
        "bound": bound,
        "hint": said,
        "input": "" if choices else bound.as_widget(attrs=attrs),
        "shape": shape,
    }


def _shape(widget: object) -> str:
    if isinstance(widget, CheckboxInput):
        return "tick"
    if isinstance(widget, FileInput) and widget.attrs.get("accept", "").startswith("image"):
        return "photo"
    if isinstance(widget, FileInput) and widget.attrs.get("accept", "").startswith((".", "application")):
        return "file"
    return "select" if isinstance(widget, Select) else "plain"


@register.simple_tag
def get(values: Mapping[Any, Any], key: Any) -> Any:
    """One value of a mapping, or None."""
    return values.get(key)


@register.simple_tag(takes_context=True)
def nav(context: Mapping[str, Any]) -> list[pages.NavItem]:
    """The doors this person has, for the navigation; `counts` of the context puts figures beside them."""
    return pages.for_person(context.get("request"), context.get("actor"), context.get("counts") or {})


@register.simple_tag(takes_context=True)
def undo(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What was done a moment ago and may be taken back (`.told .url .fields .seconds`); told once, else None."""
    session = getattr(context.get("request"), "session", None)
    return session.pop("undo", None) if session is not None and "undo" in session else None


@register.filter
def heaps(rows: Iterable[Any], now: datetime) -> list[queues.Heap]:
    """Rows of a queue under their headings, `.label` and `.rows`."""
    return queues.heaps(rows, now)
