"""What time brings to samples: a period begins with its secret's seal, and ends with what its floor still asks for."""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db import transaction

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises.events import SamplePeriodEnded, SampleShareSet
from guanjia.rooms.promises.models import DrawPeriod, SampleMember, SampleShare
from guanjia.rooms.promises.rules.sample import DrawPeriod as Stretch
from guanjia.rooms.promises.rules.sample import Member, check_share, draw, period_at
from guanjia.rooms.promises.selectors.shelves import shelf_of
from guanjia.rooms.promises.services.sampling import begin_period, drawn, released
from guanjia.rooms.promises.types import instant
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import in_reach, reaches
from guanjia.shared.errors import Denied, gettext_noop


def begin_periods(*, at: datetime) -> int:
    """Tell the seal of every period that runs at `at` and has none yet; returns how many were begun."""
    begun = 0
    for community in places.all_communities():
        if reaches(community.id):
            begun += sum(_begun(community.id, stretch, at) for stretch in _running(community.id, at).values())
    return begun


@transaction.atomic
def _begun(community_id: UUID, stretch: Stretch, at: datetime) -> bool:
    known = DrawPeriod.objects.filter(community=community_id, period=stretch.code).exists()
    return not known and begin_period(community_id, stretch, at=at)


def _running(community_id: UUID, at: datetime) -> Mapping[str, Stretch]:
    shelf = shelf_of(community_id)
    edition = shelf.in_force(instant(at))
    rules = shelf.book(edition).rules.values() if edition else ()
    found = [period_at(rule.sample.per, instant(at), rule.duty.zone) for rule in rules if rule.sample is not None]
    return {stretch.code: stretch for stretch in found}


def end_periods(*, at: datetime) -> int:
    """End one batch of periods that are over, and draw what is still owed in them; returns how many were worked on."""
    over = in_reach(DrawPeriod.objects.filter(end_at__lte=at, ended_at__isnull=True)).order_by("end_at", "id")
    ended = [_ended(period_id, at) for period_id in over.values_list("id", flat=True)[:100]]
    return len(ended) + _settle_open(at)


@transaction.atomic
def _ended(period_id: UUID, at: datetime) -> None:
    """Tell the secret. Who comes into the population from now on is counted by settling again."""
    row = DrawPeriod.objects.select_for_update().get(pk=period_id)
    if row.ended_at is None:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        refs = {"community_id": row.community_id, "subject_id": row.id}
        journal.record(SamplePeriodEnded(**refs, at=row.end_at, period=row.period, secret=row.secret))


def _settle_open(at: datetime) -> int:
    """Draw again every group of an ended period into which somebody came, or which was never settled."""
    groups = 0
    ended = in_reach(DrawPeriod.objects.filter(ended_at__isnull=False))
    waited = SampleMember.objects.filter(settled=False).values("community")
    for period in ended.filter(community__in=waited).order_by("end_at", "id"):
        waiting = SampleMember.objects.filter(community=period.community_id, period=period.period, settled=False)
        for standard, stratum in sorted(set(waiting.values_list("standard", "stratum"))):
            _settle(period, standard, stratum)
            groups += 1
    return groups


@transaction.atomic
def _settle(period: DrawPeriod, standard: str, stratum: str) -> None:
    """Draw a group for good: the smallest numbers are added until as many are drawn as the shares ask for."""
    found = SampleMember.objects.select_for_update(no_key=True).filter(
        community=period.community_id, period=period.period, standard=standard, stratum=stratum
    )
    rows = {str(row.subject_id): row for row in found.order_by("id")}
    members = [Member(key, Fraction(row.share), int(row.number, 16)) for key, row in rows.items() if row.counts]
    wanted = draw(members, ended=True)
    chosen = wanted.at_once | wanted.added
    facts = released(row for key, row in rows.items() if row.drawn_event is not None and key not in chosen)
    missing = [row for key, row in rows.items() if row.drawn_event is None and key in chosen]
    facts += drawn((row for row in missing if str(row.subject_id) in wanted.at_once), how="at_once")
    facts += drawn((row for row in missing if str(row.subject_id) in wanted.added), how="added", at=period.end_at)
    for row in rows.values():
        row.settled = True
    SampleMember.objects.bulk_update(rows.values(), ["settled", "drawn_event", "drawn_at"], batch_size=500)
    journal.record(*facts)


@transaction.atomic
def set_share(actor: Actor, community_id: UUID, standard: str, share: Fraction, *, at: datetime) -> None:
    """Set what share of the rest a sample asks from now on. Setting the same again changes nothing.

    Raises Denied without the duty or for a community this person doesn't serve, Missing for a standard that is no
    sample, Refused for one whose share the handbook fixes, Invalid for a share under its floor or over one.
    Source: handbook, "the rest by a share the project manager sets, never under the floor".
    """
    actor.need(Duty.MANAGE)
    if community_id not in actor.community_ids:
        raise Denied("promises.not_served", gettext_noop("You don't serve this community."))
    rule = check_share(handbook.edition_in_force(community_id, at).further, standard, share)
    kept = SampleShare.objects.filter(community=community_id, standard=standard).order_by("since", "id").last()
    if (rule.share_in("", Fraction(kept.share) if kept else None)) == share:
        return
    row = SampleShare.objects.create(
        community_id=community_id, standard=standard, share=str(share), since=at, staff_id=actor.staff_id
    )
    journal.record(
        SampleShareSet(
            community_id=community_id,
            subject_id=row.id,
            at=at,
            standard=standard,
            share=str(share),
            staff_id=actor.staff_id,
        )
    )
