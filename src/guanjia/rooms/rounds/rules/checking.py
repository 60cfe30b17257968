"""Whether what was written down can be so: readings in their range, findings with words."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from guanjia.rooms.rounds.types import AskedItem, Recording
from guanjia.shared.errors import Invalid, gettext_noop

READING = "reading"


def check_recording(items: Sequence[AskedItem], said: Recording) -> None:
    """Raises Invalid for a reading that can't be, and for one below the last that nobody looked at again."""
    for item in items:
        value = reading_of(item, said.given)
        if value is None:
            continue
        if (item.least is not None and value < item.least) or (item.most is not None and value > item.most):
            message = gettext_noop("%(item)s: %(value)s can't be. Read the meter once more.")
            raise Invalid("rounds.reading", message, _told(item, value), field=f"item_{item.code}")
        if item.last is not None and value < item.last and not said.sure:
            message = gettext_noop(
                "%(item)s: %(value)s is below the last reading, %(last)s. Read the meter once more, or tick that it "
                "is so."
            )
            raise Invalid("rounds.backwards", message, _told(item, value), field=f"item_{item.code}")


def moved_items(items: Sequence[AskedItem], given: Mapping[str, object]) -> list[AskedItem]:
    """The items whose reading moved by more than the handbook lets pass."""
    return [item for item in items if _moved(item, reading_of(item, given))]


def _moved(item: AskedItem, value: float | None) -> bool:
    if value is None or item.moved is None or item.last is None:
        return False
    return _exact(value) - _exact(item.last) > _exact(item.moved)


def _exact(value: float) -> Decimal:
    """As it was written: a meter read 41.1 moved by 0.1 from 41, not by a little more."""
    return Decimal(str(value))


def reading_of(item: AskedItem, given: Mapping[str, object]) -> float | None:
    """What a meter reads by this record; None where there is no reading."""
    value = given.get(item.code)
    if item.kind != READING or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)


def _told(item: AskedItem, value: float) -> dict[str, object]:
    return {"item": item.title, "value": f"{value:g}", "last": "" if item.last is None else f"{item.last:g}"}
