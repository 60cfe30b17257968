"""The same act on several cases: each by its own form and verb, so that nothing is done here that isn't done to one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http.request import QueryDict
from django.utils.translation import gettext as _

from guanjia.desks.service.acts import ACTS, Act
from guanjia.desks.service.forms.acts import ActForm
from guanjia.desks.service.selectors.casework import ground
from guanjia.desks.service.types import Ground
from guanjia.rooms.cases.types import CaseView
from guanjia.shared.actor import Actor
from guanjia.shared.errors import GuanjiaError, Missing
from guanjia.shared.trial import done_once, tried
from guanjia.shared.web import said

MOST = 50
"""Cases at a time: a page of the list."""
OFFERED = ("assign", "tell", "transfer", "merge", "urgency", "note", "close")
"""Acts that make sense for several; the others ask for what differs from case to case."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the act does, or did, to one of them: `why` it is refused, else in words what changes."""

    case: CaseView
    why: str = ""
    changes: str = ""


def chosen(actor: Actor, given: Iterable[str], *, at: datetime) -> list[Ground]:
    """The cases that were chosen, each once, as many as go at a time; what is not theirs to see is left out."""
    found: dict[UUID, Ground] = {}
    for text in list(dict.fromkeys(given))[:MOST]:
        try:
            one = ground(actor, UUID(text), at=at)
        except (ValueError, Missing):
            continue
        found[one.case.id] = one
    return list(found.values())


def acts_for(actor: Actor) -> list[Act]:
    """The acts this person may do to several."""
    return [act for name in OFFERED for act in ACTS if act.name == name and actor.may(act.duty)]


def act_of(actor: Actor, name: str) -> Act | None:
    """One of them by its name."""
    return next((act for act in acts_for(actor) if act.name == name), None)


def asks(act: Act, cases: list[Ground], given: QueryDict | None) -> ActForm:
    """The form to be filled once for all of them: that of the case for which it asks most."""
    return max((act.form(one, given) for one in cases), key=lambda form: len(form.fields))


def filled(given: QueryDict) -> list[tuple[str, str]]:
    """What was filled in, to be sent on as it is: what was looked at is what is done."""
    passing = {"csrfmiddlewaretoken", "step", "key"}
    return [(name, value) for name, values in given.lists() if name not in passing for value in values]


def summed(outcomes: list[Outcome]) -> tuple[int, int]:
    """How many go through, and how many are refused."""
    refused = sum(1 for one in outcomes if one.why)
    return len(outcomes) - refused, refused


def looked_at(act: Act, cases: list[Ground], given: QueryDict) -> list[Outcome]:
    """What would become of each: the verb is tried and taken back, so what it refuses is what it will refuse."""
    return [_outcome(act, one, given, tried) for one in cases]


def carried_out(act: Act, cases: list[Ground], given: QueryDict, key: str) -> list[Outcome]:
    """Do it to each, one by one; sent twice under one `key` it is done once. What is refused stays as it was."""

    def once(verb: Any, case_id: UUID) -> GuanjiaError | None:
        try:
            done_once(f"many:{key[:64]}:{case_id}", verb)
        except GuanjiaError as refused:
            return refused
        return None

    return [_outcome(act, one, given, lambda verb, key=one.case.id: once(verb, key)) for one in cases]


def _outcome(act: Act, one: Ground, given: QueryDict, perform: Any) -> Outcome:
    form = act.form(one, given)
    if act.verb not in one.case.verbs:
        return Outcome(one.case, _("Not possible while it is “%(state)s”.") % {"state": one.case.state_title})
    if not form.is_valid():
        return Outcome(one.case, " ".join(str(why) for errors in form.errors.values() for why in errors))
    refused = perform(lambda: act.perform(one, form))
    if refused is not None:
        return Outcome(one.case, said(refused))
    return Outcome(one.case, changes=_in_words(act, one.case, form))


def _in_words(act: Act, case: CaseView, form: ActForm) -> str:
    """What changes, said by what was filled in."""
    given = {name: _shown(form, name, value) for name, value in form.cleaned_data.items() if value}
    words: Mapping[str, str] = {
        "assign": _("is asked to go: %(staff)s"),
        "tell": _("the resident is told: %(text)s"),
        "transfer": _("owner: %(before)s → %(to_staff)s"),
        "merge": _("ends here and is carried on in %(number)s"),
        "urgency": _("urgency: %(level)s → %(urgency)s"),
        "note": _("gets the note"),
        "close": _("is closed"),
    }
    before = {
        "before": case.owner_name or _("nobody"),
        "level": case.urgency_title or "–",
        "number": given.get("number") or given.get("into", ""),
    }
    return words[act.name] % {"staff": "", "text": "", "to_staff": "", "urgency": "", **before, **given}


def _shown(form: ActForm, name: str, value: Any) -> str:
    """A value as the form shows it: the word of a choice, the beginning of a text."""
    choices = dict(getattr(form.fields.get(name), "choices", ()) or ())
    return str(choices.get(str(value), value))[:60]
