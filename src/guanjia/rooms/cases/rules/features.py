"""What a model sees in a message: its signs in pairs, what the handbook's words say, and the manner of speaking."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guanjia.rooms.cases.rules.lexicon import clauses

Matrix = NDArray[np.floating[Any]]
Numbers = NDArray[np.int64]

_SIGNS = (1, 2)
_BLOCK = 512  # texts, or signs, that are multiplied at once, so that little memory is held
_SENTENCE = re.compile(r"(?<=[?？])|[\n。！!]")
_SAYS = 4  # signs from which a sentence says something
_FIRST = 2  # what the first sentence of a long message counts against the rest


@dataclass(frozen=True, slots=True)
class Sight:
    """What is seen in one text. `said` and `manner` are dense and of one length for all texts of a model."""

    signs: Mapping[str, float]
    said: Matrix
    manner: Matrix


def first_sentence(text: str) -> str:
    """The first sentence that says something; all of the text when none does."""
    return next((piece.strip() for piece in _SENTENCE.split(text) if len(piece.strip()) >= _SAYS), text.strip())


def signs_of(text: str) -> dict[str, float]:
    """Signs and pairs of signs with how often they stand there; what the first sentence says counts double."""
    found = _counted(text)
    first = first_sentence(text)
    if len(first) < len(text.strip()):
        for sign, count in _counted(first).items():
            found[sign] = found.get(sign, 0) + (_FIRST - 1) * count
    return dict(found)


def _counted(text: str) -> Counter[str]:
    whole = f"^{','.join(clauses(text))}$"
    found = Counter(whole[at : at + size] for size in _SIGNS for at in range(len(whole) - size + 1))
    if text.rstrip().endswith(("?", "？")):
        found["?$"] += 1
    return found


class Signs:
    """The signs a model knows, with their rarity; texts become sparse rows of length one."""

    def __init__(self, known: Sequence[str], rarity: Matrix) -> None:
        self.known = known
        self.rarity = rarity
        self.index = {sign: at for at, sign in enumerate(known)}

    @classmethod
    def among(cls, seen: Sequence[Mapping[str, float]], least: int) -> "Signs":
        """The signs that stand in at least so many texts."""
        spread = Counter(sign for one in seen for sign in one)
        known = sorted(sign for sign, count in spread.items() if count >= least)
        return cls(known, np.array([log((1 + len(seen)) / (1 + spread[sign])) + 1 for sign in known]))

    def row(self, signs: Mapping[str, float]) -> tuple[Numbers, Matrix]:
        """Columns and values of one text; empty where no sign is known."""
        index = self.index
        pairs = [(index[sign], count) for sign, count in signs.items() if sign in index]
        columns = np.array([at for at, _ in pairs], dtype=np.int64)
        values = (1 + np.log(np.array([count for _, count in pairs], dtype=np.float64))) * self.rarity[columns]
        length = float(np.sqrt(values @ values))
        return columns, values / length if length else values


@dataclass(frozen=True, slots=True)
class Rows:
    """Texts as sparse rows, turned by column: which texts hold a sign, and how much."""

    count: int
    texts: Numbers
    values: Matrix
    ends: Numbers
    """Where the texts of each sign begin, and where the last one's end. Every sign stands in one text at least."""

    @classmethod
    def of(cls, signs: Signs, seen: Iterable[Mapping[str, float]]) -> "Rows":
        """All texts of a training set."""
        pairs = [signs.row(one) for one in seen]
        lengths = [len(columns) for columns, _ in pairs]
        texts = np.repeat(np.arange(len(pairs)), lengths)
        columns = np.concatenate([columns for columns, _ in pairs]) if pairs else np.array([], dtype=np.int64)
        values = np.concatenate([values for _, values in pairs]) if pairs else np.array([])
        order = np.argsort(columns, kind="stable")
        ends = np.searchsorted(columns[order], np.arange(len(signs.index) + 1))
        return cls(len(pairs), texts[order], values[order], ends)

    def alike(self) -> Matrix:
        """How alike each two texts are: the products of all rows."""
        if self.count <= _BLOCK:
            whole = np.zeros((self.count, len(self.ends) - 1), dtype=np.float32)
            whole[self.texts, np.repeat(np.arange(whole.shape[1]), np.diff(self.ends))] = self.values
            return whole @ whole.T
        found = np.zeros((self.count, self.count), dtype=np.float32)
        shared = np.diff(self.ends) > 1
        for begin, end in zip(self.ends[:-1][shared], self.ends[1:][shared], strict=True):
            texts, small = self.texts[begin:end], self.values[begin:end].astype(np.float32)
            for at in range(0, len(texts), _BLOCK):
                found[np.ix_(texts[at : at + _BLOCK], texts)] += np.outer(small[at : at + _BLOCK], small)
        alone = self.ends[:-1][~shared]  # most signs: they make a text like nothing but itself
        own = np.bincount(self.texts[alone], self.values[alone] ** 2, minlength=self.count)
        found.flat[:: self.count + 1] += own.astype(np.float32)
        return found

    def gathered(self, shares: Matrix) -> Matrix:
        """What each sign weighs, from what each text does."""
        found = np.zeros((len(self.ends) - 1, shares.shape[1]))
        for first in range(0, len(found), _BLOCK):
            ends = self.ends[first : first + _BLOCK + 1]
            held = slice(ends[0], ends[-1])
            weighed = self.values[held, None] * shares[self.texts[held]]
            found[first : first + _BLOCK] = np.add.reduceat(weighed, ends[:-1] - ends[0])
        return found
