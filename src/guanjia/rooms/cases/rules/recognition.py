"""What a message is about: the handbook's words, weighed, with a sureness that counts how clear they are.

The sureness of a topic is its weight squared against all topics' and a ground that stands for "none of these":
one rare long word is nearly sure, two topics at once are not, a text without words is nothing.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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


def recognise(book: Words, text: str) -> Recognition:
    """What `text` is about by this edition's words. Pure; a few microseconds a sign once the edition is compiled.

    Sure from the handbook's `sure_from` and only with its `margin` to the next topic.
    """
    words = lexicon_of(book)
    reading = _read(words, text)
    _lean(words, reading)
    guesses = _guesses(words, reading)
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
    next_best = guesses[1].confidence if len(guesses) > 1 else 0.0
    terms = words.terms
    return Recognition(
        topic=first.topic,
        case_class=first.case_class,
        urgency=first.urgency,
        confidence=first.confidence,
        sure=first.confidence >= float(terms.sure_from) and first.confidence - next_best >= float(terms.margin),
        alternatives=tuple(guesses[: terms.suggestions]),
        words=tuple(reading.words[first.topic]),
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
    excluded: set[str] = set()
    last_trouble, last_fine = -1, -1
    for number, piece in enumerate(pieces):
        share = _LATER if is_long and number > 1 else 1.0
        troubles = words.hits(piece, words.words)
        for hit in troubles:
            reading.denied |= hit.denied
            reading.asks |= hit.asked
            if not hit.denied:
                last_trouble = number
                _count(words, reading, hit, share * (_AGAIN if hit.word in seen else 1.0))
                seen.add(hit.word)
        for hit in words.hits(piece, words.not_words):
            excluded.update(words.not_topics_of[hit.word])
        if _says_fine(words, piece, troubles):
            last_fine = number
    reading.asks |= words.questions.any_in(plain(text))
    reading.fine = last_fine >= 0 and last_fine >= last_trouble and not text.rstrip().endswith(("?", "？"))
    _drop(reading, excluded)
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


def _drop(reading: _Reading, excluded: set[str]) -> None:
    for code in excluded:
        reading.scores.pop(code, None)


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
