"""What a message seems to be about."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guess:
    """One thing a message may be about, with how sure that is, 0 to 1."""

    topic: str
    case_class: str
    urgency: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a message is about, as far as the handbook's words tell. `topic` is empty when no word was found."""

    topic: str = ""
    case_class: str = ""
    urgency: str = ""
    confidence: float = 0.0
    sure: bool = False
    place: str = ""
    alternatives: tuple[Guess, ...] = ()
    """The best guesses, the first included, at most as many as the handbook suggests."""
    already_fine: bool = False
    negated: bool = False
    asks: bool = False
    complains: bool = False
    thanks: bool = False
    hurries: bool = False
    greets: bool = False
    """Nothing but a greeting, or "all right"."""
    words: tuple[str, ...] = ()
    """The words it rests on."""
