"""Facts: what happened, in the past tense. Small, frozen, flat; ids and plain values, no names and no texts.

A room declares its facts in `events.py`. The name of the fact (`case.opened`) and its fields are what standards
of the handbook may speak of, so a field is added with a default and never renamed.
"""

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from guanjia.shared.time import new_id

_OWN = frozenset({"id", "community_id", "subject_id", "at"})

KINDS: dict[str, type["Fact"]] = {}
"""Every declared fact by its kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that happened to one subject of one community at one instant."""

    kind: ClassVar[str] = ""
    about: ClassVar[str] = ""
    """The type of the subject: case, conversation, contact, follow_up, promise …"""
    names: ClassVar[tuple[str, str] | None] = None
    """Whom it names for the subjects it refers to: (owner or worker, the reference); "" takes the name away."""

    community_id: UUID
    subject_id: UUID
    at: datetime
    id: UUID = field(default_factory=new_id)

    def __init_subclass__(cls, **options: Any) -> None:
        # A dataclass with slots is made twice; the second class, with its fields, takes the place of the first.
        if cls.kind:
            KINDS[cls.kind] = cls

    def refs(self) -> dict[str, str]:
        """Typed references: the subject's own, and one for each field that ends in `_id`."""
        found = {self.about: str(self.subject_id)}
        for name in self.field_names():
            value = getattr(self, name)
            if name.endswith("_id") and value is not None:
                found[name[:-3]] = str(value)
        return found

    def data(self) -> dict[str, Any]:
        """The plain values a standard may look at, without the references and without what is not known."""
        found: dict[str, Any] = {}
        for name in self.field_names():
            value = getattr(self, name)
            if name.endswith("_id") or value is None:
                continue
            found[name] = value.isoformat() if isinstance(value, datetime) else value
        return found

    @classmethod
    def field_names(cls) -> tuple[str, ...]:
        """The names of the fields this fact adds to every fact's own."""
        return tuple(_added(cls))

    @classmethod
    def restored(
        cls, *, id: UUID, community_id: UUID, at: datetime, refs: dict[str, str], data: dict[str, Any]
    ) -> Self:
        """The fact as it was when it was written down; fields added since take their defaults."""
        values: dict[str, Any] = {}
        for name, is_time in _added(cls).items():
            if name.endswith("_id"):
                values[name] = UUID(refs[name[:-3]]) if name[:-3] in refs else None
            elif name in data:
                value = data[name]
                values[name] = datetime.fromisoformat(value) if is_time and value else value
        return cls(id=id, community_id=community_id, subject_id=UUID(refs[cls.about]), at=at, **values)


def _added(fact: type[Fact]) -> dict[str, bool]:
    """The fields a kind of fact adds, and whether each holds a time; looked up once."""
    if fact not in _ADDED:
        _ADDED[fact] = {f.name: "datetime" in str(f.type) for f in fields(fact) if f.name not in _OWN}
    return _ADDED[fact]


_ADDED: dict[type[Fact], dict[str, bool]] = {}
