"""The figures by which rounds are planned."""

from guanjia.rooms.handbook.types.base import Length, Part, Whole


class PlanWeights(Part):
    """What each trouble of a plan of rounds counts beside the others."""

    weeks: Whole = 6
    """A week of somebody that is fuller or emptier than the others."""
    stewards: Whole = 4
    """Somebody who does more or less than their share."""
    building: Whole = 10
    """A building more that is entered on a day."""
    floor: Whole = 2
    move: Whole = 5
    """A stop that was planned and is put elsewhere."""
    wish: Whole = 20
    """A household's wish that is not met."""
    short: Whole = 500
    """An act that finds no place."""


class PlanTerms(Part):
    """How the coming weeks of rounds are planned."""

    ahead: Length = Length(days=28)
    """How far stops are laid out."""
    roster_like: Length = Length(days=14)
    """Where the roster isn't written yet, people are there on the weekdays of so long before."""
    weights: PlanWeights = PlanWeights()
