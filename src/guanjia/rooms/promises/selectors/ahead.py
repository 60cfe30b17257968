"""Acts that quotas ask for now and in the periods to come: what a planner lays out weeks ahead."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.promises.rules.book import ClockRule, Role
from guanjia.rooms.promises.rules.quota import QuotaRule, Stretch
from guanjia.rooms.promises.rules.resting import rests_all
from guanjia.rooms.promises.selectors.shelves import shelf_of
from guanjia.rooms.promises.types import SECOND, instant, moment
from guanjia.shared.riding import ask

_DAY = timedelta(days=1)
_LONGEST_DAY = 25 * 3600 * SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodOwed:
    """`left` acts are owed to a subject from `opens` until before `due_at`, if it stays a member. Without a promise the
    period hasn't begun."""

    subject_id: UUID
    opens: datetime
    due_at: datetime
    left: int
    promise_id: UUID | None = None


@dataclass(slots=True, kw_only=True)
class QuotaAhead:
    """What a quota asks for: who owes it, the shortest time between two acts in microseconds, how many a day holds, how
    long its period is; `rests`: days on which none counts, as ordinals of the calendar."""

    standard: str
    activity: str
    role: str
    apart: int
    capacity: int | None
    length: int
    rests: frozenset[int]
    owed: list[PeriodOwed] = field(default_factory=list)


_RUNNING = """
select id, standard, edition::text, subject_id, opened_at, due_at, jsonb_array_length(evidence), "limit", owed_role,
       closed
  from promises_promise
 where community_id = %s and standard = any(%s) and due_at > %s and opened_at >= %s and opened_at <= %s
   and (not closed or due_at < %s) and state not in ('superseded', 'void')
 order by due_at, id
"""
EVER = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def quotas_ahead(
    community_id: UUID, activities: Collection[str], *, at: datetime, until: datetime, since: datetime = EVER
) -> list[QuotaAhead]:
    """What quotas of these activities ask for from `at` until `until`, the shortest period first; `since`: only of
    promises that began then or later. Two light queries beside the editions.

    The periods to come go by the edition in force, for the subjects that are members now. What is owed each day is
    known when the day comes.
    """
    newest, rules = _rules(community_id, at)
    acts = {key: _activity(rule, activities) for key, rule in rules.items()}
    codes = sorted({code for (_, code), activity in acts.items() if activity})
    found: dict[tuple[str, str], QuotaAhead] = {}
    last: dict[tuple[str, str, UUID], Stretch] = {}
    whole: dict[tuple[str, str, datetime, str], int] = {}
    for key, code, edition, subject, opened, due, done, limit, role, closed in ask(
        _RUNNING, [community_id, codes, at - _DAY, since, at, until]
    ):
        quota, activity = rules[edition, code].quota, acts[edition, code]
        if quota is None or not activity:
            continue
        if (code, role) not in found:
            found[code, role] = _ahead(rules.get((newest, code), rules[edition, code]), activity, role, (at, until))
        stretch = quota.of(instant(opened), instant(due), str(limit))
        if (newest, code) in rules:
            last[code, role, subject] = stretch
        if (edition, code, opened, limit) not in whole:
            whole[edition, code, opened, limit] = _owed(quota, stretch, str(limit), instant(opened))
        left = 0 if closed or due <= at else whole[edition, code, opened, limit] - int(done)
        if not closed and not quota.ends_by_turn(instant(opened), instant(due), str(limit)):
            left = max(1, left)  # so that none is too far from the last
        if left > 0:
            one = PeriodOwed(subject_id=subject, opens=opened, due_at=due, left=left, promise_id=key)
            found[code, role].owed.append(one)
    for (code, role, subject), stretch in last.items():
        found[code, role].owed += _to_come(rules[newest, code], subject, stretch, until)
    return sorted(found.values(), key=lambda one: (one.length, one.standard, one.role))


def _rules(community_id: UUID, at: datetime) -> tuple[str, dict[tuple[str, str], ClockRule]]:
    """The edition in force, and the quotas of all editions by edition and code."""
    books = shelf_of(community_id).books()
    quotas = {(book.edition, code): rule for book in books for code, rule in book.rules.items() if rule.quota}
    return str(handbook.edition_in_force(community_id, at).id), quotas


def _activity(rule: ClockRule, activities: Collection[str]) -> str:
    kinds = {kind for kind, parts in rule.parts.items() if any(part.role is Role.ACT for part in parts)}
    return min(kinds & set(activities), default="")


def _ahead(rule: ClockRule, activity: str, role: str, span: tuple[datetime, datetime]) -> QuotaAhead:
    quota = rule.quota
    assert quota is not None  # noqa: S101 - only quotas are asked for
    stretch, (first, last) = quota.stretch(instant(span[0])), map(quota.duty.date_of, map(instant, span))
    rests = frozenset(day for day in range(first, last + 1) if quota.rests and rests_all(quota.rests, day))
    return QuotaAhead(
        standard=rule.code,
        activity=activity,
        role=role,
        apart=quota.least,
        capacity=rule.spec.get("capacity_per_day"),
        length=stretch.end - stretch.begin,
        rests=rests,
    )


def _owed(quota: QuotaRule, stretch: Stretch, row: str, opened: int) -> int:
    return 1 if quota.each else quota.owed(stretch, row, opened, [(opened, stretch.end)])


def _to_come(rule: ClockRule, subject: UUID, stretch: Stretch, until: datetime) -> Iterator[PeriodOwed]:
    """The periods after one that begin before an instant, as if it went on as it does after all stages, and one that
    is counted from act to act began where the one before ends."""
    quota = rule.quota
    while quota is not None and stretch.end - stretch.begin > _LONGEST_DAY and stretch.end < instant(until):
        stretch = quota.begins(stretch.end, "", follows=True)
        left = quota.owed(stretch, "", stretch.begin, [(stretch.begin, stretch.end)])
        if left:
            opens, due = moment(stretch.opens), moment(stretch.due)
            yield PeriodOwed(subject_id=subject, opens=opens, due_at=due, left=left)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActBounds:
    """Between which instants an act of a quota counts that is due then, and what else it asks."""

    role: str
    opens: datetime
    apart: int
    capacity: int | None
    rests: bool
    """Whether the day asked about is one on which none counts."""


def act_bounds(community_id: UUID, standard: str, due_at: datetime, day: int, *, at: datetime) -> ActBounds | None:
    """What the edition in force says of an act of a quota on a day; None where it asks for none any more. One light
    query."""
    newest = str(handbook.edition_in_force(community_id, at).id)
    rule = shelf_of(community_id).book(newest).rules.get(standard)
    if rule is None or rule.quota is None:
        return None
    quota = rule.quota
    return ActBounds(
        role=rule.spec["owed_by"],
        opens=EVER if quota.rolling else moment(quota.stretch(instant(due_at) - quota.after - 1).opens),
        apart=quota.least,
        capacity=rule.spec.get("capacity_per_day"),
        rests=quota.rests is not None and rests_all(quota.rests, day),
    )
