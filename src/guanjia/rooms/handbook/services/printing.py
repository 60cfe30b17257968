"""The printed handbook: a PDF made by typst. The book goes in as JSON, so no word of it is ever read as markup."""

import hashlib
import json
import logging
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation

from guanjia.rooms.handbook import selectors
from guanjia.rooms.handbook.models import PrintedBook
from guanjia.rooms.handbook.rules.checking import check_files
from guanjia.rooms.handbook.services.layout import Plain, laid_out, unpublished
from guanjia.rooms.handbook.services.loading import known_world, read_folder
from guanjia.rooms.handbook.types.editions import Book, PrintState
from guanjia.rooms.places import selectors as places
from guanjia.shared import jobs
from guanjia.shared.errors import GuanjiaError, Invalid, Refused, gettext_noop

logger = logging.getLogger("guanjia.handbook")

PRINT = "rooms.handbook.tasks.print_book"

TEMPLATE = Path(__file__).resolve().parents[1] / "print" / "handbook.typ"
FONTS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei")
"""Fonts with Chinese signs, the best first."""


@cache
def chinese_font() -> str:
    """The first font with Chinese signs on this machine. Raises Refused without one: the signs would be boxes."""
    import typst  # large, and only a worker or the command line prints

    there = set(typst.Fonts(include_system_fonts=True, include_embedded_fonts=False).families())
    found = next((name for name in FONTS if name in there), None)
    if found is None:
        message = gettext_noop("No font with Chinese signs is installed. On Debian: apt-get install fonts-noto-cjk.")
        raise Refused("handbook.no_font", message)
    return found


def pdf_of(book: Plain) -> bytes:
    """The laid-out book as PDF. Raises Refused when there is no Chinese font."""
    return set_in_type(TEMPLATE, {"book": json.dumps(book, ensure_ascii=False)})


def set_in_type(template: Path, inputs: dict[str, str]) -> bytes:
    """A typst template of the house as PDF, its words given as inputs beside the font. Raises Refused without one."""
    import typst

    made = typst.compile(str(template), format="pdf", sys_inputs={**inputs, "font": chinese_font()})
    return bytes(made)


def print_pack(folder: Path) -> bytes:
    """A pack on disk as PDF, in the reader's language. Raises Invalid while the check finds something."""
    checked = check_files(read_folder(folder), known_world())
    if checked.content is None or checked.problems:
        message = gettext_noop("The pack has %(count)s mistakes. Run `guanjia handbook check` and mend them first.")
        raise Invalid("handbook.unsound", message, {"count": len(checked.problems)})
    return pdf_of(laid_out(unpublished(checked.content)))


@transaction.atomic
def ask_for_print(book: Book, language: str, *, at: datetime) -> UUID:
    """Have the book made as PDF by a worker. Asked again it is the same one; one that failed is tried anew."""
    found, created = PrintedBook.objects.select_for_update().get_or_create(
        community_id=book.community_id,
        digest=print_digest(book),
        language=language,
        defaults={"edition_id": book.id, "asked_at": at},
    )
    if not created and found.state != PrintState.FAILED:
        return found.id
    found.state, found.asked_at, found.problem = PrintState.WAITING, at, ""
    found.save(update_fields=["state", "asked_at", "problem"])
    jobs.defer(jobs.JOBS[PRINT], printed_id=str(found.id))
    return found.id


def print_digest(book: Book) -> str:
    """The same for two books that say the same."""
    return hashlib.sha256(f"{book.id}:{book.stamp}".encode()).hexdigest()


def make_print(printed_id: UUID, *, at: datetime) -> None:
    """Make a waiting PDF; made twice it is the same. What hinders it is kept as its problem, for the page to say."""
    found = PrintedBook.objects.filter(pk=printed_id, state=PrintState.WAITING.value).first()
    if found is None:
        return
    try:
        made = _printed(found, at)
    except GuanjiaError as hindered:
        _settle(found.id, PrintState.FAILED, problem=hindered.code)
    except RuntimeError:  # typst could not set it
        logger.exception("handbook.print_failed", extra={"printed": str(found.id)})
        _settle(found.id, PrintState.FAILED, problem="handbook.print_failed")
    else:
        _settle(found.id, PrintState.MADE, content=made, made_at=at)


def _printed(found: PrintedBook, at: datetime) -> bytes:
    book = selectors.edition(found.edition_id, found.community_id)
    here = places.community(found.community_id)
    with translation.override(found.language), timezone.override(here.zone):
        day = timezone.localtime(at).strftime("%Y-%m-%d")
        return pdf_of(laid_out(book, company=here.company_name, community=here.name, day=day))


def _settle(printed_id: UUID, state: PrintState, **more: object) -> None:
    waiting = PrintedBook.objects.filter(pk=printed_id, state=PrintState.WAITING.value)
    waiting.update(state=state.value, **more)
