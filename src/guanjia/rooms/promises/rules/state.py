"""What the engine keeps of one subject between two events: plain data, so that it is stored as JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from guanjia.rooms.promises.types import EventId, Pause, SubjectRef


class EditionUnseen(Exception):
    """The fold met an edition whose standards haven't followed this subject: fold again with it from the start."""

    def __init__(self, edition: str) -> None:
        super().__init__(edition)
        self.edition = edition


Leg = tuple[str, int | None, str]
"""How a limit came to hold: ("set" | "raised" | "lowered", the instant counted from, row of the table)."""


@dataclass(slots=True)
class Open:
    """A promise not yet ended. Its due time is never kept: it follows from the legs and the pauses."""

    id: str
    code: str
    edition: str
    root: EventId
    opened_by: EventId
    opened: int
    since: int
    legs: list[Leg]
    evidence: list[EventId]
    flags: list[str] = field(default_factory=list)
    warned: bool = False
    missed: bool = False

    @property
    def limit(self) -> str:
        """The row of the table by urgency that holds now."""
        return self.legs[-1][2]

    def plain(self) -> list[Any]:
        """As JSON can hold it."""
        told = [self.warned, self.missed]
        legs = [list(leg) for leg in self.legs]
        own = [
            self.id,
            self.code,
            self.edition,
            self.root,
            self.opened_by,
            self.opened,
            self.since,
        ]
        return [*own, legs, self.evidence, self.flags, told]

    @classmethod
    def read(cls, plain: list[Any]) -> "Open":
        """From `plain`."""
        key, code, edition, root, opened_by, opened, since, legs, evidence, flags, told = plain
        read = [(leg[0], leg[1], leg[2]) for leg in legs]
        return cls(key, code, edition, root, opened_by, opened, since, read, evidence, flags, *told)


@dataclass(slots=True)
class Track:
    """One standard on one subject: its urgency, its pauses, and whether a start waits for the class to match."""

    urgency: str = ""
    paused: tuple[int, int | None, str] | None = None
    pauses: list[Pause] = field(default_factory=list)
    used: dict[str, int] = field(default_factory=dict)
    waiting: bool = False

    def all_pauses(self) -> list[Pause]:
        """Ended pauses and the one in force, in order."""
        if self.paused is None:
            return self.pauses
        return [*self.pauses, (self.paused[0], self.paused[1])]

    def in_force(self, at: int) -> bool:
        """Whether a pause is in force; at the second its cap ends it isn't."""
        return self.paused is not None and (self.paused[1] is None or at < self.paused[1])

    def plain(self) -> list[Any]:
        """As JSON can hold it."""
        return [self.urgency, self.paused, self.pauses, self.used, self.waiting]

    @classmethod
    def read(cls, plain: list[Any]) -> "Track":
        """From `plain`."""
        urgency, paused, pauses, used, waiting = plain
        ended: list[Pause] = [(start, end) for start, end in pauses]
        return cls(
            urgency,
            None if paused is None else (paused[0], paused[1], paused[2]),
            ended,
            used,
            waiting,
        )


@dataclass(slots=True)
class Ledger:
    """What one edition's standards know of the subject.

    `noted` is what samples, gates and quotas remember by code: the populations it came into, the approvals it was
    given, since when it is a member.
    """

    attributes: dict[str, Any] = field(default_factory=dict)
    tracks: dict[str, Track] = field(default_factory=dict)
    noted: dict[str, list[Any]] = field(default_factory=dict)

    def track(self, code: str) -> Track:
        """The track of a standard, begun when first asked for."""
        found = self.tracks.get(code)
        if found is None:
            found = self.tracks[code] = Track()
        return found

    def waits(self, code: str) -> bool:
        """Whether a start of the standard waits for the class to match."""
        found = self.tracks.get(code)
        return found is not None and found.waiting


@dataclass(slots=True)
class SubjectState:
    """All the engine keeps of a subject. `seen` is the order of the last event folded.

    `owing` is who looks after it and who does the work, as far as events named them; it is stored beside the rest.
    `turned` is until when the turns of its quotas are done; None before its first event.
    """

    subject: SubjectRef
    seen: tuple[int, EventId] | None = None
    ledgers: dict[str, Ledger] = field(default_factory=dict)
    open: list[Open] = field(default_factory=list)
    owing: dict[str, str] = field(default_factory=dict)
    turned: int | None = None

    def of(self, code: str) -> Iterator[Open]:
        """The open promises of a standard, whatever edition judges them."""
        return (one for one in self.open if one.code == code)

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it, without who owes."""
        ledgers = {
            edition: [
                book.attributes,
                {code: track.plain() for code, track in book.tracks.items()},
                *([book.noted] if book.noted else []),
            ]
            for edition, book in self.ledgers.items()
        }
        return {
            "seen": self.seen,
            "ledgers": ledgers,
            "open": [one.plain() for one in self.open],
            **({} if self.turned is None else {"turned": self.turned}),
        }

    @classmethod
    def read(
        cls, subject: SubjectRef, plain: dict[str, Any], owing: Mapping[str, str | None] | None = None
    ) -> "SubjectState":
        """From `plain`; an empty dict is a subject nothing is known of."""
        named = {place: who for place, who in (owing or {}).items() if who is not None}
        if not plain:
            return cls(subject, owing=named)
        ledgers = {  # what is read is a copy: whoever folds on must not change what was stored
            edition: Ledger(
                dict(attributes),
                {code: Track.read(track) for code, track in tracks.items()},
                *({code: list(rows) for code, rows in one.items()} for one in noted),
            )
            for edition, (attributes, tracks, *noted) in plain["ledgers"].items()
        }
        seen = plain["seen"]
        opened = [Open.read(one) for one in plain["open"]]
        place = None if seen is None else (seen[0], seen[1])
        return cls(subject, place, ledgers, opened, named, plain.get("turned"))
