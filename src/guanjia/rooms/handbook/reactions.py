"""What the room tells the rooms below at start: what roles and skills are called."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import get_language

from guanjia.rooms.handbook import selectors
from guanjia.rooms.people.selectors import titles_by
from guanjia.shared.time import now


@titles_by
def titles(community_id: UUID) -> Mapping[str, str]:
    """The words of roles and skills in the reader's language."""
    return selectors.titles(community_id, get_language() or "zh", at=now())
