"""Photos of a case: their bytes in the files under a name made of their content, what they show in a row."""

import hashlib
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import access
from guanjia.rooms.cases.models import Photo
from guanjia.rooms.cases.rules import evidence
from guanjia.rooms.cases.services.ground import book_of, check_impartial
from guanjia.rooms.cases.types import NewPhoto, PhotoOf
from guanjia.shared import files
from guanjia.shared.actor import Actor
from guanjia.shared.db import insert_new, rows_of
from guanjia.shared.errors import Refused, gettext_noop


@transaction.atomic
def add_photo(actor: Actor, case_id: UUID, photo: NewPhoto, *, at: datetime) -> UUID:
    """Keep a photo; the same one sent again is kept once. Raises Invalid for no picture or one too large.

    A signature is no photo: it comes with the acceptance it stands for.
    """
    if photo.of is PhotoOf.SIGNATURE:
        raise Refused("cases.signature_alone", gettext_noop("A signature is kept when the work is accepted with it."))
    return keep(actor, case_id, photo, at=at)


def keep(actor: Actor, case_id: UUID, photo: NewPhoto, *, at: datetime) -> UUID:
    """The same inside a verb, signatures too."""
    case = access.case(actor, case_id, lock=True)
    if not case.is_open:
        raise Refused("cases.photo_late", gettext_noop("This case is closed; reopen it before adding photos."))
    check_impartial(case, actor, at)
    kind = evidence.kind_of(photo.content, book_of(case, at).terms.case.photo_bytes_most)
    digest = hashlib.sha256(photo.content).hexdigest()
    made = Photo(
        case=case,
        digest=digest,
        community_id=case.community_id,
        staff_id=actor.staff_id,
        of=photo.of.value,
        kind=kind,
        size=len(photo.content),
        text=photo.text[:200],
        at=at,
    )
    if not insert_new(made):
        return rows_of(Photo, case_id=case.pk, digest=digest)[0].pk
    files.keep(photo.content)
    return made.pk


def photo_file(actor: Actor, photo_id: UUID) -> tuple[Path, str]:
    """Where a photo lies, and its content type, for those who may see its case. Raises Missing."""
    found = access.photo(actor, photo_id)
    return files.place_of(found.digest), found.kind
