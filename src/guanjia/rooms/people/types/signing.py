"""Sign-in as pages show it: sessions, the second factor, what a company asks of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A browser one is signed in with; `here`: the one that asks."""

    id: UUID
    device: str
    shared: bool
    began_at: datetime
    seen_at: datetime
    here: bool


@dataclass(frozen=True, slots=True)
class SignInTerms:
    """What a company asks of signing in. `shared_minutes` away from a shared computer sign one out."""

    shared_minutes: int = 10
    second_factor_roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FactorState:
    """Whether somebody has a second factor, must have one, and how many recovery codes are left."""

    is_set: bool
    is_needed: bool
    codes_left: int


@dataclass(frozen=True, slots=True)
class NewFactor:
    """A second factor to be confirmed: the picture as a data address, and the secret to type."""

    picture: str
    spelled: str


@dataclass(frozen=True, slots=True)
class Browser:
    """What signs in: the session's key, what the browser says it is, whether the computer is shared."""

    session_key: str
    device: str
    shared: bool
