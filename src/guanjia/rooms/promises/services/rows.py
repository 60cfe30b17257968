"""From the engine's words to the tables' rows and back."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from guanjia.rooms.promises.rules.book import ClockRule, Shelf
from guanjia.rooms.promises.rules.ladder import notices
from guanjia.rooms.promises.types import Owed, PromiseState, moment
from guanjia.shared.riding import ask, write


def iso(at: int | None) -> str | None:
    """An instant of the engine as the database reads it."""
    return None if at is None else moment(at).isoformat()


def _next_notice(owed: Owed, rule: ClockRule) -> int | None:
    """When the sweep must look at it first: what was told already is found out there."""
    if owed.closed:
        return owed.due if owed.state is PromiseState.MISSED else None
    warn = None if owed.warn_at is None else max(owed.warn_at, owed.since)
    due = None if ends_by_turn(rule, owed.opened, owed.due, owed.limit) else owed.due
    found = notices(rule.spec.get("ladder") or (), owed.limit, warn=warn, due=due)
    return min((one.at for one in found), default=None)


def ends_by_turn(rule: ClockRule, opened: int, due: int | None, limit: str) -> bool:
    """Whether time alone says at the period's end what became of it, so that a miss is told after that only."""
    return rule.quota is not None and rule.quota.ends_by_turn(opened, due, limit)


def promise_row(community_id: UUID, shelf: Shelf, owed: Owed) -> dict[str, Any]:
    """The row of a promise as the engine knows it now, plain for `write_rows`."""
    rule = shelf.book(owed.edition).rules[owed.standard]
    spec = rule.spec
    return {
        "id": owed.id,
        "community_id": str(community_id),
        "standard": owed.standard,
        "edition": owed.edition,
        "subject_type": owed.subject.type,
        "subject_id": owed.subject.id,
        "root_event": owed.root,
        "opening_event": owed.opened_by,
        "owed_role": spec["owed_by"],
        "owed_by_id": owed.owed_by,
        "opened_at": iso(owed.opened),
        "began_at": iso(owed.since),
        "warn_at": iso(owed.warn_at),
        "due_at": iso(owed.due),
        "runs_again_at": iso(owed.runs_again),
        "next_tell_at": iso(_next_notice(owed, rule)),
        "ended_at": iso(owed.ended),
        "state": owed.state.value,
        "closed": owed.closed,
        "provisional": owed.provisional,
        "weight": spec.get("weight", 1),
        "late_credit": spec.get("late_credit", 0),
        "red_line": bool(spec.get("red_line")),
        "limit": owed.limit,
        "first_limit": owed.first_limit,
        "pauses": owed.pauses,
        "changes": owed.changes,
        "evidence": owed.evidence,
        "flags": owed.flags,
    }


# Locks ------------------------------------------------------------------------------------------------------------

_WAIT = "select pg_advisory_xact_lock(key) from unnest(%s::bigint[]) with ordinality as k(key, n) order by n"
_TRY = "select key from unnest(%s::bigint[]) with ordinality as k(key, n) where pg_try_advisory_xact_lock(key)"


def lock_key(subject_id: str | UUID) -> int:
    """The number under which a subject is locked: both halves of its id, as PostgreSQL's signed 64 bits."""
    number = UUID(str(subject_id)).int
    folded = (number >> 64) ^ (number & (1 << 64) - 1)
    return folded - (1 << 64) if folded >> 63 else folded


def lock_subjects(subject_ids: Iterable[str | UUID]) -> None:
    """Wait until these subjects are ours until the transaction ends, always in the same order."""
    write(_WAIT, [sorted({lock_key(key) for key in subject_ids})])


def lock_free_subjects(subject_ids: Iterable[str | UUID]) -> set[int]:
    """Take the subjects nobody holds; returns their lock keys."""
    return {key for (key,) in ask(_TRY, [sorted({lock_key(key) for key in subject_ids})])}
