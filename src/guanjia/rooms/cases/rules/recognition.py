"""What a message is about: the handbook's words, weighed, and what was learned from its examples and from the desk.

By words alone the sureness of a topic is its weight squared against all topics' and a ground that stands for "none of
these": one rare long word is nearly sure, two topics at once are not, a text without words is nothing. With a model
(`learned`) the words are one of the things it sees, and its sureness is the share of its like that were right.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from guanjia.rooms.cases.rules.features import Matrix, Sight, first_sentence, signs_of
from guanjia.rooms.cases.rules.learned import Learned, See, routed
from guanjia.rooms.cases.rules.learning import Layer
from guanjia.rooms.cases.rules.lexicon import Hit, Lexicon, Words, clauses, lexicon_of, plain
from guanjia.rooms.cases.types import Guess, Recognition
from guanjia.rooms.handbook.types.needs import Raise, Topic
from guanjia.rooms.places.rules import place_in

_GROUND = 0.55  # weight of "none of these"
_LATER = 0.3  # what a later sentence of a long message counts against the first
_AGAIN = 0.25  # what a word counts that was counted already
_FILLED = 0.9  # how much a short message that is nearly all word gains
_LEANING = 1.5  # what a question gives to inquiries, a complaint's word to complaints
_SHOWN = 0.03  # a guess below this helps nobody
_GUESSED = 0.2  # what a model must be sure of before it names a topic at all
_SHARP = 8.0  # how fast the other guesses of a model fall off behind the first
_LEAD = 0.25  # what a higher urgency must lead by to be believed
_WORDS_GROUND = 0.3  # weight of "none of these" where the words are one thing a model sees
_EMERGENCY = "EMG"
_SAYS = 4  # signs from which a sentence says something


@dataclass(slots=True)
class _Reading:
    """What one pass over a message found."""

    scores: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    words: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    denied: bool = False
    asks: bool = False
    fine: bool = False
    text: str = ""
    excluded: set[str] = field(default_factory=set)
    """Topics that a word or a negation says it is not."""


def recognise(book: Words, text: str, learned: Learned | None = None, lessons: Layer | None = None) -> Recognition:
    """What `text` is about by this edition's words, and by what was learned where it is given. Pure; ≤ 2 ms.

    By words: sure from the handbook's `sure_from` and only with its `margin` to the next topic. Learned: sure from
    there too, and only where as many of the like were right as its `sure_right` wants.
    """
    words = lexicon_of(book)
    reading = _read(words, text)
    _lean(words, reading)
    guesses = _guesses(words, reading)
    terms = words.terms
    next_best = guesses[1].confidence if len(guesses) > 1 else 0.0
    sure = bool(guesses) and guesses[0].confidence - next_best >= float(terms.margin)
    if learned is not None and not _nothing_to_ask(words, reading):
        guesses = _learned_guesses(words, reading, text, _Minds(learned, lessons), guesses)
        sure = bool(guesses) and guesses[0].confidence >= learned.cut
    first = guesses[0] if guesses else None
    marks = {
        "already_fine": reading.fine,
        "negated": reading.denied,
        "asks": reading.asks,
        "complains": words.complaints.any_in(reading.text),
        "thanks": words.thanks.any_in(reading.text),
        "hurries": words.hurries.any_in(reading.text),
        "greets": words.only_greets(reading.text),
        "place": _place(text),
    }
    if first is None:
        return Recognition(**marks)  # type: ignore[arg-type]
    return Recognition(
        topic=first.topic,
        case_class=first.case_class,
        urgency=first.urgency,
        confidence=first.confidence,
        sure=sure and first.confidence >= float(terms.sure_from),
        alternatives=tuple(guesses[: terms.suggestions]),
        words=tuple(dict.fromkeys(reading.words[first.topic])),
        **marks,  # type: ignore[arg-type]
    )


def is_emergency(found: Recognition, book: Words) -> bool:
    """Whether people must be told at once, sure or not: an emergency from the handbook's `emergency_from`."""
    return found.case_class == _EMERGENCY and found.confidence >= float(book.terms.recognition.emergency_from)


def title_of(text: str, longest: int = 40) -> str:
    """A title for a list: the first sentence that says something, cut to `longest` signs."""
    pieces = [piece.strip() for piece in re.split(r"(?<=[?？])|[\n。！!]", text)]
    said = next((piece for piece in pieces if len(piece) >= _SAYS), text.strip())
    return said if len(said) <= longest else f"{said[: longest - 1]}…"


def _place(text: str) -> str:
    found = place_in(text)
    return str(getattr(found, "text", "") or "") if found else ""


def _read(words: Lexicon, text: str) -> _Reading:
    pieces = clauses(text)
    reading = _Reading(text=",".join(pieces))
    is_long = len(reading.text) >= words.terms.long_message
    seen: set[str] = set()
    denied: set[str] = set()
    last_trouble, last_fine = -1, -1
    for number, piece in enumerate(pieces):
        share = _LATER if is_long and number > 1 else 1.0
        troubles = words.hits(piece, words.words)
        for hit in troubles:
            reading.denied |= hit.denied
            reading.asks |= hit.asked
            if hit.denied:
                denied.update(words.topics_of[hit.word])
            else:
                last_trouble = number
                _count(words, reading, hit, share * (_AGAIN if hit.word in seen else 1.0))
                seen.add(hit.word)
        for hit in words.hits(piece, words.not_words):
            reading.excluded.update(words.not_topics_of[hit.word])
        if _says_fine(words, piece, troubles):
            last_fine = number
    reading.asks |= words.questions.any_in(plain(text))
    reading.fine = last_fine >= 0 and last_fine >= last_trouble and not text.rstrip().endswith(("?", "？"))
    for code in reading.excluded:
        reading.scores.pop(code, None)
    reading.excluded |= denied - reading.scores.keys()
    if reading.text and not is_long:
        _fill(words, reading)
    return reading


def _count(words: Lexicon, reading: _Reading, hit: Hit, share: float) -> None:
    for code in words.topics_of[hit.word]:
        reading.scores[code] += share * words.weight(hit.word)
        if hit.word not in reading.words[code]:
            reading.words[code].append(hit.word)


def _says_fine(words: Lexicon, piece: str, troubles: Sequence[Hit]) -> bool:
    """Whether a clause says that it is over. Words that belong to a trouble ("is running out") never say so."""
    told = [hit for hit in troubles if not hit.denied]
    fine = words.hits(piece, words.fine)
    found = [hit for hit in fine if not any(hit.start < other.end and other.start < hit.end for other in told)]
    if not found or any(hit.denied or hit.asked for hit in found):
        return False
    return not words.questions.any_in(piece[found[-1].end :])


def _fill(words: Lexicon, reading: _Reading) -> None:
    """A short message that is nearly all word says more than the same word in passing."""
    length = len(reading.text)
    for code, score in reading.scores.items():
        covered = sum(len(word) for word in reading.words[code])
        reading.scores[code] = score * (1 + _FILLED * min(1.0, covered / length))


def _lean(words: Lexicon, reading: _Reading) -> None:
    complains = words.complaints.any_in(reading.text)
    for code in reading.scores:
        case_class = words.book.topics[code].class_
        if (case_class == "INQ" and reading.asks) or (case_class == "CMP" and complains):
            reading.scores[code] *= _LEANING


def _guesses(words: Lexicon, reading: _Reading) -> list[Guess]:
    _turn(words, reading)
    ground = sum(score * score for score in reading.scores.values()) + _GROUND * _GROUND
    sure = {code: score * score / ground for code, score in reading.scores.items()}
    ranked = sorted(sure, key=lambda code: (-sure[code], code))
    found: list[Guess] = []
    for code in ranked:
        if sure[code] < _SHOWN:
            break
        topic = words.book.topics[code]
        found.append(Guess(code, topic.class_, _urgency(words, topic, reading.text), round(sure[code], 4)))
    return found


@dataclass(frozen=True, slots=True)
class _Minds:
    """What was learned from the handbook, and from one company's corrections."""

    learned: Learned
    lessons: Layer | None


def seer(book: Words) -> See:
    """What a model of this book sees in a text."""
    words = lexicon_of(book)

    def see(text: str) -> Sight:
        reading = _read(words, text)
        _lean(words, reading)
        _turn(words, reading)
        return _sight(words, reading, text)

    return see


def scores_of(
    see: See, learned: Learned, text: str, sight: Sight, lessons: Layer | None = None
) -> tuple[Matrix, Matrix]:
    """The scores of all topics and levels by the whole text, and those of all classes by its first sentence."""
    matter = learned.matter.scores(sight)
    if lessons is not None:
        matter[: len(learned.topics)] += lessons.scores(sight)
    first = first_sentence(text)
    return matter, learned.manner.scores(sight if first == text.strip() else see(first))


def _sight(words: Lexicon, reading: _Reading, text: str) -> Sight:
    codes = words.places
    said = np.zeros(len(codes))
    ground = sum(score * score for score in reading.scores.values()) + _WORDS_GROUND
    for code, score in reading.scores.items():
        said[codes[code]] = score * score / ground
    manner = (
        reading.asks,
        words.complaints.any_in(reading.text),
        words.thanks.any_in(reading.text),
        words.hurries.any_in(reading.text),
        words.suggests.any_in(reading.text),
        text.rstrip().endswith(("?", "？")),
        reading.fine,
        reading.denied,
    )
    return Sight(signs_of(text), said, np.array(manner, dtype=np.float64))


def _nothing_to_ask(words: Lexicon, reading: _Reading) -> bool:
    """Thanks, greetings, "it's fine", "when do you come": no word of a matter, so no model is asked for one."""
    if reading.scores:
        return False
    talk = words.thanks.any_in(reading.text) or words.hurries.any_in(reading.text)
    return talk or reading.fine or words.only_greets(reading.text)


def _learned_guesses(
    words: Lexicon, reading: _Reading, text: str, minds: _Minds, by_words: Sequence[Guess]
) -> list[Guess]:
    """The model's guesses; an emergency that the words name stays first while the model is in doubt."""
    learned = minds.learned
    sight = _sight(words, reading, text)
    scores, classes = scores_of(seer(words.book), learned, text, sight, minds.lessons)
    topics = routed(scores[: len(learned.topics)], classes, learned)
    for code in reading.excluded & learned.place.keys():
        topics[learned.place[code]] = -1.0
    chance = learned.confidence(topics, sight.said, classes)
    found = _falling(topics, chance) if chance >= _GUESSED else {}
    ranked = [learned.topics[at] for at in sorted(found, key=lambda at: (-topics[at], at)) if found[at] >= _SHOWN]
    known = {code: found[learned.place[code]] for code in ranked}
    alarm = by_words[0] if by_words and by_words[0].case_class == _EMERGENCY else None
    if alarm and alarm.confidence >= float(words.terms.emergency_from) and chance < float(words.terms.sure_from):
        known = {alarm.topic: max(known.get(alarm.topic, 0.0), float(words.terms.emergency_from)), **known}
        ranked = [alarm.topic, *(code for code in ranked if code != alarm.topic)]
    levels = dict(zip(learned.levels, scores[len(learned.topics) :].tolist(), strict=True))
    return [_guess(words, reading, code, known[code], levels) for code in ranked[: words.terms.suggestions]]


def _falling(topics: Matrix, chance: float) -> dict[int, float]:
    """Column → confidence: the first has its chance, the others share the rest, none more than the one before."""
    order = np.argsort(-topics, kind="stable")[:8]
    shares = np.exp(_SHARP * (topics[order] - topics[order[0]]))
    rest = (1 - chance) * shares / max(float(shares[1:].sum()), 1e-9)
    found = np.minimum(rest, chance * shares)
    found[0] = chance
    return {int(at): float(one) for at, one in zip(order, found, strict=True)}


def _guess(words: Lexicon, reading: _Reading, code: str, confidence: float, levels: Mapping[str, float]) -> Guess:
    """A topic with its urgency: by the words, or a higher one that the model is clear about."""
    topic = words.book.topics[code]
    level = _urgency(words, topic, reading.text)
    if level in levels:
        told = max(levels, key=lambda one: (levels[one], one))
        if levels[told] - levels[level] >= _LEAD:
            level = _higher(words.rank, level, told)
    return Guess(code, topic.class_, level, round(confidence, 4))


def _turn(words: Lexicon, reading: _Reading) -> None:
    """Words of a topic that turn it into another (somebody inside a lift that stands still)."""
    for code in list(reading.scores):
        for rule in words.book.topics[code].raises:
            if rule.topic and rule.topic in words.book.topics and _applies(words, rule, reading.text, code):
                moved = reading.scores.pop(code)
                reading.scores[rule.topic] = max(reading.scores[rule.topic] + 1.0, moved + 1.0)
                reading.words[rule.topic] += [*reading.words[code], *map(plain, rule.words)]
                break


def _urgency(words: Lexicon, topic: Topic, text: str) -> str:
    found = topic.urgency or ""
    for rule in topic.raises:
        if rule.urgency and _applies(words, rule, text, topic.code):
            found = _higher(words.rank, found, rule.urgency)
    for code, raising in words.raising.items():
        if found and any(not hit.denied for hit in words.hits(text, raising)):
            found = _higher(words.rank, found, code)
    return found


def _applies(words: Lexicon, rule: Raise, text: str, topic: str) -> bool:
    if rule.words:
        said = any(plain(word) in text for word in rule.words)
        return said and (rule.when is None or rule.when.holds(_known(words, topic)))
    return rule.when is not None and rule.when.holds(_known(words, topic))


def _known(words: Lexicon, code: str) -> Mapping[str, str]:
    topic = words.book.topics[code]
    return {"topic": code, "case_class": topic.class_, "urgency": topic.urgency or ""}


def _higher(rank: Mapping[str, int], one: str, other: str) -> str:
    lowest = len(rank) + 1
    return other if rank.get(other, lowest) < rank.get(one, lowest) else one
