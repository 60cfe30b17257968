"""The handbook's words made ready for reading: compiled once per edition, read in one pass per message.

A word may have a gap, written `*`: its parts follow each other within one clause. Longer words win over the shorter
ones inside them; a word shared by many topics weighs less than one that means a single thing.
"""

import re
import unicodedata
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log2
from threading import Lock
from typing import Protocol

from guanjia.rooms.handbook.types.needs import Topic, Urgency
from guanjia.rooms.handbook.types.terms import RecognitionTerms

GAP = "*"
_REACH = 8  # signs a gap may hold
_CLAUSE_END = re.compile(r"[,.;:!?\n，。；：！？、~]+")
_KEPT = 16  # editions read at the same time in one process
_WORDS = 10_000  # texts kept in their compared form: the words of a handbook, and the last messages


class Terms(Protocol):
    """The part of a handbook's terms that recognition reads."""

    @property
    def recognition(self) -> RecognitionTerms: ...


class Words(Protocol):
    """The part of a handbook that recognition reads."""

    @property
    def stamp(self) -> str: ...
    @property
    def topics(self) -> Mapping[str, Topic]: ...
    @property
    def urgencies(self) -> Mapping[str, Urgency]: ...
    @property
    def terms(self) -> Terms: ...


@dataclass(frozen=True, slots=True)
class Hit:
    """A word found in a text; `denied` when a negation stands right before it, `asked` for "is there or not"."""

    word: str
    start: int
    end: int
    denied: bool = False
    asked: bool = False


@lru_cache(_WORDS)
def plain(word: str) -> str:
    """A text as it is compared: one form of each sign, small letters, no spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", word).lower())


class WordIndex:
    """Finds every word of a set in a text in one pass: by the first two signs, longest first."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = defaultdict(list)
        self._gaps: list[tuple[str, str, re.Pattern[str]]] = []
        for word in {plain(one) for one in words if plain(one)}:
            if GAP in word:
                parts = [re.escape(part) for part in word.split(GAP)]
                self._gaps.append((word, word.split(GAP)[0], re.compile(f"[^,;.!?。]{{0,{_REACH}}}?".join(parts))))
            else:
                self._by_start[word[:2]].append(word)
        for found in self._by_start.values():
            found.sort(key=len, reverse=True)
        self._starts = _starts_of(self._by_start)

    def spans(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Word, start and end of every occurrence; `text` is plain already."""
        by_start = self._by_start
        for hit in self._starts.finditer(text):
            at = hit.start()
            for key in (text[at : at + 2], text[at]) if at + 1 < len(text) else (text[at],):
                for word in by_start.get(key, ()):
                    if text.startswith(word, at):
                        yield word, at, at + len(word)
        for word, first, pattern in self._gaps:
            if first in text:
                for found in pattern.finditer(text):
                    yield word, found.start(), found.end()

    def any_in(self, text: str) -> bool:
        """Whether any word occurs."""
        return next(self.spans(text), None) is not None


def _starts_of(keys: Iterable[str]) -> re.Pattern[str]:
    """Where a word may begin: two signs that begin words in this place, or one that is a word; found without Python."""
    pairs, ones = {key for key in keys if len(key) > 1}, {key for key in keys if len(key) == 1}
    firsts, seconds, alone = (_class_of(one) for one in ({key[0] for key in pairs}, {key[1] for key in pairs}, ones))
    ways = [f"{firsts}(?={seconds})"] * bool(pairs) + [alone] * bool(ones)
    return re.compile("|".join(ways) or r"(?!)")


def _class_of(signs: Iterable[str]) -> str:
    return f"[{''.join(re.escape(one) for one in sorted(signs))}]"


class Lexicon:
    """One edition's words: of topics, of what excludes a topic, of what raises the urgency, and the markers."""

    def __init__(self, book: Words) -> None:
        self.book = book
        self.terms = book.terms.recognition
        self.topics_of: dict[str, list[str]] = defaultdict(list)
        self.not_topics_of: dict[str, list[str]] = defaultdict(list)
        for code, topic in book.topics.items():
            for word in {plain(one) for one in topic.words}:
                self.topics_of[word].append(code)
            for word in {plain(one) for one in topic.not_words}:
                self.not_topics_of[word].append(code)
        self.places = {code: at for at, code in enumerate(book.topics)}
        self.words = WordIndex(self.topics_of)
        self.suggests = WordIndex(word for one in book.topics.values() if one.class_ == "SUG" for word in one.words)
        self.not_words = WordIndex(self.not_topics_of)
        self.raising = {code: WordIndex(level.words) for code, level in book.urgencies.items() if level.words}
        self.rank = {code: level.rank for code, level in book.urgencies.items()}
        self._negations = tuple(sorted((plain(one) for one in self.terms.negations), key=len, reverse=True))
        self.fine = WordIndex(self.terms.already_fine)
        self.questions = WordIndex(self.terms.questions)
        self.complaints = WordIndex(self.terms.complaints)
        self.thanks = WordIndex(self.terms.thanks)
        self.hurries = WordIndex(self.terms.hurries)
        self._greetings = tuple(sorted((plain(one) for one in self.terms.greetings), key=len, reverse=True))

    def weight(self, word: str) -> float:
        """By length and rarity: four signs that mean one topic say far more than two that may mean five."""
        signs = len(word.replace(GAP, ""))
        by_length = (0.0, 0.45, 1.0, 1.5, 1.9, 2.2)[min(signs, 5)]
        return by_length / (1 + log2(max(len(self.topics_of[word]), 1)))

    def hits(self, text: str, among: WordIndex) -> list[Hit]:
        """The words found, in order; one that lies inside a longer one is left out."""
        found = sorted(among.spans(text), key=lambda span: (span[1], -span[2]))
        kept: list[Hit] = []
        reach = -1
        for word, start, end in found:
            if end <= reach and not (kept and (kept[-1].start, kept[-1].end) == (start, end)):
                continue
            denied, asked = self._denied(text, start)
            kept.append(Hit(word, start, end, denied, asked))
            reach = max(reach, end)
        return kept

    def only_greets(self, text: str) -> bool:
        """Whether nothing is left of a text, commas aside, when its greetings are taken away."""
        for word in self._greetings:
            text = text.replace(word, "")
        return not text.replace(",", "")

    def _denied(self, text: str, start: int) -> tuple[bool, bool]:
        for negation in self._negations:
            begin = start - len(negation)
            if begin < 0 or not text.startswith(negation, begin):
                continue
            # "is or is not": the sign before the negation comes again after it, which makes it a question
            if begin > 0 and text[begin - 1] == (text[begin + 1] if len(negation) > 1 else text[start]):
                return False, True
            return True, False
        return False, False


_made: OrderedDict[str, Lexicon] = OrderedDict()
_making = Lock()


def lexicon_of(book: Words) -> Lexicon:
    """The words of this book, compiled once in this process for all books that say the same."""
    with _making:
        found = _made.get(book.stamp)
        if found is None:
            found = _made[book.stamp] = Lexicon(book)
            while len(_made) > _KEPT:
                _made.popitem(last=False)
        _made.move_to_end(book.stamp)
        return found


def clauses(text: str) -> list[str]:
    """The text in pieces that end at a comma or stop, without empty ones; each plain."""
    return [plain(piece) for piece in _CLAUSE_END.split(unicodedata.normalize("NFKC", text)) if plain(piece)]
