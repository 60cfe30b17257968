"""Whether two troubles are at the same place: the same building, or the same shared area where no building is named."""

from dataclasses import dataclass

from guanjia.rooms.places.rules import place_in


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as far as it is known: a building's code, and shared areas by their names."""

    building: str = ""
    areas: frozenset[str] = frozenset()


def spot_of(words: str, building: str = "", area: str = "") -> Spot:
    """Where something is, by what was said and by the home or area it is tied to; what was said goes first."""
    said = place_in(words)
    areas = frozenset(filter(None, (*said.areas, area)))
    return Spot(said.building or building, areas)


def is_near(one: Spot, other: Spot) -> bool:
    """The same building where both have one, else a shared area in common."""
    if one.building and other.building:
        return one.building == other.building
    return bool(one.areas & other.areas)
