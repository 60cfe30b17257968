"""Where somebody sits, and the views they keep of the lists."""

from dataclasses import replace
from uuid import UUID

from django.http.request import QueryDict
from django.urls import reverse

from guanjia.desks.service.selectors import casework, queue
from guanjia.desks.service.types import Tab
from guanjia.rooms.cases import access as cases
from guanjia.rooms.conversations import access as conversations
from guanjia.rooms.workplace import selectors as workplace
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing, gettext_noop

PAGES = {"desk": "service:desk", "cases": "service:cases"}
"""The lists whose views are kept."""
_PLAIN = {"desk": "view=mine", "cases": "view=open"}
"""How the first tab is asked for where the list begins with another."""


def address_of(page: str) -> str:
    """The address of a list whose views are kept. Raises Missing for any other word."""
    if page not in PAGES:
        raise Missing("service.no_list", gettext_noop("There is no such list."))
    return reverse(PAGES[page])


def here_of(actor: Actor, case_id: UUID | None, talk_id: UUID | None) -> tuple[UUID, UUID]:
    """The id and community of what is open, when this person may see it. Raises Missing."""
    if case_id is not None:
        found = cases.case(actor, case_id)
        return found.pk, found.community_id
    if talk_id is not None:
        talk = conversations.conversation(actor, talk_id)
        return talk.pk, talk.community_id
    raise Missing("service.nothing_open", gettext_noop("There is no such case."))


def kept_as(page: str, given: QueryDict) -> str:
    """A filter of a list as its own address tells it, without what belongs to the moment."""
    return queue.asked(given).query() if page == "desk" else casework.cases_asked(given).query()


def with_views(tabs: list[Tab], actor: Actor, page: str, query: str) -> list[Tab]:
    """The tabs everybody has, and after them the views this person keeps of the list. One query.

    A view whose filter is shown is the current one, whichever tab it narrows. Where the list begins with a view, the
    first tab says its name in the address.
    """
    here, plain = reverse(PAGES[page]), _PLAIN[page]
    mine = [
        Tab(row.name, f"{here}?{row.query or plain}", row.query == query, key=str(row.id), chosen=row.chosen)
        for row in workplace.views(actor, page)
    ]
    if any(tab.chosen for tab in mine):
        tabs = [replace(tabs[0], url=f"{here}?{plain}"), *tabs[1:]]
    if any(tab.current for tab in mine):
        tabs = [replace(tab, current=False) for tab in tabs]
    return [*tabs, *mine]


def begins_with(actor: Actor, page: str) -> str:
    """The address a list begins with for this person; empty when it begins as for everybody. One query."""
    chosen = next((row for row in workplace.views(actor, page) if row.chosen), None)
    return f"{reverse(PAGES[page])}?{chosen.query}" if chosen and chosen.query else ""
