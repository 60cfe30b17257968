"""The planner of rounds against OR-Tools' CP-SAT, on plans of 60 homes, both in one run; and a year for 3,000 homes.

CP-SAT is installed into a venv of its own in a temporary folder and given the same homes, days, stewards and wishes as
a model with the same cost: what it finds is laid as a plan of ours, and `costing.cost` must come to the very figure it
claims, without a hard rule broken. It is helped where we can: it begins at a plan that keeps the rules, needn't look at
plans that leave somebody out, and prepares the model once (`SETTINGS`; of those tried, what found the better plans).

The plans are of four sorts: a month and a quarter (each home once, two stewards may go), half a year in which every
steward may go anywhere, and a year with two visits 91 days apart.

Both have one core and are measured in seconds of the processor, so that what else the machine does weighs on neither.
CP-SAT's are those of its search alone: without start, without building the model.

planning.over_best        our cost above the best CP-SAT found in its time, in the middle of all plans; below 0: cheaper
planning.over_best_worst  the same for the plan where ours does worst
planning.time             our seconds over those CP-SAT took to come within 5 % of its own best, all plans together
planning.time_worst       the same for the plan where ours does worst
planning.year_seconds     a year for 3,000 homes, two visits each, 13 stewards; told with what it costs

`python bench/planning.py` looks at four plans for 20 seconds each, `bench/long_planning.py` at twenty for 60.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from math import inf
from pathlib import Path
from statistics import median
from typing import Any

from figures import calibration, tell

from guanjia.rooms.rounds.rules.bounds import breaches
from guanjia.rooms.rounds.rules.costing import cost, fair_shares
from guanjia.rooms.rounds.rules.planning import plan
from guanjia.rooms.rounds.rules.work import Owed, Period, RoundPlan, Steward, Visit, Weights, Wish, Work, week_of

ORTOOLS_VERSION = "9.15.6755"
HOMES, PLANS, SECONDS = 60, 4, 20
NEAR = 1.05
FIRST = date(2026, 1, 1).toordinal()
FESTIVAL = range(date(2026, 2, 16).toordinal(), date(2026, 2, 23).toordinal())
PARTS, RESTS = ((9 * 60, 12 * 60), (14 * 60, 18 * 60), (18 * 60, 20 * 60)), ((12 * 60, 14 * 60),)
WEIGHTS = Weights(weeks=6, stewards=4, building=10, floor=2, move=5, short=500)
SORTS = ((30, 1, 2), (90, 1, 3), (181, 1, 3), (365, 2, 2))
"""Days, visits a home, stewards."""

CPSAT = """
import json, sys, threading, time
from ortools.sat.python import cp_model

told, limit = json.load(open(sys.argv[1])), float(sys.argv[2])
model, weights = cp_model.CpModel(), told["weights"]
cost, laid = [], {}
rooms = [{day: room for day, room in one} for one in told["rooms"]]
by_day, by_week, by_steward = {}, {}, {}
buildings, floors = {}, {}


def gathered(table, key, one):
    table.setdefault(key, []).append(one)


for home, owed in enumerate(told["homes"]):
    wishes = [(set(days), strength, set(parts), against) for days, strength, parts, against in owed["wishes"]]
    fulfil = [[] for _ in wishes]
    starts = []
    for number in range(owed["times"]):
        mine, places = [], []
        for steward in owed["stewards"]:
            for day in rooms[steward]:
                if not owed["first"] <= day <= owed["last"]:
                    continue
                kinds = {}
                for part in told["parts"]:
                    held = tuple(n for n, w in enumerate(wishes) if day in w[0] and (not w[2] or part in w[2]))
                    kinds.setdefault(held, part)
                for held, part in kinds.items():
                    one = model.new_bool_var("")
                    laid[one.index] = (one, home, number, day, steward, part)
                    mine.append(one)
                    places.append((one, day))
                    gathered(by_day, (steward, day), one)
                    gathered(by_week, (steward, (day - 1) // 7), one)
                    gathered(by_steward, steward, one)
                    gathered(floors, (steward, day, owed["building"], owed["floor"]), one)
                    for n in held:
                        if wishes[n][3]:
                            cost.append(wishes[n][1] * one)
                        else:
                            fulfil[n].append(one)
        model.add_exactly_one(mine)
        starts.append(sum(day * one for one, day in places))
        if number and owed["apart"]:
            model.add(starts[-1] - starts[-2] >= owed["apart"])
    for n, ones in enumerate(fulfil):
        if not wishes[n][3]:
            broken = model.new_bool_var("")
            model.add_bool_or([broken, *ones])
            for one in ones:
                model.add_implication(one, ~broken)
            cost.append(wishes[n][1] * broken)
for (steward, day), ones in by_day.items():
    model.add(sum(ones) <= rooms[steward][day])
for (steward, day, building, floor), ones in floors.items():
    there = model.new_bool_var("")
    for one in ones:
        model.add_implication(one, there)
    model.add_bool_or([~there, *ones])
    cost.append(weights["floor"] * there)
    gathered(buildings, (steward, day, building), there)
for ones in buildings.values():
    there = model.new_bool_var("")
    for one in ones:
        model.add_implication(one, there)
    model.add_bool_or([~there, *ones])
    cost.append(weights["building"] * there)


def squared(ones, share, weight, most):
    # how far a sum of visits lies outside its share, squared; the slopes help its relaxation
    low, high = share
    off = model.new_int_var(0, max(most, low), "")
    square = model.new_int_var(0, max(most, low) ** 2, "")
    model.add_max_equality(off, [0, sum(ones) - high, low - sum(ones)])
    model.add_multiplication_equality(square, [off, off])
    for step in range(max(most, low)):
        model.add(square >= (2 * step + 1) * off - step * (step + 1))
    cost.append(weight * square)


visits = sum(owed["times"] for owed in told["homes"])
for steward, week, low, high in told["weeks"]:
    most = min(visits, 7 * max(rooms[steward].values()))
    squared(by_week.get((steward, week), []), (low, high), weights["weeks"], most)
for steward, (low, high) in enumerate(told["shares"]):
    squared(by_steward.get(steward, []), (low, high), weights["stewards"], visits)
model.minimize(sum(cost))


class Watch(cp_model.CpSolverSolutionCallback):
    def __init__(self):
        super().__init__()
        self.found = []

    def on_solution_callback(self):
        self.found.append((time.process_time() - begun, self.objective_value))


solver, watch, ended = cp_model.CpSolver(), Watch(), threading.Event()
for word in sys.argv[3:]:
    name, _, value = word.partition("=")
    setattr(solver.parameters, name, value == "true" if value in ("true", "false") else int(value))


def stop():
    while not ended.wait(0.1):
        if time.process_time() - begun >= limit:
            solver.stop_search()
            return


chosen = {tuple(row) for row in told["hint"]}
for one, *row, part in laid.values():
    model.add_hint(one, tuple(row) in chosen)
begun = time.process_time()
threading.Thread(target=stop, daemon=True).start()
status = solver.solve(model, watch)
ended.set()
visits = [row[1:] for row in laid.values() if solver.boolean_value(row[0])]
print("FOUND" + json.dumps({
    "status": solver.status_name(status), "best": solver.objective_value, "bound": solver.best_objective_bound,
    "found": watch.found, "visits": visits, "seconds": time.process_time() - begun,
}))
"""


def stewards(chance: random.Random, count: int, days: int) -> tuple[Steward, ...]:
    """Two days off a week each, one leave of up to ten days, eight visits a day."""
    found = []
    for number in range(count):
        off, begin = chance.randrange(7), FIRST + chance.randrange(days)
        on = frozenset(day for day in range(FIRST, FIRST + days) if (day + off) % 7 > 1)
        leave = frozenset(range(begin, begin + min(10, days // 10)))
        found.append(Steward(f"s{number:02}", on, 8, leave, load=chance.randrange(4)))
    return tuple(found)


def wishes(chance: random.Random, days: int) -> tuple[Wish, ...]:
    """One home in four has booked one of three days, half of them by the hour; one in four never wants a weekday."""
    found = []
    if chance.random() < 0.25:
        begin = FIRST + chance.randrange(days - 3)
        parts = frozenset({chance.randrange(len(PARTS))}) if chance.random() < 0.5 else frozenset()
        found.append(Wish(frozenset(range(begin, begin + 3)), chance.choice((4, 8, 20)), parts))
    if chance.random() < 0.25:
        weekday = chance.randrange(7)
        never = frozenset(day for day in range(FIRST, FIRST + days) if day % 7 == weekday)
        found.append(Wish(never, chance.choice((2, 6)), against=True))
    return tuple(found)


def work_of(number: int, homes: int, sort: tuple[int, int, int]) -> Work:
    """Homes in buildings of 20 to 60, each with two stewards who may go, or all of them where it is half a year."""
    chance, (days, times, count) = random.Random(number), sort
    buildings = max(chance.choice((2, 3)), homes // 60)
    team = [f"s{one:02}" for one in range(count)]
    owed = []
    for home in range(homes):
        building = home * buildings // homes
        mine = team if days == 181 else [team[building % count], team[(building + 1) % count]]
        floor = home % 18 if homes > HOMES else home % chance.choice((6, 10))
        owed.append(
            Owed(
                key=f"{building + 1}-{home}",
                building=f"{building + 1:02}",
                floor=floor + 1,
                place=home,
                stewards=tuple(mine),
                times=times,
                windows=((FIRST, FIRST + days - 1),),
                apart=91 if times > 1 else 0,
                wishes=wishes(chance, days),
            )
        )
    period = Period(FIRST, FIRST + days - 1, frozenset(FESTIVAL), PARTS, RESTS)
    return Work(period, tuple(owed), stewards(chance, count, days), WEIGHTS)


def first_fit(work: Work) -> list[tuple[int, int, int, int]]:
    """A plan that keeps the rules and nothing else, home by home on the first day with room: where CP-SAT begins."""
    full: Counter[tuple[str, int]] = Counter()
    found = []
    for home, owed in enumerate(work.owed):
        day = owed.windows[0][0] - owed.apart
        for number in range(owed.times):
            day, steward = next(
                (later, one)
                for later in range(day + owed.apart, owed.windows[0][1] + 1)
                for one, steward in enumerate(work.stewards)
                if steward.key in owed.stewards and full[steward.key, later] < work.room(steward, later)
            )
            full[work.stewards[steward].key, day] += 1
            found.append((home, number, day, steward))
    return found


def told(work: Work) -> dict[str, Any]:
    """The work as CP-SAT's process reads it."""
    names = {one.key: number for number, one in enumerate(work.stewards)}
    shares = fair_shares(work)
    weeks = {week_of(day) for day in work.period.days()}
    return {
        "weights": {name: getattr(work.weights, name) for name in work.weights.__slots__},
        "parts": work.period.open_parts(),
        "rooms": [
            [(day, room) for day in work.period.days() if (room := work.room(one, day))] for one in work.stewards
        ],
        "weeks": [
            (names[steward], week, *shares.weeks.get((steward, week), (0, 0)))
            for steward in names
            for week in sorted(weeks)
        ],
        "shares": [shares.stewards[one.key] for one in work.stewards],
        "hint": first_fit(work),
        "homes": [
            {
                "building": one.building,
                "floor": one.floor,
                "stewards": [names[steward] for steward in one.stewards],
                "times": one.times,
                "first": one.windows[0][0],
                "last": one.windows[0][1],
                "apart": one.apart,
                "wishes": [(sorted(w.days), w.strength, sorted(w.parts), w.against) for w in one.wishes],
            }
            for one in work.owed
        ],
    }


class CpSat:
    """OR-Tools in a venv of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.python = folder, folder / "ortools" / "bin" / "python"
        subprocess.run([sys.executable, "-m", "venv", folder / "ortools"], check=True)
        install = [self.python, "-m", "pip", "install", "-q", f"ortools=={ORTOOLS_VERSION}"]
        subprocess.run(install, check=True, stderr=subprocess.DEVNULL)
        (folder / "run.py").write_text(CPSAT, encoding="utf-8")

    def solve(self, work: Work, seconds: float) -> dict[str, Any]:
        """What it found in so many seconds of the processor, as it claims and as we reckon it."""
        (self.folder / "work.json").write_text(json.dumps(told(work)), encoding="utf-8")
        command = [self.python, self.folder / "run.py", self.folder / "work.json", str(seconds), *SETTINGS]
        ran = subprocess.run(command, check=True, capture_output=True, text=True)
        found = dict(json.loads(ran.stdout.rpartition("FOUND")[2]))
        laid = RoundPlan(
            tuple(
                Visit(work.owed[home].key, number, day, work.stewards[steward].key, part)
                for home, number, day, steward, part in found["visits"]
            )
        )
        if not found["found"]:
            return found | {"best": inf}
        reckoned, broken = cost(work, laid).total, len(breaches(work, laid))
        if reckoned != round(found["best"]) or broken:
            raise SystemExit(f"not the same cost: {reckoned} reckoned, {found['best']} claimed, {broken} rules broken")
        return found


SETTINGS = ("num_workers=1", "max_presolve_iterations=1")


def near(found: list[tuple[float, float]]) -> float:
    """The second at which it had a plan within 5 % of the best it found."""
    best = found[-1][1]
    return next(at for at, worth in found if worth <= NEAR * best)


def said(name: str, value: float, unit: str) -> None:
    """Print a figure that has no bar."""
    sys.stdout.write(f"planning.{name} {value:.4g} {unit} - -\n")
    sys.stdout.flush()


def against_cpsat(plans: int, seconds: float) -> bool:
    """Lay the plans both ways; returns whether the bars were met."""
    over, ours, theirs = [], [], []
    with tempfile.TemporaryDirectory(prefix="guanjia-bench-", dir="/var/tmp") as base:
        cpsat = CpSat(Path(base))
        plan(work_of(0, 5, SORTS[0]))  # so that what is loaded at first isn't counted
        for number in range(plans):
            work = work_of(number, HOMES, SORTS[number % len(SORTS)])
            begun = time.process_time()
            laid = plan(work)
            ours.append(time.process_time() - begun)
            if breaches(work, laid):
                raise SystemExit(f"plan {number} breaks a rule")
            found = cpsat.solve(work, seconds)
            theirs.append(near(found["found"]) if found["found"] else seconds)
            mine = cost(work, laid).total
            over.append(100 * (mine / found["best"] - 1))
            days = work.period.last - FIRST + 1
            sys.stdout.write(
                f"planning.plan_{number} {days} days, ours {mine} in {ours[-1]:.2f} s, CP-SAT {found['best']:.0f}"
                f" (bound {found['bound']:.0f}, {found['status'].lower()}), within 5 % after {theirs[-1]:.2f} s - -\n"
            )
            sys.stdout.flush()
    met = [
        tell("planning", "over_best", round(median(over), 2)),
        tell("planning", "over_best_worst", round(max(over), 2)),
        tell("planning", "time", round(sum(ours) / sum(theirs), 4)),
        tell("planning", "time_worst", round(max(mine / their for mine, their in zip(ours, theirs, strict=True)), 4)),
    ]
    return all(met)


def year() -> bool:
    """A year for 3,000 homes, 13 stewards."""
    work = work_of(3000, 3000, (365, 2, 13))
    begun = time.process_time()
    laid = plan(work)
    seconds = time.process_time() - begun
    found = cost(work, laid)
    said("year_visits", len(laid.visits), "visits")
    said("year_without_place", len(laid.short), "visits")
    for name in found.__slots__:
        said(f"year_{name}", getattr(found, name), "cost")
    right = not breaches(work, laid) and len(laid.visits) + len(laid.short) == 6000
    return tell("planning", "year_seconds", round(seconds, 2)) and right


def main(plans: int = PLANS, seconds: float = SECONDS) -> int:
    """0 when every bar is met."""
    calibration()
    met = [year(), against_cpsat(plans, seconds)]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
