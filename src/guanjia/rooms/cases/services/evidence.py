"""Photos of a case: their bytes in the files under a name made of their content, what they show in a row."""

import hashlib
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from guanjia.rooms.cases import access
from guanjia.rooms.cases.models import Photo
from guanjia.rooms.cases.rules import evidence
from guanjia.rooms.cases.services.ground import book_of
from guanjia.rooms.cases.types import NewPhoto
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Refused, gettext_noop


@transaction.atomic
def add_photo(actor: Actor, case_id: UUID, photo: NewPhoto, *, at: datetime) -> UUID:
    """Keep a photo; the same one sent again is kept once. Raises Invalid for no picture or one too large."""
    case = access.case(actor, case_id, lock=True)
    if not case.is_open:
        raise Refused("cases.photo_late", gettext_noop("This case is closed; reopen it before adding photos."))
    kind = evidence.kind_of(photo.content, book_of(case, at).terms.case.photo_bytes_most)
    digest = hashlib.sha256(photo.content).hexdigest()
    found, created = Photo.objects.get_or_create(
        case=case,
        digest=digest,
        defaults={
            "community_id": case.community_id,
            "staff_id": actor.staff_id,
            "of": photo.of.value,
            "kind": kind,
            "size": len(photo.content),
            "text": photo.text[:200],
            "at": at,
        },
    )
    if created:
        _keep(digest, photo.content)
    return found.id


def photo_file(actor: Actor, photo_id: UUID) -> tuple[Path, str]:
    """Where a photo lies, and its content type, for those who may see its case. Raises Missing."""
    found = access.photo(actor, photo_id)
    return place_of(found.digest), found.kind


def place_of(digest: str) -> Path:
    """Where the bytes with this digest lie."""
    return Path(settings.FILES) / digest[:2] / digest


def _keep(digest: str, content: bytes) -> None:
    place = place_of(digest)
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_suffix(".new")
    fresh.write_bytes(content)
    fresh.replace(place)
