"""Keeping the score: what was shown on a day can be shown again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.insights import selectors
from guanjia.rooms.insights.models import Score
from guanjia.rooms.places import selectors as places

METHOD = "weight-by-due-1"
"""Names how the score is made; another way gets another name."""


@transaction.atomic
def keep_score(community_id: UUID, code: str = "", *, at: datetime) -> UUID:
    """Store the score of a month (the present one for "") as known at `at`; a second time changes nothing."""
    period = selectors.period_of(community_id, code, at)
    found = selectors.conformance(community_id, period, at=at)
    seal = selectors.seal_mark(community_id)
    total = found.total
    row, _ = Score.objects.get_or_create(
        community_id=community_id,
        period=period.code,
        as_of=at,
        defaults={
            "method": METHOD,
            "edition": handbook.edition_in_force(community_id, at).id,
            "rate": total.rate,
            "grade": found.grade,
            "counts": {name: getattr(total, name) for name in ("met", "late", "missed", "waived", "void")},
            "seal_number": seal.count if seal else 0,
            "seal_head": seal.head if seal else "",
        },
    )
    return row.id


def keep_scores(*, at: datetime) -> int:
    """Store the present month's score of every community; returns how many."""
    kept = [keep_score(one.id, at=at) for one in places.all_communities()]
    return len(kept)
