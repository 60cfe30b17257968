"""The acts of a case at the desk: one table of what each asks, needs and does. The verbs decide."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanjia.desks.service.acts.base import Act
from guanjia.desks.service.acts.complaints import COMPLAINT_ACTS, OF_COMPLAINTS
from guanjia.desks.service.acts.remedies import MONEY, REMEDY_ACTS
from guanjia.desks.service.forms import acts as forms
from guanjia.desks.service.forms import dockets as docket_forms
from guanjia.desks.service.forms import sending
from guanjia.desks.service.forms.complaints import WithdrawForm
from guanjia.desks.service.forms.joining import TellJoinedForm
from guanjia.desks.service.types import ActRow, Ground
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.types import COMPLAINT, CaseState, CaseView
from guanjia.rooms.dispatch import services as dispatch
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people.types import Duty
from guanjia.rooms.repairs import selectors as prices
from guanjia.rooms.repairs import services as repairs
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Refused, gettext_noop


def _done(ground: Ground, form: Any) -> None:
    for picture in form.pictures():
        cases.add_photo(ground.actor, ground.case.id, picture, at=ground.at)
    cases.done(ground.actor, ground.case.id, form.report(), at=ground.at)


def _price(ground: Ground) -> UUID:
    """The price that waits. Raises Refused when there is none."""
    quote = prices.repair_on(ground.actor, ground.case.id, ground.case.state, at=ground.at).quote
    if quote is None:
        raise Refused("repairs.no_quote", gettext_noop("There is no such price."))
    return quote.id


def _agree_price(ground: Ground, form: Any) -> None:
    repairs.accept_quote(ground.actor, _price(ground), at=ground.at)


ACTS: tuple[Act, ...] = (
    Act(
        name="classify",
        label=_("Classify"),
        icon="filter",
        verb="classify",
        duty=Duty.CLASSIFY,
        form=forms.ClassifyForm,
        perform=lambda g, f: cases.classify(g.actor, g.case.id, *f.given(), at=g.at),
        told=_("Classified."),
        key="c",
    ),
    Act(
        name="assign",
        label=_("Assign"),
        icon="user",
        verb="dispatch",
        duty=Duty.DISPATCH,
        form=sending.AssignForm,
        perform=lambda g, f: dispatch.assign(g.actor, g.case.id, UUID(f.cleaned_data["staff"]), f.why(), at=g.at),
        told=_("Asked to go."),
        key="a",
    ),
    Act(
        name="help",
        label=_("Ask for help"),
        icon="users",
        verb="dispatch",
        duty=Duty.DISPATCH,
        form=sending.HelpForm,
        perform=lambda g, f: dispatch.ask_help(g.actor, g.case.id, f.wanted(), at=g.at),
        told=_("Asked to help; the owner stays."),
        text=_("Another role does a part; whoever has the case keeps it."),
    ),
    Act(
        name="tell",
        label=_("Tell the resident"),
        icon="chat",
        verb="feedback",
        duty=Duty.ANSWER,
        form=forms.TellForm,
        perform=lambda g, f: cases.give_feedback(g.actor, g.case.id, f.word(), at=g.at),
        told=_("Written down as told."),
        key="t",
    ),
    Act(
        name="tell_joined",
        label=_("Tell all who joined"),
        icon="users",
        verb="tell_joined",
        duty=Duty.ANSWER,
        form=TellJoinedForm,
        perform=lambda g, f: cases.tell_joined(g.actor, g.case.id, f.word(), at=g.at, key=f.cleaned_data["key"]),
        told=_("All of them were told."),
        text=_("Other homes wait for this too. Write it for all of them: no names, no home."),
    ),
    Act(
        name="settle",
        label=_("Answer and close"),
        icon="check",
        verb="answer_on_the_spot",
        duty=Duty.ANSWER,
        form=forms.SettleForm,
        perform=lambda g, f: cases.answer_on_the_spot(
            g.actor, g.case.id, f.cleaned_data["text"], f.cleaned_data.get("topic", ""), at=g.at
        ),
        told=_("Answered and closed."),
        text=_("For questions and words of thanks that one answer settles."),
    ),
    Act(
        name="appointment",
        label=_("Agree a visit"),
        icon="calendar",
        verb="agree_appointment",
        duty=Duty.ANSWER,
        form=forms.AppointmentForm,
        perform=lambda g, f: cases.agree_appointment(g.actor, g.case.id, f.window(), at=g.at),
        told=_("Visit agreed."),
    ),
    Act(
        name="urgency",
        label=_("Change the urgency"),
        icon="alarm",
        verb="change_urgency",
        duty=Duty.CLASSIFY,
        form=forms.UrgencyForm,
        perform=lambda g, f: cases.change_urgency(
            g.actor, g.case.id, f.cleaned_data["urgency"], f.cleaned_data["note"], at=g.at
        ),
        told=_("Urgency changed."),
        text=_("Open promises follow by the handbook's rules."),
    ),
    Act(
        name="pause",
        label=_("Pause"),
        icon="pause",
        verb="pause",
        duty=Duty.DISPATCH,
        form=forms.PauseForm,
        perform=lambda g, f: cases.pause(g.actor, g.case.id, f.why(), at=g.at),
        told=_("Paused. Tell the resident why and until when."),
    ),
    Act(
        name="resume",
        label=_("Go on"),
        icon="play",
        verb="resume",
        duty=Duty.DISPATCH,
        perform=lambda g, f: cases.resume(g.actor, g.case.id, at=g.at),
        told=_("Going on."),
    ),
    Act(
        name="done",
        label=_("Report as done"),
        icon="tick",
        verb="done",
        duty=Duty.DISPATCH,
        form=forms.DoneForm,
        perform=_done,
        told=_("Reported as done."),
        files=True,
    ),
    Act(
        name="agree_price",
        label=_("Agreed to the price"),
        icon="receipt",
        verb="quote",
        duty=Duty.ACCEPT_FOR_RESIDENT,
        perform=_agree_price,
        told=_("Price agreed."),
        text=_("Only when the resident said so. Tell them the whole price first."),
    ),
    Act(
        name="refuse_price",
        label=_("Said no to the price"),
        icon="cross",
        verb="quote",
        duty=Duty.ACCEPT_FOR_RESIDENT,
        form=forms.RefusePriceForm,
        perform=lambda g, f: repairs.refuse_quote(g.actor, _price(g), f.cleaned_data["reason"], at=g.at),
        told=_("Written down: the resident does not agree to the price."),
    ),
    Act(
        name="accept",
        label=_("Accept for the resident"),
        icon="check",
        verb="accept",
        duty=Duty.ACCEPT_FOR_RESIDENT,
        form=forms.NoteForm,
        perform=lambda g, f: cases.accept(g.actor, g.case.id, f.cleaned_data["note"], at=g.at),
        told=_("Accepted."),
        text=_("Only when the resident said so: on the phone or in person. Write down their words."),
    ),
    Act(
        name="refuse",
        label=_("Not accepted"),
        icon="undo",
        verb="refuse",
        duty=Duty.ACCEPT_FOR_RESIDENT,
        form=forms.RefuseForm,
        perform=lambda g, f: cases.refuse(g.actor, g.case.id, f.why(), at=g.at),
        told=_("Written down; the work goes on."),
    ),
    Act(
        name="close",
        label=pgettext_lazy("case", "Close"),
        icon="check",
        verb="close",
        duty=Duty.CLOSE_CASES,
        form=forms.NoteForm,
        perform=lambda g, f: cases.close(g.actor, g.case.id, f.cleaned_data["note"], at=g.at),
        told=pgettext_lazy("case", "Closed."),
    ),
    Act(
        name="reopen",
        label=_("Reopen"),
        icon="refresh",
        verb="reopen",
        duty=Duty.CLOSE_CASES,
        form=forms.ReopenForm,
        perform=lambda g, f: cases.reopen(g.actor, g.case.id, f.why(), at=g.at),
        told=_("Reopened."),
    ),
    Act(
        name="take_back",
        label=_("Let it go on by itself"),
        icon="undo",
        verb="take_back",
        duty=Duty.CLASSIFY,
        form=forms.ReopenForm,
        perform=lambda g, f: cases.take_back(g.actor, g.case.id, f.why(), at=g.at),
        told=_("It goes on by itself again."),
        text=_("Merged or withdrawn by mistake: it is worked on again. Tell the resident."),
    ),
    Act(
        name="pass_on",
        label=_("Pass on to a department"),
        icon="arrow",
        verb="pass_on",
        duty=Duty.CLASSIFY,
        form=forms.PassOnForm,
        perform=lambda g, f: cases.pass_on(
            g.actor, g.case.id, f.cleaned_data["department"], f.cleaned_data["note"], at=g.at
        ),
        told=_("Passed on; the owner stays."),
    ),
    Act(
        name="transfer",
        label=_("Give to another owner"),
        icon="users",
        verb="transfer",
        duty=Duty.CLASSIFY,
        form=forms.TransferForm,
        perform=lambda g, f: cases.transfer(g.actor, g.case.id, UUID(f.cleaned_data["to_staff"]), f.why(), at=g.at),
        told=_("Another owner has it now."),
    ),
    *COMPLAINT_ACTS,
    *REMEDY_ACTS,
    Act(
        name="hurry",
        label=_("The resident asks again"),
        icon="bell",
        verb="hurry",
        duty=Duty.REGISTER,
        form=forms.NoteForm,
        perform=lambda g, f: cases.hurry(g.actor, g.case.id, f.cleaned_data["note"], at=g.at),
        told=_("Written down. Those who owe it see it."),
    ),
    Act(
        name="note",
        label=_("Internal note"),
        icon="lock",
        verb="note",
        duty=Duty.SEE_QUEUE,
        form=forms.TextForm,
        perform=lambda g, f: cases.note(g.actor, g.case.id, f.cleaned_data["text"], at=g.at),
        told=_("Note kept."),
        text=_("Colleagues see it, residents don't."),
    ),
    Act(
        name="open_docket",
        label=_("Outside order or department's part"),
        icon="inbox",
        verb="open_docket",
        duty=Duty.REGISTER,
        form=docket_forms.DocketForm,
        perform=lambda g, f: cases.open_docket(g.actor, g.case.id, f.wanted(), at=g.at),
        told=_("Registered under its number; its clocks run."),
        text=_("Who else follows this case by a number of their own: 12345, the street office, another department."),
    ),
    Act(
        name="docket_news",
        label=_("News of an order or part"),
        icon="send",
        verb="docket_news",
        duty=Duty.ANSWER,
        form=docket_forms.DocketNewsForm,
        perform=lambda g, f: f.perform(g),
        told=_("Written down under its number."),
    ),
    Act(
        name="merge",
        label=_("Merge into another case"),
        icon="merge",
        verb="merge",
        duty=Duty.CLASSIFY,
        form=forms.MergeForm,
        perform=lambda g, f: cases.merge(g.actor, g.case.id, UUID(f.cleaned_data["into"]), at=g.at),
        told=_("Merged."),
        text=_("This one ends; it is carried on in the other."),
    ),
    Act(
        name="withdraw",
        label=_("Withdraw"),
        icon="cross",
        verb="withdraw",
        duty=Duty.CLASSIFY,
        form=WithdrawForm,
        perform=lambda g, f: cases.withdraw(g.actor, g.case.id, f.why(), at=g.at),
        told=_("Withdrawn."),
        kind="bad",
    ),
)
MAIN = {
    CaseState.TAKEN: "classify",
    CaseState.CLASSIFIED: "assign",
    CaseState.PAUSED: "resume",
    CaseState.DONE: "accept",
    CaseState.ACCEPTED: "close",
    CaseState.CLOSED: "reopen",
    CaseState.ARCHIVED: "reopen",
    CaseState.MERGED: "take_back",
    CaseState.WITHDRAWN: "take_back",
}
"""What usually comes next; everywhere else the resident wants to hear something."""
LACKING = frozenset({CaseState.IN_HAND, CaseState.DONE, CaseState.ACCEPTED})
"""Where a complaint's own road comes before its end."""


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits on a case beside its own state."""

    docket: bool = False
    """Somebody else follows it by a number that waits for our word."""
    lacks: str = ""
    """The step of a complaint's road that comes before its end, and is open."""
    money: str = ""
    """How far a compensation is that is not through."""
    better: bool = False
    """Something is to be done better, and it is for this person to say that it is done."""


NOTHING = Waits()


def offered(actor: Actor, case: CaseView, book: Book, waits: Waits = NOTHING) -> list[ActRow]:
    """The acts open to this person now, the one that usually comes next first."""
    lacks = waits.lacks
    if lacks == "decide" and not actor.may(Duty.DECIDE_COMPLAINTS):
        lacks = "escalate"
    main = lacks if lacks and case.state in LACKING else MAIN.get(case.state, "tell")
    able = [act for act in ACTS if act.verb in case.verbs and actor.may(act.duty)]
    if case.case_class and case.case_class not in book.terms.case.on_the_spot_classes:
        able = [act for act in able if act.name != "settle"]
    if case.price is None or case.price_agreed_at is not None:
        able = [act for act in able if act.name not in ("agree_price", "refuse_price")]
    if case.case_class != COMPLAINT:
        able = [act for act in able if act.name not in OF_COMPLAINTS]
    able = [act for act in able if MONEY.get(act.name, waits.money) == waits.money]
    if not case.joined:
        able = [act for act in able if act.name != "tell_joined"]
    if not waits.better:
        able = [act for act in able if act.name != "finish_action"]
    if not waits.docket:
        able = [act for act in able if act.name != "docket_news"]
    return [row(act, case) for act in sorted(able, key=lambda act: act.name != main)]


def row(act: Act, case: CaseView) -> ActRow:
    """An act as a page shows it."""
    url = reverse(f"service:{act.name}", args=[case.id])
    plain = act.form is forms.ActForm
    return ActRow(act.name, str(act.label), act.icon, act.kind, url, act.key, plain)


__all__ = ["ACTS", "MAIN", "Act", "Waits", "offered", "row"]
