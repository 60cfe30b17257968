"""A handbook as plain values, chapter by chapter: what the printed book and the generated pages are made of."""

from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext

from guanjia.rooms.handbook.rules import shelf
from guanjia.rooms.handbook.templatetags import handbook_words as said
from guanjia.rooms.handbook.types.book import HandbookContent
from guanjia.rooms.handbook.types.clocks import Clock, Clocked, StandardPart
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.needs import Guide, Script, Topic

Plain = dict[str, Any]
NOBODY = UUID(int=0)


def unpublished(content: HandbookContent) -> Book:
    """What a pack says as a book nobody has published yet."""
    return Book(
        id=NOBODY,
        number=0,
        title=content.pack.title.zh,
        community_id=NOBODY,
        effective_from=None,
        digest="",
        stamp="",
        content=content,
        calendars={},
        clocks=(),
    )


def laid_out(book: Book, *, company: str = "", community: str = "", day: str = "") -> Plain:
    """The whole book in the reader's language."""
    pack = book.content.pack
    return {
        "language": "zh" if (get_language() or "zh").startswith("zh") else "en",
        "title": said.told(pack.title),
        "text": said.told(pack.text),
        "version": pack.version,
        "edition": _edition(book),
        "company": company,
        "community": community,
        "day": day,
        "words": _words(),
        "chapters": [_chapter(book, one) for one in shelf.shelves(book)],
        "needs": [_needs(book, code, topics) for code, topics in shelf.topics_by_class(book)],
        "plans": [_plan(book, one.code) for one in book.content.plans.values()],
        "grades": _grades(book),
    }


def _edition(book: Book) -> str:
    return gettext("Edition %(number)s") % {"number": book.number} if book.number else ""


def _words() -> dict[str, str]:
    return {
        "contents": gettext("Contents"),
        "needs": gettext("Needs"),
        "plans": gettext("Emergency plans"),
        "grades": gettext("Grades and weights"),
        "why": gettext("Why"),
        "promise": gettext("What residents are told"),
        "source": gettext("Source"),
        "red_line": gettext("red line"),
        "off": gettext("not in force here"),
        "guides": gettext("Step by step"),
        "scripts": gettext("Fixed wording"),
        "must": gettext("Must be said"),
        "never": gettext("Never said"),
        "answer": gettext("Standard answer"),
        "ways": gettext("How to reach us"),
        "points": gettext("How it runs"),
    }


def _chapter(book: Book, one: shelf.Shelf) -> Plain:
    code, content = one.touchpoint.code, book.content
    return {
        "code": code,
        "title": said.told(one.touchpoint.title),
        "aim": said.told(one.touchpoint.aim),
        "ways": [said.told(text) for text in one.touchpoint.ways],
        "points": [said.told(text) for text in one.touchpoint.points],
        "standards": [standard_said(book, each) for each in sorted(one.standards, key=_in_force_first)],
        "guides": [guide_said(book, each) for each in content.guides.values() if each.touchpoint == code],
        "scripts": [_script(each) for each in content.scripts.values() if each.touchpoint == code],
    }


def _in_force_first(one: StandardPart) -> tuple[bool, str]:
    return (not one.enabled, one.code)


def standard_said(book: Book, one: StandardPart) -> Plain:
    """One standard as lines of words."""
    return {
        "code": one.code,
        "title": said.told(one.title),
        "kind": said.word(one.kind, "KINDS"),
        "status": said.word(one.status, "STATUSES"),
        "figure": str(said.figure(one)),
        "who": said.named(book, "roles", one.owed_by),
        "enabled": one.enabled,
        "only_in": said.only_in(book, one),
        "red_line": one.red_line,
        "text": said.told(one.text),
        "promise": said.told(one.promise),
        "why": said.told(one.why),
        "counted": [[label, value] for label, value in _counted(book, one) if value],
        "items": [said.told(item.title) for item in getattr(one, "items", ())],
        "source": [said.source_named(book, code) for code in one.source],
        "note": " ".join(part for part in (one.conflict, one.note) if part),
    }


def _counted(book: Book, one: StandardPart) -> list[tuple[str, str]]:
    rows = [(gettext("For which"), said.condition_said(book, one.when) if one.when else "")]
    if isinstance(one, Clock):
        rows.append((gettext("Begins"), said.triggers_named(book, one.start)))
        rows.append((gettext("Ends"), said.triggers_named(book, one.stop)))
    elif said.starts(one):
        rows.append((gettext("Counts"), said.triggers_named(book, said.starts(one))))
    if isinstance(one, Clocked):
        rows.append((gettext("Clock runs"), said.named(book, "calendars", one.calendar)))
        by = [f"{said.named(book, 'urgencies', code)} {said.limit(within)}" for code, within in one.by_urgency.items()]
        rows.append((gettext("By urgency"), " · ".join(by)))
        rows.append((gettext("May pause"), " · ".join(said.named(book, "reasons", code) for code in one.reasons)))
    ladder = " → ".join(said.step_said(book, step) for step in one.ladder)
    rows.append((gettext("When it is missed"), ladder))
    rows.append((gettext("Proof"), " · ".join(said.word(proof, "EVIDENCE") for proof in one.proof)))
    return rows


def guide_said(book: Book, one: Guide) -> Plain:
    """A guide with its steps and what is said at each."""
    scripts = book.content.scripts
    steps = [
        {
            "title": said.told(step.title),
            "text": said.told(step.text),
            "who": said.named(book, "roles", step.role) if step.role else "",
            "say": said.told(scripts[step.script].text) if step.script in scripts else "",
        }
        for step in one.steps
    ]
    return {"title": said.told(one.title), "steps": steps}


def _script(one: Script) -> Plain:
    return {
        "code": one.code,
        "title": said.told(one.title),
        "text": said.told(one.text),
        "must": [said.told(text) for text in one.must],
        "never": [said.told(text) for text in one.never],
    }


def _needs(book: Book, code: str, topics: list[Topic]) -> Plain:
    return {"title": said.word(code, "CLASSES"), "topics": [_topic(book, one) for one in topics]}


def _topic(book: Book, one: Topic) -> Plain:
    answer = book.content.scripts.get(one.standard_answer or "")
    guide = book.content.guides.get(one.guide or "")
    return {
        "code": one.code,
        "title": said.told(one.title),
        "urgency": said.named(book, "urgencies", one.urgency) if one.urgency else "",
        "who": " · ".join(said.named(book, "roles", role) for role in one.team),
        "examples": list(one.examples),
        "answer": said.told(answer.text) if answer else "",
        "guide": said.told(guide.title) if guide else "",
    }


def _plan(book: Book, code: str) -> Plain:
    plan = book.content.plans[code]
    steps = [
        {
            "title": said.told(step.title),
            "who": said.named(book, "roles", step.role),
            "within": said.duration(step.within) if step.within else "",
        }
        for step in plan.steps
    ]
    return {"title": said.told(plan.title), "leader": said.named(book, "roles", plan.leader), "steps": steps}


def _grades(book: Book) -> Plain:
    grades = book.content.grades
    return {
        "weights": [[said.word(one.part, "PARTS"), f"{one.weight:g}"] for one in grades.weights],
        "levels": [[said.told(one.title), f"≥ {one.at_least:g}"] for one in grades.levels],
    }
