"""Those who lay papers and approve them in the garden, with the base handbook in force."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest

from guanjia.rooms.approvals import services
from guanjia.rooms.approvals.types import NewMatter, SentPaper, Word
from guanjia.shared.actor import Actor
from tests.cast import PICTURE, Cast

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
"""The shortest that begins and ends as a PDF does."""

OF_RENOVATION = ("title_deed", "identity", "renovation_plan", "firm", "bans_signed", "deposit_receipt")


@dataclass
class People:
    """Who is needed, by role."""

    cast: Cast
    developer: UUID
    designer: UUID
    engineer: UUID
    legal: UUID
    steward: UUID

    def actor(self, role: str) -> Actor:
        """Who acts in a role."""
        return self.cast.actor(getattr(self, role))

    def lay(self, **more: object) -> UUID:
        """A brochure is laid by the developer, to be released in two days."""
        given = {
            "community_id": self.cast.garden.id,
            "act": "publicity_release",
            "title": "春季折页",
            "meant_for": self.cast.now + timedelta(days=2),
            "papers": (SentPaper("publicity_draft", "折页.pdf", PDF),),
        } | more
        return services.lay(self.actor("developer"), NewMatter(**given), at=self.cast.now)  # type: ignore[arg-type]

    def lay_renovation(self, *without: str, home: str = "3-2-1402") -> UUID:
        """A renovation is applied for, by the steward, with all papers but for some."""
        papers = tuple(SentPaper(code, f"{code}.png", PICTURE) for code in OF_RENOVATION if code not in without)
        new = NewMatter(
            community_id=self.cast.garden.id,
            act="renovation_start",
            title="1402 重装厨卫",
            meant_for=self.cast.now + timedelta(days=3),
            home=home,
            papers=papers,
        )
        return services.lay(self.actor("steward"), new, at=self.cast.now)

    def approve(self, matter_id: UUID, *roles: str, seen: int = 1) -> None:
        """These roles approve a version, a minute after each other."""
        for role in roles:
            services.approve(self.actor(role), matter_id, Word(role, seen), at=self.cast.later(minutes=1))


@pytest.fixture
def people(cast: Cast) -> People:
    """One person in each role that is needed."""
    cast.publish()
    roles = ("developer", "designer", "engineer", "legal", "steward")
    return People(cast, *(cast.hired(f"the-{role}", role) for role in roles))
