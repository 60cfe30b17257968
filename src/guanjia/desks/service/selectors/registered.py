"""A case just taken down: its number to be said, and what is owed from now on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from guanjia.desks.service.selectors.wording import SPOKEN, next_word
from guanjia.desks.service.selectors.words import told
from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases.selectors.words import BookWords
from guanjia.rooms.cases.types import CaseView
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.services import script
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.types import PromiseRow
from guanjia.shared.actor import Actor
from guanjia.shared.templatetags import clockwork


@dataclass(frozen=True, slots=True)
class Registered:
    """A case just taken down, for saying its number."""

    case: CaseView
    owed: list[PromiseRow]
    say: str


def registered(actor: Actor, case_id: UUID, *, at: datetime) -> Registered:
    """A case just taken down: its number, what is owed, and how it is said to the caller. Raises Missing."""
    case = cases.case(actor, case_id, at=at)
    words = BookWords(at)
    owed = [
        told(row, words, case.community_id)
        for row in promises.of_subject("case", case_id, at=at)
        if row.ended_at is None
    ]
    owed.sort(key=lambda row: (row.due_at is None, row.due_at))
    return Registered(case, owed, _say(case, owed, at))


def _say(case: CaseView, owed: list[PromiseRow], at: datetime) -> str:
    """The handbook's words for a case taken down, when all they need is known."""
    book = handbook.edition_in_force(case.community_id, at)
    code = book.terms.case.scripts.get("opened_complaint" if case.case_class == "CMP" else "opened", "")
    first = next_word(book, owed, at)
    if code not in book.scripts or first is None or first.due_at is None:
        return ""
    with translation.override(SPOKEN):
        until = clockwork.due(first.due_at, at)
        goes_on = _("you hear from us by %(time)s") % {"time": until}
    known = {"number": case.number, "matter": case.title, "next": goes_on, "until": until}
    if not set(book.scripts[code].slots) <= set(known):
        return ""
    return script(book, code, **known)
