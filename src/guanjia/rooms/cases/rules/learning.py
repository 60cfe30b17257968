"""Learning what messages are about from examples: regularised least squares, each example judged without itself.

Closed form, so the same examples make the same model. Leaving an example out costs nothing here: its error follows
from the inverse that is there anyway. How sure to be is learned from those errors, never from the fit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from guanjia.rooms.cases.rules.features import Matrix, Numbers, Rows, Sight, Signs

_WHOLE = 256  # rows from which a matrix is turned in halves


@dataclass(frozen=True, slots=True)
class Layer:
    """Weights learned from one set of examples."""

    signs: Signs
    by_sign: Matrix
    by_dense: Matrix
    base: Matrix
    dense: str
    """Which dense part of a sight it reads: `said` or `manner`."""

    def scores(self, sight: Sight) -> Matrix:
        """One score for each label; about 1 for what it is, about 0 for what it isn't."""
        columns, values = self.signs.row(sight.signs)
        found: Matrix = self.base + values @ self.by_sign[columns] + getattr(sight, self.dense) @ self.by_dense
        return found


@dataclass(frozen=True, slots=True)
class Way:
    """How one layer is learned."""

    dense: str
    weight: float
    """What the dense part weighs beside the signs."""
    ridges: tuple[float, ...] = (2.0,)
    """How strongly weights are held back; of several, the one under which most texts left out come first."""
    least: int = 2
    """Texts a sign must stand in."""
    around_mean: bool = True


TOPICS = Way("said", 0.5)
CLASSES = Way("manner", 0.3)
LESSONS = Way("said", 0.5, ridges=(1.0,), least=1, around_mean=False)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A layer, and what it would say of each of its examples without having seen it."""

    layer: Layer
    unseen: Matrix


def fit(sights: Sequence[Sight], wanted: Matrix, way: Way) -> Fitted:
    """The weights for `wanted` (one row a text, one column a label) and the scores of each text left out."""
    signs = Signs.among([one.signs for one in sights], way.least)
    rows = Rows.of(signs, [one.signs for one in sights])
    block = np.array([getattr(one, way.dense) for one in sights], dtype=np.float32)
    base = wanted.mean(axis=0) if way.around_mean else np.zeros(wanted.shape[1])
    alike = rows.alike()
    alike += (way.weight * block) @ block.T
    several = len(way.ridges) > 1
    shares, unseen = max(
        (_solved(alike.copy() if several else alike, wanted - base, ridge) for ridge in way.ridges),
        key=lambda found: _right_share(found[1], wanted),
    )
    return Fitted(Layer(signs, rows.gathered(shares), way.weight * block.T @ shares, base, way.dense), unseen + base)


def _solved(alike: Matrix, wanted: Matrix, ridge: float) -> tuple[Matrix, Matrix]:
    """The weight of each text, and its scores without it. `alike` is used up."""
    alike.flat[:: len(alike) + 1] += ridge
    _invert(alike)
    shares = alike @ wanted.astype(np.float32)
    return shares, wanted - shares / np.diag(alike)[:, None]


def _invert(held: Matrix) -> None:
    """Turn a symmetric positive matrix into its inverse, in its own place: halves by halves, so it needs little more.

    Single precision is enough: the ridge keeps every pivot well away from nothing.
    """
    half = len(held) // 2
    if half < _WHOLE:
        held[:] = np.linalg.inv(held)
        return
    first, beside, last = held[:half, :half], held[:half, half:], held[half:, half:]
    _invert(first)
    across = first @ beside
    last -= beside.T @ across
    _invert(last)
    beside[:] = -(across @ last)
    first -= beside @ across.T
    held[half:, :half] = beside.T


def _right_share(unseen: Matrix, wanted: Matrix) -> float:
    return float((unseen.argmax(axis=1) == wanted.argmax(axis=1)).mean())


def one_hot(labels: Sequence[str], among: Mapping[str, int]) -> Matrix:
    """One row a text with a 1 under its label; a label that is not there leaves the row empty."""
    found = np.zeros((len(labels), len(among)))
    for at, label in enumerate(labels):
        if label in among:
            found[at, among[label]] = 1.0
    return found


def clearness(scores: Matrix) -> Matrix:
    """What tells a right first guess from a wrong one: its score and its distances to the next two."""
    ranked = -np.sort(-scores, axis=1)[:, :3]
    first, second, third = (ranked[:, min(at, ranked.shape[1] - 1)] for at in range(3))
    return np.stack([np.ones(len(scores)), first, first - second, first - third], axis=1)


def agreement(scores: Matrix, said: Matrix, manner: Matrix, class_of: Numbers) -> Matrix:
    """The same, and how far the handbook's words say it too, say another, or say nothing, and how far the manner of
    speaking is that of its class. `class_of`: the column of each topic's class in `manner`."""
    clear, at = clearness(scores), np.arange(len(scores))
    top = scores.argmax(axis=1)
    others = said.copy()
    others[at, top] = 0.0
    same = said[at, top]
    own = manner[at, class_of[top]]
    rest = manner.copy()
    rest[at, class_of[top]] = -1.0
    silent = (said.sum(axis=1) <= 0).astype(float)
    more = [same, others.max(axis=1), same * clear[:, 1], silent, own, own - rest.max(axis=1)]
    return np.concatenate([clear, np.stack(more, axis=1)], axis=1)


def logistic(given: Matrix, right: Matrix, ridge: float = 1e-2) -> Matrix:
    """Weights of a logistic curve by Newton's steps; `right` is 1 or 0 a row."""
    weights = np.zeros(given.shape[1])
    for _ in range(30):
        chance = curve(given, weights)
        slope = given.T @ (right - chance) - ridge * weights
        bend = (given * (chance * (1 - chance))[:, None]).T @ given + ridge * np.eye(given.shape[1])
        step = np.linalg.solve(bend, slope)
        weights += step
        if float(np.abs(step).max()) < 1e-9:
            break
    return weights


def curve(given: Matrix, weights: Matrix) -> Matrix:
    """The chance a logistic curve gives."""
    found: Matrix = 1.0 / (1.0 + np.exp(-np.clip(given @ weights, -40, 40)))
    return found


def cut_for(chance: Matrix, right: Matrix, share: float) -> float:
    """The lowest chance from which at least `share` of the answers are right; above 1 when there is none."""
    order = np.argsort(-chance, kind="stable")
    kept = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.nonzero(kept >= share)[0]
    return float(chance[order][good[-1]]) if len(good) else 1.01
