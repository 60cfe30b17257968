"""Two editions beside each other, in words; for a page, a program and the command line alike."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from guanjia.rooms.handbook import selectors
from guanjia.rooms.handbook.rules.differing import differences
from guanjia.rooms.handbook.services.loading import content_named
from guanjia.rooms.handbook.templatetags import handbook_words as say
from guanjia.rooms.handbook.types.book import HandbookContent
from guanjia.rooms.handbook.wording import Told, sentences, since
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places.types import CommunityRow
from guanjia.shared.errors import Missing, gettext_noop

OTHERS = ""
"""The code of every community that no override names."""


def changed(company_id: UUID, old: HandbookContent, new: HandbookContent) -> list[Told]:
    """What `new` says otherwise in the communities of a company, in the reader's language. One query."""
    return _told(_served(company_id), old, new)


def difference_in_words(old: str, new: str, *, company: str = "") -> list[str]:
    """A sentence for each difference; `old` and `new` are ids, folders, or numbers of a company's editions.

    The date stands in each when the new edition is published. Raises Missing for what is neither, Invalid for a pack
    with mistakes.
    """
    company_id = places.company_by_code(company) if company else _only_company()
    served = _served(company_id) if company_id else []
    one, other = (_named(given, company_id) for given in (old, new))
    zone = ZoneInfo(served[0].zone) if served else None
    begins = since(other.effective_from, zone) if zone else ""
    return [told.sentence(begins) for told in _told(served, one.content, other.content)]


def difference_of_folders(old: str, new: str) -> list[str]:
    """The same for two packs on disk, for which no database is needed: communities are those their overrides name.

    Raises Missing and Invalid as above.
    """
    one, other = content_named(old), content_named(new)
    names = {OTHERS: gettext("the other communities")}
    for override in (*one.overrides.values(), *other.overrides.values()):
        alone = len(override.communities) == 1
        names |= {code: say.told(override.title) if alone else code for code in override.communities}
    return [told.sentence("") for told in sentences(differences(one, other, dict.fromkeys(names)), one, other, names)]


@dataclass(frozen=True, slots=True)
class _Named:
    content: HandbookContent
    effective_from: datetime | None = None


def _named(given: str, company_id: UUID | None) -> _Named:
    found = selectors.numbered(company_id, int(given)) if given.isdecimal() and company_id else None
    if found is None:
        try:
            found = UUID(given)
        except ValueError:
            return _Named(content_named(given))
    row = selectors.view(found).row
    return _Named(selectors.content_of(found), row.effective_from)


def _only_company() -> UUID | None:
    """The company, when the house serves one. Raises Missing when it must be named."""
    found = {row.company_id for row in places.all_communities()}
    if len(found) > 1:
        message = gettext_noop("This house serves several companies. Name one: --company SHORT_NAME.")
        raise Missing("handbook.which_company", message)
    return next(iter(found), None)


def _served(company_id: UUID) -> list[CommunityRow]:
    return [row for row in places.all_communities() if row.company_id == company_id]


def _told(served: list[CommunityRow], old: HandbookContent, new: HandbookContent) -> list[Told]:
    names = {row.code: row.name for row in served}
    return sentences(differences(old, new, {row.code: row.division for row in served}), old, new, names)
