"""The acts of a complaint's road: whom it is about, what was found, decided, talked through, and who stands above."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from guanjia.desks.service.acts.base import Act
from guanjia.desks.service.forms import acts as forms
from guanjia.desks.service.forms import complaints
from guanjia.desks.service.forms.naming import NameAboutForm
from guanjia.desks.service.types import Ground
from guanjia.rooms.cases import services as cases
from guanjia.rooms.people.types import Duty


def _name(ground: Ground, form: Any) -> None:
    staff_id, department = form.about()
    cases.name_about(ground.actor, ground.case.id, staff_id, department=department, at=ground.at)


def _note_facts(ground: Ground, form: Any) -> None:
    for picture in form.pictures():
        cases.add_photo(ground.actor, ground.case.id, picture, at=ground.at)
    cases.note_facts(ground.actor, ground.case.id, form.given(), at=ground.at)


COMPLAINT_ACTS: tuple[Act, ...] = (
    Act(
        name="note_facts",
        label=_("Note what was found"),
        icon="search",
        verb="note_facts",
        duty=Duty.ANSWER,
        form=complaints.FindingForm,
        perform=_note_facts,
        told=_("Written down. Decide next, and name what it rests on."),
        text=_("Hear both sides, look at the place and the records. What each says is kept apart."),
        files=True,
    ),
    Act(
        name="decide",
        label=_("Decide the complaint"),
        icon="check",
        verb="decide",
        duty=Duty.DECIDE_COMPLAINTS,
        form=complaints.DecisionForm,
        perform=lambda g, f: cases.decide(g.actor, g.case.id, f.given(), at=g.at),
        told=_("Decided. Talk it through with the resident."),
        text=_("What it rests on is told to the resident. What you may not decide you bring up."),
    ),
    Act(
        name="talk_through",
        label=_("Talk it through"),
        icon="phone",
        verb="talk_through",
        duty=Duty.ANSWER,
        form=complaints.TalkForm,
        perform=lambda g, f: cases.talk_through(g.actor, g.case.id, f.given(), at=g.at),
        told=_("Written down, with what the resident said."),
        text=_("Before it is closed: what is offered, and whether the resident accepts it."),
    ),
    Act(
        name="name_about",
        label=_("Name who it is about"),
        icon="users",
        verb="name_about",
        duty=Duty.CLASSIFY,
        form=NameAboutForm,
        perform=_name,
        told=_("Written down. Who is involved keeps out of it."),
        text=_("The case goes neither to them nor to who leads their team; about customer service it goes around it."),
    ),
    Act(
        name="escalate",
        label=_("Bring it up"),
        icon="up",
        verb="escalate",
        duty=Duty.ANSWER,
        form=forms.EscalateForm,
        perform=lambda g, f: cases.escalate(g.actor, g.case.id, f.cleaned_data["to_role"], f.why(), at=g.at),
        told=_("Brought up."),
        text=_("What can't be decided here, or not be done in time."),
    ),
)
OF_COMPLAINTS = frozenset({"note_facts", "decide", "talk_through", "name_about", "set_action", "finish_action"})
"""Those that are for complaints only."""
