"""Stored promises and facts in the engine's words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from guanjia.rooms.promises.models import Promise
from guanjia.rooms.promises.types import Happening, Owed, PromiseState, SubjectRef, instant


def owed_of(row: Promise) -> Owed:
    """The promise of a row, for explaining it."""
    return Owed(
        id=str(row.id),
        standard=row.standard,
        edition=str(row.edition),
        subject=SubjectRef(row.subject_type, str(row.subject_id)),
        root=str(row.root_event),
        opened_by=str(row.opening_event),
        opened=instant(row.opened_at),
        since=instant(row.began_at),
        state=PromiseState(row.state),
        due=None if row.due_at is None else instant(row.due_at),
        warn_at=None if row.warn_at is None else instant(row.warn_at),
        ended=None if row.ended_at is None else instant(row.ended_at),
        limit=row.limit,
        runs_again=None if row.runs_again_at is None else instant(row.runs_again_at),
        provisional=row.provisional,
        closed=row.closed,
        evidence=tuple(row.evidence),
        pauses=tuple((start, end) for start, end in row.pauses),
        changes=tuple((change, at, name) for change, at, name in row.changes),
        first_limit=row.first_limit,
        flags=tuple(row.flags),
        owed_by=None if row.owed_by_id is None else str(row.owed_by_id),
    )


def happening(key: UUID, kind: str, at: datetime, refs: Mapping[str, str], data: Mapping[str, Any]) -> Happening:
    """A fact as the engine sees it. A reference may be asked for as `home` and as `home_id`."""
    return plain_happening(str(key), kind, instant(at), refs, data)


def plain_happening(key: str, kind: str, at: int, refs: Mapping[str, str], data: Mapping[str, Any]) -> Happening:
    """The same, of a row that has its instant in the engine's form already."""
    about = data.get("subject_type")
    if about and "about" in refs:
        refs = {**refs, str(about): refs["about"]}
    known = {**refs, **{f"{name}_id": value for name, value in refs.items()}, **data}
    return Happening(key, kind, at, known, refs)
