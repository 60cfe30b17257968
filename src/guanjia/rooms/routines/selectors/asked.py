"""What the handbook asks for: which work a quota is about, and the items of its checklists."""

from collections.abc import Iterator

from django.utils.translation import get_language

from guanjia.rooms.handbook.types.conditions import Condition
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.standards import Checklist, Quota
from guanjia.rooms.rounds.selectors.owed import item_asked
from guanjia.rooms.rounds.types import AskedItem
from guanjia.rooms.routines.events import TaskDone
from guanjia.rooms.routines.models import DONE, Routine

ACTIVITY = TaskDone.kind
FIELD = "task"


def tasks_of(one: Quota | Checklist) -> set[str]:
    """Which works a standard is about; none for one about something else."""
    return {value for trigger in one.activity if trigger.event == ACTIVITY for value in _values(trigger.when)}


def task_of(one: Quota) -> str:
    """The work a quota is about; "" for one about something else."""
    return min(tasks_of(one), default="")


def _values(condition: Condition | None) -> Iterator[str]:
    if condition is not None and condition.field == FIELD:
        yield from map(str, condition.value if isinstance(condition.value, tuple) else [condition.value])
    for part in (condition.all or ()) if condition is not None else ():
        yield from _values(part)


def quotas(book: Book) -> dict[str, Quota]:
    """The quotas in force that are about routine work, by code."""
    return {one.code: one for one in book.standards.values() if isinstance(one, Quota) and one.enabled and task_of(one)}


def asked_items(book: Book, row: Routine) -> list[AskedItem]:
    """The items the checklists ask for, each once, in the handbook's order, with what the meters read last. One query
    where there is a meter to read, else none."""
    lists = [one for one in book.standards.values() if isinstance(one, Checklist) and row.task in tasks_of(one)]
    lists = [one for one in lists if one.enabled]
    last = _last(row) if any(item.reading for one in lists for item in one.items) else None
    found: dict[str, AskedItem] = {}
    for one in lists:
        for item in one.items:
            given = last.evidence.get(item.code) if last else None
            found.setdefault(item.code, item_asked(book, one, item, given, last.ended_at if last else None))
    return list(found.values())


def _last(row: Routine) -> Routine | None:
    before = Routine.objects.filter(thing=row.thing_id, standard=row.standard, state=DONE).exclude(pk=row.pk)
    return before.order_by("-ended_at").first()


def kinds(book: Book) -> dict[str, str]:
    """What may be looked after: the subjects that quotas in force ask for, with their titles."""
    language, wanted = get_language() or "", sorted({one.subject for one in quotas(book).values()})
    titles = {
        code: book.content.subjects[code].title.told_in(language) for code in wanted if code in book.content.subjects
    }
    return {code: titles.get(code, code) for code in wanted}


def said(book: Book, code: str) -> tuple[str, str]:
    """The standard's title and reason in the reader's language; its code where it stands nowhere."""
    found, language = book.standards.get(code), get_language() or ""
    if found is None:
        return code, ""
    return found.title.told_in(language), found.why.told_in(language) if found.why else ""
