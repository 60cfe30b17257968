"""The handbook's steps where the work is done: the guide of a case, what is safe, how a need is taken down."""

from collections.abc import Mapping

from django.utils.translation import get_language

from guanjia.desks.service.types import GuideLine, GuideRow, Safety
from guanjia.rooms.cases.types import CaseView
from guanjia.rooms.handbook.rules.wording import spoken
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.promises.types import PromiseRow


def guide_title(book: Book, case: CaseView | None) -> str:
    """What the guide of the case is called; empty when it has none."""
    found = book.guides.get(case.guide) if case else None
    return found.title.told_in(get_language() or "") if found else ""


def guide_of(book: Book, case: CaseView | None, owed: list[PromiseRow]) -> list[GuideLine]:
    """The steps of the topic's guide; one whose promise was kept is done, and all before it."""
    found = book.guides.get(case.guide) if case else None
    if found is None:
        return []
    language = get_language() or ""
    kept = {row.code for row in owed if row.ended_at is not None and row.state in {"met", "late"}}
    last = max((place for place, step in enumerate(found.steps) if step.standard in kept), default=-1)
    over = case is not None and not case.is_open
    return [
        GuideLine(
            step.title.told_in(language),
            step.text.told_in(language) if step.text else "",
            "did" if over or place <= last else "now" if place == last + 1 else "",
        )
        for place, step in enumerate(found.steps)
    ]


def safety_of(book: Book, case: CaseView | None) -> Safety | None:
    """What must be seen to before the work of an open case begins."""
    found = book.guides.get(case.safety) if case and case.is_open else None
    if found is None:
        return None
    language = get_language() or ""
    return Safety(found.title.told_in(language), tuple(step.title.told_in(language) for step in found.steps))


def guides_read(book: Book, codes: tuple[str, ...], known: Mapping[str, str]) -> list[GuideRow]:
    """These guides to be read while somebody speaks, each step with its wording."""
    language = get_language() or ""
    found = [book.guides[code] for code in dict.fromkeys(codes) if code in book.guides]
    return [
        GuideRow(
            guide.title.told_in(language),
            [
                GuideLine(
                    step.title.told_in(language),
                    step.text.told_in(language) if step.text else "",
                    "",
                    spoken(book, step.script, known),
                )
                for step in guide.steps
            ],
        )
        for guide in found
    ]
