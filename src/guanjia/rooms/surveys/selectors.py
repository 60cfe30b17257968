"""Reads of follow-ups."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import get_language, pgettext

from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.needs import Questionnaire
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.rules import resting
from guanjia.rooms.promises.rules.duty import duty_of
from guanjia.rooms.surveys import access
from guanjia.rooms.surveys.models import Attempt, FollowUp
from guanjia.rooms.surveys.types import (
    FollowUpRow,
    FollowUpState,
    FollowUpView,
    Occasion,
    SamplesView,
    TryResult,
    TryRow,
)
from guanjia.shared.actor import Actor
from guanjia.shared.db import PAGE, Page, keyset
from guanjia.shared.errors import Missing, gettext_noop


def waiting(actor: Actor, *, at: datetime, after: str | None = None, size: int = PAGE) -> Page[FollowUpRow]:
    """Follow-ups to be asked by now, the most urgent first; what is asked weeks later comes when its time has.

    Seven queries, however long: follow-ups, their cases, who worked, tries, names, contacts, promises.
    """
    page = keyset(_by_now(actor, at), by="ask_until", after=after, size=size)
    return Page(_rows(actor, page.rows, at), page.next)


def _by_now(actor: Actor, at: datetime) -> QuerySet[FollowUp]:
    begun = Q(ask_from__isnull=True) | Q(ask_from__lte=at)
    return access.follow_ups(actor).filter(begun, state=FollowUpState.PLANNED)


def follow_up(actor: Actor, follow_up_id: UUID, *, at: datetime) -> FollowUpView:
    """One follow-up with its questions. Raises Missing. Eight queries."""
    found = access.follow_up(actor, follow_up_id)
    asked = questionnaire_of(found.community_id, at, Occasion(found.occasion))
    terms = handbook.edition_in_force(found.community_id, at).terms.follow_up
    return FollowUpView(
        id=found.pk,
        row=_rows(actor, [found], at)[0],
        state=FollowUpState(found.state),
        opening=asked.opening.told_in(get_language() or "") if asked.opening else "",
        questionnaire=asked,
        score=found.score,
        comment=found.comment,
        answers=found.answers,
        answered_at=found.answered_at,
        quiet_until=quiet_until(found.community_id, at),
        most_tries=terms.attempts,
    )


def questionnaire_of(community_id: UUID, at: datetime, occasion: Occasion = Occasion.AFTER_WORK) -> Questionnaire:
    """What is asked there after work, or weeks later."""
    book = handbook.edition_in_force(community_id, at)
    terms = book.terms.follow_up
    later = terms.later if occasion is Occasion.LATER else None
    return book.questionnaires[later.questionnaire if later else terms.questionnaire]


def quiet_until(community_id: UUID, at: datetime) -> datetime | None:
    """When the quiet hours that run there at `at` end; None while people may be rung."""
    book = handbook.edition_in_force(community_id, at)
    return resting.quiet_until(duty_of(book.calendar(book.terms.follow_up.quiet_calendar).model_dump_json()), at)


def of_case(case_id: UUID) -> tuple[FollowUpState, int | None] | None:
    """How the asking after the work stands, and the score; None when nobody is to ask. One query."""
    rows = FollowUp.objects.filter(case=case_id, occasion=Occasion.AFTER_WORK)
    found = rows.values_list("state", "score").first()
    return (FollowUpState(found[0]), found[1]) if found else None


def samples(actor: Actor, community: str, *, at: datetime) -> SamplesView:
    """The samples of a community among those served: an id, or the first for "". Raises Missing. Five queries."""
    chosen = next((key for key in actor.community_ids if community in {"", str(key)}), None)
    if chosen is None:
        raise Missing("surveys.community", gettext_noop("You serve no such community."))
    return SamplesView(places.community(chosen), promises.samples(chosen, at=at), actor.may(Duty.MANAGE))


def _rows(actor: Actor, rows: Sequence[FollowUp], at: datetime) -> list[FollowUpRow]:
    if not rows:
        return []
    found = cases.live_cases(row.case_id for row in rows)
    workers = cases.workers_of_all(row.case_id for row in rows)
    tries = _tries(rows)
    names = people.staff_names(staff_id for ids in workers.values() for staff_id in ids)
    contacts = people.contacts(one.contact_id for one in found.values())
    nearest = promises.nearest("case", [row.case_id for row in rows], at=at)
    words = cases.BookWords(at)
    told = []
    for row in rows:
        case = found[row.case_id]
        contact = contacts.get(case.contact_id) if case.contact_id else None
        done_by = workers.get(row.case_id, frozenset())
        told.append(
            FollowUpRow(
                id=row.pk,
                case_id=row.case_id,
                case_number=case.number,
                case_title=case.title,
                topic_title=words.of("topics", row.community_id, case.topic),
                place=case.place,
                who=contact.name if contact else "",
                phone=contact.masked_phone if contact else "",
                workers=pgettext("between names", ", ").join(sorted(names.get(key, "") for key in done_by)),
                is_own=actor.staff_id in done_by,
                attempts=row.attempts,
                done_at=row.done_at,
                ask_until=row.ask_until,
                promise=nearest.get(row.case_id),
                occasion=Occasion(row.occasion),
                contact_id=case.contact_id,
                call_at=row.call_at,
                tries=tuple(tries[row.pk]),
            )
        )
    return told


def _tries(rows: Sequence[FollowUp]) -> dict[UUID, list[TryRow]]:
    """The tries of each, the oldest first. One query."""
    found: dict[UUID, list[TryRow]] = {row.pk: [] for row in rows}
    tried = Attempt.objects.filter(follow_up__in=found).order_by("at", "id")
    for key, at, who, result, call_at in tried.values_list("follow_up", "at", "staff__name", "result", "call_at"):
        found[key].append(TryRow(at, who, TryResult(result), call_at))
    return found
