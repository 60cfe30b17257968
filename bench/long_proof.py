"""The engine against the oracle of the tests, which counts seconds and shares no code with it: no difference."""

import sys
import time
from functools import cache
from multiprocessing import Pool
from pathlib import Path

from figures import calibration, tell

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.oracle import against, chances, paces, quotas

LENGTHS, SCENARIOS, CALENDARS, STRIDE = 100_000, 10_000, 40, 50
QUOTAS = 5_000
"""Of those counted by the calendar, and as many of those counted from act to act, by stages or by distance."""
SHOWN = 5


@cache
def both() -> against.Both:
    """The calendars, read once by each process."""
    return against.Both(chances.calendars(CALENDARS))


def by_calendar(place: int) -> list[str]:
    """The differences of all lengths of one calendar; its rows of seconds are let go afterwards."""
    names = both().names
    cases = (chances.length_case(number, names) for number in range(place, LENGTHS, len(names)))
    found = [said for case in cases if (said := against.length_differs(both(), case))]
    both().hours[names[place]].forget()
    return found


def by_stride(place: int) -> list[str]:
    """The differences of one in fifty subjects."""
    calendars = against.of_scenarios()
    drawn = (chances.scenario(number) for number in range(place, SCENARIOS, STRIDE))
    return [said for case in drawn if (said := against.scenario_differs(case, calendars))]


def quotas_by_stride(place: int) -> list[str]:
    """The differences of one in fifty subjects of quotas."""
    numbers = range(place, QUOTAS, STRIDE)
    found = [one.differs(one.chance(number)) for one in (quotas, paces) for number in numbers]
    return [said for said in found if said]


def told(differences: list[list[str]]) -> int:
    """Print the first of them; how many there are."""
    found = [one for some in differences for one in some]
    for difference in found[:SHOWN]:
        print(difference, file=sys.stderr)
    return len(found)


def main() -> int:
    """0 when every bar is met."""
    calibration()
    with Pool() as pool:
        began = time.monotonic()
        lengths = told(pool.map(by_calendar, range(len(both().names)), chunksize=1))
        print(f"proof.lengths_took {time.monotonic() - began:.0f} s - -", flush=True)
        began = time.monotonic()
        scenarios = told(pool.map(by_stride, range(STRIDE), chunksize=1))
        print(f"proof.scenarios_took {time.monotonic() - began:.0f} s - -", flush=True)
        began = time.monotonic()
        counted = told(pool.map(quotas_by_stride, range(STRIDE), chunksize=1))
        print(f"proof.quotas_took {time.monotonic() - began:.0f} s - -", flush=True)
    met = [
        tell("proof", "lengths", LENGTHS),
        tell("proof", "length_differences", lengths),
        tell("proof", "scenarios", SCENARIOS),
        tell("proof", "scenario_differences", scenarios),
        tell("proof", "quotas", 2 * QUOTAS),
        tell("proof", "quota_differences", counted),
    ]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
