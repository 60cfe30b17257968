"""Steps of an edition, written down as they are taken."""

from datetime import datetime
from uuid import UUID

from guanjia.rooms.handbook.models import Edition, EditionStep
from guanjia.rooms.handbook.types.life import Step
from guanjia.shared.errors import Missing, gettext_noop


def locked(edition_id: UUID) -> Edition:
    """The edition, held until the transaction ends. Raises Missing."""
    found = Edition.objects.select_for_update(of=("self",)).filter(pk=edition_id).first()
    if found is None:
        raise Missing("handbook.no_edition", gettext_noop("There is no such edition."))
    return found


def noted(edition: Edition, step: Step, by: UUID | None, *, at: datetime, remark: str = "") -> None:
    """Write a step down; `by` is a member of staff, None for the house itself."""
    EditionStep.objects.create(edition=edition, step=step.value, by_id=by, at=at, remark=remark.strip())
