"""Looking ahead: what facts not yet recorded would make owed, and what an act would keep."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.promises.models import Promise
from guanjia.rooms.promises.rules.book import ClockRule, Role
from guanjia.rooms.promises.rules.replay import promises_of
from guanjia.rooms.promises.rules.why import why
from guanjia.rooms.promises.selectors.shelves import shelf_of
from guanjia.rooms.promises.selectors.stored import happening
from guanjia.rooms.promises.selectors.wording import line_in_words
from guanjia.rooms.promises.types import Owed, PromiseRow, SubjectRef, instant, moment
from guanjia.shared.db import rows_of
from guanjia.shared.facts import Fact


def would_owe(subject_type: str, facts: Sequence[Fact], *, at: datetime) -> list[PromiseRow]:
    """The open promises these facts about one subject would make, the nearest first; nothing is written.

    One light query while the handbook is kept. The same engine judges as when the facts are recorded.
    """
    first = facts[0]
    shelf = shelf_of(first.community_id)
    subject = SubjectRef(subject_type, str(first.subject_id))
    events = [happening(one.id, one.kind, one.at, one.refs(), one.data()) for one in facts]
    owed = promises_of(shelf, subject, events, instant(at))[1].values()
    rows = [_row(one, shelf.book(one.edition).rules[one.standard], at) for one in owed if not one.closed]
    return sorted(rows, key=lambda row: (row.due_at is None, row.due_at))


def kept_by(kind: str, community_id: UUID, *, before: datetime, at: datetime) -> "QuerySet[Promise, UUID]":
    """Ids of the cases with an open promise that a fact of this kind keeps, due before an instant; a subquery."""
    book = handbook.edition_in_force(community_id, at)
    codes = [spec["code"] for spec in book.clocks if kind in {one["event"] for one in spec["stop"]}]
    rows = Promise.objects.filter(community=community_id, closed=False, due_at__lt=before, standard__in=codes)
    return rows.filter(subject_type="case").values_list("subject_id", flat=True)


def asks_for(subject_type: str, subject_id: UUID, kind: str) -> bool:
    """Whether something open on a subject would be kept by a fact of this kind. One light query beside the editions."""
    rows = rows_of(Promise, subject_id=subject_id, subject_type=subject_type, closed=False)
    return any(
        part.role is Role.STOP
        for row in rows
        for part in shelf_of(row.community_id).book(str(row.edition)).rules[row.standard].parts.get(kind, ())
    )


def _row(owed: Owed, rule: ClockRule, at: datetime) -> PromiseRow:
    spec = rule.spec
    language = get_language() or ""
    return PromiseRow(
        id=UUID(owed.id),
        code=owed.standard,
        title=_told(spec.get("title"), language),
        subject_type=owed.subject.type,
        subject_id=UUID(owed.subject.id),
        state=owed.at(instant(at)).value,
        opened_at=moment(owed.opened),
        warn_at=None if owed.warn_at is None else moment(owed.warn_at),
        due_at=None if owed.due is None else moment(owed.due),
        ended_at=None,
        now=at,
        owed_role=spec["owed_by"],
        owed_id=None,
        owed_name="",
        weight=float(spec.get("weight", 1)),
        red_line=bool(spec.get("red_line")),
        edition=UUID(owed.edition),
        why=tuple(line_in_words(line, rule.duty.zone) for line in why(rule, owed)),
        promise=_told(spec.get("promise"), language),
    )


def _told(text: object, language: str) -> str:
    words = text if isinstance(text, dict) else {}
    return str((language.startswith("en") and words.get("en")) or words.get("zh") or "")
