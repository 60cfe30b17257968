"""The planner of rounds: which visit on which day, by whom, and in which order it is walked.

A pure core: what is owed, who is there and what each trouble counts are given, a plan comes back. Two things it never
does: break a hard rule (`bounds`), and drop something that is owed; what has no place is foretold, with the reason.
Between plans that keep the rules it looks for the one with the least trouble (`costing.cost`). The same work with the
same seed gives the same plan.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from random import Random

from guanjia.rooms.rounds.rules.board import Board
from guanjia.rooms.rounds.rules.bounds import Breach, breaches
from guanjia.rooms.rounds.rules.calls import Call, Home, Lists
from guanjia.rooms.rounds.rules.costing import Cost, cost
from guanjia.rooms.rounds.rules.foretelling import foretold
from guanjia.rooms.rounds.rules.searching import Effort, lay, search, squeeze
from guanjia.rooms.rounds.rules.walking import timed, walked
from guanjia.rooms.rounds.rules.work import Done, Owed, RoundPlan, Standing, Visit, Work

USUAL = Effort()


def plan(work: Work, effort: Effort = USUAL) -> RoundPlan:
    """Lay all that is owed on the days of the period.

    What was done stays as it is; what was put by hand stays where it still may be, and of the rest as much as the
    weight of a move says. Raises ValueError for a subject that is named twice, or has no window or some that overlap.
    """
    for owed in work.owed:
        _check(owed)
    if len({owed.key for owed in work.owed}) < len(work.owed):
        raise ValueError(sorted(owed.key for owed in work.owed))
    lists = Lists(work)
    board = Board(work, lists, Random(f"noise {effort.seed}"))  # noqa: S311 - a search, not a secret
    lay(board)
    search(board, Random(f"search {effort.seed}"), effort)  # noqa: S311
    squeeze(board)
    return _plan_of(work, board, lists)


def replan(work: Work, standing: RoundPlan, done: Iterable[Done], today: int, effort: Effort = USUAL) -> RoundPlan:
    """The plan from `today` on, after what was done; what was missed is laid anew, the rest moves as little as may be.

    `done` is all that was done in the period and counts, by plan or not; `work` says how things are now: a leave that
    came meanwhile, a home that joined.
    """
    return plan(replace(work, done=tuple(done), today=today, before=standing.visits), effort)


@dataclass(frozen=True, slots=True)
class Moved:
    """A visit moved by hand: the plan as it would be, the hard rules that would newly break, and the cost before and
    after. Whether it is done all the same is for who moves it."""

    plan: RoundPlan
    breaks: tuple[Breach, ...]
    before: Cost
    after: Cost


def move(work: Work, standing: RoundPlan, moved: Visit) -> Moved:
    """Put one visit of the plan, known by its key and number, on another day, steward or hours, by hand.

    From then on the planner leaves it there. Raises KeyError when the plan has no such visit, or it was done already.
    """
    names = [visit.name for visit in standing.visits if visit.standing is not Standing.DONE]
    if moved.name not in names:
        raise KeyError(moved.name)
    by_hand = replace(moved, standing=Standing.BY_HAND)
    visits = [by_hand if visit.name == moved.name else visit for visit in standing.visits]
    after = RoundPlan(walked(work, visits), standing.short)
    known = set(breaches(work, standing))
    broken = tuple(one for one in breaches(work, after) if one not in known)
    return Moved(after, broken, cost(work, standing), cost(work, after))


def _check(owed: Owed) -> None:
    ends = [last for _, last in owed.windows[:-1]]
    starts = [first for first, _ in owed.windows[1:]]
    if owed.times < 0 or not owed.windows or any(start <= end for end, start in zip(ends, starts, strict=True)):
        raise ValueError(owed.key)


def _plan_of(work: Work, board: Board, lists: Lists) -> RoundPlan:
    visits, missing = list(lists.done), dict(lists.out)
    for home in board.homes:
        _number(home)
        for call in home.calls:
            if call.day >= 0:
                visits.append(_visit(work, home.owed.key, call))
            else:
                missing[home.owed.key, call.number] = board.hindrance(call)
    laid = timed(work, visits, {home.owed.key: home.hours for home in board.homes if home.hours})
    return RoundPlan(walked(work, laid), foretold(work, laid, missing))


def _number(home: Home) -> None:
    """Visits of one window are alike until somebody is told of them: at first the earlier one is the first."""
    if any(call.stood is not None for call in home.calls):
        return
    hung = [call for call in home.calls if call.day >= 0]
    numbers = sorted(call.number for call in hung)
    for call, number in zip(sorted(hung, key=lambda call: (call.day, call.number)), numbers, strict=True):
        call.number = number


def _visit(work: Work, key: str, call: Call) -> Visit:
    """Its hours aren't known yet (-1), unless it stays where it was."""
    found = Visit(key, call.number, work.period.first + call.day, work.stewards[call.steward].key, part=-1)
    stood = call.stood
    if stood is not None and (stood.day, stood.steward) == (found.day, found.steward):
        return replace(found, part=stood.part, standing=stood.standing)
    return found
