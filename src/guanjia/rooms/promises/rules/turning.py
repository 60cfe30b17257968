"""Quotas in the fold: what a member's events do to them, and the turns of time at which periods end and begin.

A turn is an instant at which time alone does something: a period begins or ends, or an edition comes into force. Turns
come before the events of the same instant, since those belong to the next period.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from guanjia.rooms.promises.rules import reckoning
from guanjia.rooms.promises.rules.book import ClockRule, Shelf
from guanjia.rooms.promises.rules.conditions import Facts
from guanjia.rooms.promises.rules.quota import Kept, QuotaRule, Stretch
from guanjia.rooms.promises.rules.state import EditionUnseen, Ledger, Open, SubjectState
from guanjia.rooms.promises.types import Happening, Owed, PromiseState

TURN = "turn"
"""What begins a period where no event does."""


def next_turn(shelf: Shelf, state: SubjectState) -> int | None:
    """The next instant at which time alone does something to the quotas of this subject; None where none will."""
    since = state.turned
    if since is None or state.subject.type not in shelf.turning:
        return None
    found = [one for one in (shelf.next_edition(since),) if one is not None]
    for one in state.open:
        rule = shelf.book(one.edition).rules[one.code]
        if rule.quota is not None:
            found.append(stretch_of(rule.quota, one).closes)
    for rule, quota in _quotas(shelf, state, shelf.in_force(since)):
        found += _next_begin(quota, kept_of(state.ledgers[str(shelf.in_force(since))], rule), since)
    return min(found, default=None)


def _next_begin(quota: QuotaRule, kept: Kept, since: int) -> Iterator[int]:
    """When the next period of a member may begin."""
    if kept.since is None:
        return
    if kept.covered is not None and kept.covered > since and not quota.by_calendar:
        yield kept.covered
    elif not quota.rolling:
        yield quota.stretch(since, quota.row_at(kept.since, since)).end


def stretch_of(quota: QuotaRule, one: Open) -> Stretch:
    """The period an open promise is about."""
    return quota.of(one.opened, one.legs[-1][1], one.limit)


def turned(shelf: Shelf, state: SubjectState, at: int) -> tuple[dict[str, Owed], list[Open]]:
    """Judge the periods that end at a turn and begin those that follow; also returns which were missed.

    Raises EditionUnseen where an edition came into force that hasn't followed the subject.
    """
    edition = shelf.in_force(at)
    if edition is not None and edition not in state.ledgers:
        raise EditionUnseen(edition)
    changed: dict[str, Owed] = {}
    missed: list[Open] = []
    for one, to in list(_judged(shelf, state, at)):
        rule = shelf.book(one.edition).rules[one.code]
        state.open.remove(one)
        changed[one.id] = reckoning.ended(state, rule, one, min(at, one.legs[-1][1] or at), to)
        if to is PromiseState.MISSED:
            missed.append(one)
    for rule, _ in _quotas(shelf, state, edition):
        for one in begun(state, rule, str(edition), at, TURN):
            state.open.append(one)
            changed[one.id] = reckoning.owed(state, rule, one, at)
    _forget(shelf, state, at)
    state.turned = at
    return changed, missed


def _quotas(shelf: Shelf, state: SubjectState, edition: str | None) -> Iterator[tuple[ClockRule, QuotaRule]]:
    if edition is None or edition not in state.ledgers:
        return
    for rule in shelf.book(edition).quotas.get(state.subject.type, ()):
        if rule.quota is not None:
            yield rule, rule.quota


def _judged(shelf: Shelf, state: SubjectState, at: int) -> Iterator[tuple[Open, PromiseState]]:
    """The promises whose window closes at the turn, each with what it is in the end."""
    groups: dict[tuple[str, str, int], list[Open]] = {}
    for one in state.open:
        quota = shelf.book(one.edition).rules[one.code].quota
        if quota is not None and stretch_of(quota, one).closes <= at:
            groups.setdefault((one.code, one.edition, one.opened), []).append(one)
    for (code, edition, opened), opens in groups.items():
        rule, row = shelf.book(edition).rules[code], opens[0].limit
        if rule.quota is None:
            continue
        quota, stretch, kept = rule.quota, stretch_of(rule.quota, opens[0]), kept_of(state.ledgers[edition], rule)
        owed = quota.owed(stretch, row, opened, kept.membership(stretch.end))
        owed = quota.times(row) if owed and quota.by else owed  # by a day it is owed whole
        if quota.each:
            done = quota.times(row) - len(opens)
            for number, one in enumerate(opens, start=done + 1):
                yield one, PromiseState.MISSED if number <= owed else PromiseState.VOID
        elif _is_bound(stretch, opens[0]):
            yield opens[0], PromiseState.MISSED  # the next act was too far, and a breach never disappears
        else:
            yield opens[0], _verdict(owed, len(opens[0].evidence))


def _verdict(owed: int, done: int) -> PromiseState:
    if not owed:
        return PromiseState.VOID
    return PromiseState.MET if done >= owed else PromiseState.MISSED


def _forget(shelf: Shelf, state: SubjectState, at: int) -> None:
    before = min((one.opened for one in state.open), default=at)
    for edition, ledger in state.ledgers.items():
        for rule in shelf.book(edition).quotas.get(state.subject.type, ()):
            kept = kept_of(ledger, rule)
            if kept.spans:
                kept.forget(before)
                keep(ledger, rule.code, kept)


# What events do ---------------------------------------------------------------------------------------------------


def kept_of(ledger: Ledger, rule: ClockRule) -> Kept:
    """What an edition keeps of the subject for this standard."""
    return Kept.read(ledger.noted.get(rule.code) or ())


def keep(ledger: Ledger, code: str, kept: Kept) -> None:
    """Keep it; a row of its own, so that what was stored isn't changed under it."""
    ledger.noted[code] = kept.plain()


def joined(ledger: Ledger, rule: ClockRule, facts: Facts, at: int) -> bool:
    """Become a member; returns whether it is one now."""
    kept = kept_of(ledger, rule)
    if kept.since is None and rule.quota is not None and (rule.quota.member is None or rule.quota.member(facts)):
        kept.since = at
        keep(ledger, rule.code, kept)
    return kept.since is not None


def left(ledger: Ledger, rule: ClockRule, opens: list[Open], at: int) -> bool:
    """Be a member no more. What is owed for the part of the period is judged at its end; no act is awaited any longer,
    so none comes too far from another: returns whether a due time moved."""
    kept = kept_of(ledger, rule)
    kept.leave(at)
    keep(ledger, rule.code, kept)
    return rule.quota is not None and _moved(rule.quota, opens, at)


def _moved(quota: QuotaRule, opens: list[Open], at: int) -> bool:
    return bool([one for one in opens if _move(one, stretch_of(quota, one), None, at)])


def begun(state: SubjectState, rule: ClockRule, edition: str, at: int, cause: Happening | str = "") -> list[Open]:
    """The promises of the period that runs at `at`, where the subject is a member and no promise covers it yet. It is
    begun by becoming a member, by the TURN of a period, or by the act that ended one counted from act to act."""
    kept, quota = kept_of(state.ledgers[edition], rule), rule.quota
    act = "" if isinstance(cause, str) else f"act {cause.id}"
    if quota is None or kept.since is None or (not act and kept.covered is not None and at < kept.covered):
        return []
    row = quota.row_at(kept.since, at)
    stretch = quota.begins(at, row, follows=cause == TURN and kept.covered == at)
    if stretch.due <= at or not quota.owed_in(at, stretch.end):
        return []
    for ledger in state.ledgers.values():
        told = kept_of(ledger, rule)
        told.covered = stretch.end
        keep(ledger, rule.code, told)
    name = act or f"period {row}".rstrip()
    found = [
        _opened(state, rule, edition, at, (stretch, row, f"{number}|{name}")) for number in range(_count(quota, row))
    ]
    if quota.most and kept.last is not None and kept.since <= kept.last and at <= kept.last + quota.most:
        for one in found:
            _move(one, stretch, kept.last + quota.most, at)
    return found


def _count(quota: QuotaRule, row: str) -> int:
    return quota.times(row) if quota.each else 1


def _opened(state: SubjectState, rule: ClockRule, edition: str, at: int, place: tuple[Stretch, str, str]) -> Open:
    stretch, row, name = place
    number, _, begun_by = name.partition("|")
    root = reckoning.derived_id(f"{rule.code}|{state.subject}|{number}", begun_by, stretch.begin)
    return Open(
        id=reckoning.identity(rule.code, state.subject, root, root, stretch.begin),
        code=rule.code,
        edition=edition,
        root=root,
        opened_by=root,
        opened=at,
        since=at,
        legs=[("set", stretch.due, row)],
        evidence=[],
    )


def _is_bound(stretch: Stretch, one: Open) -> bool:
    """Whether the next act is owed before the period's own due time, so as not to be too far from the one before."""
    due = one.legs[-1][1]
    return due is not None and due < stretch.due


def _move(one: Open, stretch: Stretch, next_by: int | None, at: int) -> bool:
    """Have the next act due by an instant, the period's due time for None; what is past due stays. Returns whether it
    moved."""
    due, kind, row = stretch.due if next_by is None else min(stretch.due, next_by), one.legs[-1][0], one.limit
    if one.legs[-1][1] in {None, due} or at > (one.legs[-1][1] or at):
        return False
    one.legs = [*one.legs[:-1], (kind, due, row)]
    return True


@dataclass(frozen=True, slots=True)
class Acted:
    """What an act did: whether it counts, the promises it ends, those it is only noted on."""

    counts: bool = False
    ends: tuple[Open, ...] = ()
    noted: tuple[Open, ...] = ()


def acted(ledger: Ledger, rule: ClockRule, opens: list[Open], event: Happening) -> Acted:
    """Count an act."""
    quota = rule.quota
    if quota is None:
        return Acted()
    mine = [one for one in opens if _in_window(quota, one, event.at)][:1]
    kept = kept_of(ledger, rule)
    against = quota.objection(event, kept.last)
    if against:
        for one in mine:
            if against not in one.flags:
                one.flags.append(against)
        return Acted(noted=tuple(mine))
    kept.last = event.at
    keep(ledger, rule.code, kept)
    for one in mine:
        if quota.each or _is_done(quota, kept, one, event.at):
            return Acted(counts=True, ends=(one,))
        one.evidence.append(event.id)
        if quota.most and kept.since is not None:
            _move(one, stretch_of(quota, one), event.at + quota.most, event.at)
    return Acted(counts=True, noted=tuple(mine))


def _is_done(quota: QuotaRule, kept: Kept, one: Open, at: int) -> bool:
    """Whether an act is the last one asked for, and no other is needed so as not to be too far from it."""
    if len(one.evidence) + 1 < quota.times(one.limit):
        return False
    past_due = at > (one.legs[-1][1] or at)
    return not quota.most or kept.since is None or past_due or at + quota.most >= stretch_of(quota, one).closes


def follows(rule: ClockRule, state: SubjectState, done: Acted) -> bool:
    """Whether the next period begins with the act: counted from act to act, and nothing is owed yet."""
    return done.counts and rule.quota is not None and rule.quota.rolling and not any(state.of(rule.code))


def _in_window(quota: QuotaRule, one: Open, at: int) -> bool:
    stretch = stretch_of(quota, one)
    return max(one.opened, stretch.opens) <= at < stretch.closes
