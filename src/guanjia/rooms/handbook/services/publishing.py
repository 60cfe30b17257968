"""The road of an edition to its communities."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from pydantic import ValidationError

from guanjia.rooms.handbook.events import EditionPublished
from guanjia.rooms.handbook.models import Edition, ResolvedContent, ResolvedEdition
from guanjia.rooms.handbook.rules import editions as rules
from guanjia.rooms.handbook.rules.overriding import for_community
from guanjia.rooms.handbook.services.loading import digest_of
from guanjia.rooms.handbook.types.book import HandbookContent
from guanjia.rooms.handbook.types.editions import EditionState
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places.types import CommunityRow
from guanjia.shared import journal
from guanjia.shared.errors import Missing, Refused, gettext_noop


def _edition(edition_id: UUID) -> Edition:
    found = Edition.objects.select_for_update(of=("self",)).filter(pk=edition_id).first()
    if found is None:
        raise Missing("handbook.no_edition", gettext_noop("There is no such edition."))
    return found


@transaction.atomic
def review(edition_id: UUID) -> None:
    """The draft was read through and is put before the leader who approves."""
    found = _edition(edition_id)
    rules.check_move(EditionState(found.state), EditionState.REVIEWED)
    found.state = EditionState.REVIEWED
    found.save(update_fields=["state"])


@transaction.atomic
def approve(edition_id: UUID, *, approver: UUID | None) -> None:
    """The named leader stands for it. `approver` is a member of staff; None only for the house itself."""
    found = _edition(edition_id)
    rules.check_move(EditionState(found.state), EditionState.APPROVED)
    found.state, found.approved_by_id = EditionState.APPROVED, approver
    found.save(update_fields=["state", "approved_by"])


@transaction.atomic
def publish(edition_id: UUID, *, effective_from: datetime, approver: UUID | None, at: datetime) -> None:
    """Publish an edition for every community of its company; from then on it never changes.

    A draft is taken through review and approval by `approver` on the way. Raises Missing, Refused for a date before
    `at`, for a date another edition begins at, and for overrides that do not fit.
    """
    found = _edition(edition_id)
    rules.check_effective(effective_from, at)
    if found.state == EditionState.DRAFT:
        review(edition_id)
        found.refresh_from_db(fields=["state"])
    if found.state == EditionState.REVIEWED:
        approve(edition_id, approver=approver)
        found.refresh_from_db(fields=["state", "approved_by"])
    rules.check_move(EditionState(found.state), EditionState.PUBLISHED)
    if Edition.objects.filter(company=found.company_id, effective_from=effective_from).exists():
        message = gettext_noop("Another edition begins at this very time. Choose a later one.")
        raise Refused("handbook.same_time", message)
    served = [row for row in places.all_communities() if row.company_id == found.company_id]
    content = HandbookContent.model_validate_json(found.content)
    rules.check_communities(content, [row.code for row in served])
    for row in served:
        _resolve(found, content, row)
    found.state, found.published_at, found.effective_from = EditionState.PUBLISHED, at, effective_from
    found.save(update_fields=["state", "published_at", "effective_from"])
    _tell(found, served, effective_from, at)


def _resolve(edition: Edition, content: HandbookContent, community: CommunityRow) -> None:
    try:
        held = for_community(content, community.code)
    except (ValidationError, KeyError) as wrong:
        message = gettext_noop("The overrides for %(community)s do not fit this edition. Run `guanjia handbook check`.")
        raise Refused("handbook.conflict", message, {"community": community.name}) from wrong
    digest = digest_of(held)
    kept = ResolvedContent.objects.filter(edition=edition, digest=digest).first()
    if kept is None:
        kept = ResolvedContent.objects.create(edition=edition, digest=digest, content=held.model_dump_json())
    ResolvedEdition.objects.get_or_create(edition=edition, community_id=community.id, defaults={"content": kept})


def _tell(edition: Edition, served: list[CommunityRow], effective_from: datetime, at: datetime) -> None:
    facts = [
        EditionPublished(
            community_id=row.id,
            subject_id=edition.id,
            at=at,
            number=edition.number,
            effective_from=effective_from.isoformat(),
            digest=edition.digest,
            approver_id=edition.approved_by_id,
        )
        for row in served
    ]
    journal.record(*facts)


@transaction.atomic
def adopt(community_id: UUID) -> int:
    """Resolve the company's published editions for a community that was opened after them; returns how many."""
    row = places.community(community_id)
    published = Edition.objects.filter(company=row.company_id, state=EditionState.PUBLISHED)
    missing = list(published.exclude(id__in=ResolvedEdition.objects.filter(community=row.id).values("edition")))
    for edition in missing:
        _resolve(edition, HandbookContent.model_validate_json(edition.content), row)
    return len(missing)
