"""The doors of the navigation: which page, which sign, for which duty. A page that is not mounted is left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanjia.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class Door:
    """One entry of the navigation as it is planned; `part` is the app name that marks it as the current one."""

    page: str
    icon: str
    label: str | Promise
    duty: str
    section: str | Promise = ""
    hot: bool = False


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry as this person sees it."""

    url: str
    icon: str
    label: str
    section: str
    current: bool
    count: int | None = None
    hot: bool = False


DAILY, MANAGED = "", _("Management")
DOORS = (
    Door("service:desk", "inbox", _("To do"), "see_queue", DAILY),
    Door("service:register", "phone", _("Register"), "register", DAILY),
    Door("service:cases", "case", _("Cases"), "see_queue", DAILY),
    Door("field:tasks", "wrench", _("My tasks"), "do_work", DAILY),
    Door("surveys:waiting", "star", _("Follow-ups"), "ask_residents", DAILY),
    Door("emergencies:open", "alert", _("Emergencies"), "see_queue", DAILY, hot=True),
    Door("manager:today", "gauge", _("Today"), "manage", MANAGED),
    Door("insights:conformance", "chart", _("Conformance"), "see_score", MANAGED),
    Door("handbook:handbook", "book", _("Handbook"), "see_handbook", MANAGED),
    Door("ops:overview", "history", _("Operation"), "see_ops", MANAGED),
)


def for_person(request: Any, actor: Actor | None, counts: Mapping[str, int]) -> list[NavItem]:
    """The doors of this person in their order; without an actor none."""
    if actor is None:
        return []
    here = getattr(getattr(request, "resolver_match", None), "view_name", "") or ""
    doors = [(door, _address(door.page)) for door in DOORS if actor.may(door.duty)]
    exact = any(door.page == here for door, _url in doors)
    return [_item(door, url, _is_here(door, here, exact=exact), counts) for door, url in doors if url]


def _is_here(door: Door, here: str, *, exact: bool) -> bool:
    if exact:
        return door.page == here
    room = here.partition(":")[0]
    return bool(room) and door.page.startswith(f"{room}:")


def _item(door: Door, url: str, here: bool, counts: Mapping[str, int]) -> NavItem:
    return NavItem(url, door.icon, str(door.label), str(door.section), here, counts.get(door.page), door.hot)


def _address(page: str) -> str:
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""
