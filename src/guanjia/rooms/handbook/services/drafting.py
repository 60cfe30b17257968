"""Drafts: copied from the edition in force or sent as a pack, changed, thrown away."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.handbook import selectors
from guanjia.rooms.handbook.models import Edition, EditionFile
from guanjia.rooms.handbook.rules import editions as rules
from guanjia.rooms.handbook.rules.checking import Checked, check_files
from guanjia.rooms.handbook.rules.limits import check_change, completed
from guanjia.rooms.handbook.rules.shelf import check_standard
from guanjia.rooms.handbook.rules.writing import files_of, with_entry, with_override
from guanjia.rooms.handbook.services.loading import known_world, load_checked, plain, refusal
from guanjia.rooms.handbook.services.steps import locked, noted
from guanjia.rooms.handbook.types.editions import EditionState
from guanjia.rooms.handbook.types.life import StandardChange, Step
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places.types import CommunityRow
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing, gettext_noop


def check(files: Mapping[str, bytes]) -> Checked:
    """Everything wrong with a pack that was sent; nothing is kept."""
    return check_files(files, known_world())


@transaction.atomic
def draft_from(actor: Actor, edition_id: UUID, *, at: datetime, remark: str = "") -> UUID:
    """A new draft that says what a published edition says. Raises Denied without the duty, Missing, Refused for a
    draft."""
    actor.need(Duty.EDIT_HANDBOOK)
    found = locked(edition_id)
    rules.check_source(EditionState(found.state))
    content = selectors.content_of(edition_id)
    files = selectors.files_of(edition_id) or files_of(content)
    made = load_checked(Checked(content, (), ()), found.company_id, files=files, at=at)
    Edition.objects.filter(pk=made).update(made_from=edition_id)
    noted(locked(made), Step.DRAFTED, actor.staff_id, at=at, remark=remark)
    return made


@transaction.atomic
def draft_of_pack(
    actor: Actor, company_id: UUID, checked: Checked, files: Mapping[str, bytes], *, at: datetime
) -> UUID:
    """A new draft from a pack that was sent and checked. Raises Denied without the duty, Invalid when it is wrong."""
    actor.need(Duty.EDIT_HANDBOOK)
    made = load_checked(checked, company_id, files=files, at=at)
    noted(locked(made), Step.DRAFTED, actor.staff_id, at=at)
    return made


@transaction.atomic
def rewrite(actor: Actor, edition_id: UUID, files: Mapping[str, bytes], *, at: datetime, remark: str = "") -> Checked:
    """Put these files in place of a draft's own, when nothing is wrong with them; else nothing is kept.

    Raises Denied without the duty, Missing, Refused for what is no draft.
    """
    actor.need(Duty.EDIT_HANDBOOK)
    found = locked(edition_id)
    rules.check_draft(EditionState(found.state))
    checked = check(files)
    if checked.content is not None:
        _keep(found, checked, files)
        noted(found, Step.CHANGED, actor.staff_id, at=at, remark=remark)
    return checked


@transaction.atomic
def change_standard(actor: Actor, edition_id: UUID, change: StandardChange, *, at: datetime) -> None:
    """Let a draft say something else of one standard, everywhere or in one community.

    Raises Denied without the duty, Missing, Refused for what is no draft, for asking less than the law and for a
    community's figure that rests on nothing; Invalid, naming file, line and key, when it does not fit the rest.
    """
    actor.need(Duty.EDIT_HANDBOOK)
    found = locked(edition_id)
    rules.check_draft(EditionState(found.state))
    content = selectors.content_of(edition_id)
    part = check_standard(content.standards.get(change.code), change.code)
    keys = completed(part, change.keys)
    where = _community(found.company_id, change.community) if change.community else None
    check_change(part, keys, where.division if where else None)
    rules.check_rests(change)
    files = selectors.files_of(edition_id) or files_of(content)
    if where is not None:
        about = {"title": where.name, "why": change.rests_on.strip()}
        files = with_override(files, change.community, about, (change.code, keys))
    else:
        files = with_entry(files, "standards", change.code, keys)
    checked = check(files)
    if checked.content is None:
        raise refusal(checked, gettext_noop("Not saved. Put this right first (%(count)s in all):\n%(first)s"))
    _keep(found, checked, files)
    remark = change.remark.strip() or change.code
    noted(found, Step.CHANGED, actor.staff_id, at=at, remark=remark)


@transaction.atomic
def throw_away(actor: Actor, edition_id: UUID) -> None:
    """Take a draft away with everything in it. Raises Denied without the duty, Missing, Refused once it is
    published."""
    actor.need(Duty.EDIT_HANDBOOK)
    found = locked(edition_id)
    rules.check_unpublished(EditionState(found.state))
    found.delete()


def _community(company_id: UUID, code: str) -> CommunityRow:
    found = next((row for row in places.all_communities() if (row.company_id, row.code) == (company_id, code)), None)
    if found is None:
        raise Missing("handbook.no_community", gettext_noop("There is no such community."))
    return found


def _keep(found: Edition, checked: Checked, files: Mapping[str, bytes]) -> None:
    content = checked.content
    if content is None:
        raise refusal(checked)
    found.content, found.digest = plain(content)
    found.title, found.version = content.pack.title.zh, content.pack.version
    found.save(update_fields=["content", "digest", "title", "version"])
    EditionFile.objects.filter(edition=found).delete()
    EditionFile.objects.bulk_create(
        [EditionFile(edition=found, path=path, content=text) for path, text in files.items()]
    )
