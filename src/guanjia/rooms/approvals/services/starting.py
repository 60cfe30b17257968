"""The act itself: refused while anything is missing; where it began all the same, written down as it was."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from guanjia.rooms.approvals import access, rules
from guanjia.rooms.approvals.events import ActStarted
from guanjia.rooms.approvals.models import Attachment, Matter, Version, Voice
from guanjia.rooms.approvals.rules import Asking
from guanjia.rooms.approvals.services.files import kept
from guanjia.rooms.approvals.services.ground import asking_of, check_leads, home_of, move, told, who
from guanjia.rooms.approvals.types import Begun, BegunOutside, MatterState
from guanjia.rooms.cases.rules import check_at
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places import services as place_verbs
from guanjia.rooms.places.types import Occupancy
from guanjia.rooms.promises import services as promises
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, insert_together
from guanjia.shared.errors import Invalid, Missing, Refused, gettext_noop
from guanjia.shared.time import now


@transaction.atomic
def start(actor: Actor, matter_id: UUID, begun: Begun, *, at: datetime) -> None:
    """Begin the act: release, open, start. Twice it counts once.

    Raises Refused while an approval or anything else the handbook asks for is missing, and says what; Denied for who
    does not lead the matter, Invalid for a file that can't be read.
    """
    staff_id, row = who(actor), access.matter(actor, matter_id, lock=True)
    check_leads(actor, row.community_id, row.owed_role, at)
    if row.state == MatterState.STARTED and not row.outside:
        return
    rules.check_open(MatterState(row.state))
    asking = asking_of(row.community_id, row.act, at)
    _check_lead(row, asking, at)
    terms = handbook.edition_in_force(row.community_id, at).terms.approval
    proofs = kept(row, begun.files, terms, at_start=True)
    fact = told(row, ActStarted, staff_id, at, evidence=_evidence(asking, proofs, begun.ticked))
    promises.check_allowed(fact)
    insert_together(proofs)
    _begin(row, asking, fact)


def _check_lead(row: Matter, asking: Asking, at: datetime) -> None:
    """Raises Refused where everybody approved, and not long enough ago."""
    if row.state != MatterState.GRANTED or not asking.lead:
        return
    last = Voice.objects.filter(matter=row, version=row.version).aggregate(last=Max("at"))["last"]
    if last is not None and at < last + asking.lead:
        message = gettext_noop("Everybody has approved. By the handbook this may begin from %(at)s on.")
        raise Refused("approvals.too_early", message, {"at": said_at(row, last + asking.lead)})


def said_at(row: Matter, at: datetime) -> str:
    """An instant on the clock of the matter's community."""
    return f"{at.astimezone(ZoneInfo(places.community(row.community_id).zone)):%m-%d %H:%M}"


def _evidence(asking: Asking, proofs: Iterable[Attachment], ticked: Iterable[str]) -> dict[str, object]:
    """The evidence by item, as a checklist reads it: files are counted where they are kept."""
    files = Counter(one.code for one in proofs)
    items = {item.code for sheet in asking.begun for item in sheet.items}
    return {
        **{code: True for code in ticked if code in items},
        **{code: n for code, n in files.items() if code in items},
    }


def _begin(row: Matter, asking: Asking, fact: ActStarted) -> None:
    """Write down that it began; the home is lived in otherwise from then on."""
    row.started_at, row.started_by_id, row.outside = fact.at, fact.staff_id, fact.outside
    move(row, MatterState.STARTED, "started_at", "started_by", "outside")
    journal.record(fact)
    if asking.act.home_becomes and row.home_id is not None:
        place_verbs.set_occupancy(row.community_id, row.home_id, Occupancy(asking.act.home_becomes), at=fact.at)


@transaction.atomic
def record_begun(actor: Actor, matter_id: UUID, words: str, *, happened_at: datetime) -> None:
    """Write down that it began all the same at a time gone by. What was missing then stays missing.

    Judged by the version that lay there then. Raises Refused once it has ended, and for a time to come; Invalid
    without words.
    """
    staff_id, row = who(actor), access.matter(actor, matter_id, lock=True)
    rules.check_open(MatterState(row.state))
    _check_told(row.community_id, words, happened_at)
    asking = asking_of(row.community_id, row.act, happened_at)
    laid = Version.objects.filter(matter=row, at__lte=happened_at).aggregate(last=Max("number"))["last"] or 0
    row.words = "\n".join(part for part in (row.words, words.strip()) if part)
    change(row, ["words"])
    _begin(row, asking, told(row, ActStarted, staff_id, happened_at, version=laid, outside=True))


@transaction.atomic
def record_begun_unasked(actor: Actor, new: BegunOutside, *, at: datetime) -> UUID:
    """Write down an act nobody had laid papers for; returns the matter's id. Raises as `record_begun` does, Missing for
    a community that isn't served, Invalid for a home or kind that isn't there."""
    staff_id = who(actor)
    if new.community_id not in actor.community_ids:
        raise Missing("approvals.community", gettext_noop("You serve no such community."))
    if not new.title.strip():
        raise Invalid("approvals.nameless", gettext_noop("Say in a few words what it is about."), field="title")
    _check_told(new.community_id, new.words, new.happened_at)
    asking = asking_of(new.community_id, new.act, new.happened_at)
    then: dict[str, Any] = dict.fromkeys(("meant_for", "decide_by", "started_at"), new.happened_at)
    row = Matter(
        community_id=new.community_id,
        act=new.act,
        subject_type=asking.act.subject,
        owed_role=asking.owed_role,
        title=new.title.strip()[:120],
        words=new.words.strip(),
        home_id=home_of(asking, new.community_id, new.home),
        staff_id=staff_id,
        state=MatterState.STARTED.value,
        version=0,
        asked_at=at,
        started_by_id=staff_id,
        outside=True,
        **then,
    )
    insert_together([row])
    _begin(row, asking, told(row, ActStarted, staff_id, new.happened_at, outside=True))
    return row.pk


def _check_told(community_id: UUID, words: str, happened_at: datetime) -> None:
    if not words.strip():
        raise Invalid("approvals.how", gettext_noop("Say what was seen, in a few words."), field="words")
    terms = handbook.edition_in_force(community_id, now()).terms.journal
    check_at(happened_at, now(), timedelta(seconds=terms.early_tolerance.in_seconds()))
