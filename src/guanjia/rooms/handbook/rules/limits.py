"""The limit of every edition: what is law is not loosened, unless the law itself has another source."""

from collections.abc import Iterator, Mapping
from typing import Any

from guanjia.rooms.handbook.rules.divisions import binds
from guanjia.rooms.handbook.rules.overriding import looser
from guanjia.rooms.handbook.types.book import HandbookContent
from guanjia.rooms.handbook.types.clocks import StandardPart
from guanjia.rooms.handbook.types.life import Loosened
from guanjia.shared.errors import Refused, gettext_noop

BESIDE = frozenset({"touchpoint", "owed_by", "part", "source", "covers", "alternatives", "conflict", "fixed", "proof"})
"""Keys of a standard that ask for no less when they change."""


def loosened(now: HandbookContent, new: HandbookContent) -> Iterator[Loosened]:
    """Standards that are law in the edition in force and would ask less, or be gone, in the new one.

    One whose sources differ is left to the leader who approves: the law has changed.
    """
    for code, part in now.standards.items():
        if part.status != "law" or not part.enabled:
            continue
        other = new.standards.get(code)
        if other is None:
            yield Loosened(code, "")
        elif other.source == part.source:
            yield from _of_one(part, other.model_dump(mode="json"))


def _of_one(part: StandardPart, new: Mapping[str, Any]) -> Iterator[Loosened]:
    old = part.model_dump(mode="json")
    for key, value in new.items():
        if key not in BESIDE and value != old.get(key) and looser(part, key, value):
            yield Loosened(part.code, key)


def check_law(now: HandbookContent | None, new: HandbookContent) -> None:
    """Raises Refused, naming the standards, when an edition would loosen what is law."""
    found = [] if now is None else list(loosened(now, new))
    if not found:
        return
    names = ", ".join(
        dict.fromkeys(f"{one.code} {new.standards[one.code].title}".strip() if one.key else one.code for one in found)
    )
    message = gettext_noop(
        "%(standards)s: this is law, and an edition never asks less than the law. Keep the figure or a stricter one; "
        "if the law itself has changed, name its new source in the pack and send the whole pack."
    )
    raise Refused("handbook.law", message, {"standards": names})


def completed(part: StandardPart, keys: Mapping[str, Any]) -> dict[str, Any]:
    """The keys with what must stand beside them: limits by urgency name the first one."""
    first = getattr(part, "first_urgency", None)
    needed = "by_urgency" in keys and "first_urgency" not in keys and first
    return {**keys, "first_urgency": first} if needed else dict(keys)


def check_change(part: StandardPart, keys: Mapping[str, Any], division: str | None) -> None:
    """Raises Refused when these keys would make a standard that is law ask less, or, in a community that lies in the
    division (None: the change is for all), one that is a rule of that place."""
    if part.status != "law" and (division is None or not binds(part, division)):
        return
    if any(key == "status" or looser(part, key, value) for key, value in keys.items()):
        message = gettext_noop(
            "%(standard)s is law: no edition and no community may ask less. Keep the figure or a stricter one."
        )
        if part.status != "law":
            message = gettext_noop(
                "%(standard)s is a rule of the place where this community lies, which may not ask less. Keep the "
                "figure or a stricter one."
            )
        raise Refused("handbook.law", message, {"standard": f"{part.code} {part.title}"})
