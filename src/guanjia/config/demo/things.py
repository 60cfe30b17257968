"""What the demo's communities have beside homes: lifts, pumps, areas of guards and cleaners."""

from datetime import datetime
from typing import Any
from uuid import UUID

from guanjia.rooms.routines import services
from guanjia.rooms.routines.types import NewThing


def look_after(community_id: UUID, one: dict[str, Any], kinds: dict[str, Any], at: datetime) -> None:
    """Enter the equipment and areas of a community as its plan has them: areas share the buildings out."""
    buildings = [str(number) for number in range(1, one["buildings"] + 1)]
    things = []
    for kind, words in kinds.items():
        count = len(buildings) if words.get("each") else words["count"]
        for number in range(count):
            mine = [code for place, code in enumerate(buildings) if place * count // len(buildings) == number]
            near = tuple(mine) if words.get("each") or words.get("areas") else ()
            label = words["label"].format(number=number + 1, building=buildings[number] if words.get("each") else "")
            things.append(NewThing(kind=kind, label=label, buildings=near))
    services.look_after_these(community_id, things, at=at)
