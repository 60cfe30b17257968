"""Facts say of themselves what the journal keeps, and come back from it as they were."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

from guanjia.shared.facts import KINDS, Fact
from guanjia.shared.time import new_id

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class LampLit(Fact):
    kind: ClassVar[str] = "lamp.lit"
    about: ClassVar[str] = "lamp"
    home_id: UUID | None = None
    until: datetime | None = None
    colour: str = "warm"


def test_a_fact_is_known_by_its_kind() -> None:
    assert KINDS["lamp.lit"] is LampLit
    assert LampLit.field_names() == ("home_id", "until", "colour")


def test_references_and_plain_values_are_kept_apart() -> None:
    home = new_id()
    fact = LampLit(community_id=new_id(), subject_id=new_id(), at=AT, home_id=home, until=AT)
    assert fact.refs() == {"lamp": str(fact.subject_id), "home": str(home)}
    assert fact.data() == {"until": AT.isoformat(), "colour": "warm"}


def test_a_fact_comes_back_as_it_was() -> None:
    fact = LampLit(community_id=new_id(), subject_id=new_id(), at=AT, home_id=new_id(), until=AT)
    back = LampLit.restored(id=fact.id, community_id=fact.community_id, at=fact.at, refs=fact.refs(), data=fact.data())
    assert back == fact


def test_an_old_row_without_a_newer_field_takes_its_default() -> None:
    subject = new_id()
    back = LampLit.restored(id=new_id(), community_id=new_id(), at=AT, refs={"lamp": str(subject)}, data={})
    assert (back.colour, back.home_id, back.subject_id) == ("warm", None, subject)
