"""Steps of an edition, written down as they are taken, and told as facts in every community it is for."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from guanjia.rooms.handbook import events
from guanjia.rooms.handbook.models import Edition, EditionStep
from guanjia.rooms.handbook.types.life import Step
from guanjia.rooms.places import selectors as places
from guanjia.shared import journal
from guanjia.shared.errors import Missing, gettext_noop

_TOLD: Mapping[Step, type[events.EditionFact]] = {
    Step.DRAFTED: events.EditionDrafted,
    Step.REVIEWED: events.EditionReviewed,
    Step.APPROVED: events.EditionApproved,
    Step.SENT_BACK: events.EditionSentBack,
    Step.PUBLISHED: events.EditionPublished,
}


def locked(edition_id: UUID) -> Edition:
    """The edition, held until the transaction ends. Raises Missing."""
    found = Edition.objects.select_for_update(of=("self",)).filter(pk=edition_id).first()
    if found is None:
        raise Missing("handbook.no_edition", gettext_noop("There is no such edition."))
    return found


def noted(edition: Edition, step: Step, by: UUID | None, *, at: datetime, remark: str = "") -> None:
    """Write a step down; `by` is a member of staff, None for the house itself.

    A change of a draft is no step of its road: it stands with the edition, not in the journal. The last step is told
    by who takes it (`tell`), once the edition holds: its row must come before, its fact is judged by it already.
    """
    EditionStep.objects.create(edition=edition, step=step.value, by_id=by, at=at, remark=remark.strip())
    if step in _TOLD and step is not Step.PUBLISHED:
        tell(edition, step, by, at=at)


def tell(edition: Edition, step: Step, by: UUID | None, *, at: datetime, among: Collection[UUID] | None = None) -> None:
    """Record the step as a fact in these communities; in every one of the company for None."""
    if among is None:
        among = [row.id for row in places.all_communities() if row.company_id == edition.company_id]
    journal.record(*(_fact(edition, step, key, by, at) for key in among))


def _fact(edition: Edition, step: Step, community_id: UUID, by: UUID | None, at: datetime) -> events.EditionFact:
    own = {"community_id": community_id, "subject_id": edition.id, "at": at, "staff_id": by}
    known: dict[str, Any] = {**own, "number": edition.number, "digest": edition.digest}
    if step is Step.PUBLISHED and edition.effective_from is not None:
        known |= {"effective_from": edition.effective_from.isoformat(), "approver_id": edition.approved_by_id}
    return _TOLD[step](**known)
