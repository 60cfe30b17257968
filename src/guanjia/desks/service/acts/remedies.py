"""The acts of what follows from a complaint: what is done better, and money for what went wrong."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from guanjia.desks.service.acts.base import Act
from guanjia.desks.service.forms import remedies
from guanjia.desks.service.types import Ground
from guanjia.rooms.cases import services as cases
from guanjia.rooms.people.types import Duty


def _decide(ground: Ground, form: Any) -> None:
    answer = form.cleaned_data["answer"]
    cases.decide_compensation(ground.actor, ground.case.id, approve=form.is_yes(), answer=answer, at=ground.at)


REMEDY_ACTS: tuple[Act, ...] = (
    Act(
        name="set_action",
        label=_("What is done better"),
        icon="pen",
        verb="set_action",
        duty=Duty.DECIDE_COMPLAINTS,
        form=remedies.ImprovementForm,
        perform=lambda g, f: cases.set_action(g.actor, g.case.id, f.given(), at=g.at),
        told=_("Settled: who sees to it, and by when."),
        text=_("So that it doesn't happen again; with a name and a day."),
    ),
    Act(
        name="finish_action",
        label=_("It is done better"),
        icon="check",
        verb="finish_action",
        duty=Duty.SEE_QUEUE,
        form=remedies.ImprovementDoneForm,
        perform=lambda g, f: cases.finish_action(g.actor, *f.given(), at=g.at),
        told=_("Written down as done."),
    ),
    Act(
        name="ask_compensation",
        label=_("Ask for compensation"),
        icon="receipt",
        verb="compensate",
        duty=Duty.ANSWER,
        form=remedies.CompensationForm,
        perform=lambda g, f: cases.ask_compensation(g.actor, g.case.id, f.fen(), f.cleaned_data["why"], at=g.at),
        told=_("Asked for. It waits for who may decide that much."),
        text=_("Promise the resident nothing yet: whose decision it is stands in the handbook."),
    ),
    Act(
        name="decide_compensation",
        label=_("Decide on the compensation"),
        icon="check",
        verb="compensate",
        duty=Duty.DECIDE_COMPLAINTS,
        form=remedies.CompensationDecisionForm,
        perform=_decide,
        told=_("Decided."),
    ),
    Act(
        name="give_compensation",
        label=_("The resident has the compensation"),
        icon="receipt",
        verb="compensate",
        duty=Duty.ANSWER,
        form=remedies.CompensationGivenForm,
        perform=lambda g, f: cases.give_compensation(g.actor, g.case.id, f.cleaned_data["how"], at=g.at),
        told=_("Written down as given."),
    ),
)
MONEY = {"ask_compensation": "", "decide_compensation": "asked", "give_compensation": "approved"}
"""Each of them is open only while the case's compensation stands there."""
