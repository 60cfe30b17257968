"""The road of an edition to its communities."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from pydantic import ValidationError

from guanjia.rooms.handbook import selectors
from guanjia.rooms.handbook.models import Edition, ResolvedContent, ResolvedEdition
from guanjia.rooms.handbook.rules import editions as rules
from guanjia.rooms.handbook.rules.differing import alike_in
from guanjia.rooms.handbook.rules.limits import check_law
from guanjia.rooms.handbook.rules.overriding import conflicts, for_community
from guanjia.rooms.handbook.services.loading import plain
from guanjia.rooms.handbook.services.steps import locked, noted, tell
from guanjia.rooms.handbook.types.book import HandbookContent
from guanjia.rooms.handbook.types.editions import EditionState
from guanjia.rooms.handbook.types.life import Step
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places import services as place_verbs
from guanjia.rooms.places.types import CommunityRow
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Refused, gettext_noop
from guanjia.shared.time import now


@dataclass(frozen=True, slots=True)
class Said:
    """Who takes a step, and the remark beside it; nobody for the house itself."""

    by: UUID | None = None
    remark: str = ""


HOUSE = Said()


@transaction.atomic
def review(edition_id: UUID, said: Said = HOUSE, *, at: datetime | None = None) -> None:
    """The draft was read through and is put before the leader who approves.

    Raises Missing, and Refused for an edition that is no draft or that would loosen what is law.
    """
    found = locked(edition_id)
    rules.check_move(EditionState(found.state), EditionState.REVIEWED)
    check_law(selectors.content_in_force(found.company_id, at or now()), selectors.content_of(edition_id))
    found.state = EditionState.REVIEWED
    found.save(update_fields=["state"])
    noted(found, Step.REVIEWED, said.by, at=at or now(), remark=said.remark)


@transaction.atomic
def approve(edition_id: UUID, *, approver: UUID | None, remark: str = "", at: datetime | None = None) -> None:
    """The named leader stands for it. `approver` is a member of staff; None only for the house itself.

    Raises Missing, Refused before it is reviewed, Denied for who drafted or changed it.
    """
    found = locked(edition_id)
    rules.check_move(EditionState(found.state), EditionState.APPROVED)
    rules.check_approver(approver, selectors.authors(edition_id))
    found.state, found.approved_by_id = EditionState.APPROVED, approver
    found.save(update_fields=["state", "approved_by"])
    noted(found, Step.APPROVED, approver, at=at or now(), remark=remark)


@transaction.atomic
def send_back(edition_id: UUID, said: Said, *, at: datetime) -> None:
    """A reviewed or approved edition becomes a draft again, to be changed. Raises Missing, Refused; a remark is
    needed."""
    found = locked(edition_id)
    rules.check_move(EditionState(found.state), EditionState.DRAFT)
    rules.check_remark(said.remark)
    found.state, found.approved_by_id = EditionState.DRAFT, None
    found.save(update_fields=["state", "approved_by"])
    noted(found, Step.SENT_BACK, said.by, at=at, remark=said.remark)


@transaction.atomic
def publish(
    edition_id: UUID, *, effective_from: datetime, approver: UUID | None, at: datetime, remark: str = ""
) -> None:
    """Publish an edition for every community of its company; from then on it never changes.

    A draft is taken through review and approval by `approver` on the way. Raises Missing, Refused for a date before
    `at`, for a date another edition begins at, for loosening what is law, and for overrides that do not fit.
    """
    found = locked(edition_id)
    place_verbs.hold_company(found.company_id)  # nobody says meanwhile that a community lies elsewhere
    rules.check_effective(effective_from, at)
    if found.state == EditionState.DRAFT:
        review(edition_id, Said(approver), at=at)
        found.refresh_from_db(fields=["state"])
    if found.state == EditionState.REVIEWED:
        approve(edition_id, approver=approver, at=at)
        found.refresh_from_db(fields=["state", "approved_by"])
    rules.check_move(EditionState(found.state), EditionState.PUBLISHED)
    if Edition.objects.filter(company=found.company_id, effective_from=effective_from).exists():
        message = gettext_noop("Another edition begins at this very time. Choose a later one.")
        raise Refused("handbook.same_time", message)
    served = [row for row in places.all_communities() if row.company_id == found.company_id]
    content = selectors.read(found.content)
    rules.check_communities(content, [row.code for row in served])
    put_out(found, served, Said(approver, remark), effective_from=effective_from, at=at)


def put_out(
    found: Edition, served: Sequence[CommunityRow], said: Said, *, effective_from: datetime, at: datetime
) -> None:
    """Keep what an edition says in each of these communities, and tell there that it is published."""
    _resolve(found, selectors.read(found.content), served)
    noted(found, Step.PUBLISHED, said.by, at=at, remark=said.remark)
    found.state, found.published_at, found.effective_from = EditionState.PUBLISHED, at, effective_from
    found.save(update_fields=["state", "published_at", "effective_from"])
    tell(found, Step.PUBLISHED, said.by, at=at, among=[row.id for row in served])


# The same by somebody of the company -------------------------------------------------------------------------------


def put_forward(actor: Actor, edition_id: UUID, *, remark: str, at: datetime) -> None:
    """Review a draft. Raises Denied without the duty, and what `review` raises."""
    actor.need(Duty.EDIT_HANDBOOK)
    review(edition_id, Said(actor.staff_id, remark), at=at)


def stand_for(actor: Actor, edition_id: UUID, *, remark: str, at: datetime) -> None:
    """Approve a reviewed edition as its named leader. Raises Denied without the duty, and what `approve` raises."""
    actor.need(Duty.APPROVE_HANDBOOK)
    approve(edition_id, approver=actor.staff_id, remark=remark, at=at)


def return_to_draft(actor: Actor, edition_id: UUID, *, remark: str, at: datetime) -> None:
    """Send an edition back to be changed. Raises Denied without the duty, and what `send_back` raises."""
    actor.need(Duty.EDIT_HANDBOOK)
    send_back(edition_id, Said(actor.staff_id, remark), at=at)


@transaction.atomic
def put_in_force(actor: Actor, edition_id: UUID, *, effective_from: datetime, remark: str, at: datetime) -> None:
    """Publish an approved edition with its date. Raises Denied without the duty, Refused before it is approved, and
    what `publish` raises."""
    actor.need(Duty.EDIT_HANDBOOK)
    rules.check_move(EditionState(locked(edition_id).state), EditionState.PUBLISHED)
    publish(edition_id, effective_from=effective_from, approver=actor.staff_id, at=at, remark=remark)


def _resolve(edition: Edition, content: HandbookContent, served: Sequence[CommunityRow]) -> None:
    """Keep the edition as it holds in each of these. Where the same overrides and places hold it says the same, and
    that is worked out once: a company of 300 communities publishes in the time of one."""
    alike: dict[tuple[object, ...], ResolvedContent] = {}
    rows = []
    for row in served:
        key = alike_in(content, row.code, row.division)
        if key not in alike:
            alike[key] = _held(edition, content, row)
        rows.append(ResolvedEdition(edition=edition, community_id=row.id, content=alike[key]))
    ResolvedEdition.objects.bulk_create(rows, ignore_conflicts=True)


def held_in(content: HandbookContent, community: CommunityRow) -> HandbookContent:
    """What an edition says in a community. Raises Refused for overrides that do not fit, or ask less than the rules
    of the place."""
    found = conflicts(content, community.code, community.division) if content.overrides else []
    if found:
        first = "\n".join(problem.told() for problem in found[:10])
        message = gettext_noop("The overrides for %(community)s do not fit this edition:\n%(first)s")
        raise Refused("handbook.conflict", message, {"community": community.name, "first": first})
    try:
        return for_community(content, community.code, community.division)
    except (ValidationError, KeyError) as wrong:
        message = gettext_noop("The overrides for %(community)s do not fit this edition. Run `guanjia handbook check`.")
        raise Refused("handbook.conflict", message, {"community": community.name}) from wrong


def _held(edition: Edition, content: HandbookContent, community: CommunityRow) -> ResolvedContent:
    said = plain(held_in(content, community))
    kept = ResolvedContent.objects.filter(edition=edition, digest=said.digest).first()
    return kept or ResolvedContent.objects.create(edition=edition, digest=said.digest, content=said.text)


@transaction.atomic
def adopt(community_id: UUID) -> int:
    """Resolve the company's published editions for a community that was opened after them; returns how many."""
    row = places.community(community_id)
    published = Edition.objects.filter(company=row.company_id, state=EditionState.PUBLISHED)
    missing = list(published.exclude(id__in=ResolvedEdition.objects.filter(community=row.id).values("edition")))
    for edition in missing:
        _resolve(edition, selectors.read(edition.content), [row])
    return len(missing)
