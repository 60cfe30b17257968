"""Papers are laid before those who must approve; what changes is a new version, and what was said counts no more."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.approvals import access, rules
from guanjia.rooms.approvals.events import ApprovalAsked, ApprovalSettled, ApprovalWithdrawn
from guanjia.rooms.approvals.models import Attachment, Matter, Version
from guanjia.rooms.approvals.rules import Asking
from guanjia.rooms.approvals.services.files import kept
from guanjia.rooms.approvals.services.ground import (
    ask_voices,
    asking_of,
    check_leads,
    home_of,
    move,
    told,
    who,
)
from guanjia.rooms.approvals.types import MatterState, NewMatter, NewVersion
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.promises import services as promises
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, insert_together
from guanjia.shared.errors import Invalid, gettext_noop


@transaction.atomic
def lay(actor: Actor, new: NewMatter, *, at: datetime) -> UUID:
    """Lay papers before those who must approve; returns the matter's id.

    Raises Missing for a community that isn't served, Denied for who does not lead such matters there, Invalid for what
    can't be read, Refused where the handbook asks for papers that are missing.
    """
    staff_id = who(actor)
    if not new.title.strip():
        raise Invalid("approvals.nameless", gettext_noop("Say in a few words what it is about."), field="title")
    asking = asking_of(new.community_id, new.act, at)
    check_leads(actor, new.community_id, asking.owed_role, at)
    row = Matter(
        community_id=new.community_id,
        act=new.act,
        subject_type=asking.act.subject,
        owed_role=asking.owed_role,
        title=new.title.strip()[:120],
        words=new.words.strip(),
        home_id=home_of(asking, new.community_id, new.home),
        staff_id=staff_id,
        state=MatterState.ASKED.value,
        version=1,
        asked_at=at,
        **_times(asking, new.meant_for, at),
    )
    terms = handbook.edition_in_force(new.community_id, at).terms.approval
    rules.check_papers(asking.papers(), [one.code for one in new.papers], len(new.papers), terms.files_most)
    insert_together([row])
    _lay_down(row, asking, kept(row, new.papers, terms), _version(row, staff_id, "", at))
    return row.pk


@transaction.atomic
def lay_again(actor: Actor, matter_id: UUID, new: NewVersion, *, at: datetime) -> None:
    """Lay another version: what is sent takes the place of the same papers, the others stay. Everybody is asked anew.

    Raises Denied for who does not lead the matter, Refused once it has ended, Invalid where nothing was sent.
    """
    staff_id, row = who(actor), access.matter(actor, matter_id, lock=True)
    check_leads(actor, row.community_id, row.owed_role, at)
    rules.check_open(MatterState(row.state))
    if not new.papers:
        raise Invalid("approvals.no_change", gettext_noop("Choose the papers that have changed."), field="papers")
    asking = asking_of(row.community_id, row.act, at)
    terms = handbook.edition_in_force(row.community_id, at).terms.approval
    before = _standing(row, {one.code for one in new.papers})
    files = len(before) + len(new.papers)
    rules.check_papers(asking.papers(), [one.code for one in new.papers], files, terms.files_most)
    row.version += 1
    for name, value in _times(asking, new.meant_for or row.meant_for, at).items():
        setattr(row, name, value)
    move(row, MatterState.ASKED, "version", "meant_for", "decide_by")
    laid = [*_carried(row, before), *kept(row, new.papers, terms)]
    _lay_down(row, asking, laid, _version(row, staff_id, new.words.strip(), at))


def _times(asking: Asking, meant_for: datetime, at: datetime) -> dict[str, datetime]:
    """When the act is meant to begin, and until when its approvals must be there; not before now."""
    meant = max(meant_for, at)
    return {"meant_for": meant, "decide_by": max(meant - asking.lead, at)}


def _standing(row: Matter, but_for: set[str]) -> list[Attachment]:
    rows = Attachment.objects.filter(matter=row, version=row.version, at_start=False).exclude(code__in=but_for)
    return list(rows.order_by("id"))


def _carried(row: Matter, before: list[Attachment]) -> list[Attachment]:
    """The files of the version before as they stand in this one."""
    named = {"community_id": row.community_id, "matter": row, "version": row.version}
    return [
        Attachment(**named, code=one.code, name=one.name, kind=one.kind, size=one.size, kept=one.kept, since=one.since)
        for one in before
    ]


def _version(row: Matter, staff_id: UUID, words: str, at: datetime) -> Version:
    named = {"community_id": row.community_id, "matter": row, "number": row.version}
    return Version(**named, staff_id=staff_id, at=at, words=words)


def _lay_down(row: Matter, asking: Asking, files: list[Attachment], laid: Version) -> None:
    """Write a version, tell it, and ask those whose approval the act would miss."""
    staff_id, at = laid.staff_id, laid.at
    fact = told(row, ApprovalAsked, staff_id, at, evidence=dict(Counter(one.code for one in files)))
    promises.check_allowed(fact)
    insert_together([laid])
    insert_together(files)
    journal.record(fact)
    voices = ask_voices(row, asking, staff_id, at)
    insert_together(voices)
    if not voices:
        move(row, MatterState.GRANTED)
        journal.record(told(row, ApprovalSettled, staff_id, at, granted=True))


@transaction.atomic
def withdraw(actor: Actor, matter_id: UUID, words: str, *, at: datetime) -> None:
    """Take the papers back. Raises Denied for who does not lead the matter, Refused once it has ended, Invalid without
    words."""
    staff_id, row = who(actor), access.matter(actor, matter_id, lock=True)
    check_leads(actor, row.community_id, row.owed_role, at)
    if row.state == MatterState.WITHDRAWN:
        return
    rules.check_open(MatterState(row.state))
    if not words.strip():
        raise Invalid("approvals.why", gettext_noop("Say why, in a few words."), field="words")
    row.words = "\n".join(part for part in (row.words, words.strip()) if part)
    change(row, ["words"])
    move(row, MatterState.WITHDRAWN)
    journal.record(told(row, ApprovalWithdrawn, staff_id, at))
