"""The acts of a task: one table of what each asks and does. The verbs decide."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guanjia.desks.field import forms, money_forms
from guanjia.desks.field.types import ActRow, Ground
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.types import Because
from guanjia.rooms.dispatch import services as dispatch
from guanjia.rooms.repairs import services as repairs
from guanjia.shared.errors import Refused, gettext_noop

Words = str | Promise
TAKE, DECLINE = "take", "decline"
ENDS = frozenset({DECLINE, "release", "pass_on", "part_done"})
"""After these the task is no longer the reader's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One verb as the phone offers it: its form, what it does and what it says afterwards."""

    name: str
    label: Words
    icon: str
    verb: str
    perform: Callable[[Ground, Any, datetime], Any]
    told: Words
    form: type[forms.FieldForm] = forms.TimedForm
    text: Words = ""
    files: bool = False

    @property
    def asks(self) -> bool:
        """Whether it needs more than a touch."""
        return self.form is not forms.TimedForm


def _agree(ground: Ground, form: Any, at: datetime) -> None:
    if form.quote is None:
        raise Refused("repairs.no_quote", gettext_noop("There is no such price."))
    repairs.accept_quote(ground.actor, form.quote.id, form.signed(), at=at)


def _done(ground: Ground, form: Any, at: datetime) -> None:
    for picture in form.pictures():
        cases.add_photo(ground.actor, ground.case.id, picture, at=at)
    cases.done(ground.actor, ground.case.id, form.report(), at=at)
    if form.signed():
        _sign(ground, form, at)


def _sign(ground: Ground, form: Any, at: datetime) -> None:
    cases.accept_signed(ground.actor, ground.case.id, form.signed(), at=at)
    form.told = gettext("Signed: the resident has accepted the work.")


def _task_of(ground: Ground) -> UUID:
    """The reader's assignment. Raises Refused when they have none."""
    if ground.task is None:
        raise Refused("dispatch.no_task", gettext_noop("You were not asked to do this, or the task was taken back."))
    return ground.task.id


OFFERED: tuple[Act, ...] = (
    Act(
        name=TAKE,
        label=_("I take it"),
        icon="check",
        verb=TAKE,
        perform=lambda g, f, at: dispatch.take(g.actor, _task_of(g), at=at),
        told=_("It is yours now."),
    ),
    Act(
        name=DECLINE,
        label=_("I can't"),
        icon="cross",
        verb=DECLINE,
        form=forms.DeclineForm,
        perform=lambda g, f, at: dispatch.decline(g.actor, _task_of(g), f.cleaned_data["reason"], at=at),
        told=_("Somebody else is asked now."),
        text=_("The next colleague is asked at once."),
    ),
)
"""What is said to an offer; by the assignment."""

ACTS: tuple[Act, ...] = (
    Act(
        name="depart",
        label=_("On my way"),
        icon="arrow",
        verb="depart",
        perform=lambda g, f, at: cases.depart(g.actor, g.case.id, at=at),
        told=_("Written down: on the way."),
    ),
    Act(
        name="arrive",
        label=_("I am there"),
        icon="pin",
        verb="arrive",
        perform=lambda g, f, at: cases.arrive(g.actor, g.case.id, at=at),
        told=_("Written down: arrived."),
    ),
    Act(
        name="start",
        label=_("Begin the work"),
        icon="check",
        verb="start",
        form=money_forms.StartForm,
        perform=lambda g, f, at: cases.start(g.actor, g.case.id, f.seen(), at=at),
        told=_("Written down: the safety steps were seen, the work begins."),
        text=_("Look at each step and tick it before you touch anything."),
    ),
    Act(
        name="contain",
        label=_("The damage is stopped"),
        icon="check",
        verb="contain",
        perform=lambda g, f, at: cases.contain(g.actor, g.case.id, at=at),
        told=_("Written down: the damage is stopped."),
    ),
    Act(
        name="done",
        label=_("Work done"),
        icon="tick",
        verb="done",
        form=forms.DoneForm,
        perform=_done,
        told=_("Reported as done. The resident is asked to look at it."),
        files=True,
    ),
    Act(
        name="sign",
        label=_("The resident signs"),
        icon="pen",
        verb="sign",
        form=forms.SignForm,
        perform=_sign,
        told=_("Signed: the resident has accepted the work."),
        text=_("Show the resident the work, then hand over the phone."),
    ),
    Act(
        name="resume",
        label=_("Go on"),
        icon="play",
        verb="resume",
        perform=lambda g, f, at: cases.resume(g.actor, g.case.id, at=at),
        told=_("Going on."),
    ),
    Act(
        name="pause",
        label=_("Pause"),
        icon="pause",
        verb="pause",
        form=forms.PauseForm,
        perform=lambda g, f, at: cases.pause(g.actor, g.case.id, f.why(), at=at),
        told=_("Paused. The resident is told why."),
        text=_("Only for these reasons the clock rests, and only as long as the handbook allows."),
    ),
    Act(
        name="appointment",
        label=_("Agree a visit"),
        icon="calendar",
        verb="agree_appointment",
        form=forms.AppointmentForm,
        perform=lambda g, f, at: cases.agree_appointment(g.actor, g.case.id, f.window(), at=at),
        told=_("Visit agreed."),
    ),
    Act(
        name="price",
        label=_("Put a price to the resident"),
        icon="receipt",
        verb="quote",
        form=money_forms.QuoteForm,
        perform=lambda g, f, at: repairs.offer_quote(g.actor, g.case.id, f.wanted(), at=at),
        told=_("The resident sees the price and can agree to it."),
        text=_("The resident agrees before the work begins."),
    ),
    Act(
        name="agreed",
        label=_("The resident signs the price"),
        icon="pen",
        verb="quote",
        form=money_forms.AgreedForm,
        perform=_agree,
        told=_("Signed: the resident agrees to the price."),
    ),
    Act(
        name="materials",
        label=_("Materials used"),
        icon="box",
        verb="materials",
        form=money_forms.MaterialsForm,
        perform=lambda g, f, at: repairs.use_materials(
            g.actor, g.case.id, f.counted(), short=f.cleaned_data["short"], at=at
        ),
        told=_("Materials written down; they are off your van."),
    ),
    Act(
        name="put_back",
        label=_("Put materials back"),
        icon="undo",
        verb="put_back",
        form=money_forms.PutBackForm,
        perform=lambda g, f, at: repairs.put_back_materials(g.actor, g.case.id, f.counted(), at=at),
        told=_("They are on your van again."),
        text=_("What was written down by error. A receipt that was given stays as it is."),
    ),
    Act(
        name="paid",
        label=_("Paid, give the receipt"),
        icon="receipt",
        verb="paid",
        form=money_forms.PaidForm,
        perform=lambda g, f, at: repairs.take_payment(g.actor, g.case.id, f.way(), at=at),
        told=_("Paid. The receipt is on the resident's page."),
    ),
    Act(
        name="tell",
        label=_("Tell the resident"),
        icon="chat",
        verb="feedback",
        form=forms.TellForm,
        perform=lambda g, f, at: cases.give_feedback(g.actor, g.case.id, f.word(), at=at),
        told=_("The resident is told."),
    ),
    Act(
        name="note",
        label=_("Internal note"),
        icon="lock",
        verb="note",
        form=forms.NoteForm,
        perform=lambda g, f, at: cases.note(g.actor, g.case.id, f.cleaned_data["text"], at=at),
        told=_("Note kept."),
        text=_("Colleagues see it, residents don't."),
    ),
    Act(
        name="escalate",
        label=_("I need help"),
        icon="up",
        verb="escalate",
        form=forms.NoteForm,
        perform=lambda g, f, at: cases.escalate(g.actor, g.case.id, "", Because("", f.cleaned_data["text"]), at=at),
        told=_("Your supervisor has been told."),
        text=_("For what can't be decided here, or not be done in time."),
    ),
    Act(
        name="part_done",
        label=_("My part is done"),
        icon="tick",
        verb="part_done",
        form=forms.PartForm,
        perform=lambda g, f, at: dispatch.finish_part(g.actor, _task_of(g), f.cleaned_data["text"], at=at),
        told=_("Your part is done; whoever has the case sees it."),
    ),
    Act(
        name="pass_on",
        label=_("Pass on to a colleague"),
        icon="users",
        verb="release",
        form=forms.PassOnForm,
        perform=lambda g, f, at: dispatch.pass_on(
            g.actor, _task_of(g), UUID(f.cleaned_data["to_staff"]), f.why(), at=at
        ),
        told=_("Your colleague is asked now."),
        text=_("They are asked at once; if they can't, the house asks the next."),
    ),
    Act(
        name="release",
        label=_("Give the task back"),
        icon="undo",
        verb="release",
        form=forms.ReleaseForm,
        perform=lambda g, f, at: dispatch.release(g.actor, _task_of(g), f.cleaned_data["reason"], at=at),
        told=_("Given back; somebody else is asked."),
    ),
)
"""What is done on a case; by the case."""


def row(act: Act, ground: Ground, lack: str = "") -> ActRow:
    """An act as a page shows it."""
    by_task = act in OFFERED and ground.task is not None
    key = ground.task.id if by_task and ground.task else ground.case.id
    url = reverse(f"field:{act.name}", args=[key])
    return ActRow(
        name=act.name,
        label=str(act.label),
        icon=act.icon,
        url=url,
        text=str(act.text),
        lack=lack,
        asks=act.asks,
        files=act.files,
    )
