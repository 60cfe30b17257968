"""The engine against the oracle of the tests, which counts seconds and shares no code with it: no difference."""

import sys
import time
from pathlib import Path

from figures import calibration, tell

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.oracle import against, chances

LENGTHS, SCENARIOS, CALENDARS = 100_000, 10_000, 40
SHOWN = 5


def told(differences: list[str]) -> int:
    """Print the first of them; how many there are."""
    for difference in differences[:SHOWN]:
        print(difference, file=sys.stderr)
    return len(differences)


def by_calendar(both: against.Both, place: int) -> list[str]:
    """The differences of all cases of one calendar; its rows of seconds are let go afterwards."""
    cases = (chances.length_case(number, both.names) for number in range(place, LENGTHS, len(both.names)))
    found = [said for case in cases if (said := against.length_differs(both, case))]
    both.hours[both.names[place]].forget()
    return found


def main() -> int:
    """0 when every bar is met."""
    calibration()
    both, began = against.Both(chances.calendars(CALENDARS)), time.monotonic()
    lengths = told([found for place in range(len(both.names)) for found in by_calendar(both, place)])
    print(f"proof.lengths_took {time.monotonic() - began:.0f} s - -", flush=True)
    both, began = against.of_scenarios(), time.monotonic()
    drawn = (chances.scenario(number) for number in range(SCENARIOS))
    scenarios = told([found for case in drawn if (found := against.scenario_differs(case, both))])
    print(f"proof.scenarios_took {time.monotonic() - began:.0f} s - -", flush=True)
    met = [
        tell("proof", "lengths", LENGTHS),
        tell("proof", "length_differences", lengths),
        tell("proof", "scenarios", SCENARIOS),
        tell("proof", "scenario_differences", scenarios),
    ]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
