"""What may be chosen, as the handbook says: kinds of breaches, authorities, how long a notice gives."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from guanjia.rooms.breaches import access
from guanjia.rooms.breaches.services.papers import OUTSIDE
from guanjia.rooms.handbook import selectors as handbook
from guanjia.shared.actor import Actor

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Suggested:
    """What a notice about a breach begins with."""

    until: datetime
    measure: str


def kinds(community_id: UUID, *, at: datetime) -> Choices:
    """The kinds of breaches of the handbook: code and words."""
    language = get_language() or ""
    terms = handbook.edition_in_force(community_id, at).terms.breach
    return [(one.code, one.title.told_in(language)) for one in terms.kinds]


def authorities(actor: Actor, breach_id: UUID, *, at: datetime) -> Choices:
    """The authorities of the handbook, those in charge of this kind of breach first."""
    found, language = access.breach(actor, breach_id), get_language() or ""
    book = handbook.edition_in_force(found.community_id, at)
    kind = book.terms.breach.of(found.kind)
    first = list(kind.authorities) if kind is not None else []
    outside = {code: one for code, one in book.content.departments.items() if one.level == OUTSIDE}
    order = [*(code for code in first if code in outside), *(code for code in outside if code not in first)]
    return [(code, outside[code].title.told_in(language)) for code in order]


def suggested(actor: Actor, breach_id: UUID, *, at: datetime) -> Suggested:
    """Until when a notice made out now gives time, and what it asks for."""
    found = access.breach(actor, breach_id)
    terms = handbook.edition_in_force(found.community_id, at).terms.breach
    kind = terms.of(found.kind)
    measure = kind.measure.told_in(get_language() or "") if kind is not None and kind.measure else ""
    return Suggested(at + terms.time_for(found.kind), measure)
