"""Asking the resident afterwards, by somebody who did not do the work: the same day, and by sample weeks later."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from guanjia.rooms.cases import access as case_access
from guanjia.rooms.cases import selectors as case_selectors
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.selectors import CaseRef
from guanjia.rooms.cases.types import OpenCase, Origin
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.terms import FollowUpTerms
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.surveys import access, events, rules, selectors
from guanjia.rooms.surveys.models import Attempt, FollowUp
from guanjia.rooms.surveys.types import Answer, FollowUpState, Occasion, Tried, TryResult
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import in_reach
from guanjia.shared.errors import Denied, gettext_noop

BATCH = 200
AFTER_WORK, LATER = Occasion.AFTER_WORK, Occasion.LATER


@transaction.atomic
def plan(case_id: UUID, *, at: datetime) -> UUID | None:
    """Plan to ask about a case on which an answer is owed: by a clock, or because it was drawn. Twice counts once.

    Drawn to be asked weeks later, that asking is planned too. Nobody is asked where there is no contact to ask.
    """
    case = case_selectors.case_ref(case_id)
    if case.contact_id is None:
        return None
    if promises.asks_for("case", case_id, events.StillFixedAnswered.kind):
        _plan_later(case, at)
    if not promises.asks_for("case", case_id, events.FollowUpAnswered.kind):
        return None
    return _follow_up_of(case, at).id


def _terms(community_id: UUID, at: datetime) -> FollowUpTerms:
    return handbook.edition_in_force(community_id, at).terms.follow_up


def _follow_up_of(case: CaseRef, at: datetime) -> FollowUp:
    """The one follow-up of a case after the work, planned now if there is none yet."""
    terms = _terms(case.community_id, at)
    zone = ZoneInfo(places.community(case.community_id).zone)
    found, created = FollowUp.objects.get_or_create(
        case_id=case.id,
        occasion=AFTER_WORK.value,
        defaults={
            "community_id": case.community_id,
            "done_at": at,
            "ask_until": rules.ask_until(terms.ask_within, at, zone),
            "settle_at": at + timedelta(seconds=terms.settle_after.in_seconds()),
        },
    )
    if created:
        _tell(found, events.FollowUpPlanned, at, **_about(case))
    return found


def _plan_later(case: CaseRef, at: datetime) -> None:
    terms = _terms(case.community_id, at).later
    if terms is None:
        return
    begin, end = rules.later_window(terms, case.done_at or at, at)
    found, created = FollowUp.objects.get_or_create(
        case_id=case.id,
        occasion=LATER.value,
        defaults={
            "community_id": case.community_id,
            "done_at": case.done_at or at,
            "ask_from": begin,
            "ask_until": end,
            "settle_at": end,
        },
    )
    if created:
        _tell(found, events.StillFixedPlanned, at, ask_from=begin, **_about(case))


def _about(case: CaseRef) -> dict[str, Any]:
    return {"contact_id": case.contact_id, "case_class": case.case_class, "paid": case.paid}


def _tell(found: FollowUp, fact: type[events.FollowUpFact], at: datetime, **fields: Any) -> None:
    refs = {"community_id": found.community_id, "subject_id": found.id, "case_id": found.case_id}
    journal.record(fact(**refs, at=at, **fields))
    cases.refresh_due(found.case_id, at=at)


@transaction.atomic
def answer(actor: Actor, follow_up_id: UUID, given: Answer, *, at: datetime) -> UUID:
    """Write down what the resident said; a low score, or "it is broken again", opens a case in the same transaction.

    Returns the follow-up's id. Raises Missing, Denied for one's own work, Refused for a second answer, Invalid for
    a score off the scale; then nothing is changed.
    Source: handbook, "asked by a person who did not do the work".
    """
    actor.need(Duty.ASK_RESIDENTS)
    found = access.follow_up(actor, follow_up_id, lock=True)
    case = case_selectors.case_ref(found.case_id)
    cases.check_acts(actor, found.case_id, at=at)
    asker = rules.check_asker(actor.staff_id, case_selectors.workers_of(found.case_id))
    rules.check_answer(given, selectors.questionnaire_of(found.community_id, at, Occasion(found.occasion)))
    rules.check_move(FollowUpState(found.state), FollowUpState.ANSWERED)
    _answered(found, case, given, asker, at)
    return found.id


@transaction.atomic
def rate(actor: Actor, case_id: UUID, given: Answer, *, at: datetime) -> UUID:
    """The resident rates finished work of their own by themselves; that answers the asking, nobody rings them.

    The same score sent again counts once. Returns the follow-up's id. Raises Missing for another's case, Denied
    for staff, Refused before the work is done and for a second, other score, Invalid for a score off the scale.
    """
    if actor.contact_id is None:
        raise Denied("surveys.resident_only", gettext_noop("Only the resident can rate this."))
    case_access.case(actor, case_id, lock=True)
    case = case_selectors.case_ref(case_id)
    rules.check_done(case.done_at)
    rules.check_answer(given, selectors.questionnaire_of(case.community_id, at))
    found = _follow_up_of(case, at)
    if found.state == FollowUpState.ANSWERED and found.score == given.score:
        return found.id
    rules.check_move(FollowUpState(found.state), FollowUpState.ANSWERED)
    _answered(found, case, given, None, at)
    return found.id


def _answered(found: FollowUp, case: CaseRef, given: Answer, asker: UUID | None, at: datetime) -> None:
    """Keep the answer and tell it; a low score opens a case. `asker` is None when nobody had to ask."""
    found.state, found.answered_at, found.staff_id = FollowUpState.ANSWERED, at, asker
    found.score, found.comment, found.answers = given.score, given.comment, dict(given.answers)
    found.save(update_fields=["state", "answered_at", "staff", "score", "comment", "answers"])
    asked = selectors.questionnaire_of(found.community_id, at, Occasion(found.occasion))
    is_later = found.occasion == LATER
    low_below = asked.low_below if is_later else _terms(found.community_id, at).low_below
    low = rules.opens_case(given, asked, low_below)
    more: dict[str, Any] = {"fixed": rules.is_fixed(given)} if is_later else {"roles": _roles(case, asker)}
    _tell(
        found,
        events.StillFixedAnswered if is_later else events.FollowUpAnswered,
        at,
        staff_id=asker,
        score=given.score,
        questions=len(given.answers),
        low=low,
        asked=asker is not None,
        evidence=rules.evidence_of(given),
        **more,
        **_about(case),
    )
    if low:
        _open_low(case, given, asker, at)


def _roles(case: CaseRef, asker: UUID | None) -> tuple[str, ...] | None:
    """What who asks is, where some must keep out of the case; the gates of the handbook read it."""
    if asker is None or (case.about_staff_id is None and not case.about_department):
        return None
    return tuple(people.roles_of(asker, case.community_id))


def _open_low(case: CaseRef, given: Answer, asker: UUID | None, at: datetime) -> None:
    """A case of its own for what the resident is not content with, tied to the one it came of."""
    words = [str(value) for value in given.answers.values() if isinstance(value, str) and value not in ("yes", "no")]
    cases.open_case(
        OpenCase(
            community_id=case.community_id,
            title=case.title,
            text=given.comment or "\n".join(words) or case.title,
            channel="phone" if asker else "page",
            origin=Origin.FOLLOW_UP,
            contact_id=case.contact_id,
            home_id=case.home_id,
            place_text=case.place,
            about_staff_id=case.about_staff_id,
            about_department=case.about_department,
            follows_id=case.id,
        ),
        at=at,
    )


@transaction.atomic
def attempt(actor: Actor, follow_up_id: UUID, tried: Tried | None = None, *, at: datetime) -> None:
    """Write down a try without an answer; after the handbook's number on its number of days it is settled.

    Who was reached and wants to be rung at another time is asked then; that is no failed try. Raises Invalid for a
    time that can't be, Denied for one's own work, Refused for what is settled.
    """
    actor.need(Duty.ASK_RESIDENTS)
    tried = tried or Tried()
    found = access.follow_up(actor, follow_up_id, lock=True)
    cases.check_acts(actor, found.case_id, at=at)
    asker = rules.check_asker(actor.staff_id, case_selectors.workers_of(found.case_id))
    rules.check_move(FollowUpState(found.state), FollowUpState.UNREACHED)
    quiet = selectors.quiet_until(found.community_id, tried.call_at) if tried.call_at else None
    rules.check_call_at(tried, at=at, settle_at=found.settle_at, quiet_until=quiet)
    call_at = tried.call_at if tried.result is TryResult.CALL_AGAIN else None
    _, created = Attempt.objects.get_or_create(
        follow_up=found,
        staff_id=asker,
        at=at,
        defaults={"community_id": found.community_id, "result": tried.result.value, "call_at": call_at},
    )
    if not created:
        return
    found.attempts += tried.result is not TryResult.CALL_AGAIN
    found.call_at = call_at
    found.save(update_fields=["attempts", "call_at"])
    fact = events.StillFixedAttempted if found.occasion == LATER else events.FollowUpAttempted
    _tell(found, fact, at, staff_id=asker, number=found.attempts, result=tried.result.value)
    _settle_when_tried_enough(found, at)


def _settle_when_tried_enough(found: FollowUp, at: datetime) -> None:
    zone = ZoneInfo(places.community(found.community_id).zone)
    failed = found.tries.exclude(result=TryResult.CALL_AGAIN.value)
    days = [tried.astimezone(zone).date() for tried in failed.values_list("at", flat=True)]
    if found.call_at is None and rules.is_unreached(days, found.attempts, _terms(found.community_id, at)):
        _unreached(found, at)


def _unreached(found: FollowUp, at: datetime) -> None:
    found.state = FollowUpState.UNREACHED
    found.save(update_fields=["state"])
    _tell(found, events.StillFixedUnreached if found.occasion == LATER else events.FollowUpUnreached, at)


@transaction.atomic
def drop_later(case_id: UUID, *, at: datetime) -> None:
    """The work begins again: whether the old one still holds is asked no more. Again it changes nothing."""
    rows = FollowUp.objects.select_for_update().filter(case=case_id, occasion=LATER, state=FollowUpState.PLANNED)
    for found in rows:
        found.state = FollowUpState.DROPPED
        found.save(update_fields=["state"])
        _tell(found, events.StillFixedDropped, at)


@transaction.atomic
def settle_unreached(*, at: datetime) -> int:
    """Close one batch of follow-ups whose time is over; returns how many, 0 when none is left.

    Rows another worker holds are skipped, so any number of workers may sweep at once.
    """
    due = in_reach(FollowUp.objects.filter(state=FollowUpState.PLANNED, settle_at__lte=at)).order_by("settle_at", "id")
    rows = list(due.select_for_update(skip_locked=True)[:BATCH])
    for row in rows:
        _unreached(row, at)
    return len(rows)
