"""The figures by which a round's record is looked at for what can't well be so."""

from typing import Annotated

from pydantic import Field, StrictInt

from guanjia.rooms.handbook.types.base import Codes, Counted, Length, Part


class ProofTerms(Part):
    """From when something about a record is flagged. A flag asks; it never judges."""

    photo_alike: Annotated[StrictInt, Field(ge=0, le=7)] = 4
    """Of the 128 signs of a picture so many may differ, and it still counts as the same one taken over."""
    photo_older: Length = Length(minutes=60)
    """A photo whose camera says that it was taken so long before the stop began."""
    place_within: Counted = 300
    """Metres from the place; what the phone itself is unsure of comes on top."""
    metres_a_minute: Counted = 200
    """Faster than this nobody walks or rides from one stop to the next."""
    next_building_least: Length = Length(seconds=30)
    """Where no place is known: the least from the end of a stop to the next one, in another building."""
    hasty_items: Counted = 4
    """From so many items on it is looked at how fast they were answered."""
    hasty_each: Length = Length(seconds=2)
    """Answered faster than this on average: nobody looked."""
    label_asked: Codes = ()
    """Kinds of stop (visit, vacant_check, renovation_check) at which the label is scanned where one hangs."""
    by_hand_after: Length = Length(minutes=30)
    """A time set by hand that lies so long before the record was written."""
