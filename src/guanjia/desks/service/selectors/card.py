"""The resident's card: their homes and family, what is open, what was before over every way in, what to know."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guanjia.desks.service.selectors.words import kind_title
from guanjia.desks.service.types import Card, HomeLine, SameRow
from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases.types import CaseView, QueueRow
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import ContactRow, ResidentRow
from guanjia.rooms.places.types import HomeRow, Occupancy
from guanjia.shared.actor import Actor

_STANDS = {
    Occupancy.VACANT.value: gettext_lazy("Nobody lives in this home now"),
    Occupancy.RENOVATING.value: gettext_lazy("This home is being renovated"),
}
OPEN, BEFORE = 4, 5
"""Cases of each kind shown on the card; the rest is one link away."""


def card(  # noqa: PLR0913 - who, where, and the case that is open
    actor: Actor, contact: ContactRow, home: HomeRow | None, case: CaseView | None, book: Book, *, at: datetime
) -> Card:
    """What the desk should have before its eyes while it speaks with somebody. Ten queries at most; names masked."""
    homes = people.homes_of_resident(actor, contact.resident_id) if contact.resident_id else []
    ways = people.contacts_of_residents([contact.resident_id]) if contact.resident_id else [contact.id]
    rows = [row for row in cases.of_caller(actor, contact.home_id, ways, at=at) if case is None or row.id != case.id]
    return Card(
        homes=[HomeLine(row.home_label, kind_title(row.kind)) for row in homes if row.home_id != contact.home_id],
        family=_family(actor, contact),
        still_open=[_line(row) for row in rows if row.is_open][:OPEN],
        before=[_line(row) for row in rows if not row.is_open][:BEFORE],
        know=list(_know(home, case, rows, book, at)),
    )


def _family(actor: Actor, contact: ContactRow) -> list[HomeLine]:
    if contact.home_id is None:
        return []
    others: list[ResidentRow] = [
        row for row in people.household(actor, contact.home_id).residents if row.id != contact.resident_id
    ]
    return [HomeLine(row.name, kind_title(row.kind)) for row in others]


def _line(row: QueueRow) -> SameRow:
    return SameRow(
        row.id,
        row.number,
        row.topic_title or row.title,
        row.place,
        row.state.value,
        row.opened_at,
        is_open=row.is_open,
        hurried=row.hurried,
        who=row.worker_name or row.owner_name,
        promise=row.promise,
        channel=row.channel,
    )


def _know(home: HomeRow | None, case: CaseView | None, rows: list[QueueRow], book: Book, at: datetime) -> Iterator[str]:
    """What changes how one speaks or goes there."""
    if home is not None and home.occupancy in _STANDS:
        yield str(_STANDS[home.occupancy])
    since = at - timedelta(seconds=book.terms.case.repeat_within.in_seconds())
    again = [row.number for row in rows if case and case.topic and row.topic == case.topic and row.opened_at >= since]
    if again:
        yield _("The same trouble here lately: %(numbers)s") % {"numbers": ", ".join(again[:3])}
    complaints = sum(1 for row in rows if row.case_class == "CMP" and row.is_open)
    if complaints:
        yield _("A complaint of theirs is open: choose words with care")
    urged = max((row.hurried for row in rows if row.is_open), default=0)
    if urged:
        words = ngettext(
            "Asked again %(n)s time about another case", "Asked again %(n)s times about another case", urged
        )
        yield words % {"n": urged}
