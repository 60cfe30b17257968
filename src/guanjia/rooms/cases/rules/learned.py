"""A handbook's model: its words and examples made into weights once, kept in the process, written down as bytes."""

import hashlib
import io
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Protocol

import numpy as np

from guanjia.rooms.cases.rules.features import Matrix, Numbers, Sight, Signs, first_sentence
from guanjia.rooms.cases.rules.learning import (
    CLASSES,
    LESSONS,
    TOPICS,
    Layer,
    agreement,
    curve,
    cut_for,
    fit,
    logistic,
    one_hot,
)
from guanjia.rooms.cases.rules.lexicon import Words
from guanjia.rooms.handbook.rules.examples import examples_of
from guanjia.rooms.handbook.types.needs import Example, Examples

FORM = "1"
"""Changes with the machinery: a model written down in another form is learned anew."""
ENOUGH = 200
"""Examples below which a handbook's words speak alone."""
SUGGESTS = "SUG"
_KEPT = 4  # models in one process; each is a few megabytes

See = Callable[[str], Sight]


class Said(Words, Protocol):
    """The part of a handbook that recognition reads and learns from."""

    @property
    def examples(self) -> Mapping[str, Examples]: ...


@dataclass(frozen=True)
class Learned:
    """What was learned from one handbook."""

    topics: tuple[str, ...]
    classes: tuple[str, ...]
    levels: tuple[str, ...]
    suggestions: tuple[int, ...]
    """Places of the topics that are suggestions: a suggestion about a lift is one, whatever its matter."""
    class_of: Numbers
    """The column of each topic's class."""
    matter: Layer
    """Topics, then levels of urgency."""
    manner: Layer
    sure: Matrix
    cut: float
    """The confidence from which as many are right as the handbook wants."""

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Code of a topic → its column."""
        return {code: at for at, code in enumerate(self.topics)}

    @cached_property
    def suggests(self) -> int:
        """The column of suggestions among the classes; -1 when there is none."""
        return self.classes.index(SUGGESTS) if SUGGESTS in self.classes else -1

    def confidence(self, scores: Matrix, said: Matrix, manner: Matrix) -> float:
        """The chance that the first guess is right."""
        seen = agreement(scores[None, :], said[None, :], manner[None, :], self.class_of)
        return float(curve(seen, self.sure)[0])


def routed(topics: Matrix, classes: Matrix, learned: "Learned | _Plan") -> Matrix:
    """The scores of topics, with a suggestion's own topic first where the manner is a suggestion's."""
    if not learned.suggestions or learned.suggests < 0:
        return topics
    found = topics.copy()
    at = list(learned.suggestions)
    says = classes.argmax(axis=-1) == learned.suggests
    lead = found.max(axis=-1)
    own = np.array(at)[found[..., at].argmax(axis=-1)]
    if found.ndim == 1:
        if says and own != found.argmax():
            found[own] = lead + 0.1
        return found
    for row in np.nonzero(says & (own != found.argmax(axis=-1)))[0]:
        found[row, own[row]] = lead[row] + 0.1
    return found


@dataclass(frozen=True)
class _Plan:
    """Labels and examples of a book, before anything is learned."""

    topics: tuple[str, ...]
    classes: tuple[str, ...]
    levels: tuple[str, ...]
    suggestions: tuple[int, ...]
    class_of: Numbers
    examples: tuple[Example, ...]

    @property
    def suggests(self) -> int:
        return self.classes.index(SUGGESTS) if SUGGESTS in self.classes else -1


def teaches(book: Said) -> bool:
    """Whether there is enough to learn from."""
    return sum(one.said.count("\n") + 1 for one in book.examples.values()) >= ENOUGH


def _plan(book: Said) -> _Plan:
    topics = tuple(book.topics)
    examples = tuple(examples_of(book.examples, book.topics))
    classes = tuple(sorted({one.case_class for one in examples} | {one.class_ for one in book.topics.values()}))
    class_of = np.array([classes.index(one.class_) for one in book.topics.values()], dtype=np.int64)
    suggestions = tuple(at for at, code in enumerate(topics) if book.topics[code].class_ == SUGGESTS)
    return _Plan(topics, classes, tuple(book.urgencies), suggestions, class_of, examples)


def learn(book: Said, see: See, sure_right: float) -> Learned | None:
    """The model of a book; None when its examples are too few. Some seconds of work, always with the same outcome."""
    if not teaches(book):
        return None
    plan = _plan(book)
    sights = [see(one.text) for one in plan.examples]
    about = one_hot([one.topic for one in plan.examples], _places(plan.topics))
    levels = one_hot([one.urgency for one in plan.examples], _places(plan.levels))
    matter = fit(sights, np.concatenate([about, levels], axis=1), TOPICS)
    firsts = [first_sentence(one.text) for one in plan.examples]
    ways = [
        sight if first == one.text else see(first)
        for one, first, sight in zip(plan.examples, firsts, sights, strict=True)
    ]
    manner = fit(ways, one_hot([one.case_class for one in plan.examples], _places(plan.classes)), CLASSES)
    scores = routed(matter.unseen[:, : len(plan.topics)], manner.unseen, plan)
    right = _right(plan, scores)
    seen = agreement(scores, np.array([one.said for one in sights]), manner.unseen, plan.class_of)
    sure = logistic(seen, right)
    cut = cut_for(curve(seen, sure), right, sure_right)
    labels = (plan.topics, plan.classes, plan.levels, plan.suggestions, plan.class_of)
    return Learned(*labels, _small(matter.layer), _small(manner.layer), sure, cut)


def _right(plan: _Plan, scores: Matrix) -> Matrix:
    """Whether each first guess is the topic the case should have; for a suggestion, a suggestion's topic."""
    found = [
        top in plan.suggestions if one.case_class == SUGGESTS else plan.topics[top] == one.topic
        for one, top in zip(plan.examples, scores.argmax(axis=1).tolist(), strict=True)
    ]
    return np.array(found, dtype=np.float64)


def learn_lessons(learned: Learned, see: See, texts: Sequence[str], topics: Sequence[str]) -> Layer | None:
    """What a company's corrections add to the model: the part of them it did not say by itself."""
    known = [(see(text), topic) for text, topic in zip(texts, topics, strict=True) if topic in learned.place]
    if not known:
        return None
    sights = [sight for sight, _ in known]
    wanted = one_hot([topic for _, topic in known], learned.place)
    so_far = np.array([learned.matter.scores(one)[: len(learned.topics)] for one in sights])
    return _small(fit(sights, wanted - so_far, LESSONS).layer)


def _places(codes: Sequence[str]) -> dict[str, int]:
    return {code: at for at, code in enumerate(codes)}


def _small(layer: Layer) -> Layer:
    """Half the bytes for digits nobody needs."""
    by_sign, by_dense = (np.asarray(one, dtype=np.float32) for one in (layer.by_sign, layer.by_dense))
    return Layer(layer.signs, by_sign, by_dense, layer.base, layer.dense)


def digest_of(book: Said) -> str:
    """The same for two books that teach the same: what a model is kept under."""
    topics = {code: one.model_dump(mode="json", by_alias=True) for code, one in book.topics.items()}
    levels = {code: one.model_dump(mode="json") for code, one in book.urgencies.items()}
    said = {code: one.said for code, one in book.examples.items()}
    whole = json.dumps([FORM, topics, levels, said, book.terms.recognition.model_dump(mode="json")], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def written(learned: Learned) -> bytes:
    """The model as bytes: arrays and words, nothing that runs when it is read."""
    words = {
        "topics": learned.topics,
        "classes": learned.classes,
        "levels": learned.levels,
        "suggestions": learned.suggestions,
        "cut": learned.cut,
        "matter": list(learned.matter.signs.known),
        "manner": list(learned.manner.signs.known),
    }
    arrays = {
        "sure": learned.sure,
        "class_of": learned.class_of,
        "words": np.frombuffer(json.dumps(words).encode(), dtype=np.uint8),
    }
    for name, layer in (("matter", learned.matter), ("manner", learned.manner)):
        parts = {"rarity": layer.signs.rarity, "sign": layer.by_sign, "dense": layer.by_dense, "base": layer.base}
        arrays |= {f"{name}_{key}": value for key, value in parts.items()}
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)  # type: ignore[arg-type]
    return out.getvalue()


def read_back(content: bytes) -> Learned:
    """The model of these bytes."""
    with np.load(io.BytesIO(content), allow_pickle=False) as given:
        arrays = {name: given[name] for name in given.files}
    words = json.loads(arrays["words"].tobytes())

    def layer(name: str, dense: str) -> Layer:
        parts = [arrays[f"{name}_{key}"] for key in ("sign", "dense", "base")]
        by_sign, by_dense, base = parts
        return Layer(Signs(words[name], arrays[f"{name}_rarity"]), by_sign, by_dense, base, dense)

    matter, manner = layer("matter", TOPICS.dense), layer("manner", CLASSES.dense)
    topics, classes, levels, places = (tuple(words[key]) for key in ("topics", "classes", "levels", "suggestions"))
    labels = (topics, classes, levels, places, arrays["class_of"])
    return Learned(*labels, matter, manner, arrays["sure"], float(words["cut"]))


_kept: OrderedDict[str, Learned | None] = OrderedDict()
_digests: OrderedDict[str, str] = OrderedDict()
_lock = Lock()


def digest_kept(book: Said) -> str:
    """The book's digest, worked out once in a process."""
    with _lock:
        if book.stamp not in _digests:
            _digests[book.stamp] = digest_of(book)
            while len(_digests) > _KEPT * 4:
                _digests.popitem(last=False)
        return _digests[book.stamp]


def kept(digest: str, make: Callable[[], Learned | None]) -> Learned | None:
    """The model under a digest, made once in a process by whoever asks first."""
    with _lock:
        if digest not in _kept:
            _kept[digest] = make()
            while len(_kept) > _KEPT:
                _kept.popitem(last=False)
        _kept.move_to_end(digest)
        return _kept[digest]
