"""Who acts: passed to every verb, filled by the room of people, asked by every door."""

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
