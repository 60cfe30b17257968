"""Each verb of the pages: its form, how it is done, what is said afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanjia.rooms.breaches import forms, selectors, services
from guanjia.rooms.breaches.types import BreachView, Verb
from guanjia.shared.actor import Actor

Does = Callable[[Actor, UUID, Any, datetime], Any]


@dataclass(frozen=True, slots=True)
class Act:
    """A verb with a form."""

    form: type[forms.StepForm]
    does: Does
    done: str | Promise
    bad: bool = False
    """It ends something; its button is no main one."""


ACTS: Mapping[Verb, Act] = {
    Verb.TALK: Act(
        forms.TalkForm,
        lambda actor, key, said, at: services.talk(actor, key, said, at=at),
        _("Written down."),
    ),
    Verb.NOTICE: Act(
        forms.NoticeForm,
        lambda actor, key, said, at: services.make_notice(actor, key, said, at=at),
        _("The notice is made out: print it and deliver it."),
    ),
    Verb.DELIVER: Act(
        forms.DeliverForm,
        lambda actor, key, said, at: services.deliver(actor, key, said, at=at),
        _("Delivered. Its time runs."),
    ),
    Verb.REPORT: Act(
        forms.ReportForm,
        lambda actor, key, said, at: services.report(actor, key, said, at=at),
        _("Reported. Print the report and send it."),
    ),
    Verb.PUT_RIGHT: Act(
        forms.PutRightForm,
        lambda actor, key, said, at: services.put_right(actor, key, said, at=at),
        _("Written down. Somebody looks at it on the spot."),
    ),
    Verb.CHECK: Act(
        forms.CheckForm,
        lambda actor, key, said, at: services.check(actor, key, said, at=at),
        _("Looked at on the spot."),
    ),
    Verb.TAKE_OVER: Act(
        forms.TakeOverForm,
        lambda actor, key, said, at: services.take_over(actor, key, *said, at=at),
        _("Written down: the authority took it over."),
    ),
    Verb.WITHDRAW: Act(
        forms.WithdrawForm,
        lambda actor, key, said, at: services.withdraw(actor, key, said, at=at),
        _("Written down: it is no breach."),
        bad=True,
    ),
}


def form_for(verb: Verb, view: BreachView, actor: Actor, sent: tuple[Any, ...], *, at: datetime) -> forms.StepForm:
    """The form of a verb on this breach, with what it begins with."""
    household = [(str(key), name) for key, name in view.household]
    choices = selectors.authorities(actor, view.row.id, at=at) if verb is Verb.REPORT else []
    initial: dict[str, object] = {}
    if verb is Verb.NOTICE:
        begun = selectors.suggested(actor, view.row.id, at=at)
        initial = {"until": begun.until, "measure": begun.measure}
    if verb is Verb.REPORT and choices:
        initial = {"department": choices[0][0]}
    return ACTS[verb].form(household, choices, *sent, initial=initial)
