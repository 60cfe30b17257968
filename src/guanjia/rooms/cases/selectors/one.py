"""One case with everything a page of it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse

from guanjia.rooms.cases import access, rules
from guanjia.rooms.cases.models import Case, CaseNote, CaseWorker, Photo, Recording
from guanjia.rooms.cases.selectors.dockets import joins_waiting
from guanjia.rooms.cases.selectors.inner import place_of, same_place
from guanjia.rooms.cases.selectors.words import NEEDS_WORDS, PHOTO_WORDS, STATE_WORDS, BookWords
from guanjia.rooms.cases.types import (
    FAR,
    SIGNED,
    CaseState,
    CaseView,
    GuessRow,
    NoteKind,
    NoteRow,
    Origin,
    PhotoOf,
    PhotoRow,
    StepRow,
)
from guanjia.rooms.cases.types.refs import CaseRef
from guanjia.rooms.cases.types.sound import RecordingRow
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import ContactRow
from guanjia.rooms.places import selectors as places
from guanjia.shared.actor import Actor
from guanjia.shared.db import row_of, rows_of_each

_ROAD = (
    CaseState.TAKEN,
    CaseState.CLASSIFIED,
    CaseState.DISPATCHED,
    CaseState.IN_HAND,
    CaseState.DONE,
    CaseState.ACCEPTED,
    CaseState.CLOSED,
    CaseState.ARCHIVED,
)
_STANDS_AT = {CaseState.PAUSED: CaseState.IN_HAND, CaseState.REFUSED: CaseState.IN_HAND}


def case(actor: Actor, case_id: UUID, *, at: datetime) -> CaseView:
    """One case for a page. Raises Missing. Six queries at most, however much is on it.

    The case, its contact, what hangs on it, names; for staff what it came of and what came of it, and who joined. A
    resident gets neither notes nor guesses of the desk.
    """
    found = access.case(actor, case_id)
    contact = people.contacts([found.contact_id]).get(found.contact_id) if found.contact_id else None
    here = {"case_id": found.pk}
    workers, notes, photos, recordings, after = rows_of_each(
        (CaseWorker, here), (CaseNote, here), (Photo, here), (Recording, here), (Case, {"follows_id": found.pk})
    )
    if actor.staff_id is None:
        notes = [note for note in notes if note.kind in (NoteKind.WORD, NoteKind.FEEDBACK)]
    workers.sort(key=lambda row: (row.since, row.id))
    held = [row.staff_id for row in workers]
    names = people.staff_names([found.owner_id, found.worker_id, *held, *(note.staff_id for note in notes)])
    notes, photos, recordings = (sorted(rows, key=lambda row: (row.at, row.id)) for rows in (notes, photos, recordings))
    hanging = _Hanging(contact, names, held, notes, photos, recordings, after)
    return _view(actor, found, hanging, BookWords(at))


@dataclass(frozen=True, slots=True)
class _Hanging:
    """Who is on the case and what hangs on it, read already."""

    contact: ContactRow | None
    names: dict[UUID, str]
    workers: list[UUID]
    notes: list[CaseNote]
    photos: list[Photo]
    recordings: list[Recording]
    after: list[Case]
    """What came of it."""

    def name(self, staff_id: UUID | None) -> str:
        return self.names.get(staff_id, "") if staff_id else ""


_COPIED = (
    "number",
    "community_id",
    "title",
    "text",
    "is_open",
    "case_class",
    "topic",
    "urgency",
    "confidence",
    "channel",
    "home_id",
    "contact_id",
    "conversation_id",
    "owner_id",
    "worker_id",
    "opened_at",
    "done_at",
    "closed_at",
    "appointment_start",
    "appointment_end",
    "arrived_at",
    "started_at",
    "paused_until",
    "hurried",
    "says_fine",
    "needs_desk",
    "paid",
    "price",
    "price_agreed_at",
    "merged_into_id",
    "accepted_by",
)


def _view(actor: Actor, found: Case, who: _Hanging, words: BookWords) -> CaseView:
    same: dict[str, Any] = {name: getattr(found, name) for name in _COPIED}
    here, state = found.community_id, CaseState(found.state)
    photos = [_photo(row) for row in who.photos]
    return CaseView(
        **same,
        **_titles(found, words),
        **(_tied(found, who.after) if actor.staff_id else {}),
        id=found.pk,
        community_name=places.community(here).name,
        state=state,
        state_title=str(STATE_WORDS[state]),
        guesses=_guesses(found, words) if actor.staff_id else [],
        origin=Origin(found.origin),
        place=_place_of(found, who.contact),
        contact_name=who.contact.name if who.contact else "",
        contact_phone=who.contact.masked_phone if who.contact else "",
        contact_kind=who.contact.kind if who.contact else "",
        owner_name=who.name(found.owner_id),
        worker_name=who.name(found.worker_id),
        workers=[who.name(staff_id) for staff_id in who.workers],
        due_at=None if found.due_at == FAR else found.due_at,
        needs_why=str(NEEDS_WORDS.get(found.needs_why, "")),
        own_way=bool(found.about_department),
        merged_into_number=found.merged_into.number if found.merged_into else "",
        verbs=rules.verbs_for(state, actor.duties, is_resident=actor.contact_id is not None),
        photos=[one for one in photos if one.of not in SIGNED],
        signature=next((one for one in reversed(photos) if one.of is PhotoOf.SIGNATURE), None),
        recordings=_recordings(who.recordings),
        notes=[NoteRow(NoteKind(row.kind), row.text, who.name(row.staff_id), row.at) for row in who.notes],
        steps=_steps(found),
    )


def _place_of(found: Case, contact: ContactRow | None) -> str:
    """Most cases are at the home of who asked, whose label was read with them."""
    if contact is not None and contact.home_id is not None and contact.home_id == found.home_id:
        return contact.home_label
    return place_of(found)


def _titles(found: Case, words: BookWords) -> dict[str, Any]:
    """What the handbook calls the codes on the case."""
    here = found.community_id
    topic = words.book(here).topics.get(found.topic)
    return {
        "topic_title": words.of("topics", here, found.topic),
        "urgency_title": words.of("urgencies", here, found.urgency),
        "department": words.of("departments", here, found.department),
        "pause_reason": words.of("reasons", here, found.pause_reason),
        "guide": (topic.guide or "") if topic else "",
        "safety": (topic.safety or "") if topic else "",
    }


def _tied(found: Case, after: Sequence[Case]) -> dict[str, Any]:
    """The case this one came of, those that came of it, and how many other homes wait. No query for most cases."""
    before = row_of(Case, found.follows_id) if found.follows_id else None
    return {
        "follows": (before.pk, before.number) if before else None,
        "followed_by": [(row.pk, row.number) for row in sorted(after, key=lambda row: (row.opened_at, row.id))],
        "joined": len(joins_waiting(found.pk)) if found.has_joins else 0,
    }


def _recordings(rows: Sequence[Recording]) -> list[RecordingRow]:
    urls = {row.pk: reverse("cases:recording", kwargs={"recording_id": row.pk}) for row in rows}
    return [RecordingRow(row.pk, urls[row.pk], row.kind, row.seconds, row.at) for row in rows]


def _photo(row: Photo) -> PhotoRow:
    url = reverse("cases:photo", kwargs={"photo_id": row.pk})
    of = PhotoOf(row.of)
    return PhotoRow(row.pk, url, row.text or str(PHOTO_WORDS[of]), row.text, of, row.at)


def price_signature(case_id: UUID) -> PhotoRow | None:
    """With what the resident signed for the price, the last one. One query."""
    row = Photo.objects.filter(case=case_id, of=PhotoOf.AGREED).order_by("-at", "-id").first()
    return _photo(row) if row else None


def _guesses(found: Case, words: BookWords) -> list[GuessRow]:
    here = found.community_id
    return [
        GuessRow(
            one["topic"],
            words.of("topics", here, one["topic"]),
            one["urgency"],
            words.of("urgencies", here, one["urgency"]),
            round(100 * float(one["confidence"])),
        )
        for one in found.guesses
    ]


def guesses_of(actor: Actor, case_id: UUID, *, at: datetime) -> list[GuessRow]:
    """What the message may be about, the surest first, for one-key correction. One query."""
    return _guesses(access.case(actor, case_id), BookWords(at))


def _steps(found: Case) -> list[StepRow]:
    now = _STANDS_AT.get(CaseState(found.state), CaseState(found.state))
    reached = _ROAD.index(now) if now in _ROAD else -1
    times = {
        CaseState.TAKEN: found.opened_at,
        CaseState.IN_HAND: found.arrived_at,
        CaseState.DONE: found.done_at,
        CaseState.CLOSED: found.closed_at,
    }
    return [
        StepRow(
            str(STATE_WORDS[state]),
            "done" if place < reached else "now" if place == reached else "",
            times.get(state) if place <= reached else None,
        )
        for place, state in enumerate(_ROAD)
    ]


def similar(actor: Actor, case_id: UUID, *, at: datetime) -> list[CaseRef]:
    """Open cases of the same topic at the same home within the handbook's time: may be the same. Three queries."""
    found = access.case(actor, case_id)
    within = BookWords(at).book(found.community_id).terms.case.merge_suggested_within
    rows = same_place(found.pk, at - timedelta(seconds=within.in_seconds()))
    return [row for row in rows if access.in_sight(actor, row)]
