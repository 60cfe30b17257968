"""Who goes and why: skill, certificate, shift, load, urgency; and what may happen to an offer."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from guanjia.rooms.cases.rules import is_closed_to
from guanjia.rooms.dispatch.types import (
    MAIN,
    AssignmentState,
    Candidate,
    Chosen,
    Held,
    OpeningState,
    Reason,
    Why,
)
from guanjia.rooms.handbook.rules.standing import Ranks, at_or_under, leads_of
from guanjia.rooms.handbook.types.house import Role
from guanjia.rooms.handbook.types.needs import Topic
from guanjia.rooms.handbook.types.terms import DispatchTerms, HandoverTerms, OwnWay
from guanjia.shared.errors import Denied, Refused, gettext_noop

OFFERED, TAKEN, DECLINED, EXPIRED, RELEASED, FINISHED = AssignmentState
MOVES: Mapping[AssignmentState, frozenset[AssignmentState]] = {
    OFFERED: frozenset({TAKEN, DECLINED, EXPIRED, RELEASED, FINISHED}),
    TAKEN: frozenset({RELEASED, FINISHED}),
    FINISHED: frozenset({TAKEN}),  # the resident refused the work, or the case was reopened
    DECLINED: frozenset(),
    EXPIRED: frozenset(),
    RELEASED: frozenset(),
}
OPEN = frozenset({OFFERED, TAKEN})
MISSED = frozenset({DECLINED, EXPIRED})
NOT_AGAIN = frozenset({DECLINED, EXPIRED, RELEASED})
"""After these the house doesn't ask the same person again for the same part."""

_WHY: Mapping[AssignmentState, str] = {
    OFFERED: gettext_noop("This task has not been taken yet."),
    TAKEN: gettext_noop("This task was taken already."),
    DECLINED: gettext_noop("This task was declined; somebody else was asked."),
    EXPIRED: gettext_noop("The time to take this task is over; somebody else was asked."),
    RELEASED: gettext_noop("The desk took this task back. Ask there if you can still go."),
    FINISHED: gettext_noop("This task is finished."),
}


class Roles(Protocol):
    """The part of a handbook that says who reports to whom."""

    @property
    def roles(self) -> Mapping[str, Role]: ...


def check_move(now: AssignmentState, to: AssignmentState) -> None:
    """Raises Refused, saying what became of it, when the offer can't go from `now` to `to`."""
    if to not in MOVES[now]:
        raise Refused(f"dispatch.{now}", _WHY[now])


def check_offered(now: AssignmentState) -> None:
    """Raises Refused, saying what became of it, for an offer that doesn't stand any more."""
    if now is not OFFERED:
        raise Refused(f"dispatch.{now}", _WHY[now])


def check_lies_open(now: OpeningState) -> None:
    """Raises Refused, saying what became of it, for work that lies open no longer."""
    if now is OpeningState.CLAIMED:
        raise Refused("dispatch.claimed", gettext_noop("A colleague was faster; it is theirs now."))
    if now is not OpeningState.OPEN:
        raise Refused(
            "dispatch.closed", gettext_noop("This lies open no longer: somebody was asked, or it is settled.")
        )


def check_part(part: str, now: AssignmentState) -> None:
    """Raises Refused for the work of the case itself, and for a part that was not taken."""
    if part == MAIN:
        raise Refused("dispatch.main", gettext_noop("This is your case: report the work as done there."))
    if now is not TAKEN:
        raise Refused(f"dispatch.{now}", _WHY[now])


def check_mine(staff_id: UUID | None, assigned_to: UUID) -> None:
    """Raises Denied when somebody answers for another."""
    if staff_id != assigned_to:
        raise Denied("dispatch.not_yours", gettext_noop("This task was offered to somebody else."))


def check_certificates(topic: Topic, skills: Iterable[str]) -> None:
    """Raises Refused for work that only certified people may do, and this person isn't, or no longer.

    Source: high places, confined spaces, electricity: certified people only.
    """
    missing = set(topic.certificates) - set(skills)
    if missing:
        message = gettext_noop(
            "This work needs a valid certificate (%(codes)s) this colleague doesn't have. Choose another."
        )
        raise Refused("dispatch.certificate", message, {"codes": ", ".join(sorted(missing))})


def roles_asked(book: Roles, topic: Topic, about_roles: Iterable[str] = ()) -> list[str]:
    """The roles that do it, the first owns it; some levels above where the handbook says so.

    A complaint about somebody goes neither to their team's lead nor beside or under them, but to who stands above.
    Source: about the supervisor → the manager, about the manager → the company.
    """
    found = [_above(book, role, topic.levels_above) for role in topic.team]
    ranks, about = {code: role.reports_to for code, role in book.roles.items()}, list(about_roles)
    out = leads_of(ranks, about) | at_or_under(ranks, about)
    return list(dict.fromkeys(role for role in (_out_of(ranks, one, out) for one in found) if role not in out))


def on_own_way(way: OwnWay, closed_to: str) -> list[str]:
    """The roles that handle a complaint about a department instead of it: none it is hidden from."""
    return [role for role in way.goes_to if not is_closed_to(closed_to, [role])]


def _out_of(ranks: Ranks, role: str, out: Collection[str]) -> str:
    above = ranks.get(role)
    return _out_of(ranks, above, out) if role in out and above else role


def _above(book: Roles, role: str, levels: int) -> str:
    for _ in range(levels):
        found = book.roles.get(role)
        role = found.reports_to if found is not None and found.reports_to else role
    return role


def lies_open(role: str, urgency: str, terms: DispatchTerms) -> bool:
    """Whether work for this role lies open for all of it who fit before one is asked."""
    return terms.pool is not None and role in terms.pool.roles and urgency not in terms.pool.but_for


def check_fits(one: Candidate, topic: Topic, urgency: str, terms: DispatchTerms) -> None:
    """Raises Refused for somebody without skill or certificate, or with a full load unless it is pressing."""
    check_certificates(topic, one.skills)
    if set(topic.skills) - one.skills:
        raise Refused("dispatch.skill", gettext_noop("This work needs another trade. Choose somebody who knows it."))
    if one.load >= most_open(terms, one.role) and urgency not in terms.over_load:
        message = gettext_noop("%(n)s tasks are on hand already, the most for this role. Finish or pass on one first.")
        raise Refused("dispatch.full", message, {"n": one.load})


def moves_on(held: Held, rule: HandoverTerms, at: datetime) -> bool:
    """Whether work taken by somebody who is not on duty goes to another, by the handbook's rule.

    What was taken after the last shift was taken knowingly. Begun work may be finished, paused work rests with its
    person; what is pressing goes on, as does what was agreed for, or would wait for, a time they are not there.
    """
    if held.ended is None or held.ended <= held.taken_since:
        return False
    if held.begun and rule.keeps_begun and not held.on_leave:
        return False
    if held.paused or at < held.ended + timedelta(seconds=rule.after.in_seconds()):
        return False
    if held.urgency in rule.urgent or held.back is None:
        return True
    waits = timedelta(seconds=rule.back_within.in_seconds())
    return held.back - held.ended > waits or (held.visit is not None and held.visit < held.back)


def choose(
    candidates: Sequence[Candidate], topic: Topic, urgency: str, terms: DispatchTerms, at: datetime
) -> Chosen | None:
    """The one who goes: all skills and certificates, then the handbook's weights; None when nobody fits.

    With a full load, or a shift about to end, somebody goes only for the urgencies the handbook names. Equal ones in
    the order they are given in, so the choice can be repeated.
    """
    needed = {*topic.skills, *topic.certificates}
    pressing = urgency in terms.over_load
    least = timedelta(seconds=terms.shift_left_least.in_seconds())
    fit = [
        one
        for one in candidates
        if needed <= one.skills
        and (pressing or (one.load < most_open(terms, one.role) and one.shift_ends - at >= least))
    ]
    if not fit:
        return None
    best = max(fit, key=lambda one: _worth(one, terms, at))
    return Chosen(best, topic.skills[0] if topic.skills else "", reasons_of(best, topic, most_open(terms, best.role)))


def most_open(terms: DispatchTerms, role: str) -> int:
    """How many open works somebody of this role has at most."""
    return terms.open_most_of.get(role, terms.open_most)


_LONG_SHIFT = timedelta(hours=12)  # longer than any shift: only scales what is left of it to 0 … 1


def _worth(one: Candidate, terms: DispatchTerms, at: datetime) -> float:
    weights = terms.weights
    most = most_open(terms, one.role)
    free = 1 - min(one.load, most) / most
    left = max(timedelta(0), min(one.shift_ends - at, _LONG_SHIFT)) / _LONG_SHIFT
    return (
        float(weights.load) * free
        + float(weights.shift_left) * left
        + float(weights.known_home) * int(one.knows_home)
        + float(weights.zone) * int(bool(one.zone))
    )


def reasons_of(one: Candidate, topic: Topic, most: int, *, off_duty: bool = False) -> tuple[Reason, ...]:
    """Why this person, ground by ground, with the figures as they were; `most` is the limit of their role."""
    skills = [_skilled(one, code) for code in (*topic.skills, *topic.certificates) if code in one.skills]
    found = skills or [Reason(Why.ROLE, {"role": one.role})]
    if off_duty:
        found.append(Reason(Why.OFF_DUTY, {}))
    else:
        found.append(Reason(Why.ON_DUTY, {"until": one.shift_ends.isoformat()}))
    found.append(Reason(Why.LOAD, {"count": one.load}))
    if one.load >= most:
        found.append(Reason(Why.OVER_LIMIT, {"most": most}))
    if one.zone:
        found.append(Reason(Why.ZONE, one.zone))
    if one.knows_home:
        found.append(Reason(Why.KNOWN_HOME, {}))
    return tuple(found)


def _skilled(one: Candidate, code: str) -> Reason:
    until = {"until": one.valid[code].isoformat()} if code in one.valid else {}
    return Reason(Why.SKILL, {"skill": code, **until})
