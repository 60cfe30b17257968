"""What was brought up to a superior, by the ladder and by colleagues: the lists, and one touch to see to it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanjia.desks.manager.nudging import nudge
from guanjia.desks.manager.selectors import act_on, action_row
from guanjia.desks.manager.types import ActionRow
from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases import services as case_verbs
from guanjia.rooms.cases.selectors import BookWords
from guanjia.rooms.cases.types.raising import BroughtRow
from guanjia.rooms.people.types import Duty
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises import services
from guanjia.rooms.promises.types import RaisedRow, SeenHow
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page

ANSWERED = _("Answered")
HOW = {SeenHow.SEEN: _("Seen"), SeenHow.REMINDED: _("Reminded"), SeenHow.ACTED: _("Acted")}


@dataclass(frozen=True, slots=True)
class RaisedLine:
    """A promise that was brought up, with what it is about; `how` in the reader's language."""

    told: RaisedRow
    row: ActionRow
    to_role: str
    how: str


@dataclass(frozen=True, slots=True)
class BroughtLine:
    """A case a colleague brought up, with where it opens and what usually helps; `how` in the reader's language."""

    told: BroughtRow
    title: str
    place: str
    url: str
    act: str
    act_url: str
    how: str


class SeeToForm(forms.Form):
    """What is done about it: only seen, a reminder, or in words."""

    how = forms.ChoiceField(choices=[(one.value, one.value) for one in SeenHow])
    words = forms.CharField(label=_("What you do about it"), max_length=500, required=False)


def lines(actor: Actor, *, seen: bool, at: datetime, after: str | None = None) -> Page[RaisedLine]:
    """A page of what was brought up to this person: what waits by nearest due time, or what was seen to.

    Ten queries, however long. What this person must not see is told by its standard only.
    """
    read = promises.raised_seen if seen else promises.raised_waiting
    page = read(actor, at=at, after=after)
    ids = [one.promise.subject_id for one in page if one.promise.subject_type == "case"]
    about = cases.live_cases(ids, seen_by=actor) if ids else {}
    words = BookWords(at)

    def line(one: RaisedRow) -> RaisedLine:
        row = action_row(actor, one.promise, about.get(one.promise.subject_id), words)
        here = one.promise.community_id
        role = words.of("roles", here, one.to_role) if here else one.to_role
        return RaisedLine(one, row, role, str(HOW[SeenHow(one.how)]) if one.how else "")

    return page.map(line)


def brought(actor: Actor, *, seen: bool, at: datetime, after: str | None = None) -> Page[BroughtLine]:
    """A page of what colleagues brought up to this person: what waits, the longest first, or what was seen to.

    Three queries, however long.
    """
    read = cases.brought_seen if seen else cases.brought_waiting
    page = read(actor, at=at, after=after)
    about = cases.live_cases([one.case_id for one in page], seen_by=actor) if page.rows else {}

    def line(one: BroughtRow) -> BroughtLine:
        case = about[one.case_id]
        act, act_url = act_on(actor, case)
        url = reverse("service:case", args=[case.id]) if actor.may(Duty.SEE_QUEUE) else ""
        how = str(ANSWERED if one.how == SeenHow.ACTED else HOW[SeenHow.SEEN]) if one.how else ""
        return BroughtLine(one, f"{case.number} {case.title}", case.place, url, act, act_url, how)

    return page.map(line)


def see_to_case(actor: Actor, brought_id: UUID, how: SeenHow, words: str, *, at: datetime) -> None:
    """Seen, or answered in words, which stand on the case. Raises as the room does."""
    case_verbs.see_to(actor, brought_id, how, words, at=at)


def see_to(actor: Actor, promise_id: UUID, how: SeenHow, words: str, *, at: datetime) -> None:
    """Seen, reminded on the case itself, or acted in words. Raises Refused for a reminder without a case, and as
    the rooms do."""
    if how is SeenHow.REMINDED:
        nudge(actor, promise_id, at=at)
    services.see_to(actor, promise_id, how, words, at=at)
