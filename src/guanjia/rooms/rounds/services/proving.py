"""Looking at a record: whether its photos, its place and its times can be so; and settling what was flagged."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.base import Length
from guanjia.rooms.handbook.types.terms import RoundTerms
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.rounds import access, events
from guanjia.rooms.rounds.models import DONE, Flag, Shot, Sight, Stop, Trace
from guanjia.rooms.rounds.rules import proving
from guanjia.rooms.rounds.rules.distances import Point
from guanjia.rooms.rounds.rules.proving import FlagState, Limits, Noticed, Passed, PhoneSaid, Recorded, Taken
from guanjia.rooms.rounds.rules.sights import apart, keys_of, sight_of
from guanjia.rooms.rounds.selectors.spots import spots_of, where_is
from guanjia.rooms.rounds.services.ground import told, who_goes
from guanjia.shared import files, journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, insert_new, row_of
from guanjia.shared.errors import Invalid, gettext_noop

WHOLE = UUID(int=0)
"""Stands for the photo where a flag is about the whole record."""
LIKE_MOST = 500
"""Pictures under one key that are compared; more look alike by chance only."""


@transaction.atomic
def prove(stop_id: UUID, *, at: datetime) -> int:
    """Look at a record and flag what can't well be so; returns how many flags are new. The record stands as it is."""
    stop = row_of(Stop, stop_id, lock=True)
    if stop is None or stop.state != DONE or stop.ended_at is None:
        return 0
    terms = handbook.edition_in_force(stop.community_id, at).terms.round
    seen = _seen(stop, terms, at)
    made = [row for one in proving.noticed(seen, _limits(terms)) if insert_new(row := _flag(stop, one, seen))]
    if made:
        journal.record(*(_told(stop, row, at) for row in made))
    return len(made)


def _told(stop: Stop, row: Flag, at: datetime) -> events.RoundFact:
    more = {"flag_id": row.pk, "what": row.kind, "other_stop_id": row.other_stop_id}
    return told(stop, events.RoundFlagged, stop.staff_id, at, **more)


def _flag(stop: Stop, one: Noticed, seen: Recorded) -> Flag:
    return Flag(
        community_id=stop.community_id,
        stop=stop,
        staff_id=stop.staff_id,
        kind=one.kind.value,
        about=one.about or WHOLE,
        other_stop_id=one.other_stop,
        figures=dict(one.figures),
        at=seen.here.ended,
    )


def _limits(terms: RoundTerms) -> Limits:
    def length(one: Length) -> timedelta:
        return timedelta(seconds=one.in_seconds())

    proof = terms.proof
    return Limits(
        photo_older=length(proof.photo_older),
        place_within=proof.place_within,
        metres_a_minute=proof.metres_a_minute,
        next_building_least=length(proof.next_building_least),
        hasty_items=proof.hasty_items,
        hasty_each=length(proof.hasty_each),
        by_hand_after=length(proof.by_hand_after),
        told_within=length(terms.upload_within),
    )


def _seen(stop: Stop, terms: RoundTerms, at: datetime) -> Recorded:
    trace = Trace.objects.filter(stop=stop, act="record").order_by("at").last()
    before, after = _neighbours(stop)
    near = [one for one in (stop, before, after) if one is not None]
    homes = places.homes(one.home_id for one in near)
    there = where_is(near)

    def passed(one: Stop | None) -> Passed | None:
        if one is None or one.ended_at is None:
            return None
        began = min(one.started_at or one.ended_at, one.ended_at)
        return Passed(one.pk, began, one.ended_at, homes[one.home_id].building, there.get(one.pk))

    here = passed(stop)
    assert here is not None  # noqa: S101 - a record has an end, as the caller saw
    return Recorded(
        here=here,
        told_at=trace.told_at if trace else at,
        phone=_phone(trace),
        place=there.get(stop.pk),
        photos=list(_photos(stop, terms.proof.photo_alike)),
        before=passed(before),
        after=passed(after),
        label_missed=_label_missed(stop, terms),
    )


def _label_missed(stop: Stop, terms: RoundTerms) -> bool:
    """Whether a label hangs there that was to be scanned and wasn't."""
    if stop.kind not in terms.proof.label_asked or stop.traces.filter(spot__isnull=False).exists():
        return False
    return bool(spots_of([stop]).get(stop.pk))


def _phone(trace: Trace | None) -> PhoneSaid:
    if trace is None:
        return PhoneSaid()
    answered = {item: datetime.fromisoformat(when) for item, when in trace.answered.items()}
    return PhoneSaid(_point(trace), trace.written_at, answered, trace.by_hand)


def _point(row: Trace | Shot) -> Point | None:
    if row.latitude is None or row.longitude is None:
        return None
    return Point(row.latitude, row.longitude, getattr(row, "unsure", None) or 0)


def _neighbours(stop: Stop) -> tuple[Stop | None, Stop | None]:
    """What the same person did before and after."""
    rows = Stop.objects.filter(staff=stop.staff_id, state=DONE).exclude(pk=stop.pk)
    before = rows.filter(ended_at__lte=stop.ended_at).order_by("-ended_at").first()
    return before, rows.filter(ended_at__gt=stop.ended_at).order_by("ended_at").first()


def _photos(stop: Stop, most: int) -> Iterator[Taken]:
    for shot in stop.shots.order_by("id"):
        sight = Sight.objects.filter(shot=shot).first() or _look(shot)
        like = _same(sight, stop) or _alike(sight, stop, most)
        point = _point(shot)
        if like is None:
            yield Taken(shot.pk, shot.taken_at, point)
        else:
            same = sight.kept == like.kept
            yield Taken(shot.pk, shot.taken_at, point, like.shot.stop_id, like.shot_id, _apart(sight, like), same)


def _look(shot: Shot) -> Sight:
    """How the photo looks, kept to find it again."""
    sight = sight_of(files.place_of(shot.kept).read_bytes())
    signs = b"" if sight is None else sight.to_bytes(16, "big")
    keys = [] if sight is None else keys_of(shot.community_id, sight)
    row = Sight(community_id=shot.community_id, shot=shot, kept=shot.kept, signs=signs, keys=keys)
    row.save(force_insert=True)
    return row


def _same(sight: Sight, stop: Stop) -> Sight | None:
    rows = Sight.objects.filter(community=sight.community_id, kept=sight.kept).select_related("shot")
    return rows.exclude(shot__stop=stop).order_by("id").first()


def _alike(sight: Sight, stop: Stop, most: int) -> Sight | None:
    """The picture most like it, where at most so many signs differ."""
    if not sight.keys:
        return None
    rows = Sight.objects.filter(community=sight.community_id, keys__overlap=sight.keys).select_related("shot")
    rows = rows.exclude(shot__stop=stop)
    near: Sequence[tuple[int, Sight]] = [(_apart(sight, one), one) for one in rows[:LIKE_MOST]]
    found = min(near, key=lambda one: one[0], default=None)
    return found[1] if found and found[0] <= most else None


def _apart(one: Sight, other: Sight) -> int:
    return apart(int.from_bytes(one.signs, "big"), int.from_bytes(other.signs, "big"))


# What people say about it -----------------------------------------------------------------------------------------


@transaction.atomic
def explain(actor: Actor, flag_id: UUID, words: str, *, at: datetime) -> None:
    """Who was there says how it came; until somebody settled it. Raises Missing for a flag about somebody else."""
    row = access.flag(actor, flag_id, lock=True)
    proving.check_explaining(FlagState(row.state), own=row.staff_id == actor.staff_id)
    if not words.strip():
        raise Invalid("rounds.no_words", gettext_noop("Say how it came, in a few words."), field="words")
    row.explanation = words.strip()
    change(row, ["explanation"])


@transaction.atomic
def settle(actor: Actor, flag_id: UUID, reason: str, *, confirmed: bool, at: datetime) -> None:
    """A colleague looked at it: there is a good reason, or it was as it looks. The round's verdict stays as it is."""
    actor.need(Duty.WAIVE)
    row = access.flag(actor, flag_id, lock=True)
    proving.check_settling(FlagState(row.state), row.staff_id == actor.staff_id, reason)
    row.state = (FlagState.CONFIRMED if confirmed else FlagState.EXPLAINED).value
    row.settled_by_id, row.settled_at, row.reason = who_goes(actor), at, reason.strip()
    change(row, ["state", "settled_by", "settled_at", "reason"])
    more = {"flag_id": row.pk, "what": row.kind, "confirmed": confirmed, "by_staff_id": who_goes(actor)}
    journal.record(told(row.stop, events.RoundFlagSettled, row.staff_id, at, **more))
