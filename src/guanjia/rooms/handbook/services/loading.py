"""Packs on disk and in the database: check, load, export."""

import hashlib
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from guanjia.rooms.handbook import selectors
from guanjia.rooms.handbook.models import Edition, EditionFile, YearTable
from guanjia.rooms.handbook.rules.assembling import assemble
from guanjia.rooms.handbook.rules.changes import Change, changes
from guanjia.rooms.handbook.rules.checking import Checked, check_files
from guanjia.rooms.handbook.rules.kept import Note, notes_of
from guanjia.rooms.handbook.services.years import keep_year_table
from guanjia.rooms.handbook.types.base import Part
from guanjia.rooms.handbook.types.book import HandbookContent
from guanjia.rooms.handbook.types.editions import SCHEMA
from guanjia.rooms.handbook.types.problems import EventShape, Known, Problem
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.shared.errors import Invalid, Missing, Refused, gettext_noop
from guanjia.shared.facts import KINDS, Fact
from guanjia.shared.time import now

LARGEST = 5_000_000
"""Bytes a file of a pack may have; a handbook is text."""

COMMON = ("id", "community_id", "subject_id", "at")


def known_world() -> Known:
    """The kinds of event the rooms record, with what they carry, and the duties doors ask for."""
    shapes = {kind: _shape(fact) for kind, fact in KINDS.items()}
    return Known(shapes, frozenset(duty.value for duty in Duty))


def _shape(fact: type[Fact]) -> EventShape:
    own = [one for one in fields(fact) if one.name not in COMMON]
    references = {one.name.removesuffix("_id") for one in own if one.name.endswith("_id")}
    plain = {one.name for one in own if not one.name.endswith("_id")}
    instants = {one.name for one in own if "datetime" in str(one.type)}
    return EventShape(
        frozenset({fact.about, *references}), frozenset(plain), frozenset(instants), any_subject="subject_type" in plain
    )


def read_folder(folder: str | Path) -> dict[str, bytes]:
    """The files of a pack by their path inside it. Raises Missing when there is no such folder, Invalid for a
    file that is too large."""
    root = Path(folder)
    if not root.is_dir():
        message = gettext_noop("There is no folder %(folder)s. Give the folder that holds pack.yaml.")
        raise Missing("handbook.no_folder", message, {"folder": str(root)})
    found: dict[str, bytes] = {}
    for path in sorted(root.rglob("*")):
        hidden = any(piece.startswith(".") for piece in path.relative_to(root).parts)
        if hidden or not path.is_file():
            continue
        if path.stat().st_size > LARGEST:
            message = gettext_noop("%(file)s is too large for a handbook. Leave it out of the folder.")
            raise Invalid("handbook.file_too_large", message, {"file": path.name})
        found[path.relative_to(root).as_posix()] = path.read_bytes()
    return found


def check_pack(folder: str | Path, known: Known | None = None) -> list[Problem]:
    """Everything wrong with the pack in a folder; an empty list when it can be loaded."""
    return list(check_files(read_folder(folder), known or known_world()).problems)


def notes_of_pack(folder: str | Path) -> list[Note]:
    """What the pack in a folder says that nothing carries out yet."""
    return notes_of(assemble(read_folder(folder)))


def load_pack(folder: str | Path, company_id: UUID, *, at: datetime) -> UUID:
    """Load a folder as a new draft edition; its year tables are loaded beside it. Returns the edition's id.

    Raises Invalid, naming the first problems, when the pack is wrong; then nothing is kept.
    """
    return load_files(read_folder(folder), company_id, at=at)


def load_files(files: Mapping[str, bytes], company_id: UUID, *, at: datetime) -> UUID:
    """The same from the files themselves (an upload)."""
    return load_checked(check_files(files, known_world()), company_id, files=files, at=at)


@transaction.atomic
def load_checked(checked: Checked, company_id: UUID, *, files: Mapping[str, bytes] | None = None, at: datetime) -> UUID:
    """The same from a pack that was read and checked already; without `files` it can't be exported as it was."""
    if checked.content is None:
        raise refusal(checked)
    last = Edition.objects.filter(company=company_id).aggregate(last=Max("number"))["last"]
    said = plain(checked.content)
    made = Edition.objects.create(
        company_id=company_id,
        number=(last or 0) + 1,
        title=checked.content.pack.title.zh,
        version=checked.content.pack.version,
        schema=SCHEMA,
        digest=said.digest,
        content=said.text,
        drafted_at=at,
    )
    EditionFile.objects.bulk_create(
        [EditionFile(edition=made, path=path, content=content) for path, content in (files or {}).items()]
    )
    for table in checked.years:
        if not YearTable.objects.filter(table=table.table, year=table.year, version__gte=table.version).exists():
            keep_year_table(table, at=at)
    return made.id


NOT_LOADED = gettext_noop("The handbook was not loaded. Put this right first (%(count)s in all):\n%(first)s")


def refusal(checked: Checked, message: str = NOT_LOADED) -> Invalid:
    """The error for a pack with mistakes, naming the first ones."""
    first = "\n".join(problem.told() for problem in checked.problems[:20])
    return Invalid("handbook.wrong", message, {"count": len(checked.problems), "first": first})


def load_pack_for(folder: str | Path, company: str) -> UUID:
    """`load_pack` for the company of this short name, now: what the command line calls."""
    company_id = places.company_by_code(company)
    if company_id is None:
        message = gettext_noop("There is no company %(code)s. Give the short name of a company.")
        raise Missing("handbook.no_company", message, {"code": company})
    return load_pack(folder, company_id, at=now())


def diff(old: str, new: str) -> list[Change]:
    """What `new` says otherwise than `old`; each is the id of an edition or the folder of a pack.

    Raises Missing for what is neither, Invalid for a pack with mistakes.
    """
    return list(changes(content_named(old), content_named(new)))


def content_named(given: str) -> HandbookContent:
    """What the pack of a folder or the edition of an id says. Raises Missing for neither, Invalid for mistakes."""
    if not Path(given).is_dir():
        return selectors.content_of(as_id(given))
    checked = check_files(read_folder(given), known_world())
    if checked.content is None:
        raise refusal(checked)
    return checked.content


def export(edition_id: UUID | str, folder: str | Path) -> int:
    """Write the files an edition was made of, byte for byte, into a new or empty folder; returns how many.

    Raises Missing for an unknown edition, Refused for a folder that holds something.
    """
    rows = list(EditionFile.objects.filter(edition=as_id(edition_id)).order_by("path"))
    if not rows:
        raise Missing("handbook.no_edition", gettext_noop("There is no such edition."))
    root = Path(folder)
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        message = gettext_noop("%(folder)s is not empty. Name a new folder, so that nothing is written over.")
        raise Refused("handbook.folder_full", message, {"folder": str(root)})
    for row in rows:
        target = root / row.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(bytes(row.content))
    return len(rows)


def as_id(edition_id: UUID | str) -> UUID:
    """The id of an edition from its text. Raises Missing."""
    try:
        return edition_id if isinstance(edition_id, UUID) else UUID(edition_id)
    except ValueError as wrong:
        raise Missing("handbook.no_edition", gettext_noop("There is no such edition.")) from wrong


class Plain(NamedTuple):
    """What a part says as JSON, in its order, and its SHA-256: what says the same has the same digest."""

    text: str
    digest: str


def plain(part: Part) -> Plain:
    """The plain form of a part, written once: that of a whole handbook takes its time."""
    text = part.model_dump_json()
    return Plain(text, hashlib.sha256(text.encode()).hexdigest())
