"""Keeping the score: what was shown on a day can be shown again."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.insights import rules, selectors, targets
from guanjia.rooms.insights.models import Score, TargetFigure
from guanjia.rooms.insights.types import TargetRow
from guanjia.rooms.places import selectors as places
from guanjia.shared.db import insert_new, reaches

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
    kept = [keep_score(one.id, at=at) for one in places.all_communities() if reaches(one.id)]
    return len(kept)


@transaction.atomic
def keep_targets(community_id: UUID, *, at: datetime) -> int:
    """Keep the figure of every target whose period ended with the last month, and again when late facts changed it.

    Returns how many rows were added; a second time adds none.
    """
    zone = ZoneInfo(places.community(community_id).zone)
    month = rules.period_named(rules.months_before(at.astimezone(zone).date(), 2)[0], zone)
    seal = selectors.seal_mark(community_id)
    edition = handbook.edition_in_force(community_id, month.end)
    added = 0
    for row in targets.figures(community_id, month, at=at):
        if row.ended and not _is_kept(community_id, row):
            made = TargetFigure(
                community_id=community_id,
                target=row.code,
                measure=row.measure_code,
                edition=edition.id,
                seal_number=seal.count if seal else 0,
                **{name: getattr(row, name) for name in _KEPT},
            )
            added += insert_new(made)
    return added


_KEPT = ("period", "as_of", "method", "numerator", "denominator", "value", "n", "verdict", "left_out")
_SAME = ("method", "numerator", "denominator", "n", "verdict")


def _is_kept(community_id: UUID, row: TargetRow) -> bool:
    kept = TargetFigure.objects.filter(community=community_id, target=row.code, period=row.period)
    last = kept.order_by("-as_of", "-id").first()
    return last is not None and all(getattr(last, name) == getattr(row, name) for name in _SAME)


def keep_all_targets(*, at: datetime) -> int:
    """The same for every community in which a handbook was in force when the last month ended."""
    served = [one.id for one in places.all_communities() if reaches(one.id) and handbook.titles(one.id, "", at=at)]
    return sum(keep_targets(key, at=at) for key in served)
