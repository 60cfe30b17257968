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
    """One entry of the navigation as it is planned; what lies under its address belongs to it."""

    page: str
    icon: str
    label: str | Promise
    duty: str
    section: str | Promise = ""
    hot: bool = False
    key: str = ""


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
    key: str = ""


DAILY, MANAGED = "", _("Management")
DOORS = (
    Door("service:desk", "inbox", _("To do"), "see_queue", DAILY, key="d"),
    Door("service:register", "phone", _("Register"), "register", DAILY, key="r"),
    Door("service:cases", "case", _("Cases"), "see_queue", DAILY),
    Door("service:board", "users", _("Who has what"), "dispatch", DAILY),
    Door("field:tasks", "wrench", _("My tasks"), "do_work", DAILY),
    Door("surveys:waiting", "star", _("Follow-ups"), "ask_residents", DAILY),
    Door("approvals:waiting", "seal", _("Approvals"), "see_approvals", DAILY),
    Door("emergencies:open", "alert", _("Emergencies"), "see_queue", DAILY, hot=True),
    Door("manager:today", "gauge", _("Today"), "manage", MANAGED),
    Door("manager:raised", "up", _("Brought up to me"), "receive_escalation", MANAGED),
    Door("insights:conformance", "chart", _("Conformance"), "see_score", MANAGED),
    Door("rounds:overview", "pin", _("Rounds"), "see_score", MANAGED),
    Door("breaches:breaches", "flag", _("Breaches"), "see_residents", MANAGED),
    Door("promises:waiting", "waive", _("Waivers and appeals"), "see_score", MANAGED),
    Door("handbook:handbook", "book", _("Handbook"), "see_handbook", MANAGED),
    Door("people:staff", "users", _("Staff and shifts"), "see_queue", MANAGED),
    Door("people:homes", "home", _("Homes and residents"), "see_residents", MANAGED),
    Door("repairs:prices", "receipt", _("Price list"), "manage", MANAGED),
    Door("people:imports", "box", _("Master data"), "manage", MANAGED),
    Door("channels:overview", "chat", _("Official accounts"), "see_ops", MANAGED),
    Door("ops:overview", "history", _("Operation"), "see_ops", MANAGED),
)


def for_person(request: Any, actor: Actor | None, counts: Mapping[str, int]) -> list[NavItem]:
    """The doors of this person in their order; without an actor none."""
    if actor is None:
        return []
    doors = [(door, _address(door.page)) for door in DOORS if actor.may(door.duty)]
    doors = [(door, url) for door, url in doors if url]
    chosen = _current([url for _door, url in doors], _standing(getattr(request, "path", "")))
    return [_item(door, url, url == chosen, counts) for door, url in doors]


BEHIND = {"service:recognition": "insights:conformance"}
"""Pages that lie behind another door than their address says."""


def _standing(path: str) -> str:
    """Where a page stands in the navigation."""
    return next((_address(door) for page, door in BEHIND.items() if path == _address(page)), path)


def _current(doors: list[str], here: str) -> str:
    """The door a page lies behind: the longest address its own begins with."""
    return max((url for url in doors if here.startswith(url)), key=len, default="")


def _item(door: Door, url: str, here: bool, counts: Mapping[str, int]) -> NavItem:
    return NavItem(url, door.icon, str(door.label), str(door.section), here, counts.get(door.page), door.hot, door.key)


def _address(page: str) -> str:
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""
