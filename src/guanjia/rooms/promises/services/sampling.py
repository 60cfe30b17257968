"""Drawing samples while facts are recorded: who comes into a population gets a number, and is drawn at once or later.

A draw is a fact. So the promise it makes follows from the journal like any other, and the draw itself can be checked
by anyone once the period's secret is told.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db import connection

from guanjia.rooms.promises.events import SampleDrawn, SampleFact, SamplePeriodBegan, SampleReleased
from guanjia.rooms.promises.models import DrawPeriod, SampleMember, SampleShare
from guanjia.rooms.promises.rules.book import Shelf
from guanjia.rooms.promises.rules.sample import DrawPeriod as Stretch
from guanjia.rooms.promises.rules.sample import (
    Reached,
    SampleRule,
    is_drawn_at_once,
    number_of,
    period_at,
    seal_of,
    share_at,
)
from guanjia.rooms.promises.rules.state import SubjectState
from guanjia.rooms.promises.services.applying import OWN_NAMES, Folding
from guanjia.rooms.promises.types import instant, moment
from guanjia.shared import journal
from guanjia.shared.db import insert_new, rows_of
from guanjia.shared.time import new_id, new_secret


def enrol(shelf: Shelf, worked: Sequence[Folding]) -> None:
    """Give a number to each subject that came into a population, and draw it at once if its number is small enough."""
    if not shelf.samples:
        return
    facts: list[SampleFact] = []
    for folding in worked:
        reached = {(one.code, one.period): one for one in shelf.reached(folding.state)}
        if folding.whole:
            facts += _put_right(shelf, folding, reached)
        elif reached and (fresh := set(reached.values()) - set(shelf.reached(_before(folding)))):
            for one in sorted(fresh, key=lambda found: found.code):
                facts += _come_in(shelf, folding, one)
    journal.record(*facts)  # last: they fold their subjects again, and must find the members as they are now


def _before(folding: Folding) -> SubjectState:
    return SubjectState.read(folding.subject, folding.row.state if folding.row else {})


def _put_right(shelf: Shelf, folding: Folding, reached: dict[tuple[str, str], Reached]) -> list[SampleFact]:
    """After a fact that came late: who isn't of the population after all leaves it, who is comes in."""
    facts: list[SampleFact] = []
    rows = rows_of(SampleMember, subject_id=UUID(folding.subject.id), subject_type=folding.subject.type)
    for row in rows:
        found = reached.pop((row.standard, row.period), None)
        same = found is not None and str(row.reached_event) == found.event and row.stratum == found.stratum
        if (same and row.counts) or (found is None and not row.counts):
            continue
        row.counts, row.settled = False, False
        facts += released([row])
        row.save()
        if found is not None:
            facts += _come_in(shelf, folding, found, row)
    for one in sorted(reached.values(), key=lambda found: found.code):
        facts += _come_in(shelf, folding, one)
    return facts


def _come_in(shelf: Shelf, folding: Folding, one: Reached, row: SampleMember | None = None) -> list[SampleFact]:
    rule = shelf.book(one.edition).rules[one.code]
    if rule.sample is None:
        return []
    stretch = period_at(rule.sample.per, one.at, rule.duty.zone)
    secret = secret_of(folding.community_id, stretch, at=moment(one.at))
    share, number = _share(rule.sample, folding.community_id, one), number_of(secret, folding.subject.id)
    member = row or SampleMember(
        community_id=folding.community_id,
        standard=one.code,
        period=one.period,
        subject_type=folding.subject.type,
        subject_id=UUID(folding.subject.id),
        number=f"{number:064x}",
    )
    member.stratum, member.share, member.counts = one.stratum, str(share), True
    member.reached_event, member.reached_at = UUID(str(one.event)), moment(one.at)
    facts = drawn([member], how="at_once") if is_drawn_at_once(number, share) else []
    member.save()
    return facts


def _share(rule: SampleRule, community_id: UUID, one: Reached) -> Fraction:
    chosen = None
    if rule.adjustable and not one.stratum:
        chosen = share_at(shares_set(community_id, one.code), one.at)
    return rule.share_in(one.stratum, chosen)


def shares_set(community_id: UUID, standard: str) -> list[tuple[int, Fraction]]:
    """What managers set for a sample, as (since when, share). One query."""
    rows = rows_of(SampleShare, community_id=community_id, standard=standard)
    return sorted((instant(row.since), Fraction(row.share)) for row in rows)


_OF_PERIOD = "select secret from promises_drawperiod where community_id = %s and period = %s for share"


def secret_of(community_id: UUID, stretch: Stretch, *, at: datetime) -> bytes:
    """The secret of a period, begun now if nobody did. Held, so that it doesn't end under the caller's hands."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_PERIOD, [community_id, stretch.code])
        kept = cursor.fetchone()
        if kept is None:
            begin_period(community_id, stretch, at=at)
            cursor.execute(_OF_PERIOD, [community_id, stretch.code])
            kept = cursor.fetchone()
    return bytes.fromhex(kept[0])


def begin_period(community_id: UUID, stretch: Stretch, *, at: datetime) -> bool:
    """Make the secret of a period and tell its SHA-256; returns whether it is new."""
    begun = DrawPeriod(
        id=new_id(),
        community_id=community_id,
        period=stretch.code,
        begin_at=moment(stretch.begin),
        end_at=moment(stretch.end),
        secret=new_secret().hex(),
    )
    if not insert_new(begun):
        return False
    journal.record(
        SamplePeriodBegan(
            community_id=community_id,
            subject_id=begun.id,
            at=at,
            period=stretch.code,
            begin=begun.begin_at,
            end=begun.end_at,
            seal=seal_of(bytes.fromhex(begun.secret)),
        )
    )
    return True


def drawn(members: Iterable[SampleMember], *, how: str, at: datetime | None = None) -> list[SampleFact]:
    """The facts that these are drawn, at once or at `at`, the period's end; the caller writes rows and facts."""
    facts: list[SampleFact] = []
    for one in members:
        when = at or one.reached_at
        fact = SampleDrawn(**_refs(one), at=when, stratum=one.stratum, how=how, reached=str(one.reached_event))
        one.drawn_event, one.drawn_at = fact.id, when
        facts.append(fact)
    return facts


def released(members: Iterable[SampleMember]) -> list[SampleFact]:
    """The facts that take back what should not have been drawn; their promises are superseded."""
    facts: list[SampleFact] = []
    for one in members:
        if one.drawn_event is not None and one.drawn_at is not None:
            facts.append(SampleReleased(**_refs(one), at=one.drawn_at, drawn=str(one.drawn_event)))
            one.drawn_event = one.drawn_at = None
    return facts


def _refs(one: SampleMember) -> dict[str, Any]:
    own = {f"{one.subject_type}_id": one.subject_id} if one.subject_type in OWN_NAMES - {"follow_up"} else {}
    return {
        "community_id": one.community_id,
        "subject_id": one.id,
        "standard": one.standard,
        "subject_type": one.subject_type,
        "about_id": one.subject_id,
        "period": one.period,
        **own,
    }
