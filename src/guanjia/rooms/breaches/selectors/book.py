"""The book of dissuading, stopping and reporting: a line a breach, as list and workbook. Source: handbook E32."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from guanjia.rooms.breaches import access
from guanjia.rooms.breaches.models import Breach, Paper, Step
from guanjia.rooms.breaches.selectors.lists import title_of
from guanjia.rooms.breaches.selectors.one import Told, moment
from guanjia.rooms.breaches.types import BookLine, BreachState, StepKind
from guanjia.rooms.breaches.wording import STATES
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.selectors.records import resident_names
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset
from guanjia.shared.sheets import Given, written

MOST = 5000
"""Lines of one workbook; a community has fewer in years."""
PAPER = ("id", "kind", "number", "words", "until", "department")
TALKED = (StepKind.TALKED,)
STOPPED = (StepKind.NOTICED, StepKind.DELIVERED)
REPORTED = (StepKind.REPORTED,)
ENDED = (StepKind.CHECKED, StepKind.TAKEN, StepKind.WITHDRAWN)


def book(actor: Actor, community_id: UUID, *, at: datetime, after: str | None = None) -> Page[BookLine]:
    """The lines of the book, the latest first. Five queries."""
    rows = access.breaches(actor).filter(community=community_id)
    page = keyset(rows, by="found_at", after=after, down=True)
    return Page(_lines(page.rows, handbook.edition_in_force(community_id, at)), page.next)


def book_sheet(actor: Actor, community_id: UUID, *, at: datetime) -> bytes:
    """The book as a workbook."""
    rows = list(access.breaches(actor).filter(community=community_id).order_by("-found_at", "-id")[:MOST])
    lines = _lines(rows, handbook.edition_in_force(community_id, at))
    return written([Given(gettext("Book of breaches"), _heads(), _cells(lines))])


def _heads() -> list[str]:
    return [
        gettext("Found at"),
        gettext("Place"),
        gettext("Breach"),
        gettext("What was seen"),
        gettext("Found by"),
        gettext("Dissuaded at"),
        gettext("How dissuaded"),
        gettext("Stopped at"),
        gettext("How stopped"),
        gettext("Reported at"),
        gettext("To whom reported"),
        gettext("State"),
        gettext("Ended at"),
        gettext("How it ended"),
    ]


def _cells(lines: Sequence[BookLine]) -> Iterator[list[str]]:
    for one in lines:
        yield [
            _when(one.found_at),
            one.place,
            one.title,
            one.words,
            one.found_by,
            _when(one.dissuaded_at),
            one.dissuaded,
            _when(one.stopped_at),
            one.stopped,
            _when(one.reported_at),
            one.reported,
            str(STATES[one.state]),
            _when(one.ended_at),
            one.ended,
        ]


def _when(at: datetime | None) -> str:
    return moment(at) if at is not None else ""


def _lines(rows: Sequence[Breach], book: Book) -> list[BookLine]:
    keys = [row.pk for row in rows]
    steps: dict[UUID, list[Step]] = {key: [] for key in keys}
    for one in Step.objects.filter(breach__in=keys).order_by("at", "id") if keys else []:
        steps[one.breach_id].append(one)
    papers = {one.pk: one for one in Paper.objects.filter(breach__in=keys).only(*PAPER)} if keys else {}
    names = people.staff_names(row.staff_id for row in rows) if rows else {}
    residents = resident_names(one.resident_id for found in steps.values() for one in found)
    told = Told(names, residents, papers, book)
    parts = (TALKED, STOPPED, REPORTED, ENDED)
    return [
        _line(row, title_of(row, book), names, *(_said(steps[row.pk], kinds, told) for kinds in parts)) for row in rows
    ]


def _said(found: Sequence[Step], kinds: tuple[StepKind, ...], told: Told) -> tuple[datetime | None, str]:
    """When it was done first, and all that was."""
    mine = [one for one in found if one.kind in kinds]
    return (mine[0].at if mine else None), "\n".join(told.words(one) for one in mine)


def _line(row: Breach, title: str, names: dict[UUID, str], *parts: tuple[datetime | None, str]) -> BookLine:
    talked, stopped, reported, ended = parts
    return BookLine(
        id=row.pk,
        place=row.place,
        title=title,
        words=row.words,
        found_at=row.found_at,
        found_by=names.get(row.staff_id, ""),
        dissuaded_at=talked[0],
        dissuaded=talked[1],
        stopped_at=stopped[0],
        stopped=stopped[1],
        reported_at=reported[0],
        reported=reported[1],
        ended_at=row.ended_at,
        ended=ended[1],
        state=BreachState(row.state),
    )
