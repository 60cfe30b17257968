"""The queue and the lists of cases: by the nearest thing owed while open, by time when finished."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from guanjia.rooms.cases import access
from guanjia.rooms.cases.models import IN_SIGHT, Case
from guanjia.rooms.cases.selectors.dockets import nearest_owed
from guanjia.rooms.cases.selectors.finding import said
from guanjia.rooms.cases.selectors.inner import place_of, ref_of
from guanjia.rooms.cases.selectors.words import NEEDS_WORDS, BookWords
from guanjia.rooms.cases.types import FAR, CaseState, QueueFilter, QueueRow, View
from guanjia.rooms.cases.types.refs import CaseRef
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people import selectors as people
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises import selectors as promises
from guanjia.shared.actor import Actor
from guanjia.shared.db import PAGE, Page, keyset
from guanjia.shared.models import JournalEvent

_WAITING_FOR_SOMEBODY = Q(state=CaseState.CLASSIFIED) | Q(needs_why="unassigned")
_EXACT = ("state", "case_class", "topic", "urgency")
_OVER = (CaseState.MERGED, CaseState.WITHDRAWN, CaseState.ARCHIVED)
_HEARD = "contact.taken"


def queue(
    actor: Actor,
    wanted: QueueFilter | None = None,
    *,
    at: datetime,
    after: str | None = None,
    size: int = PAGE,
) -> Page[QueueRow]:
    """The cases this person sees: open ones by what is due first, or finished ones, the newest first.

    Six queries, however long and of however many communities: cases with homes, handbooks, names of staff, contacts,
    nearest promises with who owes them; one more where somebody else follows one of them under a number.
    """
    wanted = wanted or QueueFilter()
    rows = _filtered(access.cases(actor), actor, wanted, at).select_related("home")
    by, down = ("opened_at", True) if wanted.closed else ("due_at", False)
    return _rows(keyset(rows, by=by, after=after, size=size, down=down), at)


def open_and_finished(actor: Actor, *, at: datetime, after: str | None = None) -> tuple[list[QueueRow], Page[QueueRow]]:
    """What is open for this person, by what is due first, and a page of what is finished, the newest first.

    Only the page when it goes on `after` another. One query more than `queue`, however long both are.
    """
    mine = access.cases(actor).select_related("home")
    page = keyset(_filtered(mine, actor, QueueFilter(closed=True), at), by="opened_at", after=after, down=True)
    running = keyset(_filtered(mine, actor, QueueFilter(), at), by="due_at").rows if after is None else []
    told = _rows(Page([*running, *page]), at).rows
    return told[: len(running)], Page(told[len(running) :], page.next)


def meant(actor: Actor, text: str, *, size: int) -> list[CaseRef]:
    """The cases somebody means by what they typed, as a list of words to go on from: open ones by what is due first,
    then finished ones, the newest first.

    One query, beside the five at most of what the text may mean.
    """
    rows = said(access.cases(actor).select_related("home"), actor, text)
    here = rows.filter(IN_SIGHT).order_by("due_at", "pk")[:size]
    over = rows.exclude(IN_SIGHT).order_by("-opened_at", "-pk")[:size]
    found = list(here.union(over, all=True))
    found.sort(key=lambda row: (row.opened_at, row.pk), reverse=True)
    found.sort(key=lambda row: (0, row.due_at, row.pk) if row.is_open or row.docket_open else (1,))
    return [ref_of(row) for row in found[:size]]


def of_contact(
    actor: Actor, contact_id: UUID, *, at: datetime, after: str | None = None, size: int = PAGE
) -> Page[QueueRow]:
    """Every case of one contact this person may see, whichever way they came, the newest first. Five queries."""
    rows = access.cases(actor).filter(contact__in=people.same_person(contact_id)).select_related("home")
    return _rows(keyset(rows, by="opened_at", after=after, size=size, down=True), at)


def of_home(actor: Actor, home_id: UUID, *, at: datetime, after: str | None = None) -> Page[QueueRow]:
    """Every case of one home this person may see, the newest first. Four queries."""
    rows = access.cases(actor).filter(home=home_id).select_related("home")
    return _rows(keyset(rows, by="opened_at", after=after, down=True), at)


def of_caller(
    actor: Actor, home_id: UUID | None, contact_ids: Sequence[UUID], *, at: datetime, size: int = 20
) -> list[QueueRow]:
    """The latest cases of whoever is speaking and of the home, open ones first. Four queries, none for nobody."""
    if home_id is None and not contact_ids:
        return []
    theirs = Q(contact__in=list(contact_ids)) | (Q(home=home_id) if home_id else Q(pk=None))
    rows = access.cases(actor).filter(theirs).exclude(state__in=_OVER).select_related("home")
    page = keyset(rows, by="opened_at", size=size, down=True)
    return sorted(_rows(page, at), key=lambda row: row.state is CaseState.CLOSED)


def heard_lately(contact_ids: Sequence[UUID], community_ids: Sequence[UUID], since: datetime) -> int:
    """How often somebody called or came since then, whichever of these contacts they were. One query."""
    theirs = Q(pk=None)
    for key in contact_ids:
        theirs |= Q(refs__contains={"contact": str(key)})
    rows = JournalEvent.objects.filter(theirs, community_id__in=list(community_ids), kind=_HEARD, at__gte=since)
    return rows.count() if contact_ids else 0


def counts(actor: Actor, *, at: datetime) -> dict[str, int]:
    """How many open cases wait, for the tabs: all, mine, desk, unclassed, unassigned, overdue; and tell_today, where
    finished ones count, too.

    Two queries, and one for each community's handbook.
    """
    mine = Q(owner=actor.staff_id) | Q(worker=actor.staff_id)
    told = access.cases(actor).filter(_to_be_told(actor, at)).count()
    return {"tell_today": told} | (
        access.cases(actor)
        .filter(IN_SIGHT)
        .aggregate(
            all=Count("id"),
            mine=Count("id", filter=mine if actor.staff_id else Q(pk=None)),
            desk=Count("id", filter=_for_desk(actor)),
            unclassed=Count("id", filter=Q(state=CaseState.TAKEN) | Q(needs_desk=True)),
            unassigned=Count("id", filter=_WAITING_FOR_SOMEBODY),
            overdue=Count("id", filter=Q(due_at__lt=at)),
        )
    )


def _for_desk(actor: Actor) -> Q:
    mine = Q(owner=actor.staff_id) | Q(worker=actor.staff_id) if actor.staff_id else Q(pk=None)
    return mine | Q(owner=None, state=CaseState.TAKEN) | Q(owner=None, needs_desk=True)


def _to_be_told(actor: Actor, at: datetime) -> Q:
    """Cases, open or finished, on which a promise that telling the resident keeps is due before the day ends."""
    found = Q(pk=None)
    for community_id in actor.community_ids:
        zone = ZoneInfo(places.community(community_id).zone)
        tomorrow = at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        owing = promises.kept_by("case.feedback_given", community_id, before=tomorrow + timedelta(seconds=1), at=at)
        found |= Q(community=community_id, pk__in=owing)
    return found


def _filtered(rows: QuerySet[Case], actor: Actor, wanted: QueueFilter, at: datetime) -> QuerySet[Case]:
    sight = IN_SIGHT if actor.staff_id is not None else Q(is_open=True)  # what others wait for is no resident's matter
    if wanted.view is not View.TELL_TODAY:  # what came of it is told when it is over, too
        rows = rows.exclude(sight) if wanted.closed else rows.filter(sight)
    if wanted.community_id is not None:
        rows = rows.filter(community=wanted.community_id)
    rows = rows.filter(**{name: getattr(wanted, name) for name in _EXACT if getattr(wanted, name)})
    if wanted.view is View.MINE:
        rows = rows.filter(Q(owner=actor.staff_id) | Q(worker=actor.staff_id))
    elif wanted.view is View.DESK:
        rows = rows.filter(_for_desk(actor))
    elif wanted.view is View.TELL_TODAY:
        rows = rows.filter(_to_be_told(actor, at))
    elif wanted.view is View.UNCLASSED:
        rows = rows.filter(Q(state=CaseState.TAKEN) | Q(needs_desk=True))
    elif wanted.view is View.UNASSIGNED:
        rows = rows.filter(_WAITING_FOR_SOMEBODY)
    text = wanted.text.replace("\x00", "").strip()
    return said(rows, actor, text) if text else rows


def _rows(page: Page[Case], at: datetime) -> Page[QueueRow]:
    with handbook.together(row.community_id for row in page):  # fifty rows may be of fifty communities
        return _told(page, at)


def _told(page: Page[Case], at: datetime) -> Page[QueueRow]:
    names = people.staff_names(key for row in page for key in (row.owner_id, row.worker_id))
    contacts = people.contacts(row.contact_id for row in page)
    nearest = nearest_owed(page.rows, at=at) if page.rows else {}
    words = BookWords(at)

    def line(row: Case) -> QueueRow:
        promise = nearest.get(row.pk)
        contact = contacts.get(row.contact_id) if row.contact_id else None
        return QueueRow(
            id=row.pk,
            number=row.number,
            community_id=row.community_id,
            title=row.title,
            topic=row.topic,
            topic_title=words.of("topics", row.community_id, row.topic),
            case_class=row.case_class,
            urgency=row.urgency,
            urgency_title=words.of("urgencies", row.community_id, row.urgency),
            state=CaseState(row.state),
            channel=row.channel,
            place=place_of(row),
            who=contact.name if contact else "",
            owner_name=names.get(row.owner_id, "") if row.owner_id else "",
            worker_name=names.get(row.worker_id, "") if row.worker_id else "",
            due_at=None if row.due_at == FAR else row.due_at,
            owed=promise.title if promise else "",
            owed_name=promise.owed_name if promise else "",
            promise=promise,
            hurried=row.hurried,
            is_open=row.is_open,
            moved_at=row.moved_at,
            needs_desk=row.needs_desk,
            needs_why=str(NEEDS_WORDS.get(row.needs_why, "")),
            opened_at=row.opened_at,
            paused_until=row.paused_until,
            conversation_id=row.conversation_id,
        )

    return page.map(line)


def ids_by_channel(community_id: UUID, channel: str) -> Any:
    """The ids of every case that came by a channel, as rows still to be read: for a query of another room."""
    return Case.objects.filter(community=community_id, channel=channel).values("id")
