"""Many at once, on real connections: nothing is given to two, and no limit is passed."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Count

from guanjia.rooms.cases.models import Case
from guanjia.rooms.cases.types import Because
from guanjia.rooms.dispatch import services
from guanjia.rooms.dispatch.models import Assignment, Opening
from guanjia.rooms.dispatch.types import MAIN
from guanjia.shared.errors import GuanjiaError
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 16


def racing(acts: Iterable[Callable[[], Any]]) -> list[Any]:
    """What came of each: the answer, or the code of the refusal."""

    def run(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except GuanjiaError as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, acts))


def twice_assigned() -> list[UUID]:
    """Cases whose work two people have."""
    rows = Assignment.objects.filter(part=MAIN, state__in=["offered", "taken"]).values("case")
    return list(rows.annotate(n=Count("id")).filter(n__gt=1).values_list("case", flat=True))


def test_two_hundred_claims_for_twenty_openings_give_each_to_one_within_the_limit(cast: Cast) -> None:
    cast.publish()
    cleaners = [cast.actor(cast.hired(f"cleaner{n}", "cleaner", skills=("cleaning",))) for n in range(10)]
    for number in range(20):
        cast.opened_case("bas.dispose", f"旧家具清运 {number}")
    at, keys = cast.later(minutes=1), list(Opening.objects.order_by("id").values_list("pk", flat=True))
    acts = [lambda who=who, key=key: services.claim(who, key, at=at) for key in keys for who in cleaners]  # type: ignore[misc]
    answers = racing(acts)
    won = [one for one in answers if isinstance(one, UUID)]
    assert len(answers) == 200
    assert len(won) == len(set(won)) == 20
    assert {one for one in answers if isinstance(one, str)} <= {"dispatch.claimed", "dispatch.full"}
    assert not twice_assigned()
    assert Case.objects.filter(state="in_hand", worker__isnull=False).count() == 20
    held = Assignment.objects.filter(state="taken").values("staff").annotate(n=Count("id"))
    assert max(held.values_list("n", flat=True)) <= 6


def test_taking_declining_naming_and_running_out_at_the_same_moment_leave_one_person(cast: Cast) -> None:
    cast.publish()
    ma, people = cast.actor(cast.ma), [cast.hired(f"t{n}", "technician", skills=("plumbing",)) for n in range(4)]
    asked = [(case_id, Assignment.objects.get(case=case_id)) for case_id in (cast.opened_case() for _ in range(6))]
    at = cast.later(minutes=30)  # every offer has run out
    acts: list[Callable[[], Any]] = []
    for number, (case_id, row) in enumerate(asked):
        who, other = cast.actor(row.staff_id), people[number % 4]
        acts += [
            lambda who=who, row=row: services.take(who, row.id, at=at),  # type: ignore[misc]
            lambda who=who, row=row: services.decline(who, row.id, "busy", at=at),  # type: ignore[misc]
            lambda case_id=case_id, other=other: services.assign(ma, case_id, other, Because("too_much"), at=at),  # type: ignore[misc]
            lambda: services.sweep(at=at),
            lambda case_id=case_id: services.offer(case_id, at=at),  # type: ignore[misc]
        ]
    racing(acts)
    assert not twice_assigned()
    assert Assignment.objects.filter(part=MAIN, state__in=["offered", "taken"]).count() == 6
