"""Reads of the handbook. Books are kept per process: what they are made of never changes."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet, Subquery
from django.db.models.functions import Length

from guanjia.rooms.handbook.models import (
    Edition,
    EditionFile,
    EditionStep,
    PrintedBook,
    ResolvedContent,
    ResolvedEdition,
    YearTable,
)
from guanjia.rooms.handbook.rules.years import newest, resolved_calendars
from guanjia.rooms.handbook.types.book import HandbookContent
from guanjia.rooms.handbook.types.calendars import YearTable as Table
from guanjia.rooms.handbook.types.clocks import Clock, StandardPart
from guanjia.rooms.handbook.types.editions import Book, EditionRow, EditionState, PrintRow, PrintState
from guanjia.rooms.handbook.types.life import EditionView, Step, StepRow
from guanjia.rooms.handbook.types.standards import Checklist, Gate, Quota, Sample
from guanjia.rooms.people import selectors as people
from guanjia.rooms.places import selectors as places
from guanjia.shared.db import Page, keyset
from guanjia.shared.errors import Missing, Refused, gettext_noop
from guanjia.shared.riding import ask

CONTENTS = 24
"""Contents kept in memory by one process, 6 MB each for the base handbook; the least recently asked for go first."""
KEPT = 1024
"""Books kept beside them, which are light: communities whose books say the same share one content."""

_LINE = ("number", "title", "version", "state", "effective_from", "digest")
"""Columns without the content, which is large."""

_PRINT = ("id", "state", "asked_at", "made_at", "problem")

_books: OrderedDict[tuple[UUID, UUID, str, UUID | None], Book] = OrderedDict()
_contents: "OrderedDict[str, _Said]" = OrderedDict()
_tables: OrderedDict[UUID | None, list[Table]] = OrderedDict()
_editions: "OrderedDict[UUID, tuple[tuple[object, ...], list[_Found]]]" = OrderedDict()
_lock = Lock()


def edition_in_force(community_id: UUID, at: datetime) -> Book:
    """The book by which what begins at `at` in this community is judged. One light query when it is kept, else five.

    Raises Refused when no edition was in force.
    """
    begun = [row for row in _published(community_id) if row.effective_from <= at]
    found = max(begun, key=lambda row: row.effective_from, default=None)
    if found is None:
        message = gettext_noop("No edition of the handbook is in force here yet. Publish one first.")
        raise Refused("handbook.none_in_force", message)
    return _book(found)


def edition(edition_id: UUID, community_id: UUID) -> Book:
    """The book of a published edition in a community. One query when it is kept. Raises Missing."""
    found = _resolved(community_id).filter(edition=edition_id).first()
    if found is None:
        raise Missing("handbook.no_edition", gettext_noop("There is no such edition."))
    return _book(_Found(*found))


def books(community_id: UUID) -> list[Book]:
    """Every published edition of a community, the oldest first: what a replay or an audit needs. One query."""
    return [_book(_Found(*row)) for row in _resolved(community_id).order_by("edition__effective_from")]


def titles(community_id: UUID, language: str, *, at: datetime) -> dict[str, str]:
    """What roles, skills and certificates (`skill:…`) are called here; nothing without an edition. One query."""
    try:
        content = edition_in_force(community_id, at).content
    except Refused:
        return {}
    roles = {one.code: one.title.told_in(language) for one in content.roles.values()}
    able = [*content.skills.values(), *content.certificates.values()]
    return roles | {f"skill:{one.code}": one.title.told_in(language) for one in able}


_STAMP = """
select count(*), max(id::text), (select count(*) || max(id::text) from handbook_yeartable)
  from handbook_resolvededition where community_id = %s
"""
_STAMPS = """
select k.id, count(e.id), max(e.id::text), (select count(*) || max(id::text) from handbook_yeartable)
  from unnest(%s::uuid[]) as k(id) left join handbook_resolvededition e on e.community_id = k.id group by k.id
"""
_together: ContextVar[dict[UUID, tuple[object, ...]] | None] = ContextVar("handbook_together", default=None)


@contextmanager
def together(community_ids: Iterable[UUID] = ()) -> Iterator[None]:
    """Inside the block, whether a book is still good is asked once for each community; for these, once for all.

    For reading a page: nothing that is published meanwhile belongs on it. One query at most.
    """
    kept = _together.get()
    known = {} if kept is None else kept
    token = _together.set(known)
    try:
        new = [key for key in set(community_ids) if key not in known and key not in _still]
        if new:
            known |= {key: tuple(rest) for key, *rest in ask(_STAMPS, [new])}
        yield
    finally:
        _together.reset(token)


def stamp(community_id: UUID) -> tuple[object, ...]:
    """Changes when an edition is published for the community or a year table is loaded. One light query.

    Who keeps something made from `books` asks this, at every fact that is judged, whether it is still good.
    """
    still = _still.get(community_id)
    if still is not None:
        return still
    known = _together.get()
    if known is None:
        return tuple(ask(_STAMP, [community_id])[0])
    if community_id not in known:
        known[community_id] = tuple(ask(_STAMP, [community_id])[0])
    return known[community_id]


_still: dict[UUID, tuple[object, ...]] = {}


def stands_still(community_id: UUID) -> None:
    """Promise that nothing is published for this community and no table loaded while this process lives.

    A demo's days do so: nobody publishes while they pass, and `stamp` costs nothing.
    """
    _still[community_id] = stamp(community_id)


def editions(company_id: UUID, *, after: str | None = None) -> Page[EditionRow]:
    """A company's editions, the newest first. One query."""
    rows = Edition.objects.filter(company=company_id).only(*_LINE)
    return keyset(rows, by="number", after=after, down=True).map(_row)


def printed(community_id: UUID, digest: str, language: str) -> PrintRow | None:
    """The PDF of a book in a language, or that it is being made; None when nobody asked for it. One query."""
    rows = PrintedBook.objects.filter(community=community_id, digest=digest, language=language)
    found = rows.annotate(size=Length("content")).values_list(*_PRINT, "size").first()
    return PrintRow(found[0], PrintState(found[1]), found[2], found[3], found[4], found[5] or 0) if found else None


def printed_content(printed_id: UUID) -> bytes:
    """The bytes of a PDF that was made. One query."""
    return bytes(PrintedBook.objects.values_list("content", flat=True).get(pk=printed_id) or b"")


def company_of(edition_id: UUID) -> UUID | None:
    """The company of an edition, None when there is no such edition. One query."""
    return Edition.objects.filter(pk=edition_id).values_list("company_id", flat=True).first()


def year_tables(at: datetime | None = None) -> list[Table]:
    """The newest version of each year's table; with `at`, as known at that time. One query."""
    rows = YearTable.objects.all() if at is None else YearTable.objects.filter(loaded_at__lte=at)
    return newest(Table.model_validate(content) for content in rows.values_list("content", flat=True))


@lru_cache(maxsize=2)
def read(plain: str) -> HandbookContent:
    """What the plain form of an edition says. The last two are remembered: on its way to being published and to the
    first case judged by it one is read again and again."""
    return HandbookContent.model_validate_json(plain)


def content_of(edition_id: UUID) -> HandbookContent:
    """What an edition says, draft or published, without anybody's overrides laid over. One query. Raises Missing."""
    plain = Edition.objects.filter(pk=edition_id).values_list("content", flat=True).first()
    if plain is None:
        raise Missing("handbook.no_edition", gettext_noop("There is no such edition."))
    return read(plain)


def files_of(edition_id: UUID) -> dict[str, bytes]:
    """The files an edition was made of by their path; none for one that was made without. One query."""
    rows = EditionFile.objects.filter(edition=edition_id).order_by("path")
    return {path: bytes(content) for path, content in rows.values_list("path", "content")}


def numbered(company_id: UUID, number: int) -> UUID | None:
    """The company's edition of this number, None when there is none. One query."""
    rows = Edition.objects.filter(company=company_id, number=min(number, 2**31 - 1))
    return rows.values_list("id", flat=True).first()


_numbers: dict[UUID, int] = {}


def edition_numbers(ids: Iterable[UUID]) -> dict[UUID, int]:
    """What published editions are numbered. No query for those whose book was read before, else one."""
    wanted = set(ids)
    new = wanted - _numbers.keys()
    if new:
        rows = Edition.objects.filter(pk__in=new, state=EditionState.PUBLISHED)
        _numbers.update(rows.values_list("id", "number"))
    return {key: _numbers[key] for key in wanted if key in _numbers}


def in_force_id(company_id: UUID, at: datetime) -> UUID | None:
    """The company's edition in force at an instant, None before the first. One query."""
    rows = Edition.objects.filter(company=company_id, state=EditionState.PUBLISHED, effective_from__lte=at)
    return rows.order_by("-effective_from").values_list("id", flat=True).first()


def content_in_force(company_id: UUID, at: datetime) -> HandbookContent | None:
    """What the company's edition in force says, as it is written; None before the first. Two queries."""
    found = in_force_id(company_id, at)
    return None if found is None else content_of(found)


def authors(edition_id: UUID) -> frozenset[UUID]:
    """Who drafted it or changed it since. One query."""
    written = EditionStep.objects.filter(edition=edition_id, step__in=[Step.DRAFTED, Step.CHANGED], by__isnull=False)
    return frozenset(written.values_list("by_id", flat=True))


def view(edition_id: UUID) -> EditionView:
    """An edition with its road. Raises Missing. Four queries at most."""
    more = ("company", "drafted_at", "published_at", "made_from", "approved_by")
    found = Edition.objects.filter(pk=edition_id).only(*_LINE, *more).first()
    if found is None:
        raise Missing("handbook.no_edition", gettext_noop("There is no such edition."))
    steps = list(EditionStep.objects.filter(edition=edition_id).order_by("at", "id"))
    names = people.staff_names([*(one.by_id for one in steps), found.approved_by_id])
    source = Edition.objects.filter(pk=found.made_from).values_list("number", flat=True) if found.made_from else None
    return EditionView(
        row=_row(found),
        drafted_at=found.drafted_at,
        published_at=found.published_at,
        approved_by=names.get(found.approved_by_id, "") if found.approved_by_id else "",
        made_from=source.first() if source is not None else None,
        steps=tuple(
            StepRow(Step(one.step), names.get(one.by_id, "") if one.by_id else "", one.at, one.remark) for one in steps
        ),
    )


class _Found(NamedTuple):
    """Which content holds in a community under an edition, and which year table was loaded last."""

    community_id: UUID
    edition_id: UUID
    number: int
    title: str
    effective_from: datetime
    digest: str
    content_id: UUID
    content_digest: str
    last_table: UUID | None


def _resolved(community_id: UUID) -> QuerySet[ResolvedEdition, tuple[Any, ...]]:
    rows = ResolvedEdition.objects.filter(community=community_id, edition__state=EditionState.PUBLISHED)
    last = YearTable.objects.order_by("-loaded_at", "-id").values("id")[:1]
    of_edition = (f"edition__{name}" for name in ("number", "title", "effective_from", "digest"))
    return rows.annotate(last_table=Subquery(last)).values_list(
        "community_id", "edition_id", *of_edition, "content_id", "content__digest", "last_table"
    )


def _published(community_id: UUID) -> list[_Found]:
    """The published editions of a community, kept while its stamp stays."""
    mark = stamp(community_id)
    kept = _editions.get(community_id)
    if kept is not None and kept[0] == mark:
        return kept[1]
    rows = [_Found(*row) for row in _resolved(community_id)]
    with _lock:
        _editions[community_id] = (mark, rows)
        while len(_editions) > KEPT:
            _editions.popitem(last=False)
    return rows


def _book(found: _Found) -> Book:
    _numbers[found.edition_id] = found.number
    key = (found.community_id, found.edition_id, found.content_digest, found.last_table)
    with _lock:
        kept = _books.get(key)
        if kept is not None:
            _books.move_to_end(key)
            _contents.move_to_end(found.content_digest)
            return kept
    content, clocks, further = _said(found)
    tables = _tables_of(found.last_table)
    community = places.community(found.community_id)
    book = Book(
        id=found.edition_id,
        number=found.number,
        title=found.title,
        community_id=found.community_id,
        effective_from=found.effective_from,
        digest=found.digest,
        stamp=f"{found.content_digest}:{found.last_table}:{community.zone}",
        content=content,
        calendars=resolved_calendars(content, community.zone, tables),
        clocks=clocks,
        further=further,
    )
    with _lock:
        if found.content_digest in _contents:
            _books[key] = book
        while len(_books) > KEPT:
            _books.popitem(last=False)
    return book


def plain_standards(content: HandbookContent, *kinds: type[StandardPart]) -> tuple[dict[str, Any], ...]:
    """The standards of these kinds that are in force, in their plain form."""
    return tuple(
        one.model_dump(mode="json") for one in content.standards.values() if isinstance(one, kinds) and one.enabled
    )


FURTHER = (Quota, Sample, Checklist, Gate)
"""The kinds of standard beside clocks that are judged by facts."""


class _Said(NamedTuple):
    """A content, with its standards in their plain form."""

    content: HandbookContent
    clocks: tuple[dict[str, Any], ...]
    further: tuple[dict[str, Any], ...]


def _said(found: _Found) -> _Said:
    """What holds in a community, kept by its digest; with a content its books are let go."""
    with _lock:
        kept = _contents.get(found.content_digest)
    if kept is None:
        plain = ResolvedContent.objects.values_list("content", flat=True).get(pk=found.content_id)
        content = read(plain)
        kept = _Said(content, plain_standards(content, Clock), plain_standards(content, *FURTHER))
    with _lock:
        _contents[found.content_digest] = kept
        _contents.move_to_end(found.content_digest)
        while len(_contents) > CONTENTS:
            gone, _ = _contents.popitem(last=False)
            for key in [key for key in _books if gone in key]:
                del _books[key]
    return kept


def _tables_of(last: UUID | None) -> list[Table]:
    with _lock:
        kept = _tables.get(last)
    if kept is None:
        kept = year_tables()
        with _lock:
            _tables[last] = kept
            while len(_tables) > KEPT:
                _tables.popitem(last=False)
    return kept


def _row(found: Edition) -> EditionRow:
    return EditionRow(
        found.id,
        found.number,
        found.title,
        found.version,
        EditionState(found.state),
        found.effective_from,
        found.digest,
    )
