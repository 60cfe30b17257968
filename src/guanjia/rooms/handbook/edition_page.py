"""What the pages of editions show, composed of reads; and what their forms ask for, in the verbs' words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import groupby
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from guanjia.rooms.handbook import access, selectors, services
from guanjia.rooms.handbook.rules import keys, shelf
from guanjia.rooms.handbook.rules.limits import loosened
from guanjia.rooms.handbook.rules.overriding import for_community
from guanjia.rooms.handbook.rules.packing import unzipped, zipped
from guanjia.rooms.handbook.rules.writing import files_of
from guanjia.rooms.handbook.types.book import HandbookContent
from guanjia.rooms.handbook.types.clocks import StandardPart
from guanjia.rooms.handbook.types.editions import EditionRow, EditionState
from guanjia.rooms.handbook.types.life import EditionView, Step
from guanjia.rooms.handbook.types.problems import Problem
from guanjia.rooms.handbook.wording import Told
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places.types import CommunityRow
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Invalid, Missing, Refused, gettext_noop
from guanjia.shared.time import now as this_moment

RECENT = 20
"""Editions offered for comparing."""


@dataclass(frozen=True, slots=True)
class Group:
    """Changes of one list under its heading."""

    title: str
    rows: list[Told]


@dataclass(frozen=True, slots=True)
class Mark:
    """One station of an edition's road."""

    label: str
    state: str
    at: datetime | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class EditionPage:
    """Everything the page of an edition shows."""

    view: EditionView
    road: list[Mark]
    against: EditionRow | None
    others: list[EditionRow]
    groups: list[Group]
    law: list[str]
    """Standards that are law and would ask less."""
    may_edit: bool
    may_approve: bool
    is_author: bool = False
    """They could approve it, had they not written in it."""

    @property
    def may_change(self) -> bool:
        """Whether this person may change it now."""
        return self.may_edit and self.view.row.state is EditionState.DRAFT

    @property
    def count(self) -> int:
        """How many things it says otherwise."""
        return sum(len(group.rows) for group in self.groups)


def headed(actor: Actor, edition_id: UUID) -> EditionView:
    """An edition of the actor's company with its road. Raises Missing. Six queries."""
    return selectors.view(access.edition_of(actor, edition_id))


def page(actor: Actor, edition_id: UUID, against: str, *, at: datetime) -> EditionPage:
    """The page of an edition, compared with the one named, else with the one in force (or before it).

    Raises Missing. Eleven queries, whatever the size of the editions.
    """
    found, company_id = headed(actor, edition_id), access.company_of(actor)
    others = [row for row in selectors.editions(company_id) if row.id != edition_id][:RECENT]
    other = _other(found, others, against, selectors.in_force_id(company_id, at))
    new = selectors.content_of(edition_id)
    old = None if other is None else selectors.content_of(other.id)
    open_ = found.row.state is not EditionState.PUBLISHED
    now = selectors.content_in_force(company_id, at) if open_ else None
    leads = actor.may(Duty.APPROVE_HANDBOOK)
    wrote = leads and found.row.state is EditionState.REVIEWED and actor.staff_id in selectors.authors(edition_id)
    return EditionPage(
        view=found,
        road=_road(found),
        against=other,
        others=others,
        groups=_groups(services.changed(company_id, old, new)) if old is not None else [],
        law=_law(now, new) if now is not None else [],
        may_edit=actor.may(Duty.EDIT_HANDBOOK),
        may_approve=leads and not wrote,
        is_author=leads and wrote,
    )


def _other(found: EditionView, others: list[EditionRow], against: str, in_force: UUID | None) -> EditionRow | None:
    """The edition to compare with: the one asked for, else the one in force, else the one published before it."""
    asked = next((row for row in others if str(row.id) == against), None)
    begun = found.row.effective_from
    before = [row for row in others if row.effective_from and begun and row.effective_from < begun]
    if begun is not None:
        return asked or max(before, key=lambda row: (row.effective_from, row.number), default=None)
    return asked or next((row for row in others if row.id == in_force), None)


def _groups(told: list[Told]) -> list[Group]:
    return [Group(gettext(keys.LISTS[name]), list(rows)) for name, rows in groupby(told, key=lambda one: one.list)]


def _law(now: HandbookContent, new: HandbookContent) -> list[str]:
    language = get_language() or "zh"
    codes = dict.fromkeys(one.code for one in loosened(now, new))
    return [f"{code} {now.standards[code].title.told_in(language)}" for code in codes]


def _road(found: EditionView) -> list[Mark]:
    """Drafted, reviewed, approved, published: what was reached since it was last a draft, and by whom."""
    order = (Step.DRAFTED, Step.REVIEWED, Step.APPROVED, Step.PUBLISHED)
    labels = (_("Draft"), _("Reviewed"), _("Approved"), _("Published"))
    reached = list(EditionState).index(found.row.state)
    marks = []
    for place, (step, label) in enumerate(zip(order, labels, strict=True)):
        last = next((one for one in reversed(found.steps) if one.step is step), None)
        state = "done" if place < reached or reached == len(order) - 1 else "now" if place == reached else ""
        at = last.at if last and place <= reached else (found.drafted_at if place == 0 else None)
        marks.append(Mark(label, state, at))
    return marks


def standards(actor: Actor, edition_id: UUID, words: str) -> list[StandardPart]:
    """Standards of an edition that hold the words; none without words. One query."""
    return list(shelf.search(selectors.content_of(access.edition_of(actor, edition_id)), words)) if words else []


# One standard of a draft --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DraftStandard:
    """One standard of a draft as it holds in a community (everywhere without one), and what may be chosen."""

    view: EditionView
    part: StandardPart
    plain: Mapping[str, Any]
    content: HandbookContent
    community: CommunityRow | None
    communities: list[CommunityRow]
    rests_on: str


def standard(actor: Actor, edition_id: UUID, code: str, community: str) -> DraftStandard:
    """A standard to be changed. Raises Missing for the edition, the standard or the community, Refused for no draft."""
    found = headed(actor, edition_id)
    if found.row.state is not EditionState.DRAFT:
        message = gettext_noop("Only a draft can be changed. Send this edition back to draft first.")
        raise Refused("handbook.no_draft", message)
    served = [row for row in places.all_communities() if row.company_id == access.company_of(actor)]
    chosen = next((row for row in served if row.code == community), None)
    if community and chosen is None:
        raise Missing("handbook.no_community", gettext_noop("There is no such community."))
    content = selectors.content_of(edition_id)
    held = for_community(content, chosen.code, chosen.division) if chosen else content
    part = shelf.check_standard(held.standards.get(code), code)
    own = next((one for one in content.overrides.values() if chosen and one.communities == (chosen.code,)), None)
    rests_on = own.why.zh if own and code in own.standards else ""
    return DraftStandard(found, part, part.model_dump(mode="json"), content, chosen, served, rests_on)


# What is sent -------------------------------------------------------------------------------------------------------


class PackWish(Protocol):
    """A form with a pack, or single files of one."""

    def files_beside(self, beside: Mapping[str, bytes]) -> dict[str, bytes]:
        """The files of a whole pack, what was sent laid over what stands there."""

    def remark(self) -> str:
        """The words beside it."""


@dataclass(slots=True)
class Sent:
    """What came of a pack that was sent: the edition, or the problems in it."""

    actor: Actor
    made: UUID | None = None
    problems: list[Problem] = field(default_factory=list)

    def draft(self, files: Mapping[str, bytes], *, at: datetime) -> None:
        """Make a draft of it, unless something is wrong."""
        checked = services.check(files)
        self.problems = list(checked.problems)
        if not self.problems:
            self.made = services.draft_of_pack(self.actor, access.company_of(self.actor), checked, files, at=at)

    def rewrite(self, edition_id: UUID, wish: PackWish, *, at: datetime) -> None:
        """Put it in place of what a draft says, unless something is wrong."""
        found = access.edition_of(self.actor, edition_id)
        files = wish.files_beside(selectors.files_of(found))
        self.problems = list(services.rewrite(self.actor, found, files, at=at, remark=wish.remark()).problems)
        self.made = None if self.problems else found


def draft_in_force(actor: Actor, *, at: datetime, remark: str = "") -> UUID:
    """A draft from the company's edition in force. Raises Denied, Missing before the first."""
    found = selectors.in_force_id(access.company_of(actor), at)
    if found is None:
        message = gettext_noop("No edition is in force yet. Send a pack and publish it.")
        raise Missing("handbook.none_in_force", message)
    return services.draft_from(actor, found, at=at, remark=remark)


@dataclass(frozen=True, slots=True)
class PublishWish:
    """From when an edition shall hold: a day of the community, or at once."""

    day: date | None
    remark: str = ""


def put_in_force(actor: Actor, edition_id: UUID, wish: PublishWish, *, at: datetime) -> None:
    """Publish with the day's first instant in the zone of the company, or at once."""
    zone = ZoneInfo(places.community(access.community_of(actor)).zone)
    begins = at if wish.day is None else datetime.combine(wish.day, time(), tzinfo=zone)
    services.put_in_force(actor, edition_id, effective_from=begins, remark=wish.remark, at=at)


@dataclass(frozen=True, slots=True)
class Packed:
    """A pack to take away."""

    name: str
    content: bytes


def packed(actor: Actor, edition_id: UUID) -> Packed:
    """An edition's pack as a zip. Raises Missing."""
    found = headed(actor, edition_id)
    files = selectors.files_of(edition_id) or files_of(selectors.content_of(edition_id))
    return Packed(f"edition-{found.row.number}.zip", zipped(files))


# For programs -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WholePack:
    """A zipped pack that a program sends in place of what a draft says."""

    content: bytes

    def files_beside(self, beside: Mapping[str, bytes]) -> dict[str, bytes]:
        """The files of the zip alone. Raises Invalid."""
        return unzipped(self.content)

    def remark(self) -> str:
        """Nothing beside it."""
        return ""


def sent_out(sent: Sent) -> dict[str, object]:
    """What came of a pack, in the reader's language."""
    problems = [
        {
            "file": one.file,
            "line": one.line,
            "key": one.key,
            "what": gettext(one.what) % one.params,
            "instead": gettext(one.instead) % one.params,
        }
        for one in sent.problems
    ]
    return {"id": sent.made, "problems": problems}


def changes_out(found: EditionPage) -> dict[str, object]:
    """What an edition says otherwise, row by row and in sentences."""
    names = ("list", "code", "title", "what", "before", "after", "where")
    rows = [
        {**{name: getattr(one, name) for name in names}, "sentence": one.sentence()}
        for group in found.groups
        for one in group.rows
    ]
    return {"against": found.against.number if found.against else None, "rows": rows, "law": found.law}


# For the command line -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StepWish:
    """A step asked for by command: draft, review, approve, return, publish or discard."""

    act: str
    edition: str = ""
    since: str = ""
    remark: str = ""


def step_by_command(username: str, wish: StepWish) -> str:
    """Take the step as this member of staff; returns what the edition is now, in a line.

    Raises Missing for nobody of this name and for no such edition, Invalid for a day that is none, and what the step
    itself raises.
    """
    actor, at = people.actor_of_username(username), this_moment()
    if wish.act == "draft":
        return _line(headed(actor, draft_in_force(actor, at=at, remark=wish.remark)))
    found = _meant(actor, wish.edition)
    if wish.act == "discard":
        services.throw_away(actor, found)
        return gettext("The draft is gone.")
    if wish.act == "publish":
        put_in_force(actor, found, PublishWish(_day(wish.since), wish.remark), at=at)
    else:
        steps = {"review": services.put_forward, "approve": services.stand_for, "return": services.return_to_draft}
        steps[wish.act](actor, found, remark=wish.remark, at=at)
    return _line(headed(actor, found))


def _meant(actor: Actor, given: str) -> UUID:
    numbered = selectors.numbered(access.company_of(actor), int(given)) if given.isdecimal() else None
    try:
        return access.edition_of(actor, numbered or UUID(given))
    except ValueError as wrong:
        raise Missing("handbook.no_edition", gettext_noop("There is no such edition.")) from wrong


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as wrong:
        raise Invalid("handbook.no_day", gettext_noop("A day is written like 2026-03-01.")) from wrong


def _line(found: EditionView) -> str:
    begins = f" {found.row.effective_from:%Y-%m-%d %H:%M%z}" if found.row.effective_from else ""
    return f"{found.row.number} {found.row.id} {found.row.state}{begins}"
