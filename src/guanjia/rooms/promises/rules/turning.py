"""Quotas in the fold: what a member's events do to them, and the turns of time at which periods end and begin.

A turn is an instant at which time alone does something: a period begins or ends, or an edition comes into force. Turns
come before the events of the same instant, since those belong to the next period.
"""

from collections.abc import Iterator

from guanjia.rooms.promises.rules import reckoning
from guanjia.rooms.promises.rules.book import ClockRule, Shelf
from guanjia.rooms.promises.rules.conditions import Facts
from guanjia.rooms.promises.rules.quota import Kept, QuotaRule, Stretch
from guanjia.rooms.promises.rules.state import EditionUnseen, Ledger, Open, SubjectState
from guanjia.rooms.promises.types import Happening, Owed, PromiseState


def next_turn(shelf: Shelf, state: SubjectState) -> int | None:
    """The next instant at which time alone does something to the quotas of this subject; None where none will."""
    since = state.turned
    if since is None or state.subject.type not in shelf.turning:
        return None
    found = [one for one in (shelf.next_edition(since),) if one is not None]
    for one in state.open:
        rule = shelf.book(one.edition).rules[one.code]
        if rule.quota is not None:
            found.append(rule.quota.stretch(one.opened).closes)
    for rule, quota in _quotas(shelf, state, shelf.in_force(since)):
        if kept_of(state.ledgers[str(shelf.in_force(since))], rule).since is not None:
            found.append(quota.stretch(since).end)
    return min(found, default=None)


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
        for one in begun(state, rule, str(edition), at):
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
        if quota is not None and quota.stretch(one.opened).closes <= at:
            groups.setdefault((one.code, one.edition, one.opened), []).append(one)
    for (code, edition, opened), opens in groups.items():
        rule = shelf.book(edition).rules[code]
        if rule.quota is None:
            continue
        stretch, kept = rule.quota.stretch(opened), kept_of(state.ledgers[edition], rule)
        owed = rule.quota.owed(stretch, opened, kept.membership(stretch.end))
        owed = rule.quota.times if owed and rule.quota.by else owed  # by a day it is owed whole
        if rule.quota.each:
            done = rule.quota.times - len(opens)
            for number, one in enumerate(opens, start=done + 1):
                yield one, PromiseState.MISSED if number <= owed else PromiseState.VOID
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


def left(ledger: Ledger, rule: ClockRule, at: int) -> None:
    """Be a member no more. What is owed for the part of the period is judged at its end."""
    kept = kept_of(ledger, rule)
    kept.leave(at)
    keep(ledger, rule.code, kept)


def begun(state: SubjectState, rule: ClockRule, edition: str, at: int) -> list[Open]:
    """The promises of the period that runs at `at`, where the subject is a member and no promise covers it yet."""
    kept, quota = kept_of(state.ledgers[edition], rule), rule.quota
    if quota is None or kept.since is None or (kept.covered is not None and at < kept.covered):
        return []
    stretch = quota.stretch(at)
    if stretch.due <= at or not quota.owed_in(at, stretch.end):
        return []
    for ledger in state.ledgers.values():
        told = kept_of(ledger, rule)
        told.covered = stretch.end
        keep(ledger, rule.code, told)
    count = quota.times if quota.each else 1
    return [_opened(state, rule, edition, at, (stretch, number)) for number in range(count)]


def _opened(state: SubjectState, rule: ClockRule, edition: str, at: int, place: tuple[Stretch, int]) -> Open:
    stretch, number = place
    name = f"{rule.code}|{state.subject}|{number}"
    root = reckoning.derived_id(name, "period", stretch.begin)
    return Open(
        id=reckoning.identity(rule.code, state.subject, root, root, stretch.begin),
        code=rule.code,
        edition=edition,
        root=root,
        opened_by=root,
        opened=at,
        since=at,
        legs=[("set", stretch.due, "")],
        evidence=[],
    )


def acted(ledger: Ledger, rule: ClockRule, opens: list[Open], event: Happening) -> tuple[list[Open], list[Open]]:
    """Count an act. Returns the promises it ends, and those it is only noted on."""
    quota = rule.quota
    if quota is None:
        return [], []
    mine = [one for one in opens if _in_window(quota, one, event.at)]
    kept = kept_of(ledger, rule)
    against = quota.objection(event, kept.last)
    if against:
        for one in mine[:1]:
            if against not in one.flags:
                one.flags.append(against)
        return [], mine[:1]
    kept.last = event.at
    keep(ledger, rule.code, kept)
    for one in mine[:1]:
        if quota.each or len(one.evidence) + 1 >= quota.times:
            return [one], []
        one.evidence.append(event.id)
    return [], mine[:1]


def _in_window(quota: QuotaRule, one: Open, at: int) -> bool:
    stretch = quota.stretch(one.opened)
    return max(one.opened, stretch.opens) <= at < stretch.closes
