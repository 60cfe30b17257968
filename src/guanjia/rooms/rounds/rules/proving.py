"""What about a round's record can't well be so. Each is a question with its figures, never a judgement."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from guanjia.rooms.rounds.rules.distances import Point, metres
from guanjia.shared.errors import Denied, Invalid, Refused, gettext_noop


class FlagKind(StrEnum):
    """What was noticed."""

    SAME_PHOTO = "same_photo"
    ALIKE_PHOTO = "alike_photo"
    OLD_PHOTO = "old_photo"
    WRONG_PLACE = "wrong_place"
    TOO_FAST = "too_fast"
    HASTY = "hasty"
    AFTERWARDS = "afterwards"
    NO_LABEL = "no_label"


class FlagState(StrEnum):
    """Whether somebody looked at it."""

    OPEN = "open"
    EXPLAINED = "explained"
    """There is a good reason."""
    CONFIRMED = "confirmed"
    """It was as it looks."""


@dataclass(frozen=True, slots=True)
class PhoneSaid:
    """What the phone knew when something was written down. `answered`: when each item was answered; `written_at`: when
    the record was; `by_hand`: the time was set by hand."""

    point: Point | None = None
    written_at: datetime | None = None
    answered: Mapping[str, datetime] = field(default_factory=dict)
    by_hand: bool = False
    code: str = ""
    """Of the label that was scanned or typed; `scanned_at`: when."""
    scanned_at: datetime | None = None


NOTHING_SAID = PhoneSaid()
"""A phone that knows nothing, or somebody at a desk."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A photo of the stop; `like`: the stop at which one like it was kept, and in how many signs they differ."""

    shot_id: UUID
    taken_at: datetime | None = None
    point: Point | None = None
    like: UUID | None = None
    like_shot: UUID | None = None
    apart: int = 0
    same: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """A stop of the same person before or after: from when until when, in which building, where."""

    stop_id: UUID
    began: datetime
    ended: datetime
    building: str
    point: Point | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A record and what stands around it. `told_at`: when it reached us; `place`: where the home is, where known."""

    here: Passed
    told_at: datetime
    phone: PhoneSaid
    place: Point | None = None
    photos: Sequence[Taken] = ()
    before: Passed | None = None
    after: Passed | None = None
    label_missed: bool = False
    """A label hangs there that the handbook wants scanned, and it wasn't."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From when something is flagged, by the handbook."""

    photo_older: timedelta
    place_within: float
    metres_a_minute: float
    next_building_least: timedelta
    hasty_items: int
    hasty_each: timedelta
    by_hand_after: timedelta
    told_within: timedelta


@dataclass(frozen=True, slots=True)
class Noticed:
    """A flag to be: what, about which photo or other stop, and the figures its words need."""

    kind: FlagKind
    about: UUID | None = None
    other_stop: UUID | None = None
    figures: Mapping[str, int | str] = field(default_factory=dict)


def noticed(seen: Recorded, limits: Limits) -> Iterator[Noticed]:
    """All that is flagged about a record."""
    yield from _photos(seen, limits)
    yield from _place(seen, limits)
    for first, second in pairwise([one for one in (seen.before, seen.here, seen.after) if one]):
        yield from _speed(first, second, seen.here.stop_id, limits)
    yield from _haste(seen.phone.answered, limits)
    yield from _afterwards(seen, limits)
    if seen.label_missed:
        yield Noticed(FlagKind.NO_LABEL)


def _photos(seen: Recorded, limits: Limits) -> Iterator[Noticed]:
    """Of all photos taken over from one stop, or all too old, the first stands for the rest: one question is enough."""
    asked = set()
    for one in (one for photo in seen.photos for one in _photo(photo, seen, limits)):
        if (one.kind, one.other_stop) not in asked:
            asked.add((one.kind, one.other_stop))
            yield one


def _photo(photo: Taken, seen: Recorded, limits: Limits) -> Iterator[Noticed]:
    if photo.like is not None:
        kind = FlagKind.SAME_PHOTO if photo.same else FlagKind.ALIKE_PHOTO
        figures: dict[str, int | str] = {"apart": photo.apart, "shot": str(photo.like_shot)}
        yield Noticed(kind, photo.shot_id, photo.like, figures)
    if photo.taken_at is not None and seen.here.began - photo.taken_at > limits.photo_older:
        yield Noticed(FlagKind.OLD_PHOTO, photo.shot_id, None, {"taken": photo.taken_at.isoformat()})


def _place(seen: Recorded, limits: Limits) -> Iterator[Noticed]:
    if seen.place is None:
        return
    found: list[tuple[UUID | None, Point]] = [(one.shot_id, one.point) for one in seen.photos if one.point]
    if seen.phone.point:
        found.insert(0, (None, seen.phone.point))
    for about, point in found:
        far = metres(point, seen.place) - point.unsure - seen.place.unsure
        if far > limits.place_within:
            yield Noticed(FlagKind.WRONG_PLACE, about, None, {"metres": round(far)})
            return  # one question about the place is enough


def _speed(first: Passed, second: Passed, here: UUID, limits: Limits) -> Iterator[Noticed]:
    between = max(second.began - first.ended, timedelta())
    other = second.stop_id if first.stop_id == here else first.stop_id
    told: dict[str, int | str] = {"seconds": int(between.total_seconds())}
    if first.point and second.point:
        far = metres(first.point, second.point) - first.point.unsure - second.point.unsure
        if far > 0 and far / limits.metres_a_minute > between / timedelta(minutes=1):
            yield Noticed(FlagKind.TOO_FAST, None, other, {**told, "metres": round(far)})
    elif first.building != second.building and between < limits.next_building_least:
        yield Noticed(FlagKind.TOO_FAST, None, other, told)


def _haste(answered: Mapping[str, datetime], limits: Limits) -> Iterator[Noticed]:
    times = sorted(answered.values())
    if len(times) < limits.hasty_items:
        return
    took = times[-1] - times[0]
    if took < limits.hasty_each * (len(times) - 1):
        yield Noticed(FlagKind.HASTY, None, None, {"items": len(times), "seconds": int(took.total_seconds())})


def _afterwards(seen: Recorded, limits: Limits) -> Iterator[Noticed]:
    """A time set by hand long before it was written; or a record that reached us later than the handbook allows."""
    ended, written = seen.here.ended, seen.phone.written_at or seen.told_at
    if seen.phone.by_hand and written - ended > limits.by_hand_after:
        yield Noticed(FlagKind.AFTERWARDS, None, None, {"minutes": int((written - ended) / timedelta(minutes=1))})
    elif seen.told_at - ended > limits.told_within:
        yield Noticed(FlagKind.AFTERWARDS, None, None, {"hours": int((seen.told_at - ended) / timedelta(hours=1))})


def check_explaining(state: FlagState, *, own: bool) -> None:
    """Raises Denied for a flag about somebody else, Refused for one that was settled."""
    if not own:
        raise Denied("rounds.not_yours", gettext_noop("Only who was there can explain this."))
    if state is not FlagState.OPEN:
        raise Refused("rounds.settled", gettext_noop("Somebody settled this already; what they found stands."))


def check_settling(state: FlagState, own: bool, reason: str) -> None:
    """Raises Refused for a flag that was settled, Denied for one about oneself, Invalid without a reason."""
    if state is not FlagState.OPEN:
        raise Refused("rounds.settled", gettext_noop("Somebody settled this already; what they found stands."))
    if own:
        raise Denied("rounds.own_flag", gettext_noop("This is about your own round; a colleague must look at it."))
    if not reason.strip():
        raise Invalid("rounds.no_reason", gettext_noop("Say why, in a few words."), field="reason")
