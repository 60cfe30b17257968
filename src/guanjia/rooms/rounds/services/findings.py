"""What is found: put right on the spot, or a case with topic, place, photos and recording; told to the superior where
the handbook says so; looked at again when it is put right."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.rules.sound import check_length, sound_of
from guanjia.rooms.cases.services.raising import escalate, leading_role
from guanjia.rooms.cases.types import Because, NewPhoto, PhotoOf
from guanjia.rooms.cases.types.sound import NewRecording
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds import access, events
from guanjia.rooms.rounds.models import Finding, Stop, VoiceNote
from guanjia.rooms.rounds.rules.mending import AFTER, check_mended, check_verifying
from guanjia.rooms.rounds.services.evidence import keep
from guanjia.rooms.rounds.services.ground import need_of, who_goes
from guanjia.rooms.rounds.types import AskedItem, FindingState, Recording
from guanjia.shared import files, journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, insert_new, rows_of

GRAVE = "grave"


@dataclass(frozen=True, slots=True)
class Found:
    """What is wrong at an item, in words."""

    item: AskedItem
    words: str


def take_up(stop: Stop, actor: Actor, found: Found, said: Recording, *, at: datetime) -> UUID | None:
    """What is wrong at an item, inside the verb that records; the case it became, if it did.

    Raises Invalid for what was put right without a photo.
    """
    item, mended = found.item, said.fixed.get(found.item.code)
    check_mended(item, said)
    row = Finding(
        community_id=stop.community_id,
        stop=stop,
        staff_id=who_goes(actor),
        item=item.code,
        title=item.title[:200],
        words=found.words,
        at=at,
    )
    if mended is not None:
        for content in mended:
            keep(stop, actor, f"{item.code}{AFTER}", content, at)
        row.state, row.fixed_at = FindingState.VERIFIED.value, at
        row.verified_at, row.verified_by_id = at, row.staff_id
    else:
        need = need_of(stop, f"{item.title}：{found.words}")
        wanted = replace(need, topic=item.topic, urgency=item.urgency)
        row.case_id = cases.open_case(wanted, at=at).id
    insert_new(row)
    journal.record(*_told(row, item, at))
    if row.case_id is not None:
        _hand_over(row, actor, item, said, at=at)
    return row.case_id


def _told(row: Finding, item: AskedItem, at: datetime) -> list[events.FindingFact]:
    facts = [_fact(row, events.FindingMade, at, priority=item.priority)]
    if row.case_id is None:
        facts.append(_fact(row, events.FindingMinor, at))
        facts.append(_fact(row, events.FindingFixed, at, on_the_spot=True))
        facts.append(_fact(row, events.FindingVerified, at, by_staff_id=row.staff_id))
    elif item.priority == GRAVE:
        facts.append(_fact(row, events.FindingGrave, at))
    return facts


def _fact(row: Finding, fact: type[events.FindingFact], at: datetime, **more: Any) -> events.FindingFact:
    refs: dict[str, Any] = {
        "staff_id": row.staff_id,
        "stop_id": row.stop_id,
        "home_id": row.stop.home_id,
        "case_id": row.case_id,
    }
    return fact(community_id=row.community_id, subject_id=row.pk, at=at, item=row.item, **refs, **more)


def _hand_over(row: Finding, actor: Actor, item: AskedItem, said: Recording, *, at: datetime) -> None:
    """The photos and the recording go to the case; the superior hears of it where the handbook says so."""
    book = handbook.edition_in_force(row.community_id, at)
    if row.case_id is None or not actor.may(Duty.SEE_QUEUE):
        return
    for content in said.photos.get(item.code, []):
        cases.add_photo(actor, row.case_id, NewPhoto(content, PhotoOf.TROUBLE), at=at)
    if item.code in said.voices:
        cases.add_recording(actor, row.case_id, NewRecording(*said.voices[item.code]), at=at)
    if item.priority in book.terms.round.findings_told:
        role = leading_role(book)
        escalate(actor, row.case_id, role, Because("grave" if item.priority == GRAVE else "", row.words), at=at)
        journal.record(_fact(row, events.FindingReported, at, to_role=role))


def keep_voices(stop: Stop, voices: Mapping[str, tuple[bytes, int | None]], *, at: datetime) -> None:
    """Keep what was said about items, inside the verb that records. Raises Invalid for what is no recording."""
    terms = handbook.edition_in_force(stop.community_id, at).terms.case
    for item, (content, seconds) in voices.items():
        kind = sound_of(content, terms.voice_bytes_most)
        check_length(seconds, terms.voice_seconds_most)
        digest = sha256(content).hexdigest()
        named = {"community_id": stop.community_id, "item": item[:60], "digest": digest}
        if insert_new(VoiceNote(stop=stop, kind=kind, seconds=seconds, at=at, **named)):
            files.keep(content)


def voice_file(actor: Actor, voice_id: UUID) -> tuple[Path, str]:
    """Where what was said lies, and its content type, for those who may see its stop. Raises Missing."""
    found = access.voice(actor, voice_id)
    return files.place_of(found.digest), found.kind


@transaction.atomic
def case_done(case_id: UUID, *, at: datetime) -> None:
    """The work on a case is finished: what it came of is to be looked at again."""
    for row in rows_of(Finding, case_id=case_id, state=FindingState.OPEN.value, lock=True):
        row.state, row.fixed_at = FindingState.FIXED.value, at
        change(row, ["state", "fixed_at"])
        journal.record(_fact(row, events.FindingFixed, at))


@transaction.atomic
def verify(actor: Actor, finding_id: UUID, photos: list[bytes], *, at: datetime) -> None:
    """Somebody stands there again and it is right, with a photo. Raises Refused for what is not put right yet."""
    actor.need(Duty.DO_WORK)
    row = access.finding(actor, finding_id, lock=True)
    check_verifying(FindingState(row.state), photos)
    for content in photos:
        keep(row.stop, actor, f"{row.item}{AFTER}", content, at)
    row.state, row.verified_at, row.verified_by_id = FindingState.VERIFIED.value, at, who_goes(actor)
    change(row, ["state", "verified_at", "verified_by"])
    journal.record(_fact(row, events.FindingVerified, at, by_staff_id=row.verified_by_id))
