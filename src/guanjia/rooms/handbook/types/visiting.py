"""The figures by which visits are booked with residents, and after how many tries one may be let go."""

from guanjia.rooms.handbook.types.base import Code, Counted, Length, Part


class VisitTerms(Part):
    """How a visit is booked with a household."""

    calendar: Code | None = None
    """The hours in which visits are offered; none: nothing is booked here."""
    window: Length = Length(hours=1)
    """How long the time is that is agreed for a visit's begin."""
    offered_for: Length = Length(days=14)
    """How far ahead times are offered."""
    each: Counted = 1
    """How many visits one steward begins in the same time."""
    tries: Counted = 3
    """A household that can't be reached is tried so often before anybody may let the visit go …"""
    try_days: Counted = 2
    """… on so many different days."""
    unreached: Code | None = None
    """The reason by which it is let go then."""
    moved_by: Code | None = None
    """The reason that counts when the resident takes another time by themselves."""
    scripts: dict[Code, Code] = {}
    """What the household is told, by moment: ask, booked, moved, called_off, thanks, card."""
