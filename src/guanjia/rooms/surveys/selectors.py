"""Reads of follow-ups."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language, pgettext

from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.needs import Questionnaire
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.surveys import access
from guanjia.rooms.surveys.models import FollowUp
from guanjia.rooms.surveys.types import FollowUpRow, FollowUpState, FollowUpView, SamplesView
from guanjia.shared.actor import Actor
from guanjia.shared.db import PAGE, Page, keyset
from guanjia.shared.errors import Missing, gettext_noop


def waiting(actor: Actor, *, at: datetime, after: str | None = None, size: int = PAGE) -> Page[FollowUpRow]:
    """Follow-ups still to be asked, the most urgent first.

    Six queries, however long: follow-ups, their cases, who worked, names, contacts, promises.
    """
    rows = access.follow_ups(actor).filter(state=FollowUpState.PLANNED)
    page = keyset(rows, by="ask_until", after=after, size=size)
    return Page(_rows(actor, page.rows, at), page.next)


def follow_up(actor: Actor, follow_up_id: UUID, *, at: datetime) -> FollowUpView:
    """One follow-up with its questions. Raises Missing. Seven queries."""
    found = access.follow_up(actor, follow_up_id)
    asked = questionnaire_of(found.community_id, at)
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
    )


def questionnaire_of(community_id: UUID, at: datetime) -> Questionnaire:
    """What is asked after work there."""
    book = handbook.edition_in_force(community_id, at)
    return book.questionnaires[book.terms.follow_up.questionnaire]


def of_case(case_id: UUID) -> tuple[FollowUpState, int | None] | None:
    """How the asking about a case stands, and the score; None when nobody is to ask. One query."""
    found = FollowUp.objects.filter(case=case_id).values_list("state", "score").first()
    return (FollowUpState(found[0]), found[1]) if found else None


def samples(actor: Actor, community: str, *, at: datetime) -> SamplesView:
    """The samples of a community among those served: an id, or the first for "". Raises Missing. Five queries."""
    chosen = next((key for key in actor.community_ids if community in {"", str(key)}), None)
    if chosen is None:
        raise Missing("surveys.community", gettext_noop("You serve no such community."))
    return SamplesView(places.community(chosen), promises.samples(chosen, at=at), actor.may(Duty.MANAGE))


def count_waiting(actor: Actor) -> int:
    """How many wait to be asked. One query."""
    return access.follow_ups(actor).filter(state=FollowUpState.PLANNED).count()


def _rows(actor: Actor, rows: Sequence[FollowUp], at: datetime) -> list[FollowUpRow]:
    if not rows:
        return []
    found = cases.live_cases(row.case_id for row in rows)
    workers = cases.workers_of_all(row.case_id for row in rows)
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
            )
        )
    return told
