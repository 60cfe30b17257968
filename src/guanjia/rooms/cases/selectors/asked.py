"""What the handbook's checklists ask for at the end of the work, beside photos and the trial."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language

from guanjia.rooms.cases.events import CaseDone
from guanjia.rooms.cases.types import CaseView, PhotoOf
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.standards import Checklist

BY_ITSELF = frozenset({"tested", *PhotoOf})
"""Items that photos and the trial answer by themselves."""


@dataclass(frozen=True, slots=True)
class AskedItem:
    """One item for a form: `kind` of evidence, and the reasons for which it may be left out, as (code, words)."""

    code: str
    title: str
    kind: str
    required: bool
    reasons: tuple[tuple[str, str], ...]


def asked_at_the_end(book: Book, case: CaseView) -> list[AskedItem]:
    """The further items the checklists ask for of this case, each once, in the handbook's order. No query."""
    facts = {"case_class": case.case_class, "topic": case.topic, "paid": case.paid, "urgency": case.urgency}
    found: dict[str, AskedItem] = {}
    for one in _checklists(book):
        if one.when is None or one.when.holds(facts):
            for item in one.items:
                if item.code not in BY_ITSELF and (item.when is None or item.when.holds(facts)):
                    found.setdefault(item.code, _item(book, one, item.code))
    return list(found.values())


def _checklists(book: Book) -> Iterator[Checklist]:
    for one in book.standards.values():
        if isinstance(one, Checklist) and one.enabled and any(t.event == CaseDone.kind for t in one.activity):
            yield one


def _item(book: Book, one: Checklist, code: str) -> AskedItem:
    language = get_language() or ""
    item = next(found for found in one.items if found.code == code)
    allowed = one.not_applicable_reasons if item.may_be_not_applicable else ()
    reasons = tuple((key, book.reasons[key].title.told_in(language)) for key in allowed if key in book.reasons)
    return AskedItem(code, item.title.told_in(language), item.evidence[0], item.required, reasons)
