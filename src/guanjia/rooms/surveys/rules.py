"""Who is asked afterwards, by whom, until when, and what an answer brings about."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from guanjia.rooms.handbook.types.base import Within
from guanjia.rooms.handbook.types.needs import Questionnaire
from guanjia.rooms.handbook.types.terms import FollowUpTerms, LaterTerms
from guanjia.rooms.surveys.types import Answer, FollowUpState, Tried, TryResult
from guanjia.shared.errors import Denied, Invalid, Refused, gettext_noop

PLANNED, ANSWERED, UNREACHED, DROPPED = FollowUpState
MOVES: Mapping[FollowUpState, frozenset[FollowUpState]] = {
    PLANNED: frozenset({ANSWERED, UNREACHED, DROPPED}),
    UNREACHED: frozenset({ANSWERED}),  # the resident may still call back
    ANSWERED: frozenset(),
    DROPPED: frozenset(),
}


def check_move(now: FollowUpState, to: FollowUpState) -> None:
    """Raises Refused when no verb leads from `now` to `to`."""
    if to in MOVES[now]:
        return
    if now is ANSWERED:
        raise Refused("surveys.closed", gettext_noop("This follow-up has been answered already."))
    if now is DROPPED:
        raise Refused("surveys.dropped", gettext_noop("The work has begun again. Ask when it is finished."))
    raise Refused(
        "surveys.over", gettext_noop("This follow-up was settled as not reached. Write the answer if they called back.")
    )


def check_asker(asker_id: UUID | None, worker_ids: Collection[UUID]) -> UUID:
    """Who asks. Raises Denied for a person who did the work: nobody asks about their own."""
    if asker_id is None:
        raise Denied("surveys.no_staff", gettext_noop("Only staff can ask residents."))
    if asker_id in worker_ids:
        raise Denied("surveys.own_work", gettext_noop("You did this work; someone else must ask."))
    return asker_id


def check_done(done_at: datetime | None) -> None:
    """Raises Refused while the work isn't finished: there is nothing to rate yet."""
    if done_at is None:
        raise Refused("surveys.not_done", gettext_noop("The work is not finished yet. Rate it when it is done."))


def check_answer(answer: Answer, asked: Questionnaire) -> None:
    """Raises Invalid for a score off the scale, 1 to `best`.

    A question left out is no error: the resident may have hung up; the checklist counts what was answered.
    """
    scores = {"score": answer.score}
    scores |= {one.code: value for one in asked.questions if isinstance(value := answer.answers.get(one.code), int)}
    for name, value in scores.items():
        if not 1 <= value <= asked.best:
            message = gettext_noop("The score must be from 1 to %(best)s.")
            raise Invalid("surveys.off_scale", message, {"best": asked.best}, field=name)


def opens_case(given: Answer, asked: Questionnaire, low_below: int) -> bool:
    """A score below the handbook's figure, or an answer the questionnaire says so of, opens a case."""
    return given.score < low_below or any(given.answers.get(one.code) in one.opens_on for one in asked.questions)


def is_fixed(given: Answer) -> bool:
    """Whether it still holds, as far as was said: only a no says that it doesn't."""
    return given.answers.get("fixed") != "no"


def check_call_at(tried: Tried, *, at: datetime, settle_at: datetime, quiet_until: datetime | None) -> None:
    """Raises Invalid for another time that is missing, over, too late, or inside quiet hours (which end then)."""
    if tried.result is not TryResult.CALL_AGAIN:
        return
    if tried.call_at is None or tried.call_at <= at:
        message = gettext_noop("Write down when they want to be rung; a time still to come.")
        raise Invalid("surveys.call_at", message, field="call_at")
    if tried.call_at > settle_at:
        message = gettext_noop("By then it is settled as not reached. Agree on an earlier time.")
        raise Invalid("surveys.call_late", message, field="call_at")
    if quiet_until is not None:
        message = gettext_noop("In quiet hours nobody is rung. Agree on a time outside them.")
        raise Invalid("surveys.call_quiet", message, field="call_at")


def ask_until(within: Within, done_at: datetime, zone: ZoneInfo) -> datetime:
    """Until when it is to be asked: the same day, or next noon for work done late, or a length from the end of work."""
    seconds = within.in_seconds()
    if seconds is not None:
        return done_at + timedelta(seconds=seconds)
    local = done_at.astimezone(zone)
    if within.same_day and within.cutoff and within.late_until and local.time() >= time.fromisoformat(within.cutoff):
        return datetime.combine(local.date() + timedelta(days=1), time.fromisoformat(within.late_until), zone)
    days = (within.days or within.workdays or 0) + 1
    return datetime.combine(local.date() + timedelta(days=days), time(), zone)


def later_window(terms: LaterTerms, ended_at: datetime, at: datetime) -> tuple[datetime, datetime]:
    """From when until when it is asked whether it still holds: weeks after the end, never before it is known."""
    begin = max(ended_at + timedelta(seconds=terms.after.in_seconds()), at)
    return begin, begin + timedelta(seconds=terms.within.in_seconds())


def is_unreached(attempt_days: Collection[date], attempts: int, terms: FollowUpTerms) -> bool:
    """Whether enough was tried, on enough different days."""
    return attempts >= terms.attempts and len(set(attempt_days)) >= terms.over_days


def evidence_of(given: Answer) -> dict[str, object]:
    """Which questions were answered, for checklists: scores as they are, of words only that there are some."""
    told = {code: value if isinstance(value, int) else bool(value) for code, value in given.answers.items()}
    return {"overall": given.score, **told}
