"""Photos of what was found: at a stop beside the stop's, elsewhere with the finding."""

import hashlib
from datetime import datetime
from pathlib import Path
from uuid import UUID

from guanjia.rooms.cases.rules import evidence
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.rounds import access
from guanjia.rooms.rounds.models import Finding, FindingPhoto
from guanjia.rooms.rounds.rules.mending import AFTER
from guanjia.rooms.rounds.services.evidence import keep
from guanjia.rooms.rounds.services.ground import zone_of
from guanjia.shared import files
from guanjia.shared.actor import Actor
from guanjia.shared.db import insert_new


def keep_photo(row: Finding, content: bytes, staff_id: UUID, at: datetime, *, after: bool = False) -> None:
    """Keep a photo inside a verb that holds the finding; the same one sent again is kept once. Raises Invalid for no
    picture or one too large."""
    if row.stop is not None:
        keep(row.stop, staff_id, f"{row.item}{AFTER}" if after else row.item, content, at)
        return
    came = hashlib.sha256(content).hexdigest()
    most = handbook.edition_in_force(row.community_id, at).terms.case.photo_bytes_most
    picture, _ = evidence.kept_of(content, most, zone_of(row.community_id))
    named = {"community_id": row.community_id, "staff_id": staff_id, "after": after}
    insert_new(FindingPhoto(finding=row, digest=came, kept=files.keep(picture), at=at, **named))


def photo_file(actor: Actor, photo_id: UUID) -> Path:
    """Where a photo of something found lies, for those who may see that. Raises Missing."""
    return files.place_of(access.finding_photo(actor, photo_id).kept)
