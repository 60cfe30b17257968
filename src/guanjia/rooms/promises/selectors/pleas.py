"""What is asked about promises, what was decided, and the trace of a promise in the journal."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.promises.models import SUPERSEDED, Plea, Promise, Waiver
from guanjia.rooms.promises.selectors.reading import promise
from guanjia.rooms.promises.types import PleaRow, PleaState, PromiseRow, TraceRow, WaiverRow
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset
from guanjia.shared.errors import Missing, Refused, gettext_noop
from guanjia.shared.models import JournalEvent, Seal

SEES_ALL = (Duty.SEE_QUEUE, Duty.SEE_SCORE, Duty.WAIVE)


def seen(actor: Actor, promise_id: UUID, *, at: datetime) -> PromiseRow:
    """A promise with its explanation, for who works at the desk, judges, or owes it. Raises Missing. Five queries."""
    found = promise(actor, promise_id, at=at)
    if any(actor.may(duty) for duty in SEES_ALL) or (found.owed_id and found.owed_id == actor.staff_id):
        return found
    raise Missing("promises.missing", gettext_noop("There is no such promise."))


def _pleas(actor: Actor) -> QuerySet[Plea]:
    return Plea.objects.filter(community__in=actor.community_ids).select_related("promise")


def waiting(
    actor: Actor, *, at: datetime, community_id: UUID | None = None, decided: bool = False, after: str | None = None
) -> Page[PleaRow]:
    """What waits for a decision, the oldest first; or what was decided, the newest first. Three queries and the book.

    Raises Missing for a community this person does not serve.
    """
    if community_id is not None and community_id not in actor.community_ids:
        raise Missing("promises.no_community", gettext_noop("You serve no such community."))
    rows = _pleas(actor) if community_id is None else _pleas(actor).filter(community=community_id)
    if decided:
        page = keyset(rows.exclude(state=PleaState.WAITING.value), by="asked_at", after=after, down=True)
    else:
        page = keyset(rows.filter(state=PleaState.WAITING.value), by="asked_at", after=after)
    told = {row.id: row for row in _told(page.rows, at)}
    return page.map(lambda row: told[row.id])


def waiting_count(actor: Actor) -> int:
    """How many wait for a decision. One query."""
    return Plea.objects.filter(community__in=actor.community_ids, state=PleaState.WAITING.value).count()


def plea(actor: Actor, plea_id: UUID, *, at: datetime) -> PleaRow:
    """One plea. Raises Missing when it isn't there or isn't of this person's communities."""
    found = _told(_pleas(actor).filter(pk=plea_id), at)
    if not found:
        raise Missing("promises.no_plea", gettext_noop("There is no such request."))
    return found[0]


def pleas_of(promise_id: UUID, *, at: datetime) -> list[PleaRow]:
    """What was asked about a promise, the oldest first; a promise has few. Two queries and the book."""
    return _told(Plea.objects.filter(promise=promise_id).select_related("promise").order_by("asked_at", "id"), at)


def waiver_of(promise_id: UUID, *, at: datetime) -> WaiverRow | None:
    """Why a promise was waived, None when it was not. Two queries and the book."""
    found = Waiver.objects.filter(promise=promise_id).select_related("promise").first()
    if found is None:
        return None
    names = people.staff_names([found.approver_id])
    by = names.get(found.approver_id, "") if found.approver_id else ""
    return WaiverRow(_reason(_book(found.promise.community_id, at), found.reason), by, found.note, found.at)


def trace(row: PromiseRow) -> list[TraceRow]:
    """The facts about a promise itself: warned, missed, told up, asked, decided; the oldest first. Three queries."""
    about = Promise.objects.filter(pk=row.id).exclude(state=SUPERSEDED).values("community")[:1]
    events = JournalEvent.objects.filter(community_id__in=about, refs__contains={"promise": str(row.id)})
    facts = list(events.filter(Q(kind__startswith="promise.")).order_by("at", "id"))
    seals = dict(Seal.objects.filter(event_id__in=[one.id for one in facts]).values_list("event_id", "number"))
    names = people.staff_names(UUID(one.refs["by_staff"]) for one in facts if "by_staff" in one.refs)
    return [
        TraceRow(
            one.at,
            one.kind,
            names.get(UUID(one.refs["by_staff"]), "") if "by_staff" in one.refs else "",
            seals.get(one.id),
        )
        for one in facts
    ]


def reasons_to_waive(community_id: UUID, *, at: datetime) -> list[tuple[str, str]]:
    """The handbook's reasons for a waiver, code and words in the reader's language."""
    book = _book(community_id, at)
    language = get_language() or "zh"
    return [] if book is None else [(one.code, one.title.told_in(language)) for one in book.reasons_for("waive")]


def _told(rows: Iterable[Plea], at: datetime) -> list[PleaRow]:
    found = list(rows)
    names = people.staff_names([key for row in found for key in (row.asked_by_id, row.decided_by_id)])
    books = {key: _book(key, at) for key in {row.community_id for row in found}}
    return [_row(row, books[row.community_id], names) for row in found]


def _row(row: Plea, book: Book | None, names: dict[UUID, str]) -> PleaRow:
    standard = book.standards.get(row.promise.standard) if book else None
    language = get_language() or "zh"
    return PleaRow(
        id=row.id,
        promise_id=row.promise_id,
        community_id=row.community_id,
        kind=row.kind,
        state=row.state,
        standard=standard.title.told_in(language) if standard else row.promise.standard,
        reason=row.reason,
        reason_title=_reason(book, row.reason),
        words=row.words,
        rests_on=row.rests_on,
        asked_by=names.get(row.asked_by_id, ""),
        asked_by_id=row.asked_by_id,
        asked_at=row.asked_at,
        decided_by=names.get(row.decided_by_id, "") if row.decided_by_id else "",
        decided_at=row.decided_at,
        answer=row.answer,
    )


def _book(community_id: UUID, at: datetime) -> Book | None:
    try:
        return handbook.edition_in_force(community_id, at)
    except Refused:
        return None


def _reason(book: Book | None, code: str) -> str:
    found = book.reasons.get(code) if book and code else None
    return found.title.told_in(get_language() or "zh") if found else code
