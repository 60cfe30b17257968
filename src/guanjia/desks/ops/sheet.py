"""Made-up content for the sheet of parts: invented people of an invented community, plain values only."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from guanjia.shared.templatetags.clockwork import length

MIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a due time's explanation."""

    label: str
    text: str
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """A promise as pages see it."""

    title: str
    state: str
    opened_at: datetime
    now: datetime
    due_at: datetime | None = None
    warn_at: datetime | None = None
    ended_at: datetime | None = None
    pauses: Sequence[tuple[datetime, datetime | None]] = ()
    owed_role: str = ""
    owed_name: str = ""
    why: Sequence[Line] = ()
    weight: int = 1
    red_line: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a course."""

    label: str
    state: str = ""
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One fact of a timeline."""

    at: datetime
    text: str
    icon: str
    tone: str = ""
    more: str = ""
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of a list."""

    label: str
    url: str = "#"
    current: bool = False
    count: int | None = None


class SampleForm(forms.Form):
    """Every kind of field once."""

    place = forms.CharField(label=_("Place"), help_text=_("from the caller"))
    window = forms.CharField(label=_("Appointment"))
    reason = forms.ChoiceField(label=_("Reason for the pause"))
    urgency = forms.ChoiceField(label=_("Urgency"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("Before the visit"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons: Any = self.fields["reason"]
        reasons.choices = [("part", _("Waiting for a part")), ("absent", _("Resident not at home"))]
        urgencies: Any = self.fields["urgency"]
        urgencies.choices = [("u0", _("Emergency")), ("u1", _("Urgent")), ("u2", _("Normal")), ("u3", _("By date"))]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Promises of every kind around one moment."""

    at: datetime
    kept: dict[str, Sample] = field(default_factory=dict)

    def promise(self, title: str, state: str, ran: int, limit: int, **more: Any) -> Sample:
        """A promise that ran for `ran` of `limit` minutes."""
        opened = self.at - ran * MIN
        given: dict[str, Any] = {"due_at": opened + limit * MIN, "warn_at": opened + limit * MIN * 0.8} | more
        return Sample(title, state, opened, self.at, **given)


def promises(at: datetime) -> dict[str, Sample]:
    """One promise in each state there is."""
    make = Sheet(at).promise
    opened = at - 60 * MIN
    return {
        "running": make(_("Repair on site"), "running", 28, 100, owed_name=_("Li Jianjun")),
        "near": make(_("First answer"), "running", 41, 50, owed_name=_("Chen Yue")),
        "overdue": make(_("Guard on site"), "missed", 21, 15, red_line=True),
        "stopped": make(_("Water back"), "paused", 60, 90, due_at=None, warn_at=None, pauses=[(at - 20 * MIN, None)]),
        "with_pause": make(_("Water back"), "running", 60, 95, pauses=[(opened + 20 * MIN, opened + 38 * MIN)]),
        "met": make(_("First answer"), "met", 60, 60, ended_at=opened + 40 * MIN),
        "late": make(_("Tell the neighbours"), "late", 60, 30, ended_at=opened + 36 * MIN),
        "missed": make(_("Repair on site"), "missed", 60, 15, ended_at=at),
        "waived": make(_("Hourly progress"), "waived", 60, 60, ended_at=opened + 30 * MIN),
        "void": make(_("Follow-up today"), "void", 60, 60, ended_at=opened + 10 * MIN),
    }


def explained(at: datetime) -> Sample:
    """A promise with its due time explained in four lines."""
    lines = [
        Line(_("Start"), _("Mon 2 Mar 23:10, message received")),
        Line(_("On duty"), _("08:00–22:00; the message came outside, so it counts from 08:00"), "+ " + length(31800)),
        Line(_("Limit"), _("first human answer on WeChat"), "+ " + length(300)),
        Line(_("Due"), _("Tue 3 Mar 08:05"), "08:05"),
    ]
    return Sample(_("First answer"), "running", at, at, why=lines)


def made_up(*, at: datetime) -> dict[str, Any]:
    """The context of the sheet of parts."""
    form = SampleForm({"place": "7-1-0803", "window": _("1 Mar 15:00"), "reason": "part", "urgency": "u1"})
    form.add_error("window", _("This time has passed. Choose one after 14:30 today."))
    steps = [Step(_("Taken"), "done", at - 60 * MIN), Step(_("Dispatched"), "done", at - 50 * MIN)]
    steps += [Step(_("In hand"), "now", at - 20 * MIN), Step(_("Accepted"), note=_("then"))]
    told = [
        Told(at - 30 * MIN, _("Main valve shut"), "drop", "met", _("1 photo"), "18 204"),
        Told(at - 20 * MIN, _("Paused: waiting for a part"), "pause", "paused"),
        Told(at, _("Work goes on"), "play"),
    ]
    return {
        "now": at,
        "form": form,
        "promises": promises(at),
        "explained": explained(at),
        "steps": steps,
        "told": told,
        "tabs": [Tab(_("Mine"), current=True, count=9), Tab(_("Everybody's"))],
        "months": [(_("Dec"), 95.1), (_("Jan"), 94.9), (_("Feb"), 96.4)],
    }
