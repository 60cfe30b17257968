"""What the handbook's checklists ask for when the work begins, and at its end."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language

from guanjia.rooms.cases.events import CaseDone, CaseWorkStarted
from guanjia.rooms.cases.types import CaseView, PhotoOf
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.standards import Checklist, Item

TESTED = "tested"
"""The item that the trial answers; photos answer those of their kind."""
SEEN = "read"
"""The item that the safety steps answer, when each of them was ticked."""


@dataclass(frozen=True, slots=True)
class AskedItem:
    """One item for a form: `kind` of evidence, and the reasons for which it may be left out, as (code, words).

    `photo` is the kind of photo that answers it, of which `count` are asked and `have` are there.
    """

    code: str
    title: str
    kind: str
    required: bool
    reasons: tuple[tuple[str, str], ...]
    count: int = 1
    photo: PhotoOf | None = None
    have: int = 0
    opens: str = ""
    """What a finding opens, in words; "" for an item that opens nothing."""
    timed: bool = False
    """Its list goes in order, so it is said when it was seen to."""

    @property
    def lacks_photo(self) -> bool:
        """Whether photos must still be taken."""
        return self.required and self.photo is not None and self.have < self.count


def asked_at_the_end(book: Book, case: CaseView) -> list[AskedItem]:
    """The items the checklists ask for of this case, but the trial, each once, in the handbook's order. No query."""
    return _asked(book, case, CaseDone.kind, but_for=TESTED)


def asked_at_the_start(book: Book, case: CaseView) -> list[AskedItem]:
    """The same when the work begins on the spot, but the safety steps themselves. No query."""
    return _asked(book, case, CaseWorkStarted.kind, but_for=SEEN)


def _asked(book: Book, case: CaseView, kind: str, *, but_for: str) -> list[AskedItem]:
    facts: dict[str, object] = {"case_class": case.case_class, "topic": case.topic, "urgency": case.urgency}
    facts |= {"paid": case.paid, "safety": bool(case.safety)}
    found: dict[str, AskedItem] = {}
    for one in _checklists(book, kind):
        if one.when is None or one.when.holds(facts):
            for item in one.items:
                if item.code != but_for and (item.when is None or item.when.holds(facts)):
                    found.setdefault(item.code, _item(book, one, item, case))
    return list(found.values())


def _checklists(book: Book, kind: str) -> Iterator[Checklist]:
    for one in book.standards.values():
        if isinstance(one, Checklist) and one.enabled and any(t.event == kind for t in one.activity):
            yield one


def _item(book: Book, one: Checklist, item: Item, case: CaseView) -> AskedItem:
    language = get_language() or ""
    allowed = one.not_applicable_reasons if item.may_be_not_applicable else ()
    reasons = tuple((key, book.reasons[key].title.told_in(language)) for key in allowed if key in book.reasons)
    photo = PhotoOf(item.code) if item.code in set(PhotoOf) and item.evidence[0] == "photo" else None
    have = sum(1 for row in case.photos if row.of is photo)
    title = item.title.told_in(language)
    topic = book.topics.get(item.opens.topic) if item.opens else None
    opens = topic.title.told_in(language) if topic else ""
    return AskedItem(
        item.code,
        title,
        item.evidence[0],
        item.required,
        reasons,
        item.count,
        photo,
        have,
        opens=opens,
        timed=one.in_order,
    )
