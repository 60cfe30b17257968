"""Photos and signatures of a stop: their bytes in the files, written anew; what the camera said of time and place in
the row."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases.rules import evidence
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds import access
from guanjia.rooms.rounds.models import Shot, Stop
from guanjia.rooms.rounds.services.ground import who_goes, zone_of
from guanjia.shared import files
from guanjia.shared.actor import Actor
from guanjia.shared.db import insert_new, insert_together, rows_of
from guanjia.shared.errors import Missing, gettext_noop


@transaction.atomic
def keep_shot(actor: Actor, stop_id: UUID, item: str, content: bytes, *, at: datetime) -> UUID:
    """Keep a photo for an item of the checklist; the same one sent again is kept once. Raises Invalid for no picture or
    one too large."""
    actor.need(Duty.DO_WORK)
    return keep(access.stop(actor, stop_id, lock=True), who_goes(actor), item, content, at)


def keep(stop: Stop, staff_id: UUID, item: str, content: bytes, at: datetime) -> UUID:
    """The same inside a verb that holds the stop, whoever took it."""
    came = _digest(content)
    before = rows_of(Shot, stop_id=stop.pk, item=item, digest=came)
    if before:
        return before[0].pk
    row = _shot(stop, staff_id, item, content, at)
    return row.pk if insert_new(row) else rows_of(Shot, stop_id=stop.pk, item=item, digest=came)[0].pk


def keep_all(stop: Stop, actor: Actor, photos: Mapping[str, Iterable[bytes]], at: datetime) -> list[Shot]:
    """The same for all photos of a record; returns every photo of the stop. One light query; what is new rides."""
    known = {(row.item, row.digest): row for row in rows_of(Shot, stop_id=stop.pk)}
    new: dict[tuple[str, str], Shot] = {}
    for item, contents in photos.items():
        for content in contents:
            key = item[:60], _digest(content)
            if key not in known and key not in new:
                new[key] = _shot(stop, who_goes(actor), item, content, at)
    insert_together([*new.values()])
    return [*known.values(), *new.values()]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _shot(stop: Stop, staff_id: UUID, item: str, content: bytes, at: datetime) -> Shot:
    """The photo as it is kept. Raises Invalid for no picture or one too large."""
    most = handbook.edition_in_force(stop.community_id, at).terms.case.photo_bytes_most
    picture, shot = evidence.kept_of(content, most, zone_of(stop.community_id))
    where = {"latitude": shot.latitude, "longitude": shot.longitude}
    named = {"community_id": stop.community_id, "staff_id": staff_id, "item": item[:60]}
    kept = files.keep(picture)
    return Shot(stop=stop, digest=_digest(content), kept=kept, at=at, taken_at=shot.taken_at, **named, **where)


def shot_file(actor: Actor, shot_id: UUID) -> Path:
    """Where a photo lies, for those who may see its stop. Raises Missing."""
    return files.place_of(access.shot(actor, shot_id).kept)


def signature_file(actor: Actor, stop_id: UUID) -> Path:
    """Where the signature of a visit lies. Raises Missing where there is none."""
    found = access.stop(actor, stop_id)
    if not found.signature:
        raise Missing("rounds.no_signature", gettext_noop("Nobody signed here."))
    return files.place_of(found.signature)
