"""The queue: cases and conversations by what is due first, the tabs above it, and what is new."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from guanjia.desks.service.selectors.words import told
from guanjia.desks.service.types import Cut, DeskRow, Tab
from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases.selectors.words import BookWords
from guanjia.rooms.cases.types import QueueFilter, QueueRow, View
from guanjia.rooms.conversations import selectors as conversations
from guanjia.rooms.conversations.types import ConversationRow
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.types import PromiseRow
from guanjia.rooms.workplace import selectors as workplace
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page

VIEWS = {Cut.MINE: View.DESK, Cut.ALL: View.ALL, Cut.TELL_TODAY: View.TELL_TODAY}
COUNTED = {Cut.MINE: "desk", Cut.ALL: "all", Cut.TELL_TODAY: "tell_today"}
_OVER = "-"  # one of the two lists is at its end


@dataclass(frozen=True, slots=True)
class Asked:
    """What part of the queue is wanted."""

    view: Cut = Cut.MINE
    text: str = ""

    def query(self, **more: str) -> str:
        """As it stands in an address, without what is empty."""
        return urlencode({key: value for key, value in {"view": self.view, "text": self.text, **more}.items() if value})


@dataclass(frozen=True, slots=True)
class Desk:
    """The list of the desk with what stands around it."""

    page: Page[DeskRow]
    tabs: list[Tab]
    kept_today: int
    counts: dict[str, int]


def asked(given: Mapping[str, str]) -> Asked:
    """The wish of an address; what it doesn't know is the first tab."""
    view = given.get("view", "")
    return Asked(Cut(view) if view in set(Cut) else Cut.MINE, given.get("text", "").strip()[:60])


def desk(actor: Actor, wish: Asked, url: str, *, at: datetime) -> Desk:
    """The first page of the queue, the tabs with their counts, and what was kept today."""
    page = queue(actor, wish, at=at)
    counted = cases.counts(actor, at=at)
    loose = sum(1 for row in page if row.open == "conversation")
    tabs = [
        Tab(label, _address(url, Asked(cut).query()), cut is wish.view, counted[COUNTED[cut]])
        for cut, label in ((Cut.MINE, _("Mine")), (Cut.ALL, _("All")), (Cut.TELL_TODAY, _("Tell today")))
    ]
    counts = {"service:desk": counted["desk"] + loose, "service:cases": counted["all"]}
    return Desk(page, tabs, _kept_today(actor, at), counts)


def _address(url: str, query: str) -> str:
    return f"{url}?{query}" if query else url


def _kept_today(actor: Actor, at: datetime) -> int:
    begin = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    closed = promises.closed_today(dict.fromkeys(actor.community_ids, begin), begin + timedelta(days=1))
    return sum(became.get("met", 0) for became in closed.values())


def fresh(actor: Actor, since: datetime) -> int:
    """How many residents wrote since then and wait. One query."""
    return conversations.count_waiting(actor, since=since)


def just_late(actor: Actor, since: datetime, *, at: datetime) -> int:
    """How many promises became overdue since then and are still owed. One query."""
    return promises.count_overdue(actor.community_ids, since, at)


def queue(actor: Actor, wish: Asked, *, at: datetime, after: str | None = None) -> Page[DeskRow]:
    """A page of cases and of conversations that are no case, by what is due first.

    Two lists run side by side; `after` holds the place in both. Eleven queries, however long.
    """
    case_after, talk_after = after.split(".", 1) if after and "." in after else (after, None)
    case_page: Page[QueueRow] = Page([])
    if case_after != _OVER:
        wanted = QueueFilter(view=VIEWS[wish.view], text=wish.text)
        case_page = cases.queue(actor, wanted, at=at, after=case_after or None)
    talks = _talks(actor, wish, talk_after or None) if talk_after != _OVER else Page([])
    looks = workplace.looks(actor, [row.id for row in (*case_page, *talks)])
    rows = [*_case_rows(case_page, looks, at), *_talk_rows(talks.rows, looks, at)]
    more = f"{case_page.next or _OVER}.{talks.next or _OVER}" if case_page.next or talks.next else None
    return Page(sorted(rows, key=lambda row: row.order), more)


def _talks(actor: Actor, wish: Asked, after: str | None) -> Page[ConversationRow]:
    if wish.view is Cut.TELL_TODAY:
        return Page([])
    page = conversations.waiting(actor, after=after)
    at_work = cases.conversations_at_work(row.id for row in page)
    rows = [row for row in page if row.id not in at_work and _wanted(row, actor, wish)]
    return Page(rows, page.next)


def _wanted(row: ConversationRow, actor: Actor, wish: Asked) -> bool:
    if wish.text and wish.text not in f"{row.name} {row.place} {row.snippet}":
        return False
    return wish.view is Cut.ALL or row.owner_id in (None, actor.staff_id)


Looks = Mapping[UUID, datetime]
"""When the reader last looked at a case or conversation."""


def _case_rows(page: Iterable[QueueRow], looks: Looks, at: datetime) -> list[DeskRow]:
    rows = list(page)
    seen = {row.conversation_id: looks[row.id] for row in rows if row.conversation_id and row.id in looks}
    unread = conversations.unread((row.conversation_id for row in rows), seen)
    words = BookWords(at)
    return [replace(_case_row(row, unread, words), fresh=_moved(row, looks)) for row in rows]


def _moved(row: QueueRow, looks: Looks) -> bool:
    """Whether something about the case is new to who has seen it then."""
    seen = looks.get(row.id)
    return seen is None or row.moved_at > seen


def _case_row(row: QueueRow, unread: Mapping[UUID, int], words: BookWords) -> DeskRow:
    promise: Any = row.promise
    owed_by = told(promise, words, row.community_id) if promise else None
    return DeskRow(
        id=row.id,
        open="case",
        title=row.topic_title or row.title,
        place=row.place,
        state=_rests(row.state.value, promise),
        channel=row.channel,
        due_at=row.due_at,
        waits_since=row.opened_at,
        owed=row.owed,
        who=(owed_by.owed_name or owed_by.owed_role) if owed_by else row.worker_name or row.owner_name,
        promise=promise,
        alarm=row.needs_why if row.needs_desk else "",
        unread=unread.get(row.conversation_id, 0) if row.conversation_id else 0,
        hurried=row.hurried,
    )


def _rests(state: str, promise: PromiseRow | None) -> str:
    """A paused case on which something runs all the same isn't shown as resting."""
    return "in_hand" if state == "paused" and promise is not None and promise.state != "paused" else state


def _talk_rows(rows: list[ConversationRow], looks: Looks, at: datetime) -> list[DeskRow]:
    ids = [row.id for row in rows]
    nearest = promises.nearest("conversation", ids, at=at) if ids else {}
    unread = conversations.unread(ids, looks)
    words = BookWords(at)
    return [
        replace(_talk_row(row, nearest.get(row.id), unread.get(row.id, 0), words), fresh=row.id not in looks)
        for row in rows
    ]


def _talk_row(row: ConversationRow, promise: PromiseRow | None, unread: int, words: BookWords) -> DeskRow:
    owed = told(promise, words, row.community_id) if promise else None
    return DeskRow(
        id=row.id,
        open="conversation",
        title=row.snippet or _("A message"),
        place=row.place or row.name,
        state=row.state,
        channel=row.channel,
        due_at=promise.due_at if promise else None,
        waits_since=row.unread_since or row.last_message_at,
        owed=promise.title if promise else _("an answer"),
        who=row.owner_name or (owed.owed_role if owed else ""),
        promise=promise,
        alarm=_("asks for a person") if row.asked_person_at else "",
        unread=unread,
    )
