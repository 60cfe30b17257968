"""What is found: put right on the spot, a case with topic, place, photos and recording, or a resident's breach; told to
the superior where the handbook says so; looked at again when it is put right."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.rules.sound import check_length, sound_of
from guanjia.rooms.cases.services.handing import Found as Brought
from guanjia.rooms.cases.services.handing import bring_up, hand_over
from guanjia.rooms.cases.services.raising import leading_role
from guanjia.rooms.cases.types import Because, OpenCase, Origin
from guanjia.rooms.cases.types.sound import NewRecording
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.rounds import access
from guanjia.rooms.rounds.events import findings as events
from guanjia.rooms.rounds.models import Finding, Stop, VoiceNote
from guanjia.rooms.rounds.rules.mending import check_breach, check_mended
from guanjia.rooms.rounds.services.ground import IN_PERSON
from guanjia.rooms.rounds.services.proofs import keep_photo
from guanjia.rooms.rounds.services.stewards import steward_of
from guanjia.rooms.rounds.types import AskedItem, Recording
from guanjia.rooms.rounds.types.findings import FindingState, Scene
from guanjia.shared import files, journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import insert_new
from guanjia.shared.time import now

GRAVE = "grave"


@dataclass(frozen=True, slots=True)
class Found:
    """What is wrong at an item, in words; who found it, and where."""

    item: AskedItem
    words: str
    scene: Scene
    staff_id: UUID


def take_up(found: Found, said: Recording, *, at: datetime) -> Finding:
    """What is wrong at an item, inside the verb that records, at a stop or at routine work; with the case it became, if
    it did. The photos of a stop are kept by the verb that records it.

    Raises Invalid for what was put right without a photo, or a kind of breach that isn't the handbook's.
    """
    item, book = found.item, handbook.edition_in_force(found.scene.community_id, at)
    check_mended(item, said)
    check_breach(item, said, [one.code for one in book.terms.breach.kinds])
    row = _written(found, said, book, at)
    journal.record(*_told(row, said.fixed.get(item.code) is not None, item.priority, at))
    if row.case_id is not None:
        voice = said.voices.get(item.code)
        sound = NewRecording(*voice) if voice else None
        hand_over(row.case_id, Brought(row.staff_id, said.photos.get(item.code, []), sound), at=at)
    tell_superior(row, GRAVE if row.grave else item.priority, book, at=at)
    return row


def _written(found: Found, said: Recording, book: Book, at: datetime) -> Finding:
    item, mended, kind = found.item, said.fixed.get(found.item.code), said.breaches.get(found.item.code, "")
    row = row_for(found.scene, found.staff_id, at)
    row.item, row.title, row.words, row.breach = item.code, item.title[:200], found.words, kind
    told = book.terms.breach.of(kind)
    row.grave = mended is None and (item.priority == GRAVE or (told is not None and told.grave))
    if mended is not None:
        row.state, row.fixed_at = FindingState.VERIFIED.value, at
        row.verified_at, row.verified_by_id = at, row.staff_id
    elif not kind:
        row.case_id = cases.open_case(case_for(found), at=at).id
    insert_new(row)
    for content in mended or ():
        keep_photo(row, content, row.staff_id, at, after=True)
    if row.stop_id is None:
        for content in said.photos.get(item.code, []):
            keep_photo(row, content, row.staff_id, at)
    return row


def row_for(scene: Scene, staff_id: UUID, at: datetime) -> Finding:
    """Something found there, not written yet."""
    return Finding(
        community_id=scene.community_id,
        stop_id=scene.stop_id,
        routine=scene.routine_id,
        home_id=scene.home_id,
        place=scene.place[:120],
        staff_id=staff_id,
        at=at,
    )


def case_for(found: Found) -> OpenCase:
    """The case that something found becomes, with its place."""
    return OpenCase(
        community_id=found.scene.community_id,
        text=f"{found.item.title}：{found.words}",
        channel=IN_PERSON,
        origin=Origin.ROUND,
        home_id=found.scene.home_id,
        place_text=found.scene.place,
        topic=found.item.topic,
        urgency=found.item.urgency,
    )


def _told(row: Finding, mended: bool, priority: str, at: datetime) -> list[events.FindingFact]:
    facts = [fact_of(row, events.FindingMade, at, priority=GRAVE if row.grave else "minor" if mended else priority)]
    if mended:
        facts.append(fact_of(row, events.FindingMinor, at))
        facts.append(fact_of(row, events.FindingFixed, at, on_the_spot=True))
        facts.append(fact_of(row, events.FindingVerified, at, by_staff_id=row.staff_id))
    if row.breach:
        facts.append(breach_fact(row, at))
    if row.grave:
        facts.append(fact_of(row, events.FindingGrave, at))
    return facts


def breach_fact(row: Finding, at: datetime) -> events.FindingFact:
    """That a resident did it, and who looks after the building."""
    steward = steward_of(row.community_id, row.home_id, at=at) or row.staff_id
    return fact_of(row, events.FindingBreach, at, breach=row.breach, steward_id=steward)


def fact_of(row: Finding, fact: type[events.FindingFact], at: datetime, **more: Any) -> events.FindingFact:
    """A fact about something found."""
    refs: dict[str, Any] = {
        "staff_id": row.staff_id,
        "stop_id": row.stop_id,
        "home_id": row.home_id,
        "routine_id": row.routine,
        "case_id": row.case_id,
    }
    return fact(community_id=row.community_id, subject_id=row.pk, at=at, item=row.item, **refs, **more)


def tell_superior(row: Finding, priority: str, book: Book, *, at: datetime) -> None:
    """The superior hears of it at once where the handbook says so, whoever found it: what became a case waits in the
    list of what was brought up, a breach in that of breaches. What was recorded without signal is heard of when it
    arrives, not when it was found."""
    if row.state != FindingState.OPEN or priority not in book.terms.round.findings_told:
        return
    role, heard = leading_role(book), max(at, now())
    if row.case_id is not None:
        why = Because("grave" if priority == GRAVE else "", row.words)
        role = bring_up(row.case_id, row.staff_id, why, at=heard)
    if role:
        journal.record(fact_of(row, events.FindingReported, heard, to_role=role))


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
