"""What was found is put right and looked at again; what is grave is led by a superior; a breach seen by the way."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import selectors as case_reads
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.types import OpenCase, Origin
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import access as place_access
from guanjia.rooms.places import selectors as places
from guanjia.rooms.rounds import access
from guanjia.rooms.rounds.events import findings as events
from guanjia.rooms.rounds.models import Finding
from guanjia.rooms.rounds.rules import mending as rules
from guanjia.rooms.rounds.services.findings import GRAVE, breach_fact, fact_of, row_for, tell_superior
from guanjia.rooms.rounds.services.ground import IN_PERSON, who_goes
from guanjia.rooms.rounds.services.proofs import keep_photo
from guanjia.rooms.rounds.types.findings import ByTheWay, FindingState, Scene
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, insert_new, row_of, rows_of
from guanjia.shared.errors import Invalid, Missing, gettext_noop

BY_THE_WAY = "by_the_way"


@transaction.atomic
def case_done(case_id: UUID, *, at: datetime) -> None:
    """The work on a case is finished: what it came of is to be looked at again."""
    for row in rows_of(Finding, case_id=case_id, state=FindingState.OPEN.value, lock=True):
        put_right(row.pk, at=at)


@transaction.atomic
def verify(actor: Actor, finding_id: UUID, photos: list[bytes], *, at: datetime) -> None:
    """Somebody stands there again and it is right, with a photo. Raises Refused for what is not put right yet."""
    actor.need(Duty.DO_WORK)
    row = access.finding(actor, finding_id, lock=True)
    rules.check_looking(FindingState(row.state), photos)
    looked_at(finding_id, who_goes(actor), photos, at=at)


@transaction.atomic
def fail(actor: Actor, finding_id: UUID, photos: list[bytes], words: str, *, at: datetime) -> None:
    """Somebody stands there again and it is not right, with a photo and in words: it goes on, as another case.

    Raises Refused for what is not put right yet, Invalid without words.
    """
    actor.need(Duty.DO_WORK)
    row = access.finding(actor, finding_id, lock=True)
    rules.check_looking(FindingState(row.state), photos)
    if not words.strip():
        raise Invalid("rounds.no_words", gettext_noop("Write down what is still wrong."), field="words")
    not_right(finding_id, who_goes(actor), photos, words.strip(), at=at)


@transaction.atomic
def lead(actor: Actor, finding_id: UUID, *, at: datetime) -> None:
    """A superior takes something grave in hand; again it changes nothing. Raises Denied without the duty, Refused for
    what isn't grave or is over. Source: handbook E28."""
    actor.need(Duty.RECEIVE_ESCALATION)
    row = access.finding(actor, finding_id, lock=True)
    if row.led_at is not None:
        return
    rules.check_leading(grave=row.grave, over=FindingState(row.state) in rules.OVER)
    row.led_at, row.led_by_id = at, who_goes(actor)
    change(row, ["led_at", "led_by"])
    journal.record(fact_of(row, events.FindingLed, at, by_staff_id=row.led_by_id))


def see_breach(actor: Actor, community_id: UUID, seen: ByTheWay, *, at: datetime) -> UUID:
    """Write down a breach that was seen outside of any round, or heard of; inside the verb that takes it up.

    Raises Missing for a community or home that isn't theirs, Invalid for a kind that isn't the handbook's, without
    words, or without a place.
    """
    if community_id not in actor.community_ids:
        raise Missing("rounds.community", gettext_noop("You serve no such community."))
    book = handbook.edition_in_force(community_id, at)
    kind = book.terms.breach.of(seen.kind)
    if kind is None:
        raise rules.unknown_kind("kind")
    if not seen.words.strip():
        raise Invalid("rounds.no_words", gettext_noop("Write down what you saw."), field="words")
    row = row_for(_scene(actor, community_id, seen), who_goes(actor), at)
    row.item, row.title, row.words = BY_THE_WAY, kind.title.told_in(""), seen.words.strip()
    row.breach, row.grave = kind.code, kind.grave
    insert_new(row)
    for content in seen.photos:
        keep_photo(row, content, row.staff_id, at)
    facts = [fact_of(row, events.FindingMade, at, priority=GRAVE if row.grave else ""), breach_fact(row, at)]
    journal.record(*facts, *([fact_of(row, events.FindingGrave, at)] if row.grave else []))
    tell_superior(row, GRAVE if row.grave else "plain", book, at=at)
    return row.pk


def _scene(actor: Actor, community_id: UUID, seen: ByTheWay) -> Scene:
    if seen.home_id is None:
        if not seen.place.strip():
            raise Invalid("rounds.no_place", gettext_noop("Say at which home or where."), field="place")
        return Scene(community_id=community_id, place=seen.place.strip())
    home = place_access.home(actor, seen.home_id)
    if home.community_id != community_id:
        raise Missing("places.no_home", gettext_noop("There is no such home."))
    return Scene(community_id=community_id, home_id=home.pk, place=places.label(home.pk))


def put_right(finding_id: UUID, *, at: datetime) -> None:
    """It was put right and is to be looked at; inside a verb that may say so."""
    row = _held(finding_id)
    _move(row, FindingState.FIXED)
    row.fixed_at = at
    change(row, ["state", "fixed_at"])
    journal.record(fact_of(row, events.FindingFixed, at))


def looked_at(finding_id: UUID, staff_id: UUID, photos: list[bytes], *, at: datetime) -> None:
    """It is right; inside a verb that may say so. Raises Invalid without a photo."""
    row = _held(finding_id)
    rules.check_photo(photos)
    _move(row, FindingState.VERIFIED)
    for content in photos:
        keep_photo(row, content, staff_id, at, after=True)
    row.verified_at, row.verified_by_id = at, staff_id
    change(row, ["state", "verified_at", "verified_by"])
    journal.record(fact_of(row, events.FindingVerified, at, by_staff_id=staff_id))


def not_right(finding_id: UUID, staff_id: UUID, photos: list[bytes], words: str, *, at: datetime) -> None:
    """It is not right and goes on: where it was a case, as another one. Inside a verb that may say so."""
    row = _held(finding_id)
    if row.state == FindingState.FIXED:
        _move(row, FindingState.OPEN)
    for content in photos:
        keep_photo(row, content, staff_id, at)
    if row.case_id is not None:
        row.case_id = cases.open_case(_again(row, words), at=at).id
    row.fixed_at = None
    change(row, ["state", "fixed_at", "case"])
    journal.record(fact_of(row, events.FindingCheckFailed, at, by_staff_id=staff_id))


def ended(finding_id: UUID) -> None:
    """It ended otherwise; inside a verb that tells why."""
    row = _held(finding_id)
    _move(row, FindingState.ENDED)
    change(row, ["state"])


def withdrawn(finding_id: UUID, staff_id: UUID, *, at: datetime) -> None:
    """It was no breach after all; inside a verb that may say so."""
    ended(finding_id)
    journal.record(fact_of(_held(finding_id), events.FindingWithdrawn, at, by_staff_id=staff_id))


def _held(finding_id: UUID) -> Finding:
    row = row_of(Finding, finding_id, lock=True)
    if row is None:
        raise Missing("rounds.no_finding", gettext_noop("There is no such finding."))
    return row


def _move(row: Finding, to: FindingState) -> None:
    rules.check_move(FindingState(row.state), to)
    row.state = to.value


def _again(row: Finding, words: str) -> OpenCase:
    assert row.case_id is not None  # noqa: S101 - asked by the caller
    before = case_reads.case_ref(row.case_id)
    return OpenCase(
        community_id=row.community_id,
        text=f"{row.title}：{words}（{before.number}）",
        channel=IN_PERSON,
        origin=Origin.ROUND,
        home_id=row.home_id,
        place_text=row.place,
        topic=before.topic,
        urgency=before.urgency,
    )
