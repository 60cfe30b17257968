"""What the handbook asks for at homes: kinds of stop, their standards and checklists."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.standards import Checklist, Item, Quota
from guanjia.rooms.rounds.models import Stop
from guanjia.rooms.rounds.types import AskedItem, StopKind
from guanjia.shared.db import rows_of
from guanjia.shared.riding import ask

_BY_ACTIVITY = {kind.activity: kind for kind in StopKind}


def kinds_owed() -> list[str]:
    """The acts at homes that quotas may ask for."""
    return list(_BY_ACTIVITY)


def kind_of(activity: str) -> StopKind:
    """The kind of stop that an act is."""
    return _BY_ACTIVITY[activity]


def quota_of(book: Book, code: str) -> Quota | None:
    """The standard of this code, None when it isn't a quota of the book."""
    found = book.standards.get(code)
    return found if isinstance(found, Quota) else None


_LAST = """
select id from rounds_stop where home_id = %s and kind = %s and state = 'done' order by ended_at desc limit 2
"""


def last_done(home_id: UUID, kind: StopKind) -> list[Stop]:
    """The last two stops of a kind that were done at a home, the last first. A light query, and one more where there
    are some."""
    keys = [key for (key,) in ask(_LAST, [home_id, kind.value])]
    return sorted(rows_of(Stop, id=keys), key=lambda row: keys.index(row.pk)) if keys else []


def asked_items(book: Book, kind: StopKind, home_id: UUID) -> list[AskedItem]:
    """The items the checklists ask for, each once, in the handbook's order, with what the meters read last. Two light
    queries at most."""
    return items_after(book, kind, last_done(home_id, kind))


def items_after(book: Book, kind: StopKind, done: Sequence[Stop]) -> list[AskedItem]:
    """The same, where what was done before is known."""
    last = next(iter(done), None)
    found: dict[str, AskedItem] = {}
    for one in checklists(book, kind):
        for item in one.items:
            found.setdefault(item.code, _item(book, one, item, last))
    return list(found.values())


def checklists(book: Book, kind: StopKind) -> Iterator[Checklist]:
    """The checklists in force for a kind of stop."""
    activity = kind.activity
    for one in book.standards.values():
        if isinstance(one, Checklist) and one.enabled and any(t.event == activity for t in one.activity):
            yield one


def _item(book: Book, one: Checklist, item: Item, last: Stop | None) -> AskedItem:
    given = last.evidence.get(item.code) if last is not None else None
    return item_asked(book, one, item, given, last.ended_at if last is not None else None)


def item_asked(book: Book, one: Checklist, item: Item, given: object, given_at: datetime | None) -> AskedItem:
    """An item in the reader's language; `given`, at `given_at`: what was written down for it the last time."""
    language = get_language() or ""
    allowed = one.not_applicable_reasons if item.may_be_not_applicable else ()
    topic = book.topics.get(item.opens.topic) if item.opens else None
    reading = item.reading
    known = float(given) if isinstance(given, int | float) and not isinstance(given, bool) else None
    return AskedItem(
        code=item.code,
        title=item.title.told_in(language),
        kind=item.evidence[0],
        required=item.required,
        count=item.count,
        reasons=tuple((key, book.reasons[key].title.told_in(language)) for key in allowed if key in book.reasons),
        topic=item.opens.topic if item.opens else "",
        urgency=(item.opens.urgency or "") if item.opens else "",
        priority=item.opens.priority if item.opens else "",
        opens=topic.title.told_in(language) if topic else "",
        unit=reading.unit.told_in(language) if reading else "",
        least=None if reading is None or reading.least is None else float(reading.least),
        most=None if reading is None or reading.most is None else float(reading.most),
        moved=None if reading is None or reading.moved is None else float(reading.moved),
        last=known,
        last_at=given_at if known is not None else None,
    )
