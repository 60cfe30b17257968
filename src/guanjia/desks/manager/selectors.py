"""The manager's glance: communities side by side, what presses and who owes it, and whose hands are full."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from guanjia.desks.manager.types import ActionRow, Group, LoadRow, PlaceRow, Today, Wish
from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases.selectors import BookWords, CaseRef
from guanjia.rooms.cases.types import CaseState
from guanjia.rooms.dispatch import selectors as dispatch
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places.types import CommunityRow
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.types import PromiseRow
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page

SCALE = 5
"""The bars of the hands are drawn to this many cases, or to the fullest hands where they hold more."""
CUTS = ("", "team", "person")
Title = Callable[[str], str]
"""From a role's code to its name."""


def wish_of(given: Mapping[str, str], actor: Actor) -> Wish:
    """The wish of an address; what it doesn't know, or isn't this person's to see, is left out."""
    community, person = _id(given.get("community", "")), _id(given.get("person", ""))
    cut = given.get("cut", "")
    return Wish(
        community if community in actor.community_ids else None,
        given.get("role", "").replace("\x00", "")[:60],
        person,
        cut if cut in CUTS else "",
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def address(wish: Wish, **more: str) -> str:
    """The page with this wish; what is empty is left out."""
    known = {
        "community": str(wish.community_id or ""),
        "cut": wish.cut,
        "role": wish.role,
        "person": str(wish.staff_id or ""),
    }
    query = urlencode({name: value for name, value in {**known, **more}.items() if value})
    return reverse("manager:today") + (f"?{query}" if query else "")


def today(actor: Actor, wish: Wish, *, at: datetime, after: str | None = None) -> Today:
    """The page. Six queries, however many communities and however much is owed."""
    within = [wish.community_id] if wish.community_id else list(actor.community_ids)
    with handbook.together(within):
        return _glance(actor, wish, within, at, after)


def _glance(actor: Actor, wish: Wish, within: list[UUID], at: datetime, after: str | None) -> Today:
    words = BookWords(at)
    here = {community_id: places.community(community_id) for community_id in actor.community_ids}
    standing = promises.standing(_begins(here, at), at=at)
    rows = _places(here, standing)
    pressed = promises.pressed(one for one in standing if one.community_id in within)
    load = _load(within, pressed, words, at)
    names = {one.staff_id: one.name for one in pressed if one.staff_id}
    return Today(
        places=rows,
        chosen=next((one for one in rows if one.id == wish.community_id), None),
        page=actions(actor, wish, at=at, after=after, names=names),
        pressing=sum(one.overdue + one.near for one in pressed),
        tabs=_tabs(wish),
        groups=_groups(wish, pressed, lambda role: words.of("roles", within[0], role)) if within else [],
        load=load,
        most=max([SCALE, *(one.load for one in load)]),
        filtered=bool(wish.role or wish.staff_id),
    )


def actions(
    actor: Actor, wish: Wish, *, at: datetime, after: str | None = None, names: Mapping[UUID, str] | None = None
) -> Page[ActionRow]:
    """A page of what presses, each with its act. Five queries, however long; `names` of who owes it spare one."""
    within = [wish.community_id] if wish.community_id else list(actor.community_ids)
    page = promises.pressing(promises.Whose(within, wish.role, wish.staff_id), at=at, after=after, names=names)
    ids = [row.subject_id for row in page if row.subject_type == "case"]
    about = cases.live_cases(ids, seen_by=actor) if page.rows else {}
    words = BookWords(at)
    return page.map(lambda row: action_row(actor, row, about.get(row.subject_id), words))


def action_row(actor: Actor, row: PromiseRow, case: CaseRef | None, words: BookWords) -> ActionRow:
    """A promise with what it is about, where that opens, and what usually helps."""
    row = promises.owed_in_words(row, words.book(row.community_id)) if row.community_id else row
    who = row.owed_name or row.owed_role
    if case is None:
        talk = row.subject_type == "conversation" and actor.may(Duty.SEE_QUEUE)
        url = f"{reverse('service:desk')}?conversation={row.subject_id}" if talk else ""
        act = _("Answer") if talk and actor.may(Duty.ANSWER) else ""
        here = url or reverse("promises:promise", args=[row.id])
        title = _("A conversation") if row.subject_type == "conversation" else row.title
        return ActionRow(promise=row, title=title, place="", who=who, url=here, act=act, act_url=url)
    here = reverse("service:case", args=[case.id]) if actor.may(Duty.SEE_QUEUE) else ""
    act, act_url = act_on(actor, case) if here else ("", "")
    return ActionRow(
        promise=row,
        title=f"{case.number} {case.title}",
        place=case.place,
        who=who,
        url=here or reverse("promises:promise", args=[row.id]),
        act=act,
        act_url=act_url,
        nudge_url=reverse("manager:nudge", args=[row.id]) if case.is_open else "",
    )


def act_on(actor: Actor, case: CaseRef) -> tuple[str, str]:
    """What usually helps: somebody else while the work is open, a word to the resident once it is done."""
    if case.is_open and actor.may(Duty.DISPATCH):
        word = _("Assign anew") if case.worker_id else _("Assign")
        return word, reverse("service:assign", args=[case.id])
    if case.state is CaseState.CLOSED and actor.may(Duty.ANSWER):
        return _("Tell the resident"), reverse("service:tell", args=[case.id])
    return "", ""


def _begins(here: Mapping[UUID, CommunityRow], at: datetime) -> dict[UUID, datetime]:
    """When the present day began in each community."""
    zones = {row.zone: at.astimezone(ZoneInfo(row.zone)) for row in here.values()}
    return {key: zones[row.zone].replace(hour=0, minute=0, second=0, microsecond=0) for key, row in here.items()}


def _places(here: Mapping[UUID, CommunityRow], standing: Sequence[promises.Standing]) -> list[PlaceRow]:
    found = []
    for community_id, row in here.items():
        mine = [one for one in standing if one.community_id == community_id]
        kept, late, missed = (
            sum(one.count for one in mine if one.became == state) for state in ("met", "late", "missed")
        )
        open_now = [sum(getattr(one, name) for one in mine) for name in ("overdue", "near", "paused", "running")]
        found.append(PlaceRow(community_id, row.name, kept, late, missed, *open_now))
    return found


def _tabs(wish: Wish) -> list[dict[str, object]]:
    labels = {"": _("By due time"), "team": _("By team"), "person": _("By person")}
    return [
        {"label": labels[cut], "url": address(Wish(wish.community_id, cut=cut)), "current": cut == wish.cut}
        for cut in CUTS
    ]


def _groups(wish: Wish, pressed: Sequence[promises.Pressed], title: Title) -> list[Group]:
    if wish.cut == "team":
        return _teams(wish, pressed, title)
    if wish.cut == "person":
        return _persons(wish, pressed, title)
    return []


def _teams(wish: Wish, pressed: Sequence[promises.Pressed], title: Title) -> list[Group]:
    sums: dict[str, list[int]] = {}
    for one in pressed:
        held = sums.setdefault(one.role, [0, 0])
        held[0] += one.overdue
        held[1] += one.near
    ordered = sorted(sums.items(), key=lambda pair: (-pair[1][0], -pair[1][1], pair[0]))
    return [
        Group(
            role,
            title(role),
            "",
            over,
            near,
            role == wish.role,
            address(Wish(wish.community_id, role, cut="team")),
        )
        for role, (over, near) in ordered
    ]


def _persons(wish: Wish, pressed: Sequence[promises.Pressed], title: Title) -> list[Group]:
    return [
        Group(
            str(one.staff_id or ""),
            one.name if one.staff_id else _("nobody yet"),
            title(one.role),
            one.overdue,
            one.near,
            one.staff_id == wish.staff_id and one.role == wish.role,
            address(Wish(wish.community_id, one.role, one.staff_id, "person")),
        )
        for one in pressed
    ]


def _load(within: Sequence[UUID], pressed: Sequence[promises.Pressed], words: BookWords, at: datetime) -> list[LoadRow]:
    """Everybody on duty whose role does work, the fullest hands first."""
    there = people.staff_on_duty_in(within, at)
    duty = {one.id: (one, here) for here in within for one in there[here]}
    load = dispatch.load_of(duty)
    over: dict[UUID | None, int] = {}
    for one in pressed:
        over[one.staff_id] = over.get(one.staff_id, 0) + one.overdue
    rows = [
        LoadRow(key, one.name, words.of("roles", here, one.role), load.get(key, 0), over.get(key, 0))
        for key, (one, here) in duty.items()
        if (role := words.book(here).roles.get(one.role)) and role.works
    ]
    return sorted(rows, key=lambda row: (-row.load, -row.overdue, row.name))
