"""What was found on a round comes with the case it opened, and goes up where the handbook says so, whoever found it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guanjia.rooms.cases import events
from guanjia.rooms.cases.models import Case
from guanjia.rooms.cases.rules import Verb
from guanjia.rooms.cases.services import evidence, sound
from guanjia.rooms.cases.services.ground import book_of, finish, move, told, write_note
from guanjia.rooms.cases.services.raising import keep_brought_up, leading_role
from guanjia.rooms.cases.types import Because, NewPhoto, NoteKind, PhotoOf
from guanjia.rooms.cases.types.sound import NewRecording
from guanjia.shared.db import row_of


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody on a round brings along: who they are, what they saw and said."""

    staff_id: UUID
    photos: Sequence[bytes] = ()
    recording: NewRecording | None = None


def hand_over(case_id: UUID, found: Found, *, at: datetime) -> None:
    """Keep the photos and the recording with the case; inside the verb that opened it."""
    case = _held(case_id)
    for content in found.photos:
        evidence.keep_of(case, found.staff_id, NewPhoto(content, PhotoOf.TROUBLE), at)
    if found.recording is not None:
        sound.keep_of(case, found.recording, at)


def bring_up(case_id: UUID, staff_id: UUID, why: Because, *, at: datetime) -> str:
    """Let the case wait for the role that hears escalations first; the role. Inside the verb that opened it: who found
    something grave need not be one who may bring cases up. Nothing where the handbook names no such role."""
    case = _held(case_id)
    book = book_of(case, at)
    role = leading_role(book)
    if role:
        columns = move(case, Verb.ESCALATE, at, escalated_to=role)
        write_note(case, NoteKind.NOTE, why.note, at, staff_id)
        keep_brought_up(case, role, why, at, staff_id)
        reason = why.code if why.code in book.reasons else ""
        fact = told(case, events.CaseEscalated, at, to_role=role, reason=reason or "desk", staff_id=staff_id)
        finish(case, columns, fact)
    return role


def _held(case_id: UUID) -> Case:
    case = row_of(Case, case_id, lock=True)
    assert case is not None  # noqa: S101 - opened by the caller in the same transaction
    return case
