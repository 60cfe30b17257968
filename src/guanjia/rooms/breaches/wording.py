"""How states, steps and verbs of breaches are said."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanjia.rooms.breaches.types import Answer, BreachState, Delivered, PaperKind, Shown, StepKind, Verb

STATES: Mapping[BreachState, Promise] = {
    BreachState.OPEN: pgettext_lazy("breach", "To be talked about"),
    BreachState.PROMISED: pgettext_lazy("breach", "Promised"),
    BreachState.REFUSED: pgettext_lazy("breach", "Not stopped by words"),
    BreachState.NOTICED: pgettext_lazy("breach", "Notice to deliver"),
    BreachState.SERVED: pgettext_lazy("breach", "Notice delivered"),
    BreachState.REPORTED: pgettext_lazy("breach", "Authority told"),
    BreachState.FIXED: pgettext_lazy("breach", "To look at again"),
    BreachState.SETTLED: pgettext_lazy("breach", "Put right"),
    BreachState.TAKEN: pgettext_lazy("breach", "Taken over by the authority"),
    BreachState.WITHDRAWN: pgettext_lazy("breach", "No breach"),
}
VERBS: Mapping[Verb, Promise] = {
    Verb.TALK: _("Talk to the resident"),
    Verb.NOTICE: _("Make out a notice"),
    Verb.DELIVER: _("Deliver the notice"),
    Verb.REPORT: _("Report to the authority"),
    Verb.PUT_RIGHT: _("It is said to be put right"),
    Verb.CHECK: _("Look at it on the spot"),
    Verb.TAKE_OVER: _("The authority took it over"),
    Verb.WITHDRAW: _("It is no breach"),
    Verb.LEAD: _("I take the lead"),
}
HELP: Mapping[Verb, Promise] = {
    Verb.TALK: _("Say calmly what was seen and which rule it breaks; write down the answer in their words."),
    Verb.NOTICE: _("The notice is numbered and printed; it says what to do and until when."),
    Verb.DELIVER: _("Hand it over, post it up with a photo, or leave it before a witness."),
    Verb.REPORT: _("We have no power to punish; we have the duty to report. The report is numbered and printed."),
    Verb.PUT_RIGHT: _("Somebody looks at it on the spot afterwards, with a photo."),
    Verb.CHECK: _("Stand there yourself and take a photo, whether it is right or not."),
    Verb.TAKE_OVER: _("The breach is in the authority's hands and over for us."),
    Verb.WITHDRAW: _("It was written down by mistake. It counts nowhere, and stays readable."),
    Verb.LEAD: _("You lead what is done about it from now on."),
}
STEPS: Mapping[StepKind, Promise] = {
    StepKind.TALKED: pgettext_lazy("breach step", "Talked to"),
    StepKind.NOTICED: pgettext_lazy("breach step", "Notice made out"),
    StepKind.DELIVERED: pgettext_lazy("breach step", "Notice delivered"),
    StepKind.REPORTED: pgettext_lazy("breach step", "Reported to the authority"),
    StepKind.FIXED: pgettext_lazy("breach step", "Said to be put right"),
    StepKind.CHECKED: pgettext_lazy("breach step", "Looked at on the spot: right"),
    StepKind.FAILED: pgettext_lazy("breach step", "Looked at on the spot: not right"),
    StepKind.TAKEN: pgettext_lazy("breach step", "The authority took it over"),
    StepKind.WITHDRAWN: pgettext_lazy("breach step", "It is no breach"),
}
ANSWERS: Mapping[Answer, Promise] = {
    Answer.PROMISED: _("promises to put it right"),
    Answer.REFUSED: _("refuses, or goes on"),
}
WAYS: Mapping[Delivered, Promise] = {
    Delivered.HANDED: _("handed over"),
    Delivered.POSTED: _("posted up"),
    Delivered.REFUSED: _("refused; left before a witness"),
}
PAPERS: Mapping[PaperKind, Promise] = {
    PaperKind.NOTICE: _("Notice to put a breach right"),
    PaperKind.REPORT: _("Report of a breach"),
}
SHOWN: Mapping[Shown, Promise] = {
    Shown.OPEN: pgettext_lazy("breaches", "Open"),
    Shown.OVERDUE: pgettext_lazy("breaches", "Past due"),
    Shown.GRAVE: pgettext_lazy("breaches", "Grave"),
    Shown.ENDED: pgettext_lazy("breaches", "Ended"),
}
LOOKS: Mapping[BreachState, tuple[str, str]] = {
    BreachState.OPEN: ("near", "alert"),
    BreachState.PROMISED: ("brand", "chat"),
    BreachState.REFUSED: ("missed", "alert"),
    BreachState.NOTICED: ("near", "note"),
    BreachState.SERVED: ("brand", "clock"),
    BreachState.REPORTED: ("paused", "up"),
    BreachState.FIXED: ("near", "eye"),
    BreachState.SETTLED: ("met", "check"),
    BreachState.TAKEN: ("met", "arrow"),
    BreachState.WITHDRAWN: ("", "miss"),
}
"""Tone and picture of each state."""
ICONS: Mapping[StepKind, tuple[str, str]] = {
    StepKind.TALKED: ("chat", ""),
    StepKind.NOTICED: ("note", ""),
    StepKind.DELIVERED: ("mail", ""),
    StepKind.REPORTED: ("up", "near"),
    StepKind.FIXED: ("wrench", ""),
    StepKind.CHECKED: ("check", "met"),
    StepKind.FAILED: ("miss", "missed"),
    StepKind.TAKEN: ("arrow", "met"),
    StepKind.WITHDRAWN: ("miss", ""),
}
