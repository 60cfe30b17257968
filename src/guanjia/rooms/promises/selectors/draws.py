"""Samples as a page shows them: the share that holds, and how the draw of a period stands."""

from collections.abc import Collection
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import get_language

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.standards import Sample
from guanjia.rooms.promises.models import DrawPeriod, SampleShare
from guanjia.rooms.promises.rules.sample import SampleRule, fraction, percent, period_at, seal_of
from guanjia.rooms.promises.selectors.shelves import shelf_of
from guanjia.rooms.promises.types import GroupShare, SampleFigures, instant, moment


def samples(community_id: UUID, *, at: datetime) -> list[SampleFigures]:
    """The samples in force in a community, each with the period that runs at `at`. Four queries, however many."""
    book = handbook.edition_in_force(community_id, at)
    rules = shelf_of(community_id).book(str(book.id)).rules
    found = [
        (one, rule.sample, period_at(rule.sample.per, instant(at), rule.duty.zone))
        for one in book.standards.values()
        if isinstance(one, Sample) and (rule := rules.get(one.code)) is not None and rule.sample is not None
    ]
    periods = {stretch.code for _, _, stretch in found}
    counts, seals = _counts(community_id, periods), _seals(community_id, periods)
    chosen = {
        row.standard: row
        for row in SampleShare.objects.filter(community=community_id, since__lte=at).order_by("since", "id")
    }
    return [
        SampleFigures(
            **_told(one, rule, chosen.get(one.code)),
            period=stretch.code,
            ends_at=moment(stretch.end),
            **counts.get((one.code, stretch.code), dict.fromkeys(_COUNTED, 0)),
            seal=seals.get(stretch.code, ""),
        )
        for one, rule, stretch in found
    ]


def _told(one: Sample, rule: SampleRule, chosen: SampleShare | None) -> dict[str, Any]:
    """What a sample asks for, in the reader's language."""
    language = get_language() or ""
    share = rule.share_in("", Fraction(chosen.share) if chosen else None)
    return {
        "code": one.code,
        "title": one.title.told_in(language),
        "percent": percent(share),
        "floor": percent(rule.floor),
        "adjustable": rule.adjustable,
        "groups": tuple(
            GroupShare(group.title.told_in(language), percent(fraction(group.share))) for group in one.strata
        ),
        "set_at": chosen.since if chosen and rule.adjustable else None,
    }


_COUNTED = ("members", "drawn", "met", "late", "missed", "running")
_COUNT = """
select m.standard, m.period, count(*), count(m.drawn_event), count(*) filter (where p.state = 'met'),
       count(*) filter (where p.state = 'late'), count(*) filter (where p.state = 'missed'),
       count(*) filter (where p.state in ('running', 'paused'))
  from promises_samplemember as m
  left join promises_promise as p on p.subject_id = m.subject_id and p.opening_event = m.drawn_event
 where m.community_id = %s and m.period = any(%s) and m.counts group by m.standard, m.period
"""


def _counts(community_id: UUID, periods: Collection[str]) -> dict[tuple[str, str], dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [community_id, list(periods)])
        rows = cursor.fetchall()
    return {(row[0], row[1]): dict(zip(_COUNTED, row[2:], strict=True)) for row in rows}


def _seals(community_id: UUID, periods: Collection[str]) -> dict[str, str]:
    rows = DrawPeriod.objects.filter(community=community_id, period__in=periods)
    return {row.period: seal_of(bytes.fromhex(row.secret)) for row in rows}
