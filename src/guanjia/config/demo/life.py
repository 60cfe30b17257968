"""What people do when something happened: staff and residents read the journal as their screens would tell them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from guanjia.config.demo.town import Town
from guanjia.shared import journal
from guanjia.shared.facts import Fact
from guanjia.shared.journal import restored

Habit = Callable[["Life", Any], None]
HABITS: dict[str, list[Habit]] = {}


def when(*kinds: str) -> Callable[[Habit], Habit]:
    """Do this whenever a fact of these kinds was recorded."""

    def keep(habit: Habit) -> Habit:
        for kind in kinds:
            HABITS.setdefault(kind, []).append(habit)
        return habit

    return keep


class Life:
    """A town with its words and what its people remember."""

    def __init__(self, town: Town, words: dict[str, Any]) -> None:
        self.town = town
        self.words = words
        self.seen: UUID | None = None
        self.unanswered: set[UUID] = set()
        self.read = 0
        self.offered = 0
        self.looked = -1
        """How many facts this process had recorded when everybody last looked."""

    def say(self, kind: str, case_class: str = "") -> str:
        """A sentence for the moment, fitting the class of the case where there is one."""
        found = self.words[kind]
        if isinstance(found, dict):
            found = found.get(case_class) or next(iter(found.values()))
        return str(self.town.pick(found))

    def look_around(self) -> None:
        """Let everybody take note of what was recorded since they last looked."""
        recorded = journal.recorded()
        for row in journal.facts_after(self.town.community_id, self.seen):
            self.seen = row.id
            self.read += 1
            self.offered += row.kind.startswith("assignment.")
            for habit in HABITS.get(row.kind, []):
                habit(self, restored(row))
        self.looked = recorded

    def note(self, fact: Fact) -> None:
        """Nothing to do; kept so that the reading stays complete."""
