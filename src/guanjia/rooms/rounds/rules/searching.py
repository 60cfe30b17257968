"""How a plan is found: laid visit by visit, then taken apart a little and laid again, many times over.

Each time a handful of visits that belong together is taken off (a steward's day, a building, a week) and each is hung
where it costs least. What came out is kept when it isn't dearer, and at first also when it is a little: so it comes out
of hollows. The number of tries follows from the number of visits, and chance from the seed, never from the clock: the
same work gives the same plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from random import Random

from guanjia.rooms.rounds.rules.board import Board
from guanjia.rooms.rounds.rules.calls import FINE, Call

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Effort:
    """How long is searched; figures of the method, not of the trade."""

    seed: int = 0
    small: int = 80
    """Tries for each visit of a small work."""
    least: int = 4000
    each: int = 10
    """Tries for a larger one, and for each of its visits."""
    most: int = 15_000
    few: int = 3
    many: int = 10
    """How many visits are taken off at once, at the most: between these, by chance."""
    warm: float = 0.3
    """What is accepted at first, in walks to a building."""
    cold: float = 0.02


def lay(board: Board) -> None:
    """Hang all that stood before where it stood, then the rest, the hardest to place first."""
    hold(board)
    for call in sorted(board.unplaced.values(), key=_ease):
        _hang_best(board, call)


def hold(board: Board) -> None:
    """Hang what stood in the plan before on its day, what was put there by hand first, where that may still be."""
    for call in sorted(board.unplaced.values(), key=lambda call: not call.held):
        if call.anchor is not None and board.may(call, *call.anchor):
            board.hang(call, *call.anchor)
        else:
            call.held = False


def _ease(call: Call) -> tuple[int, int, int, int]:
    """Those with few days first; then building by building, floor by floor."""
    days = (call.latest - call.earliest + 1) * len(call.stewards)
    return days // 4, call.building, call.floor, call.rank


def _hang_best(board: Board, call: Call) -> bool:
    found = board.best(call)
    if found is not None:
        board.hang(call, *found)
    return found is not None


def search(board: Board, chance: Random, effort: Effort) -> None:
    """Make the plan on the board cheaper; it ends with the cheapest it saw."""
    free = [call for call in board.calls if not call.held]
    if not free:
        return
    tries = min(effort.most, effort.small * len(free), effort.least + effort.each * len(free))
    by_building: dict[int, list[Call]] = {}
    for call in free:
        by_building.setdefault(call.building, []).append(call)
    heat = FINE * max(1, board.work.weights.building)
    warm, cold = effort.warm * heat, effort.cold * heat
    best, kept = board.cost, [(call.day, call.steward) for call in board.calls]
    since: dict[int, Call] = {}
    for turn in range(tries):
        warmth = warm * exp(log(cold / warm) * turn / tries)
        seed = free[int(chance.random() * len(free))]
        handful = effort.few + int(chance.random() * (effort.many - effort.few + 1))
        taken = _pick(board, seed, by_building, chance, handful)
        if _again(board, taken, chance, warmth):
            since.update((call.index, call) for call in taken)
        if board.cost < best:
            best = board.cost
            for call in since.values():
                kept[call.index] = call.day, call.steward
            since.clear()
    _return(board, board.calls, kept)


def squeeze(board: Board) -> None:
    """Give what still hangs nowhere any day that is left, even before a visit that was meant to come first."""
    for call in list(board.unplaced.values()):
        for span in board.gaps(call):
            found = board.best(call, span)
            if found is not None:
                board.hang(call, *found)
                break


def _pick(board: Board, seed: Call, by_building: dict[int, list[Call]], chance: Random, handful: int) -> list[Call]:
    """A handful that belongs together: who is visited the same day, in the same building, or in the same week."""
    found = {seed.index: seed}
    way = chance.random()
    pools: list[Sequence[Call]] = []
    if seed.day >= 0 and way < 0.8:
        hung = board.hung[seed.steward]
        if way < 0.5:
            pools.append(hung[seed.day])
            neighbours = by_building[seed.building]
            other = neighbours[int(chance.random() * len(neighbours))]
            if other.day >= 0:
                pools.append(board.hung[other.steward][other.day])
        else:
            week = board.weeks[seed.steward][seed.day]
            pools.append([call for day in range(week.first, week.beyond) for call in hung[day]])
    else:
        neighbours = by_building[seed.building]
        pools.append(chance.sample(neighbours, min(len(neighbours), handful)))
    for pool in pools:
        for call in pool:
            if not call.held and len(found) < handful:
                found[call.index] = call
    if board.unplaced:
        waiting = list(board.unplaced.values())
        for call in chance.sample(waiting, min(len(waiting), 3)):
            found[call.index] = call
    return list(found.values())


def _again(board: Board, taken: list[Call], chance: Random, warmth: float) -> bool:
    """Take them off and hang them anew; back to where they were when that came out too dear, and then False."""
    before = board.cost
    places = [(call.day, call.steward) for call in taken]
    for call in taken:
        if call.day >= 0:
            board.take(call)
    order = list(taken)
    chance.shuffle(order)
    for call in order:
        _hang_best(board, call)
    dearer = board.cost - before
    if dearer > 0 and (warmth <= 0 or dearer > -warmth * log(1 - chance.random())):
        _return(board, taken, places)
        return False
    return True


def _return(board: Board, taken: list[Call], places: Sequence[Place]) -> None:
    moved = [(call, place) for call, place in zip(taken, places, strict=True) if (call.day, call.steward) != place]
    for call, _ in moved:
        if call.day >= 0:
            board.take(call)
    for call, (day, steward) in moved:
        if day >= 0:
            board.hang(call, day, steward)
