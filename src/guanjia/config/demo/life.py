"""What people do when something happened: staff and residents read the journal as their screens would tell them."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

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
        self.heard: list[Fact] = []
        self.walks: dict[tuple[UUID, date], datetime] = {}
        """Until when each steward's day is full."""
        self.missed = False
        """Something may have been recorded that was not heard of."""

    def say(self, kind: str, case_class: str = "") -> str:
        """A sentence for the moment, fitting the class of the case where there is one."""
        found = self.words[kind]
        if isinstance(found, dict):
            found = found.get(case_class) or next(iter(found.values()))
        return str(self.town.pick(found))

    def listen(self) -> None:
        """Hear what this process records from now on, as soon as it is committed."""
        journal.inside_record(lambda batch: transaction.on_commit(lambda: self.heard.extend(one.fact for one in batch)))

    def lost(self) -> None:
        """The database went away: what was committed meanwhile may not have been heard of."""
        self.missed = True

    def look_around(self) -> None:
        """Let everybody take note of what was recorded since they last looked."""
        heard, self.heard = self.heard, []
        if self.missed:  # the database went away: what was committed then is asked of the journal
            heard = [restored(row) for row in journal.facts_after(self.town.community_id, self.seen)]
            self.missed = False
        for fact in heard:
            self.seen = fact.id
            self.read += 1
            self.offered += fact.kind.startswith(("assignment.", "opening."))
            for habit in HABITS.get(fact.kind, []):
                habit(self, fact)
