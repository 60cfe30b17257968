"""What became of one case: its facts in order, and what they left in the columns of the case."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from guanjia.rooms.cases import events as facts
from guanjia.rooms.cases.events import CaseFact
from guanjia.shared.time import id_of_then

OPEN_SHARE = 0.04
"""Of all cases, so many are not through yet; the rest have run their course."""
PAUSE = "resident_absent"
LONG = timedelta(days=7)
"""After so long a closed case lies in the archive."""

Step = tuple[type[CaseFact], float, dict[str, Any], dict[str, Any]]
"""A fact, the minutes it takes to come to it, its fields, and what it changes on the case."""


@dataclass(frozen=True, slots=True)
class Need:
    """A topic of the handbook as it is asked for: its texts are the handbook's own examples."""

    code: str
    case_class: str
    urgency: str
    texts: tuple[str, ...]
    on_the_spot: bool


@dataclass(slots=True)
class Story:
    """A case in the making."""

    id: UUID
    community_id: UUID
    need: Need
    opened_at: datetime
    now: datetime
    columns: dict[str, Any] = field(default_factory=dict)
    facts: list[CaseFact] = field(default_factory=list)
    refs: dict[str, UUID | None] = field(default_factory=dict)
    """Contact, home and conversation, as every fact of the case carries them."""

    @property
    def state(self) -> str:
        """How far it has come."""
        return str(self.columns["state"])

    def run(self, steps: Iterator[Step], most: int, chance: random.Random) -> None:
        """Take the steps whose time has come, at most so many."""
        at = self.opened_at
        for kind, minutes, fields, changes in list(steps)[:most]:
            at += timedelta(seconds=int(60 * minutes * chance.uniform(0.3, 1.7)))
            if at > self.now:
                return
            own = {"community_id": self.community_id, "subject_id": self.id, "at": at, **self.refs, **fields}
            self.facts.append(kind(id=id_of_then(at, chance), **own))
            moved = {"moved_at": at} if "state" in changes else {}
            self.columns |= {name: at if value is NOW else value for name, value in {**changes, **moved}.items()}


NOW = object()
"""Stands for the time of the step among what it changes."""


def course(need: Need, desk: UUID, worker: UUID, by: dict[str, str], chance: random.Random) -> Iterator[Step]:
    """The steps of a need from its opening to the archive, as the verbs of cases record them."""
    told = {"case_class": need.case_class, "topic": need.code}
    known = {**told, "urgency": need.urgency}
    yield facts.CaseOpened, 0, by, {"state": "taken"}
    yield facts.CaseClassified, 1, known, {"state": "classified", **known, "confidence": 1.0, "owner_id": desk}
    if need.on_the_spot:
        done = {"state": "done", "done_at": NOW, "done_by_id": desk}
        yield facts.CaseDone, 4, {**told, "on_the_spot": True, "staff_id": desk}, done
    else:
        yield from _work(told, worker, chance)
        accepted = {"state": "accepted", "accepted_by": "resident", "settle_at": None}
        yield facts.CaseAccepted, 300, {"by": "resident"}, accepted
    closed = {"state": "closed", "is_open": False, "closed_at": NOW, "settle_at": None}
    yield facts.CaseClosed, 5, told, closed
    yield facts.CaseFeedbackGiven, 30, {"what": "finished", "channel": by["channel"], "staff_id": desk}, {}
    yield facts.CaseArchived, LONG / timedelta(minutes=1), {}, {"state": "archived"}


def _work(told: dict[str, Any], worker: UUID, chance: random.Random) -> Iterator[Step]:
    by = {"staff_id": worker}
    yield facts.CaseDispatched, 2, {}, {"state": "dispatched"}
    yield facts.CaseTakenOn, 5, by, {"worker_id": worker}
    yield facts.CaseDeparted, 10, by, {"departed_at": NOW}
    yield facts.CaseArrived, 15, by, {"state": "in_hand", "arrived_at": NOW, "started_at": NOW}
    if chance.random() < 0.25:
        yield facts.CasePaused, 20, {"reason": PAUSE, **by}, {"state": "paused", "pause_reason": PAUSE}
        yield facts.CaseResumed, 400, by, {"state": "in_hand", "pause_reason": ""}
    done = {"state": "done", "done_at": NOW, "done_by_id": worker, "settle_at": NOW}
    seen = {"tested": True, "before": 1, "after": 1} if chance.random() < 0.9 else {"tested": True}
    yield facts.CaseDone, 60, {**told, "photos": 2, "tested": True, "evidence": seen, **by}, done


def opened(chance: random.Random, now: datetime, days: int) -> tuple[datetime, int]:
    """When a case was opened, and how many steps it has come at most: recent ones are stuck somewhere."""
    if chance.random() < OPEN_SHARE:
        return now - timedelta(seconds=chance.randrange(600, 12 * 86_400)), chance.randint(1, 8)
    return now - timedelta(seconds=chance.randrange(86_400, days * 86_400)), 99
