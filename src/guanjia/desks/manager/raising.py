"""What was brought up to a superior: the list, and one touch to see to it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from guanjia.desks.manager.nudging import nudge
from guanjia.desks.manager.selectors import action_row
from guanjia.desks.manager.types import ActionRow
from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases.selectors import BookWords
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises import services
from guanjia.rooms.promises.types import RaisedRow, SeenHow
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page

HOW = {SeenHow.SEEN: _("Seen"), SeenHow.REMINDED: _("Reminded"), SeenHow.ACTED: _("Acted")}


@dataclass(frozen=True, slots=True)
class RaisedLine:
    """A promise that was brought up, with what it is about; `how` in the reader's language."""

    told: RaisedRow
    row: ActionRow
    to_role: str
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


def see_to(actor: Actor, promise_id: UUID, how: SeenHow, words: str, *, at: datetime) -> None:
    """Seen, reminded on the case itself, or acted in words. Raises Refused for a reminder without a case, and as
    the rooms do."""
    if how is SeenHow.REMINDED:
        nudge(actor, promise_id, at=at)
    services.see_to(actor, promise_id, how, words, at=at)
