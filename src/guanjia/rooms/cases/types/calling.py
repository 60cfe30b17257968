"""What is heard by phone or at the counter about a case that is open already."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Call:
    """What somebody said, by which way; `hurries`: they ask where it stays."""

    text: str
    channel: str
    hurries: bool = False
