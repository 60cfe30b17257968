"""Dockets: a case as another department, or a body outside, follows it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class DocketState(StrEnum):
    """Whether a body still waits for our word."""

    OPEN = "open"
    ANSWERED = "answered"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocket:
    """A case as another department, or a body outside, follows it: under its own number, with its own times.

    `urgency` is the class it gave; `until` the time it named or agreed to. A department of the house gets a number
    of ours when none is given.
    """

    party: str
    number: str = ""
    urgency: str = ""
    until: datetime | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class DocketRow:
    """A docket of a case as a page shows it."""

    id: UUID
    number: str
    party: str
    party_title: str
    outside: bool
    urgency: str
    urgency_title: str
    until: datetime | None
    state: DocketState
    opened_at: datetime
    contacted_at: datetime | None
    ended_at: datetime | None
    text: str
    answer: str
