"""Open troubles near a resident, and what they joined: what, where and how far, nothing of whose it was first."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from guanjia.rooms.cases import access
from guanjia.rooms.cases.models import Case, Join
from guanjia.rooms.cases.rules.nearness import Spot, is_near, spot_of
from guanjia.rooms.cases.selectors.words import BookWords
from guanjia.rooms.cases.types import CaseState, Recognition
from guanjia.rooms.cases.types.joining import JoinRow, TroubleRow
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people import selectors as people
from guanjia.rooms.places import selectors as places
from guanjia.shared.actor import Actor

MOST = 100
"""Open cases of the topics that are compared; more of one kind at once is one trouble."""
SHOWN = 3
AT_ALL = 0.15
"""Less likely topics are not offered: a wrong offer costs a look, a right one a second report."""


def troubles_near(actor: Actor, found: Recognition, spot: Spot, *, at: datetime) -> list[TroubleRow]:
    """Open troubles of what a resident is about to report, at the same place; their own requests first.

    Four queries, however many are open.
    """
    if actor.contact_id is None:
        return []
    book = handbook.edition_in_force(actor.community_ids[0], at)
    topics = {found.topic, *(one.topic for one in found.alternatives if one.confidence >= AT_ALL)} - {""}
    joinable = {code for code in topics if code in book.topics and book.topics[code].joinable}
    me = people.same_person(actor.contact_id)
    mine = Q(contact__in=me, topic=found.topic) if found.topic else Q(pk=None)
    rows = Case.objects.filter(Q(topic__in=joinable) | mine, community__in=actor.community_ids, is_open=True)
    near = [row for row in _placed(rows)[:MOST] if row.contact_id in me or is_near(spot, _spot(row))]
    near.sort(key=lambda row: row.contact_id not in me)
    return _rows(near[:SHOWN], me, at)


def own_spot(home_id: UUID | None, words: str) -> Spot:
    """Where a resident is about to report something: what they wrote, else their home's building. One query."""
    home = places.homes([home_id]).get(home_id) if home_id else None
    return spot_of(words, home.building if home else "")


def _placed(rows: QuerySet[Case]) -> QuerySet[Case]:
    return rows.select_related("home__building", "area").order_by("-opened_at", "-id")


def _spot(row: Case) -> Spot:
    building = row.home.building.code if row.home else ""
    return spot_of(row.place_text, building, row.area.name if row.area else "")


def place_in_words(row: Case) -> str:
    """Where it is, told to neighbours: the building and shared area, never the home, never free words."""
    spot = _spot(row)
    building = gettext("Building %(code)s") % {"code": spot.building} if spot.building else ""
    return " ".join(filter(None, (building, *sorted(spot.areas))))


def _rows(rows: list[Case], me: Iterable[UUID], at: datetime) -> list[TroubleRow]:
    counts = dict(_counted(row.pk for row in rows))
    words, own = BookWords(at), set(me)
    return [_row(row, words, 1 + counts.get(row.pk, 0), mine=row.contact_id in own) for row in rows]


def _counted(case_ids: Iterable[UUID]) -> Iterable[tuple[UUID, int]]:
    rows = Join.objects.filter(case__in=list(case_ids), ended_at__isnull=True)
    return rows.values_list("case_id").annotate(n=Count("id"))


def _row(row: Case, words: BookWords, homes: int, *, mine: bool) -> TroubleRow:
    return TroubleRow(
        id=row.pk,
        topic_title=words.of("topics", row.community_id, row.topic),
        place=place_in_words(row),
        state=CaseState(row.state),
        opened_at=row.opened_at,
        homes=homes,
        mine=mine,
    )


def my_joins(actor: Actor, *, at: datetime) -> list[JoinRow]:
    """What this resident joined and still waits for, the latest first. Four queries."""
    rows = access.joins(actor).filter(ended_at__isnull=True, case__is_open=True)
    found = rows.select_related("case__home__building", "case__area").order_by("-at", "-id")[:SHOWN]
    return [_join(row, at) for row in found]


def one_join(actor: Actor, join_id: UUID, *, at: datetime) -> JoinRow:
    """One of them, also when it is over. Raises Missing. Four queries."""
    return _join(access.join(actor, join_id), at)


def _join(row: Join, at: datetime) -> JoinRow:
    case = row.case
    names = people.staff_names([case.worker_id])
    counts = dict(_counted([case.pk]))
    return JoinRow(
        id=row.pk,
        case_id=case.pk,
        trouble=_row(case, BookWords(at), 1 + counts.get(case.pk, 0), mine=False),
        case_class=case.case_class,
        worker_name=names.get(case.worker_id, "") if case.worker_id else "",
        joined_at=row.at,
        told=row.told,
        told_at=row.told_at,
        ended_at=row.ended_at,
        text=row.text,
    )
