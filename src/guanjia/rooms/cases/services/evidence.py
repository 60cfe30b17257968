"""Photos of a case: their bytes in the files under a name made of their content, what they show in a row."""

import hashlib
from datetime import datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from guanjia.rooms.cases import access
from guanjia.rooms.cases.events import CasePhotoTaken
from guanjia.rooms.cases.models import Case, Photo
from guanjia.rooms.cases.rules import evidence
from guanjia.rooms.cases.services.ground import book_of, check_impartial, told
from guanjia.rooms.cases.types import SIGNED, NewPhoto
from guanjia.rooms.places import selectors as places
from guanjia.shared import files, journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import insert_new, rows_of
from guanjia.shared.errors import Refused, gettext_noop
from guanjia.shared.pictures import Shot


@transaction.atomic
def add_photo(actor: Actor, case_id: UUID, photo: NewPhoto, *, at: datetime) -> UUID:
    """Keep a photo; the same one sent again is kept once. Raises Invalid for no picture or one too large.

    A signature is no photo: it comes with the acceptance it stands for.
    """
    if photo.of in SIGNED:
        raise Refused("cases.signature_alone", gettext_noop("A signature is kept when the work is accepted with it."))
    return keep(actor, case_id, photo, at=at)


def keep(actor: Actor, case_id: UUID, photo: NewPhoto, *, at: datetime) -> UUID:
    """The same inside a verb, signatures too, which were made a picture of our own already.

    What is kept is written anew: what the camera knew of time and place becomes a fact, and is in the file no longer.
    """
    case = access.case(actor, case_id, lock=True)
    if not case.is_open:
        raise Refused("cases.photo_late", gettext_noop("This case is closed; reopen it before adding photos."))
    check_impartial(case, actor, at)
    return keep_of(case, actor.staff_id, photo, at)


def keep_of(case: Case, staff_id: UUID | None, photo: NewPhoto, at: datetime) -> UUID:
    """The same inside a verb that holds the case, whoever took it; of a resident's nothing is kept of the place."""
    came = hashlib.sha256(photo.content).hexdigest()
    before = rows_of(Photo, case_id=case.pk, digest=came)
    if before:
        return before[0].pk
    content, kind, shot = _made(case, photo, at)
    made = Photo(
        case=case,
        digest=came,
        kept=files.keep(content),
        community_id=case.community_id,
        staff_id=staff_id,
        of=photo.of.value,
        kind=kind,
        size=len(content),
        text=photo.text[:200],
        at=at,
        taken_at=shot.taken_at,
        latitude=shot.latitude if staff_id else None,
        longitude=shot.longitude if staff_id else None,
    )
    if not insert_new(made):
        return rows_of(Photo, case_id=case.pk, digest=came)[0].pk
    _tell_shot(case, made, at)
    return made.pk


def _made(case: Case, photo: NewPhoto, at: datetime) -> tuple[bytes, str, Shot]:
    if photo.of in SIGNED:
        return photo.content, "image/png", Shot()
    most = book_of(case, at).terms.case.photo_bytes_most
    content, shot = evidence.kept_of(photo.content, most, ZoneInfo(places.community(case.community_id).zone))
    return content, evidence.KIND, shot


def _tell_shot(case: Case, made: Photo, at: datetime) -> None:
    """What the camera of somebody at work said of time and place is evidence; of residents it is not kept."""
    if made.staff_id is None or (made.taken_at is None and made.latitude is None):
        return
    told_where = made.latitude is not None
    said = {"of": made.of, "taken_at": made.taken_at, "place_known": told_where, "staff_id": made.staff_id}
    fact = told(case, CasePhotoTaken, at, **said)
    journal.record(fact)


def photo_file(actor: Actor, photo_id: UUID) -> tuple[Path, str]:
    """Where a photo lies, and its content type, for those who may see its case. Raises Missing."""
    found = access.photo(actor, photo_id)
    return files.place_of(found.kept or found.digest), found.kind
