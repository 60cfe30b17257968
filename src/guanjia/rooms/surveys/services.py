"""Asking the resident afterwards: planned when the work is done, by somebody who did not do it."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from guanjia.rooms.cases import access as case_access
from guanjia.rooms.cases import selectors as case_selectors
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.selectors import CaseRef
from guanjia.rooms.cases.types import OpenCase, Origin
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.surveys import access, rules, selectors
from guanjia.rooms.surveys.events import FollowUpAnswered, FollowUpAttempted, FollowUpPlanned, FollowUpUnreached
from guanjia.rooms.surveys.models import Attempt, FollowUp
from guanjia.rooms.surveys.types import Answer, FollowUpState
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import in_reach
from guanjia.shared.errors import Denied, gettext_noop

BATCH = 200


@transaction.atomic
def plan(case_id: UUID, *, at: datetime) -> UUID | None:
    """Plan to ask about a case on which an answer is owed: by a clock, or because it was drawn. Twice counts once.

    Nobody is asked where there is no contact to ask.
    """
    case = case_selectors.case_ref(case_id)
    if case.contact_id is None or not promises.asks_for("case", case_id, FollowUpAnswered.kind):
        return None
    return _follow_up_of(case, at).id


def _follow_up_of(case: CaseRef, at: datetime) -> FollowUp:
    """The one follow-up of a case, planned now if there is none yet."""
    terms = handbook.edition_in_force(case.community_id, at).terms.follow_up
    zone = ZoneInfo(places.community(case.community_id).zone)
    found, created = FollowUp.objects.get_or_create(
        case_id=case.id,
        defaults={
            "community_id": case.community_id,
            "done_at": at,
            "ask_until": rules.ask_until(terms.ask_within, at, zone),
            "settle_at": at + timedelta(seconds=terms.settle_after.in_seconds()),
        },
    )
    if created:
        journal.record(
            FollowUpPlanned(
                community_id=case.community_id,
                subject_id=found.id,
                case_id=case.id,
                contact_id=case.contact_id,
                case_class=case.case_class,
                paid=case.paid,
                at=at,
            )
        )
        cases.refresh_due(case.id, at=at)
    return found


@transaction.atomic
def answer(actor: Actor, follow_up_id: UUID, given: Answer, *, at: datetime) -> UUID:
    """Write down what the resident said; a low score opens a case in the same transaction.

    Returns the follow-up's id. Raises Missing, Denied for one's own work, Refused for a second answer, Invalid for
    a score off the scale; then nothing is changed.
    Source: handbook, "asked by a person who did not do the work".
    """
    actor.need(Duty.ASK_RESIDENTS)
    found = access.follow_up(actor, follow_up_id, lock=True)
    case = case_selectors.case_ref(found.case_id)
    cases.check_acts(actor, found.case_id, at=at)
    asker = rules.check_asker(actor.staff_id, case_selectors.workers_of(found.case_id))
    rules.check_answer(given, selectors.questionnaire_of(found.community_id, at))
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
    terms = handbook.edition_in_force(found.community_id, at).terms.follow_up
    low = rules.opens_case(given.score, terms)
    journal.record(
        FollowUpAnswered(
            community_id=found.community_id,
            subject_id=found.id,
            case_id=found.case_id,
            contact_id=case.contact_id,
            staff_id=asker,
            score=given.score,
            questions=len(given.answers),
            case_class=case.case_class,
            paid=case.paid,
            low=low,
            asked=asker is not None,
            evidence=rules.evidence_of(given),
            roles=_roles(case, asker),
            at=at,
        )
    )
    cases.refresh_due(found.case_id, at=at)
    if low:
        _open_low(case, given, at)


def _roles(case: CaseRef, asker: UUID | None) -> tuple[str, ...] | None:
    """What who asks is, where some must keep out of the case; the gates of the handbook read it."""
    if asker is None or (case.about_staff_id is None and not case.about_department):
        return None
    return tuple(people.roles_of(asker, case.community_id))


def _open_low(case: CaseRef, given: Answer, at: datetime) -> None:
    cases.open_case(
        OpenCase(
            community_id=case.community_id,
            title=case.title,
            text=given.comment or case.title,
            channel="phone",
            origin=Origin.FOLLOW_UP,
            contact_id=case.contact_id,
            home_id=case.home_id,
            place_text=case.place,
            about_staff_id=case.about_staff_id,
            about_department=case.about_department,
        ),
        at=at,
    )


@transaction.atomic
def attempt(actor: Actor, follow_up_id: UUID, *, at: datetime) -> None:
    """Write down a try that reached nobody; after the handbook's number on its number of days it is settled."""
    actor.need(Duty.ASK_RESIDENTS)
    found = access.follow_up(actor, follow_up_id, lock=True)
    cases.check_acts(actor, found.case_id, at=at)
    asker = rules.check_asker(actor.staff_id, case_selectors.workers_of(found.case_id))
    rules.check_move(FollowUpState(found.state), FollowUpState.UNREACHED)
    made, created = Attempt.objects.get_or_create(
        follow_up=found, staff_id=asker, at=at, defaults={"community_id": found.community_id}
    )
    if not created:
        return
    found.attempts += 1
    found.save(update_fields=["attempts"])
    journal.record(
        FollowUpAttempted(
            community_id=found.community_id,
            subject_id=found.id,
            case_id=found.case_id,
            staff_id=made.staff_id,
            number=found.attempts,
            at=at,
        )
    )
    cases.refresh_due(found.case_id, at=at)
    zone = ZoneInfo(places.community(found.community_id).zone)
    days = [tried.astimezone(zone).date() for tried in found.tries.values_list("at", flat=True)]
    terms = handbook.edition_in_force(found.community_id, at).terms.follow_up
    if rules.is_unreached(days, found.attempts, terms):
        _unreached(found, at)


def _unreached(found: FollowUp, at: datetime) -> None:
    found.state = FollowUpState.UNREACHED
    found.save(update_fields=["state"])
    fact = FollowUpUnreached(community_id=found.community_id, subject_id=found.id, case_id=found.case_id, at=at)
    journal.record(fact)
    cases.refresh_due(found.case_id, at=at)


@transaction.atomic
def settle_unreached(*, at: datetime) -> int:
    """Close one batch of follow-ups whose time is over; returns how many, 0 when none is left.

    Rows another worker holds are skipped, so any number of workers may sweep at once.
    """
    due = in_reach(FollowUp.objects.filter(state=FollowUpState.PLANNED, settle_at__lte=at)).order_by("settle_at")
    rows = list(due.select_for_update(skip_locked=True)[:BATCH])
    for row in rows:
        _unreached(row, at)
    return len(rows)
