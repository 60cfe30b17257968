"""A house filled for measuring: as many cases as wanted, in believable shape, folded by the engine's own rules.

Past the verbs, because a million of them take a day; what a verb writes beside its case (conversation and messages,
facts, promises, states, numbers, who worked) is written with it, so that the audit finds nothing. Left out: complaints,
which have a road of their own, drawn samples, and what was told of promises that were late and are over. Then the
sweep tells what is due by itself, and all of it is sealed.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from time import monotonic
from uuid import UUID

import django
from django.db import connection

from guanjia.config.filling.living import live
from guanjia.config.filling.town import build
from guanjia.rooms.promises import services as promises
from guanjia.shared.time import now as present
from guanjia.shared.time import whole_second

STEP = 5000
"""Facts sealed at once."""
Say = Callable[[str], None]


def fill(cases: int, tell: Say) -> None:
    """Fill an empty house. Raises Refused when it is filled already."""
    now, began = whole_second(present()), monotonic()

    def say(words: str) -> None:
        tell(f"{monotonic() - began:.0f} s: {words}")

    town = build(cases, now)
    say(f"{len(town)} communities, {sum(len(here.homes) for here in town)} homes")
    made = 0
    with ProcessPoolExecutor(os.cpu_count() or 1, get_context("spawn"), django.setup) as pool:
        for number, done in enumerate(pool.map(partial(live, now), town, chunksize=1)):
            made += done
            if number in (0, len(town) - 1):
                say(f"{made} cases")
        _analyze()
        say(f"{sum(_swept(now))} promises told of")
        say(f"{sum(pool.map(_sealed, [here.community_id for here in town]))} facts sealed")


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def _swept(now: datetime) -> Iterator[int]:
    while told := promises.sweep(at=now):
        yield told


def _sealed(community_id: UUID) -> int:
    done = 0
    while step := promises.seal_step(community_id, STEP):
        done += step
    return done
