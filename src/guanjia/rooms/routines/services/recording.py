"""Routine work is done: what was seen is written down, photos are kept, what is wrong becomes a case."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases.rules import check_at, evidence
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds.rules import check_recording
from guanjia.rooms.rounds.services.findings import Found, take_up
from guanjia.rooms.rounds.services.ground import who_goes, zone_of
from guanjia.rooms.rounds.types import AskedItem, Recording
from guanjia.rooms.rounds.types.findings import Scene
from guanjia.rooms.routines import access
from guanjia.rooms.routines.events import TaskDone
from guanjia.rooms.routines.models import PLANNED, Picture, Routine
from guanjia.rooms.routines.selectors.asked import asked_items
from guanjia.rooms.routines.types import BUILDING, HIGH_RISE, Done, RoutineState
from guanjia.rooms.routines.wording import building_said
from guanjia.shared import files, journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, insert_new
from guanjia.shared.errors import Refused, gettext_noop
from guanjia.shared.time import now

PHOTO = "photo"


@transaction.atomic
def record(actor: Actor, routine_id: UUID, done: Done, *, at: datetime) -> None:
    """Write down that it was done, by whoever says so. The same sent twice counts once.

    Raises Denied without the duty, Missing, Refused for a time to come or what is owed no more, Invalid for a reading
    that can't be.
    """
    actor.need(Duty.DO_WORK)
    row = access.routine(actor, routine_id, lock=True)
    write(row, who_goes(actor), done, at=at)


@transaction.atomic
def keep_picture(actor: Actor, routine_id: UUID, item: str, content: bytes, *, at: datetime) -> None:
    """Keep a photo for an item before what was seen is recorded; the same one sent again is kept once.

    Raises Denied without the duty, Missing, Refused for what is over, Invalid for no picture or one too large.
    """
    actor.need(Duty.DO_WORK)
    row = access.routine(actor, routine_id, lock=True)
    if row.state not in (PLANNED, RoutineState.PASSED):
        raise Refused("routines.over", gettext_noop("This is over; its record stands."))
    _keep(row, item, content, handbook.edition_in_force(row.community_id, at).terms.case.photo_bytes_most, at)


def write(row: Routine, staff_id: UUID, done: Done, *, at: datetime, afterwards: bool = False) -> None:
    """The same inside a verb that holds the row, whoever did it."""
    if row.state == RoutineState.DONE:
        return
    if row.state == RoutineState.DROPPED:
        raise Refused("routines.dropped", gettext_noop("This isn't owed any more."))
    book = handbook.edition_in_force(row.community_id, at)
    check_at(at, now(), timedelta(seconds=book.terms.journal.early_tolerance.in_seconds()))
    items = asked_items(book, row)
    check_recording(items, Recording(given=done.given, sure=True))
    for item, contents in done.photos.items():
        for content in contents:
            _keep(row, item, content, book.terms.case.photo_bytes_most, at)
    _write(row, staff_id, done, _given(row, items, done), at)
    _tell(row, at, afterwards=afterwards)
    _take_up(row, items, done, staff_id, at)


def _write(row: Routine, staff_id: UUID, done: Done, given: dict[str, Any], at: datetime) -> None:
    was = row.state
    row.state, row.staff_id, row.ended_at = RoutineState.DONE.value, staff_id, at
    row.words, row.evidence, row.people = done.words, given, max(1, done.people)
    row.found = {
        code: words for code in {**done.found, **done.fixed, **done.breaches} if (words := done.words_of(code))
    }
    change(row, ["state", "staff", "ended_at", "words", "evidence", "people", "found"])
    if was != PLANNED:  # laid again before this was told
        again = Routine.objects.filter(promise=row.promise, state=PLANNED).order_by("day", "minute", "id").first()
        if again is not None:
            again.state = RoutineState.DROPPED.value
            change(again, ["state"])


def _keep(row: Routine, item: str, content: bytes, most: int, at: datetime) -> None:
    came = hashlib.sha256(content).hexdigest()
    picture, _ = evidence.kept_of(content, most, zone_of(row.community_id))
    named = {"community_id": row.community_id, "routine": row, "item": item[:60]}
    insert_new(Picture(digest=came, kept=files.keep(picture), at=at, **named))


def _given(row: Routine, items: Sequence[AskedItem], done: Done) -> dict[str, Any]:
    """The evidence by item, as a checklist reads it: photos are counted where they are kept."""
    asked_for = any(item.kind == PHOTO for item in items)
    counted = Counter(row.pictures.values_list("item", flat=True) if asked_for else ())
    given: dict[str, Any] = {}
    for item in items:
        value = done.given.get(item.code)
        if item.kind == PHOTO and not isinstance(value, dict):  # a word is no proof
            value = counted[item.code]
        if value not in (None, "", 0, False):
            given[item.code] = value
    return given


def _tell(row: Routine, at: datetime, *, afterwards: bool) -> None:
    worded = {code: True if isinstance(value, str) else value for code, value in row.evidence.items()}
    assert row.staff_id is not None  # noqa: S101 - written just before
    fact = TaskDone(
        community_id=row.community_id,
        subject_id=row.pk,
        at=at,
        subject_type=row.thing.kind,
        about_id=row.thing.subject_id,
        by_id=row.staff_id,
        task=row.task,
        people=row.people,
        evidence=worded,
        found=tuple(row.found),
        afterwards=afterwards,
    )
    journal.record(fact)


def _take_up(row: Routine, items: Sequence[AskedItem], done: Done, staff_id: UUID, at: datetime) -> None:
    """What is wrong, item by item: put right on the spot, a case with topic and place, or a resident's breach."""
    scene = Scene(community_id=row.community_id, place=place_said(row), routine_id=row.pk)
    said = Recording(photos=_photos(row, done), fixed=done.fixed, breaches=done.breaches)
    for item in items:
        words = done.words_of(item.code)
        if item.topic and words:
            take_up(Found(item, words, scene, staff_id), said, at=at)


def _photos(row: Routine, done: Done) -> dict[str, list[bytes]]:
    """The photos by item of what is wrong: those sent with the record, else those sent before it."""
    before: dict[str, list[bytes]] = {}
    left = [code for code in row.found if code not in done.photos]
    for item, kept in row.pictures.filter(item__in=left).order_by("id").values_list("item", "kept") if left else ():
        before.setdefault(item, []).append(files.place_of(kept).read_bytes())
    return {**before, **done.photos}


def place_said(row: Routine) -> str:
    """Where it is, in words."""
    return building_said(row.thing.label) if row.thing.kind in (BUILDING, HIGH_RISE) else row.thing.label


def picture_file(actor: Actor, picture_id: UUID) -> Path:
    """Where a photo lies, for those who may see its doing. Raises Missing."""
    return files.place_of(access.picture(actor, picture_id).kept)
