"""Looking at a record: whether its photos, its place and its times can be so; and settling what was flagged."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
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
from guanjia.shared.db import change, insert_new, insert_together, row_of, rows_of, rows_of_each
from guanjia.shared.errors import Invalid, gettext_noop
from guanjia.shared.riding import ask, ask_all

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
    traces, shots = rows_of_each((Trace, {"stop_id": stop.pk}), (Shot, {"stop_id": stop.pk}))
    trace = max((one for one in traces if one.act == "record"), key=lambda one: one.at, default=None)
    before, after = _neighbours(stop)
    near = [one for one in (stop, before, after) if one is not None]
    homes = places.homes(one.home_id for one in near)
    hanging = spots_of(near)
    there = where_is(hanging)
    asked = stop.kind in terms.proof.label_asked and not any(one.spot_id for one in traces)

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
        photos=list(_photos(stop, shots, terms.proof.photo_alike)),
        before=passed(before),
        after=passed(after),
        label_missed=asked and stop.pk in hanging,
    )


def _phone(trace: Trace | None) -> PhoneSaid:
    if trace is None:
        return PhoneSaid()
    answered = {item: datetime.fromisoformat(when) for item, when in trace.answered.items()}
    return PhoneSaid(_point(trace), trace.written_at, answered, trace.by_hand)


def _point(row: Trace | Shot) -> Point | None:
    if row.latitude is None or row.longitude is None:
        return None
    return Point(row.latitude, row.longitude, getattr(row, "unsure", None) or 0)


_BEFORE = """
select id from rounds_stop where staff_id = %s and state = 'done' and id <> %s and ended_at <= %s
 order by ended_at desc limit 1
"""
_AFTER = """
select id from rounds_stop where staff_id = %s and state = 'done' and id <> %s and ended_at > %s
 order by ended_at limit 1
"""


def _neighbours(stop: Stop) -> tuple[Stop | None, Stop | None]:
    """What the same person did before and after. Two trips."""
    asked = [stop.staff_id, stop.pk, stop.ended_at]
    before, after = ask_all((_BEFORE, asked), (_AFTER, asked))
    rows = {row.pk: row for row in rows_of(Stop, id=[key for (key,) in (*before, *after)])} if before or after else {}
    return next((rows[key] for (key,) in before), None), next((rows[key] for (key,) in after), None)


def _photos(stop: Stop, shots: Sequence[Shot], most: int) -> Iterator[Taken]:
    sights = _sights(shots)
    for shot, like in zip(shots, _likes(stop, [sights[shot.pk] for shot in shots], most), strict=True):
        other = (like.stop_id, like.shot_id, like.apart, like.same) if like else ()
        yield Taken(shot.pk, shot.taken_at, _point(shot), *other)


def _sights(shots: Sequence[Shot]) -> dict[UUID, Sight]:
    """How each photo looks, kept to find it again. One light query; what is new rides."""
    known = {row.shot_id: row for row in rows_of(Sight, shot_id=[shot.pk for shot in shots])} if shots else {}
    new = [_look(shot) for shot in shots if shot.pk not in known]
    insert_together(new)
    return known | {row.shot_id: row for row in new}


def _look(shot: Shot) -> Sight:
    sight = sight_of(files.place_of(shot.kept).read_bytes())
    signs = b"" if sight is None else sight.to_bytes(16, "big")
    keys = [] if sight is None else keys_of(shot.community_id, sight)
    return Sight(community_id=shot.community_id, shot=shot, kept=shot.kept, signs=signs, keys=keys)


class _Like(NamedTuple):
    """A photo of another stop that looks like one of this."""

    stop_id: UUID
    shot_id: UUID
    apart: int
    same: bool


_SAME = """
select distinct on (sight.kept) sight.kept, shot.stop_id, shot.id
  from rounds_sight as sight join rounds_shot as shot on shot.id = sight.shot_id
 where sight.community_id = %s and sight.kept = any(%s) and shot.stop_id <> %s
 order by sight.kept, sight.id
"""
_ALIKE = """
select sight.signs, shot.stop_id, shot.id
  from rounds_sight as sight join rounds_shot as shot on shot.id = sight.shot_id
 where sight.community_id = %s and sight.keys && %s::bigint[] and shot.stop_id <> %s limit %s
"""


def _likes(stop: Stop, sights: Sequence[Sight], most: int) -> Iterator[_Like | None]:
    """For each picture the very same one at another stop, else the one most like it, where at most so many signs
    differ. Two trips at most."""
    where = stop.community_id
    kept = [one.kept for one in sights]
    found = ask(_SAME, [where, kept, stop.pk]) if kept else []
    same = {name: _Like(stop_id, key, apart=0, same=True) for name, stop_id, key in found}
    other = [one for one in sights if one.kept not in same and one.keys]
    rows = ask_all(*((_ALIKE, [where, one.keys, stop.pk, LIKE_MOST]) for one in other)) if other else []
    alike = {one.pk: _nearest(one, mine) for one, mine in zip(other, rows, strict=True)}
    for one in sights:
        near = same.get(one.kept) or alike.get(one.pk)
        yield near if near and near.apart <= most else None


def _nearest(sight: Sight, rows: Iterable[tuple[Any, ...]]) -> _Like | None:
    mine = int.from_bytes(sight.signs, "big")
    near = (_Like(where, key, apart(mine, int.from_bytes(signs, "big")), same=False) for signs, where, key in rows)
    return min(near, key=lambda one: (one.apart, one.shot_id), default=None)


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
