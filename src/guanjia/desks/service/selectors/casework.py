"""The list of cases with its filters, and the page of one case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from guanjia.desks.service.acts import Waits, offered
from guanjia.desks.service.selectors import guidance, wording
from guanjia.desks.service.selectors.words import channel_title, kind_title, told
from guanjia.desks.service.types import ActRow, AskedRow, Ground, GuideLine, PersonRow, Safety, Tab, Wording
from guanjia.rooms.cases import access as case_access
from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases.events import CaseEscalated, CompensationAsked
from guanjia.rooms.cases.rules import remedies
from guanjia.rooms.cases.selectors.words import BookWords
from guanjia.rooms.cases.types import COMPLAINT, CaseView, QueueFilter, QueueRow, TimelineRow, View
from guanjia.rooms.cases.types.complaints import ComplaintView, FileRow
from guanjia.rooms.cases.types.dockets import DocketRow, DocketState
from guanjia.rooms.cases.types.raising import BroughtRow
from guanjia.rooms.cases.types.remedies import AskState, CompensationRow
from guanjia.rooms.dispatch import selectors as dispatch
from guanjia.rooms.dispatch.types import AssignmentState
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import access as people_access
from guanjia.rooms.people.types import Duty
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.types import PromiseRow
from guanjia.rooms.repairs import selectors as repairs
from guanjia.rooms.repairs.types import RepairView
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page

CLOSED, RAISED, MONEY_ASKED = "closed", CaseEscalated.kind, CompensationAsked.kind
VIEWS = {"": View.ALL, "mine": View.MINE, "unclassed": View.UNCLASSED, "unassigned": View.UNASSIGNED}
FILTERS = ("topic", "urgency", "case_class", "state")


@dataclass(frozen=True, slots=True)
class CasesAsked:
    """Which cases are wanted; `contact_id` shows all of one resident."""

    view: str = ""
    text: str = ""
    topic: str = ""
    urgency: str = ""
    case_class: str = ""
    state: str = ""
    contact_id: UUID | None = None

    def query(self, **more: str | None) -> str:
        """As it stands in an address, without what is empty."""
        given = {"view": self.view, "text": self.text, **{name: getattr(self, name) for name in FILTERS}}
        if self.contact_id:
            given["contact"] = str(self.contact_id)
        return urlencode({key: value for key, value in {**given, **more}.items() if value})

    @property
    def elsewhere(self) -> str:
        """The same words and filters among the ended cases, or from there among the open ones."""
        return self.query(view=None if self.view == "closed" else "closed")

    @property
    def filtered(self) -> bool:
        """Whether anything but a tab narrows the list."""
        return bool(self.text or self.contact_id or any(getattr(self, name) for name in FILTERS))


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything the page of one case shows."""

    case: CaseView
    promises: list[PromiseRow]
    judged_by: int | None
    """The edition that judges all of them; None when they are judged by several."""
    chosen: PromiseRow | None
    facts: list[TimelineRow]
    sealed_to: int | None
    people: list[PersonRow]
    asked: list[AskedRow]
    compensation: list[CompensationRow]
    """Money that was asked for the resident, and what became of it."""
    brought: list[BroughtRow]
    """What colleagues brought up to a superior, with the answers."""
    acts: list[ActRow]
    edition: Book
    dockets: list[tuple[DocketRow, list[PromiseRow]]]
    channel_title: str
    unmask: str
    guide: list[GuideLine]
    guide_title: str
    safety: Safety | None
    wordings: list[Wording]
    road: ComplaintView | None
    """What was found, decided and talked through, of a complaint."""
    files: list[FileRow]
    """Its whole file on paper, as far as this person asked for it."""
    may_unmask: bool
    repair: RepairView


def cases_asked(given: Mapping[str, str]) -> CasesAsked:
    """The wish of an address; what it doesn't know is left out."""
    view = given.get("view", "")
    kept = {name: given.get(name, "")[:60] for name in FILTERS}
    contact = given.get("contact", "")
    return CasesAsked(
        view if view in {*VIEWS, CLOSED} else "", given.get("text", "").strip()[:60], **kept, contact_id=_id(contact)
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def listed(actor: Actor, wish: CasesAsked, *, at: datetime, after: str | None = None) -> Page[QueueRow]:
    """A page of cases. Raises Missing for a contact of elsewhere. Four queries, one more for a contact."""
    if wish.contact_id is not None:
        people_access.contact(actor, wish.contact_id)
        return cases.of_contact(actor, wish.contact_id, at=at, after=after)
    wanted = QueueFilter(
        view=VIEWS.get(wish.view, View.ALL),
        text=wish.text,
        closed=wish.view == CLOSED,
        **{name: getattr(wish, name) for name in FILTERS},
    )
    return cases.queue(actor, wanted, at=at, after=after)


def case_tabs(actor: Actor, wish: CasesAsked, *, at: datetime) -> list[Tab]:
    """The tabs above the list, with how many wait in each."""
    counted = cases.counts(actor, at=at)
    told_as = (
        ("", pgettext("cases", "Open"), counted["all"]),
        ("mine", _("Mine"), counted["mine"]),
        ("unclassed", _("To classify"), counted["unclassed"]),
        ("unassigned", _("To assign"), counted["unassigned"]),
        (CLOSED, _("Finished"), None),
    )
    url = reverse("service:cases")
    return [
        Tab(label, f"{url}?{replace(wish, view=view, contact_id=None).query()}", view == wish.view, count)
        for view, label, count in told_as
    ]


def still_seen(actor: Actor, case_id: UUID) -> bool:
    """Whether this person may still see the case: naming whom it is about may hide it. One query."""
    return case_access.cases(actor).filter(pk=case_id).exists()


def ground(actor: Actor, case_id: UUID, *, at: datetime) -> Ground:
    """What an act on a case stands on. Raises Missing. The case's six queries and the book's one."""
    case = cases.case(actor, case_id, at=at)
    return Ground(actor, case, handbook.edition_in_force(case.community_id, at), at)


def case_page(actor: Actor, case_id: UUID, chosen: str, *, at: datetime) -> CasePage:
    """One case as its page shows it. Raises Missing. 24 queries at most, 36 of a complaint, however much is on it.

    The case (9), its promises (3), its dockets (1, 4 with any), its facts (3), who was asked (2, 5 with helpers), its
    repair (6 of a paid one); what was brought up and money asked for (2 each, where its facts tell of any).
    """
    found = ground(actor, case_id, at=at)
    case = found.case
    words = BookWords(at)
    owed = [told(row, words, case.community_id) for row in promises.of_subject("case", case_id, at=at)]
    facts = cases.course_of(actor, case, at=at)
    dockets = _dockets(case, words, at)
    asked = _asked(actor, case, words, at)
    road = cases.complaint(actor, case_id, at=at) if case.case_class == COMPLAINT else None
    contact = case.contact_id if actor.may(Duty.UNMASK) else None
    return CasePage(
        case=case,
        promises=owed,
        judged_by=_one_edition(owed),
        chosen=_chosen(owed, chosen),
        facts=[replace(row, seal=None) for row in facts],
        sealed_to=max((row.seal for row in facts if row.seal), default=None),
        people=_people(case, asked),
        asked=asked,
        **_beside(found, facts, dockets, road),
        dockets=dockets,
        edition=found.book,
        channel_title=channel_title(case.channel),
        unmask=reverse("service:unmask", args=[contact]) if contact else "",
        guide=guidance.guide_of(found.book, case, owed),
        guide_title=guidance.guide_title(found.book, case),
        safety=guidance.safety_of(found.book, case),
        wordings=_wordings(found, owed),
        road=road,
        files=cases.files(actor, case_id, at=at) if road is not None else [],
        may_unmask=actor.may(Duty.UNMASK),
        repair=repairs.repair_on(found.actor, case.id, case.state, at=found.at),
    )


def _beside(
    found: Ground, facts: list[TimelineRow], dockets: Sequence[tuple[DocketRow, Any]], road: ComplaintView | None
) -> dict[str, Any]:
    """Money asked for and what was brought up, read only where the facts tell of any; and the acts that are open."""
    kinds, case = {row.kind for row in facts}, found.case
    asked = cases.compensation_of(case.id, at=found.at) if MONEY_ASKED in kinds else []
    docket = any(one.state is DocketState.OPEN for one, _ in dockets)
    better = bool(remedies.theirs_to_finish(found.actor, road.improvements)) if road else False
    waits = Waits(docket, _step(road), _money(found.actor, found.book, asked), better)
    return {
        "compensation": asked,
        "brought": cases.brought_of(case.id, at=found.at) if RAISED in kinds else [],
        "acts": offered(found.actor, case, found.book, waits),
    }


def _money(actor: Actor, book: Book, asked: list[CompensationRow]) -> str:
    """How far the last compensation is, where it is not through yet; `others` while somebody else
    decides."""
    last = asked[-1] if asked else None
    if last is None or last.state in (AskState.DECLINED, AskState.GIVEN):
        return ""
    mine = last.state is not AskState.ASKED or remedies.may_decide(book, actor.roles, last.to_role)
    return last.state.value if mine else "others"


def _step(road: ComplaintView | None) -> str:
    """The step of a complaint's road that is open now; empty when it is gone, and for other cases."""
    if road is None:
        return ""
    if not road.findings:
        return "note_facts"
    if not road.decisions:
        return "decide"
    return "talk_through" if road.lacks else ""


def _dockets(case: CaseView, words: BookWords, at: datetime) -> list[tuple[DocketRow, list[PromiseRow]]]:
    """Each number under which somebody else follows the case, with what is owed under it. One query, or four."""
    rows = cases.dockets_of(case.id, at=at)
    owed = promises.of_subjects("docket", [row.id for row in rows], at=at, explained=False) if rows else {}
    return [(row, [told(one, words, case.community_id) for one in owed[row.id]]) for row in rows]


def _wordings(found: Ground, owed: list[PromiseRow]) -> list[Wording]:
    """What may be said to the resident now, by somebody who may tell them."""
    if not (found.actor.may(Duty.ANSWER) and "feedback" in found.case.verbs):
        return []
    return wording.of_this_moment(found.book, found.case, owed, found.actor.name, at=found.at)


def told_now(found: Ground, code: str) -> str:
    """What the resident may be told as the case stands: the wording that was chosen, else the handbook's for now."""
    owed, who = promises.of_subject("case", found.case.id, at=found.at), found.actor.name
    if code in found.book.scripts:
        return wording.one_of(found.book, code, found.case, owed, who, at=found.at)
    first = wording.suggested(found.book, found.case, owed, who, at=found.at)
    return first.text if first else ""


def _one_edition(owed: list[PromiseRow]) -> int | None:
    numbers = {row.edition_number for row in owed}
    return numbers.pop() if len(numbers) == 1 else None


def _chosen(owed: list[PromiseRow], wish: str) -> PromiseRow | None:
    """The promise whose time is explained: the one asked for, else the open one that is due first."""
    asked = next((row for row in owed if str(row.id) == wish), None)
    running = [row for row in owed if row.ended_at is None and row.due_at is not None]
    return asked or min(running, key=lambda row: (row.due_at, row.id), default=None)


def _asked(actor: Actor, case: CaseView, words: BookWords, at: datetime) -> list[AskedRow]:
    """Who was asked to go and why, what became of it, and what a helper owes by their part. Two queries, or five."""
    rows = dispatch.of_case(actor, case.id, at=at)
    parts = [row.id for row in rows if row.is_help]
    owed = promises.of_subjects("assignment", parts, at=at, explained=False) if parts else {}
    faces = {
        AssignmentState.OFFERED: ("offered", _("was asked")),
        AssignmentState.TAKEN: ("in_hand", _("does it")),
        AssignmentState.FINISHED: ("done", _("did it")),
        AssignmentState.DECLINED: ("declined", _("declined")),
        AssignmentState.EXPIRED: ("lapsed", _("did not answer")),
        AssignmentState.RELEASED: ("withdrawn", _("no longer")),
    }
    return [
        AskedRow(row, *faces[row.state], [told(one, words, case.community_id) for one in owed.get(row.id, [])])
        for row in rows
    ]


def _people(case: CaseView, asked: list[AskedRow]) -> list[PersonRow]:
    """The resident, the owner, and who else works on it."""
    rows = []
    if case.contact_id:
        second = " · ".join(part for part in (kind_title(case.contact_kind), case.contact_phone) if part)
        rows.append(PersonRow(case.contact_name or _("Not known yet"), second))
    if case.owner_name:
        rows.append(PersonRow(case.owner_name, _("looks after it"), mark=True))
    named = {one.row.staff_name for one in asked}
    rows += [PersonRow(name, _("does it")) for name in case.workers if name not in named]
    return rows


def topic_choices(actor: Actor, *, at: datetime) -> list[tuple[str, str]]:
    """Topics to filter by: those of the first community's handbook."""
    if not actor.community_ids:
        return []
    book = handbook.edition_in_force(actor.community_ids[0], at)
    language = get_language() or ""
    return [(topic.code, topic.title.told_in(language)) for topic in book.topics.values()]


def urgency_choices(actor: Actor, *, at: datetime) -> list[tuple[str, str]]:
    """Urgencies to filter by: those of the first community's handbook."""
    if not actor.community_ids:
        return []
    book = handbook.edition_in_force(actor.community_ids[0], at)
    language = get_language() or ""
    return [(one.code, one.title.told_in(language)) for one in book.urgencies.values()]
