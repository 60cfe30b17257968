"""What residents do on a request of theirs: one table of what each asks and does. The verbs decide."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanjia.desks.resident import forms
from guanjia.desks.resident.types import ActRow, Ground
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.types import Because
from guanjia.rooms.cases.types.complaints import Reply
from guanjia.rooms.repairs import services as repairs
from guanjia.rooms.surveys import services as surveys

Words = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One verb as the page offers it: its form, what it does and what it says afterwards.

    `answers`: what `perform` gives back is said instead, where it gives words.
    """

    name: str
    label: Words
    perform: Callable[[Ground, Any], Any]
    told: Words
    form: type[forms.ActForm] = forms.ActForm
    text: Words = ""
    files: bool = False
    answers: bool = False

    def words(self, answer: object) -> str:
        """What is said afterwards."""
        return str(answer if self.answers and answer else self.told)


def _refuse(ground: Ground, form: Any) -> None:
    for photo in form.cleaned_data["photos"]:
        cases.add_photo(ground.actor, ground.case.id, photo, at=ground.at)
    cases.refuse(ground.actor, ground.case.id, form.why(), at=ground.at)


def _hurry(ground: Ground, form: Any) -> Words | None:
    """Asked again just before: it counts once, and that is said."""
    given = form.cleaned_data
    counted = cases.hurry(ground.actor, ground.case.id, given["note"], at=ground.at, key=str(given["key"]))
    return None if counted else _("You asked for it a moment ago; it counts once. Those who owe it know.")


ACTS: tuple[Act, ...] = (
    Act(
        name="accept",
        label=_("It is done well"),
        perform=lambda g, f: cases.accept(g.actor, g.case.id, at=g.at),
        told=_("Thank you. It is settled."),
        text=_("With this you say that the work is done as it should be."),
    ),
    Act(
        name="refuse",
        label=_("It is not right yet"),
        form=forms.RefuseForm,
        perform=_refuse,
        told=_("We go back to it. Thank you for telling us."),
        files=True,
    ),
    Act(
        name="rate",
        label=_("Are you satisfied?"),
        form=forms.RateForm,
        perform=lambda g, f: surveys.rate(g.actor, g.case.id, f.answer(), at=g.at),
        told=_("Thank you for telling us."),
    ),
    Act(
        name="hurry",
        label=_("Hurry them up"),
        form=forms.HurryForm,
        perform=_hurry,
        answers=True,
        told=_("We have heard you. Those who owe it have been told."),
    ),
    Act(
        name="agree",
        label=_("I agree to the price"),
        form=forms.PriceForm,
        perform=lambda g, f: repairs.accept_quote(g.actor, f.cleaned_data["quote"], at=g.at),
        told=_("Agreed. The work can begin."),
        text=_("You pay at most this price. Without your word nothing is begun."),
    ),
    Act(
        name="refuse_price",
        label=_("No, not at this price"),
        form=forms.RefusePriceForm,
        perform=lambda g, f: repairs.refuse_quote(g.actor, f.cleaned_data["quote"], f.cleaned_data["reason"], at=g.at),
        told=_("We have heard you. Nothing is begun; whoever is with you offers another way."),
        text=_("Nothing is begun and nothing is to be paid."),
    ),
    Act(
        name="agree_offer",
        label=_("I accept this"),
        form=forms.OfferForm,
        perform=lambda g, f: cases.answer_offer(g.actor, g.case.id, Reply.ACCEPTS, f.cleaned_data["words"], at=g.at),
        told=_("Thank you. We do it as offered."),
        text=_("With this you accept the solution. You can still say at the end whether it was done well."),
    ),
    Act(
        name="refuse_offer",
        label=_("I don't accept this"),
        form=forms.RefuseOfferForm,
        perform=lambda g, f: cases.answer_offer(g.actor, g.case.id, Reply.REFUSES, f.cleaned_data["words"], at=g.at),
        told=_("We have heard you. Somebody talks with you about another way."),
        text=_("Say what is missing, so that we can offer something better."),
    ),
    Act(
        name="window",
        label=_("Choose a time"),
        form=forms.WindowForm,
        perform=lambda g, f: cases.choose_window(g.actor, g.case.id, f.start(), at=g.at),
        told=_("Agreed. We come in this time."),
        text=_("We come within this time; you can change it here."),
    ),
    Act(
        name="withdraw",
        label=_("I don't need it any more"),
        form=forms.WithdrawForm,
        perform=lambda g, f: cases.withdraw(g.actor, g.case.id, Because(f.cleaned_data["reason"]), at=g.at),
        told=_("Taken back."),
    ),
    Act(
        name="reopen",
        label=_("It is broken again"),
        form=forms.AgainForm,
        perform=lambda g, f: cases.reopen(g.actor, g.case.id, Because("", f.cleaned_data["note"]), at=g.at),
        told=_("We have taken it up again."),
    ),
)


def row(act: Act, ground: Ground) -> ActRow:
    """An act as a page shows it."""
    url = reverse(f"resident:{act.name}", args=[ground.case.id])
    return ActRow(act.name, str(act.label), url, str(act.text), act.files)
