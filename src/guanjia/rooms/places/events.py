"""Facts of places: how a home is lived in. What is said here is where it went; a renovation also has an end."""

from dataclasses import dataclass
from typing import ClassVar

from guanjia.shared.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeFact(Fact):
    """What every fact of a home carries."""

    about: ClassVar[str] = "home"


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeOccupied(HomeFact):
    """The home is lived in from now on."""

    kind: ClassVar[str] = "home.occupied"


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeVacated(HomeFact):
    """Nobody lives there from now on."""

    kind: ClassVar[str] = "home.vacated"


@dataclass(frozen=True, slots=True, kw_only=True)
class RenovationStarted(HomeFact):
    """The home is being renovated from now on; it is neither lived in nor empty."""

    kind: ClassVar[str] = "renovation.started"


@dataclass(frozen=True, slots=True, kw_only=True)
class RenovationFinished(HomeFact):
    """The renovation is over; what the home is from then on is a fact of its own."""

    kind: ClassVar[str] = "renovation.finished"
