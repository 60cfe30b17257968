"""Recordings residents send with a request: their bytes in the files, played at the desk."""

import hashlib
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import access
from guanjia.rooms.cases.models import Case, Recording
from guanjia.rooms.cases.rules.sound import check_length, sound_of
from guanjia.rooms.cases.services.ground import book_of
from guanjia.rooms.cases.types.sound import NewRecording
from guanjia.shared import files
from guanjia.shared.actor import Actor
from guanjia.shared.db import insert_new, rows_of
from guanjia.shared.errors import Refused, gettext_noop


@transaction.atomic
def add_recording(actor: Actor, case_id: UUID, sent: NewRecording, *, at: datetime) -> UUID:
    """Keep a recording; the same one sent again is kept once.

    Raises Invalid for what is no recording, too large or too long; Missing; Refused for a case that is closed.
    """
    case = access.case(actor, case_id, lock=True)
    if not case.is_open:
        raise Refused("cases.voice_late", gettext_noop("This case is closed; reopen it before adding a recording."))
    return keep_of(case, sent, at)


def keep_of(case: Case, sent: NewRecording, at: datetime) -> UUID:
    """The same inside a verb that holds the case."""
    terms = book_of(case, at).terms.case
    kind = sound_of(sent.content, terms.voice_bytes_most)
    check_length(sent.seconds, terms.voice_seconds_most)
    digest = hashlib.sha256(sent.content).hexdigest()
    made = Recording(
        case=case,
        community_id=case.community_id,
        digest=digest,
        kind=kind,
        size=len(sent.content),
        seconds=sent.seconds,
        at=at,
    )
    if not insert_new(made):
        return rows_of(Recording, case_id=case.pk, digest=digest)[0].pk
    files.keep(sent.content)
    return made.pk


def recording_file(actor: Actor, recording_id: UUID) -> tuple[Path, str]:
    """Where a recording lies, and its content type, for those who may see its case. Raises Missing."""
    found = access.recording(actor, recording_id)
    return files.place_of(found.digest), found.kind


def forget_recordings(case_ids: list[UUID]) -> int:
    """Take away the recordings of these cases, also their bytes where no other row holds the same; returns how many.

    A voice names its person like a name does. Called inside the verb that erases.
    """
    rows = list(Recording.objects.filter(case__in=case_ids))
    Recording.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for digest in {row.digest for row in rows}:
        if not Recording.objects.filter(digest=digest).exists():
            transaction.on_commit(partial(files.place_of(digest).unlink, missing_ok=True))
    return len(rows)
