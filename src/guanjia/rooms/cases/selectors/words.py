"""Codes of the handbook and states in the reader's language."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from guanjia.rooms.cases.types import CaseState, PhotoOf, Window
from guanjia.rooms.cases.types.complaints import Outcome, Reply
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.base import Text
from guanjia.rooms.handbook.types.editions import Book
from guanjia.shared.templatetags.clockwork import clock, when

STATE_WORDS: Mapping[CaseState, object] = {
    CaseState.TAKEN: pgettext_lazy("case", "Taken"),
    CaseState.CLASSIFIED: pgettext_lazy("case", "Classified"),
    CaseState.DISPATCHED: pgettext_lazy("case", "Dispatched"),
    CaseState.IN_HAND: pgettext_lazy("case", "In hand"),
    CaseState.PAUSED: _("Paused"),
    CaseState.DONE: pgettext_lazy("case", "Done"),
    CaseState.REFUSED: pgettext_lazy("case", "Refused, work goes on"),
    CaseState.ACCEPTED: pgettext_lazy("case", "Accepted"),
    CaseState.CLOSED: pgettext_lazy("case", "Closed"),
    CaseState.ARCHIVED: pgettext_lazy("case", "Archived"),
    CaseState.MERGED: pgettext_lazy("case", "Merged"),
    CaseState.WITHDRAWN: pgettext_lazy("case", "Withdrawn"),
}

PHOTO_WORDS: Mapping[PhotoOf, object] = {
    PhotoOf.BEFORE: pgettext_lazy("photo", "Before"),
    PhotoOf.AFTER: pgettext_lazy("photo", "After"),
    PhotoOf.TROUBLE: pgettext_lazy("photo", "From the resident"),
    PhotoOf.SIGNATURE: pgettext_lazy("photo", "Signature"),
    PhotoOf.AGREED: pgettext_lazy("photo", "Signed for the price"),
}

NEEDS_WORDS: Mapping[str, object] = {
    "unsure": _("The topic is not sure; please look"),
    "unknown": _("The topic could not be recognised"),
    "voice": _("Only a recording; please listen to it"),
    "unassigned": _("Nobody could be sent"),
    "acceptance": _("Nobody to ask; please check the work"),
    "fine": _("The resident says it is fine now"),
    "reopened": _("Reopened"),
    "offer_answered": _("The resident answered the solution"),
    "not_fine": _("The resident wrote after the work was done"),
}


OUTCOME_WORDS: Mapping[Outcome, object] = {
    Outcome.UPHELD: _("Upheld"),
    Outcome.PARTLY: _("Partly upheld"),
    Outcome.NOT_UPHELD: _("Not upheld"),
}

REPLY_WORDS: Mapping[Reply, object] = {
    Reply.ACCEPTS: _("The resident accepts"),
    Reply.REFUSES: _("The resident does not accept"),
    Reply.NOT_REACHED: _("Not reached"),
    Reply.WAITS: _("Waits for their word on their page"),
}


class BookWords:
    """The handbooks' words for codes, one handbook per community; they are kept in the process, so no query."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._language = get_language() or "zh-hans"
        self._books: dict[UUID, Book] = {}

    def book(self, community_id: UUID) -> Book:
        """The handbook in force there."""
        if community_id not in self._books:
            self._books[community_id] = handbook.edition_in_force(community_id, self._at)
        return self._books[community_id]

    def told(self, text: Text | None) -> str:
        """A text of the handbook in the reader's language; nothing for none."""
        return text.told_in(self._language) if text is not None else ""

    def of(self, kind: str, community_id: UUID, code: str) -> str:
        """The title of a code of one kind (topics, urgencies, reasons, roles, departments); the code if unknown."""
        if not code:
            return ""
        found = getattr(self.book(community_id).content, kind).get(code)
        return found.title.told_in(self._language) if found is not None else code


def window_words(window: Window, at: datetime) -> str:
    """A window as it is said at an instant: today 15:00–17:00."""
    said = f"{when(window.start, at)}–{clock(window.end)}"
    same_day = said.startswith(clock(window.start))
    return gettext("today %(window)s") % {"window": said} if same_day else said
