"""Works of the planner for tests: a few homes by hand, and any works at all for what must always hold."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from guanjia.rooms.rounds.rules.searching import Effort
from guanjia.rooms.rounds.rules.work import Done, Owed, Period, Steward, Visit, Weights, Wish, Work

MONDAY = date(2026, 3, 2).toordinal()
WEIGHTS = Weights(weeks=6, stewards=4, building=10, floor=2, move=5, short=500)
MORNING, AFTERNOON = (9 * 60, 12 * 60), (14 * 60, 18 * 60)
NOON = (12 * 60, 14 * 60)
QUICK = Effort(least=60, each=2)


def period(days: int = 28, **also: Any) -> Period:
    return Period(MONDAY, MONDAY + days - 1, parts=(MORNING, NOON, AFTERNOON), rests=(NOON,), **also)


def steward(key: str = "li", days: int = 28, **also: Any) -> Steward:
    """Somebody there every day but Sundays."""
    on = frozenset(day for day in range(MONDAY, MONDAY + days) if (day - MONDAY) % 7 != 6)
    return Steward(key, on, **{"capacity": 8, **also})


def home(key: str, days: int = 28, **also: Any) -> Owed:
    """One visit owed in the period to `building-number`; the floor is all but the last two digits."""
    building, number = key.split("-")
    plain: dict[str, Any] = {"stewards": ("li",), "times": 1, "windows": ((MONDAY, MONDAY + days - 1),)}
    return Owed(key, building, int(number) // 100, int(number) % 100, **{**plain, **also})


def work(*owed: Owed, **also: Any) -> Work:
    return Work(**{"period": period(), "stewards": (steward(),), "weights": WEIGHTS, **also, "owed": owed})


def days_of(visits: Any, key: str) -> list[int]:
    """On which days a home is visited, counted from the first Monday."""
    return sorted(visit.day - MONDAY for visit in visits if visit.key == key)


@st.composite
def works(draw: Any) -> Work:
    """Any work: short or long, too much or too little, with leave, festivals, wishes, and closed days."""
    days = draw(st.integers(3, 40))
    some_days = st.frozensets(st.integers(MONDAY, MONDAY + days - 1), max_size=days)
    few_days = st.frozensets(st.integers(MONDAY, MONDAY + days - 1), max_size=4)
    names = ["li", "wang", "zhao"][: draw(st.integers(1, 3))]
    team = tuple(
        Steward(
            name,
            draw(st.one_of(some_days, st.just(frozenset(range(MONDAY, MONDAY + days))))),
            capacity=draw(st.integers(0, 4)),
            leave=draw(few_days),
            taken=draw(st.dictionaries(st.integers(MONDAY, MONDAY + days - 1), st.integers(1, 3), max_size=3)),
            load=draw(st.integers(0, 5)),
        )
        for name in names
    )
    wishes = st.builds(
        Wish, few_days, st.integers(1, 30), st.frozensets(st.integers(0, 2), max_size=2), against=st.booleans()
    )
    windows = _windows(days)
    owed = draw(
        st.lists(
            st.builds(
                Owed,
                key=st.just(""),
                building=st.sampled_from(["1", "2"]),
                floor=st.integers(1, 3),
                place=st.integers(1, 4),
                stewards=st.lists(st.sampled_from(names), min_size=1, unique=True).map(tuple),
                times=st.integers(0, 3),
                windows=windows,
                apart=st.integers(0, 9),
                last=st.one_of(st.none(), st.integers(MONDAY - 9, MONDAY - 1)),
                closed=few_days,
                wishes=st.lists(wishes, max_size=2).map(tuple),
            ),
            max_size=8,
        )
    )
    named = tuple(replace(one, key=f"home {number}") for number, one in enumerate(owed))
    weights = draw(st.builds(Weights, *[st.integers(0, 20)] * 5, short=st.integers(0, 500)))
    return Work(period(days, quiet=draw(few_days)), named, team, weights)


def _windows(days: int) -> st.SearchStrategy[tuple[tuple[int, int], ...]]:
    """The whole period, or a row of parts of it with gaps between."""
    whole = st.just(((MONDAY, MONDAY + days - 1),))
    cuts = st.lists(st.integers(0, days - 1), min_size=2, max_size=6, unique=True).map(sorted)
    return st.one_of(
        whole,
        cuts.map(
            lambda found: tuple(
                (MONDAY + found[place], MONDAY + found[place + 1]) for place in range(0, len(found) - 1, 2)
            )
        ),
    )


@st.composite
def lived(draw: Any, visits: tuple[Visit, ...], days: int) -> tuple[int, tuple[Done, ...]]:
    """A later day, and which visits of the plan before it were made."""
    today = MONDAY + draw(st.integers(0, days - 1))
    past = [visit for visit in visits if visit.day < today]
    made = [visit for visit in past if draw(st.booleans())]
    return today, tuple(Done(visit.key, visit.day, visit.steward, visit.part) for visit in made)
