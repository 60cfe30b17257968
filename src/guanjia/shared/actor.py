"""Who acts: passed to every verb, filled by the room of people, asked by every door."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from guanjia.shared.errors import Denied, gettext_noop


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or a part of the system) with the communities they serve and the duties they have.

    `staff_id` is None for residents, `contact_id` is None for staff; the system itself has neither.
    """

    id: UUID | None
    name: str = ""
    community_ids: tuple[UUID, ...] = ()
    duties: frozenset[str] = field(default_factory=frozenset)
    staff_id: UUID | None = None
    contact_id: UUID | None = None
    roles: frozenset[str] = field(default_factory=frozenset)

    def may(self, duty: str) -> bool:
        """Whether this person has the duty in the communities they serve."""
        return duty in self.duties

    def need(self, duty: str) -> None:
        """Raises Denied when the duty is not theirs."""
        if not self.may(duty):
            raise Denied("people.no_duty", gettext_noop("Your role does not include this. Ask your supervisor."))


SYSTEM = Actor(id=None, name="system")
"""The house itself: sweeps, settlements, recognition. It never meets a promise that asks for a person."""


via: ContextVar[str] = ContextVar("via", default="job")
"""The way in of what is recorded now: page, api, channel, job, import, demo."""
account_id: ContextVar[UUID | None] = ContextVar("account_id", default=None)
"""The account that acts now; None for the house itself."""


@contextmanager
def coming_from(way: str, account: UUID | None = None) -> Iterator[None]:
    """Facts recorded inside came by this way in and from this account."""
    tokens = via.set(way), account_id.set(account)
    try:
        yield
    finally:
        via.reset(tokens[0])
        account_id.reset(tokens[1])
