"""10,000 racing claims: a hundred people grab at a hundred open works at once; each work goes to one of them."""

import multiprocessing
import sys
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

from figures import calibration, tell
from house import BEGIN, empty_house

PEOPLE, WORKS, PROCESSES = 100, 100, 8
AT = BEGIN + timedelta(days=60, hours=2)


def cleaners(community: UUID) -> list[UUID]:
    """People of one role, all on duty."""
    from guanjia.rooms.people import services as people
    from guanjia.rooms.people.types import NewShift, NewStaff
    from guanjia.rooms.places import selectors as places

    company = places.community(community).company_id
    posts = ((community, "cleaner"),)
    found = [
        people.hire(company, NewStaff(f"c{n}", f"Cleaner {n}", posts=posts, skills=(("cleaning", None),)))
        for n in range(PEOPLE)
    ]
    people.roster(
        [NewShift(one, community, "cleaner", AT - timedelta(hours=3), AT + timedelta(hours=3)) for one in found]
    )
    return found


def works(community: UUID) -> list[UUID]:
    """Cases that lie open for that role."""
    from guanjia.rooms.cases import services as cases
    from guanjia.rooms.cases.types import OpenCase
    from guanjia.rooms.dispatch.models import Opening
    from guanjia.shared import journal
    from guanjia.shared.jobs import run_waiting

    journal.months_ready([AT])
    for number in range(WORKS):
        wanted = OpenCase(community_id=community, text=f"Old sofa {number}", channel="phone", topic="bas.dispose")
        cases.open_case(wanted, at=AT)
    run_waiting()
    return list(Opening.objects.order_by("id").values_list("id", flat=True))


def grab(mine: list[UUID], keys: list[UUID], answers: Any) -> None:
    """One process: its people claim every work, all processes in the same order."""
    from guanjia.rooms.dispatch import services
    from guanjia.rooms.people import selectors as people
    from guanjia.shared.errors import GuanjiaError

    won = refused = 0
    actors = [people.actor_of_staff(one) for one in mine]
    for key in keys:
        for actor in actors:
            try:
                services.claim(actor, key, at=AT + timedelta(minutes=1))
                won += 1
            except GuanjiaError:
                refused += 1
    answers.put((won, refused))


def main() -> int:
    """0 when every work went to exactly one."""
    calibration()
    with empty_house() as community:
        from django.db import connections
        from django.db.models import Count

        from guanjia.rooms.dispatch.models import Assignment
        from guanjia.shared.time import use_clock

        use_clock(lambda: AT + timedelta(minutes=2))
        people, keys = cleaners(community), works(community)
        connections.close_all()
        fork = multiprocessing.get_context("fork")
        answers = fork.Queue()
        begun = time.perf_counter()
        crew = [fork.Process(target=grab, args=(people[n::PROCESSES], keys, answers)) for n in range(PROCESSES)]
        for one in crew:
            one.start()
        told = [answers.get() for _ in crew]
        for one in crew:
            one.join()
        spent = time.perf_counter() - begun
        taken = Assignment.objects.filter(state="taken")
        doubles = taken.values("case").annotate(n=Count("id")).filter(n__gt=1).count()
        most = max(taken.values("staff").annotate(n=Count("id")).values_list("n", flat=True))
    claims = sum(won + refused for won, refused in told)
    sys.stdout.write(f"claims.a_second {claims / spent:.0f} - - -\nclaims.most_of_one {most} works - -\n")
    good = [tell("claims", "raced", claims), tell("claims", "given", sum(won for won, _ in told))]
    return 0 if all([*good, tell("claims", "double", doubles)]) else 1


if __name__ == "__main__":
    sys.exit(main())
