"""A book nobody has published yet, to be tried on what happened: a draft, or a pack in a folder."""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from pydantic import ValidationError

from guanjia.rooms.handbook import selectors
from guanjia.rooms.handbook.rules.checking import check_files
from guanjia.rooms.handbook.rules.overriding import for_community
from guanjia.rooms.handbook.rules.years import resolved_calendars
from guanjia.rooms.handbook.services.loading import as_id, known_world, plain, read_folder, refusal
from guanjia.rooms.handbook.types.book import HandbookContent
from guanjia.rooms.handbook.types.calendars import YearTable
from guanjia.rooms.handbook.types.clocks import Clock
from guanjia.rooms.handbook.types.editions import Book
from guanjia.shared.errors import Refused, gettext_noop

NOBODY = UUID(int=0)


def is_folder(given: str) -> bool:
    """Whether this is a pack on disk, for which no database is needed."""
    return Path(given).is_dir()


def book_to_try(given: str, *, zone: str, community: str = "", division: str = "") -> Book:
    """The book of a pack's folder, or of an edition (draft or published) by its id, with the overrides of a community
    (its short name) laid over and the rules of its place; without a division rules of single places are not in force.

    A folder brings its own year tables, an edition takes those loaded. Raises Missing for what is neither, Invalid for
    a pack with mistakes, Refused for overrides that don't fit.
    """
    content, tables = _folder(given) if is_folder(given) else _edition(given)
    try:
        held = for_community(content, community, division)
    except (ValidationError, KeyError) as wrong:
        message = gettext_noop("The overrides for %(community)s do not fit this edition. Run `guanjia handbook check`.")
        raise Refused("handbook.conflict", message, {"community": community or given}) from wrong
    digest = plain(held).digest
    return Book(
        id=NOBODY if is_folder(given) else as_id(given),
        number=0,
        title=held.pack.title.zh,
        community_id=NOBODY,
        effective_from=None,
        digest=digest,
        stamp=digest,
        content=held,
        calendars=resolved_calendars(held, zone, tables),
        clocks=selectors.plain_standards(held, Clock),
        further=selectors.plain_standards(held, *selectors.FURTHER),
    )


def _folder(given: str) -> tuple[HandbookContent, Iterable[YearTable]]:
    checked = check_files(read_folder(given), known_world())
    if checked.content is None:
        raise refusal(checked)
    return checked.content, checked.years


def _edition(given: str) -> tuple[HandbookContent, Iterable[YearTable]]:
    return selectors.content_of(as_id(given)), selectors.year_tables()
