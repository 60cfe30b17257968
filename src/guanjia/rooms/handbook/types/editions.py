"""Editions, and the book that holds in one community: what other rooms hold in their hands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from guanjia.rooms.handbook.types.book import HandbookContent
from guanjia.rooms.handbook.types.calendars import ResolvedCalendar
from guanjia.rooms.handbook.types.clocks import Clock
from guanjia.rooms.handbook.types.house import Grades, Ground, Measure, Reason, Role, Touchpoint
from guanjia.rooms.handbook.types.needs import Examples, Guide, Plan, Questionnaire, Script, Topic, Urgency
from guanjia.rooms.handbook.types.standards import Standard
from guanjia.rooms.handbook.types.terms import Terms

SCHEMA = 1
"""The version of the format; stored with each edition."""


class EditionState(StrEnum):
    """How far an edition has come."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    PUBLISHED = "published"


class PrintState(StrEnum):
    """How far a printed book has come."""

    WAITING = "waiting"
    MADE = "made"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PrintRow:
    """A printed book, or that it is being made."""

    id: UUID
    state: PrintState
    asked_at: datetime
    made_at: datetime | None
    problem: str
    bytes: int


@dataclass(frozen=True, slots=True)
class EditionRow:
    """One line of the list of editions."""

    id: UUID
    number: int
    title: str
    version: str
    state: EditionState
    effective_from: datetime | None
    digest: str


@dataclass(frozen=True)
class Book:
    """The handbook of one community: an edition with its overrides, and calendars with the year tables known.

    `stamp` is equal for two books exactly when they say the same: a key for what is derived from a book.
    """

    id: UUID
    number: int
    title: str
    community_id: UUID
    effective_from: datetime | None
    digest: str
    stamp: str
    content: HandbookContent
    calendars: Mapping[str, ResolvedCalendar]
    clocks: tuple[dict[str, Any], ...] = field(repr=False)
    """Every clock in force in its plain form, as the promise engine reads it."""
    further: tuple[dict[str, Any], ...] = field(default=(), repr=False)
    """Every sample, checklist and gate in force in its plain form."""

    def calendar(self, code: str) -> ResolvedCalendar:
        """A calendar in the community's zone with its holidays and make-up workdays."""
        return self.calendars[code]

    @property
    def standards(self) -> Mapping[str, Standard]:
        """All standards by code, also those not in force."""
        return self.content.standards

    def clock(self, code: str) -> Clock | None:
        """The clock of this code, None when it is another kind or none."""
        found = self.content.standards.get(code)
        return found if isinstance(found, Clock) else None

    @property
    def terms(self) -> Terms:
        """The figures the rooms read."""
        return self.content.terms

    @property
    def topics(self) -> Mapping[str, Topic]:
        """The tree of needs by code."""
        return self.content.topics

    @property
    def examples(self) -> Mapping[str, Examples]:
        """What residents say, by topic."""
        return self.content.examples

    @property
    def urgencies(self) -> Mapping[str, Urgency]:
        """Urgency levels by code."""
        return self.content.urgencies

    @property
    def roles(self) -> Mapping[str, Role]:
        """Roles by code, with their duties."""
        return self.content.roles

    @property
    def ranks(self) -> Mapping[str, str | None]:
        """By role: the role it reports to."""
        return {code: role.reports_to for code, role in self.content.roles.items()}

    @property
    def reasons(self) -> Mapping[str, Reason]:
        """Typed reasons by code."""
        return self.content.reasons

    def grounds_for(self, topic: str) -> list[Ground]:
        """What a decision may rest on, what belongs to the topic first, then in the order of the file."""
        found = list(self.content.grounds.values())
        return sorted(found, key=lambda one: topic not in one.topics)

    def reasons_for(self, use: str) -> list[Reason]:
        """The reasons of one use (pause, refuse, withdraw, waive …), in the order of the file."""
        return [reason for reason in self.content.reasons.values() if reason.use == use]

    @property
    def scripts(self) -> Mapping[str, Script]:
        """Fixed wording by code."""
        return self.content.scripts

    @property
    def guides(self) -> Mapping[str, Guide]:
        """Step by step, by code."""
        return self.content.guides

    @property
    def questionnaires(self) -> Mapping[str, Questionnaire]:
        """Questionnaires by code."""
        return self.content.questionnaires

    @property
    def plans(self) -> Mapping[str, Plan]:
        """Emergency plans by code."""
        return self.content.plans

    @property
    def measures(self) -> Mapping[str, Measure]:
        """The measures dictionary by code."""
        return self.content.measures

    @property
    def touchpoints(self) -> Mapping[str, Touchpoint]:
        """Touchpoints by code."""
        return self.content.touchpoints

    @property
    def grades(self) -> Grades:
        """How promises become scores."""
        return self.content.grades
