"""Why a stop can't be put somewhere by hand. What may be done is done, also when the planner would do it otherwise."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from guanjia.shared.errors import Refused, gettext_noop


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A day of somebody: `there`: whether they are; `goes`: whether their role goes on such rounds; `rests`: nobody is
    called on that day; `busy`: the part of the day that stops take already."""

    name: str
    day: date
    today: date
    there: bool
    goes: bool
    rests: bool
    busy: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """A stop in somebody's hand: from when until when it counts, the days of other acts at the home, and how far from
    them it must be; `part`: what it takes of a day."""

    home: str
    first: date
    last: date
    others: Collection[date]
    apart: int
    part: Fraction


def check_goal(goal: Goal, hands: Collection[Hand]) -> None:
    """Raises Refused where the stops can't go to that day, with the reason."""
    told = {"name": goal.name, "day": goal.day.isoformat()}
    if goal.day < goal.today:
        raise Refused("rounds.day_over", gettext_noop("This day is over. Choose today or a later one."))
    if goal.rests:
        raise Refused("rounds.day_of_rest", gettext_noop("%(day)s is a day of rest: nobody is called on."), told)
    if not goal.goes:
        message = gettext_noop("%(name)s does not go on these rounds. Choose somebody whose role does.")
        raise Refused("rounds.not_theirs", message, told)
    if not goal.there:
        message = gettext_noop("%(name)s is not there on %(day)s: on leave, or not on the roster.")
        raise Refused("rounds.not_there", message, told)
    for one in hands:
        _check_hand(goal, one)
    if goal.busy + sum(one.part for one in hands) > 1:
        message = gettext_noop("The day of %(name)s on %(day)s is full already.")
        raise Refused("rounds.full", message, told)


def _check_hand(goal: Goal, one: Hand) -> None:
    told = {"home": one.home, "first": one.first.isoformat(), "last": one.last.isoformat(), "days": one.apart}
    if not one.first <= goal.day <= one.last:
        message = gettext_noop("%(home)s: it counts from %(first)s to %(last)s only.")
        raise Refused("rounds.out_of_time", message, told)
    if any(abs((goal.day - other).days) < one.apart for other in one.others):
        message = gettext_noop("%(home)s: too near to another stop there; at least %(days)s days lie between.")
        raise Refused("rounds.too_near", message, told)
