"""A lamp somebody must see to: facts, standards and a community to judge them in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

import pytest

from guanjia.rooms.handbook import services as handbook
from guanjia.rooms.handbook.rules.checking import Checked
from guanjia.rooms.handbook.rules.reading import read_yaml
from guanjia.rooms.handbook.services.loading import load_checked
from guanjia.rooms.handbook.types.book import HandbookContent
from guanjia.rooms.places.models import Community, Company
from guanjia.shared.facts import Fact
from guanjia.shared.time import new_id, use_clock
from tests.rooms.handbook.conftest import EVERY

MONDAY = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)  # 08:00 in the community


@dataclass(frozen=True, slots=True, kw_only=True)
class LampFact(Fact):
    about: ClassVar[str] = "lamp"
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LampWentOut(LampFact):
    kind: ClassVar[str] = "lamp.went_out"
    place: str = "yard"


@dataclass(frozen=True, slots=True, kw_only=True)
class LampMoved(LampFact):
    kind: ClassVar[str] = "lamp.moved"
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LampRanked(LampFact):
    kind: ClassVar[str] = "lamp.ranked"
    urgency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LampPaused(LampFact):
    kind: ClassVar[str] = "lamp.paused"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LampResumed(LampFact):
    kind: ClassVar[str] = "lamp.resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LampLit(LampFact):
    kind: ClassVar[str] = "lamp.lit"


@dataclass(frozen=True, slots=True, kw_only=True)
class LampReported(LampFact):
    kind: ClassVar[str] = "lamp.reported"


@dataclass(frozen=True, slots=True, kw_only=True)
class LampTakenDown(LampFact):
    kind: ClassVar[str] = "lamp.taken_down"


@dataclass(frozen=True, slots=True, kw_only=True)
class LampPromised(LampFact):
    kind: ClassVar[str] = "lamp.promised"
    until: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LampTaken(LampFact):
    kind: ClassVar[str] = "lamp.taken"
    names: ClassVar[tuple[str, str] | None] = ("worker", "staff")


@dataclass(frozen=True, slots=True, kw_only=True)
class LampGivenUp(LampFact):
    kind: ClassVar[str] = "lamp.given_up"
    names: ClassVar[tuple[str, str] | None] = ("worker", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class LampGiven(LampFact):
    kind: ClassVar[str] = "lamp.given"
    names: ClassVar[tuple[str, str] | None] = ("owner", "staff")


LIGHT: dict[str, Any] = {
    "code": "L1",
    "title": {"zh": "灯亮", "en": "Lamp lit again"},
    "kind": "clock",
    "touchpoint": "repair",
    "owed_by": "technician",
    "status": "company",
    "subject": "lamp",
    "weight": 2,
    "late_credit": 0.5,
    "start": ["lamp.went_out"],
    "stop": ["lamp.lit"],
    "pause": ["lamp.paused"],
    "resume": ["lamp.resumed"],
    "urgency": ["lamp.ranked"],
    "reasons": {"resident_absent": {"hours": 2}},
    "by_urgency": {"u0": {"minutes": 15}, "u2": {"minutes": 60}},
    "first_urgency": "u2",
    "warn": {"at": 0.8},
    "ladder": [{"to": "supervisor"}, {"to": "manager", "after": {"minutes": 30}}],
}
REPORT: dict[str, Any] = {
    "code": "L2",
    "title": {"zh": "迟亮说明", "en": "Report of a late lamp"},
    "kind": "clock",
    "touchpoint": "repair",
    "owed_by": "supervisor",
    "status": "company",
    "subject": "lamp",
    "start": [{"event": "promise.missed", "standard": "L1"}],
    "stop": ["lamp.reported"],
    "within": {"hours": 1},
}


ASKED: dict[str, Any] = {
    "code": "L9",
    "title": {"zh": "修好后抽问", "en": "Asked after it was lit"},
    "kind": "sample",
    "touchpoint": "repair",
    "owed_by": "supervisor",
    "status": "company",
    "subject": "lamp",
    "reaches": ["lamp.lit"],
    "population": {"field": "place", "op": "is_not", "value": "cellar"},
    "share": 0.25,
    "share_floor": 0.25,
    "strata": [
        {"code": "gate", "title": {"zh": "大门"}, "when": {"field": "place", "op": "is", "value": "gate"}, "share": 1}
    ],
    "act": ["lamp.reported"],
    "within": {"hours": 24},
}
MOVES = {**LIGHT, "reclass": ["lamp.moved"]}


WAIVERS = [
    {"code": "resident_wish", "title": "按业主要求延后", "use": "waive", "approved_by": "supervisor"},
    {"code": "storm", "title": "台风", "use": "waive", "note_needed": True},
]


@cache
def rest() -> dict[str, Any]:
    """Everything a handbook needs beside its standards."""
    plain: dict[str, Any] = {}
    for name in ("pack", "terms", "grades"):
        plain[name] = _yaml(name)
    for name, key in (("calendars", "calendars"), ("urgency", "urgencies"), ("roles", "roles"), ("reasons", "reasons")):
        plain[key] = {one["code"]: one for one in _yaml(name)[key]}
    plain["roles"]["supervisor"]["reports_to"] = "manager"
    plain["roles"]["manager"] = {"code": "manager", "title": "项目经理"}
    plain["reasons"].update({one["code"]: one for one in WAIVERS})
    return plain


def _yaml(name: str) -> Any:
    return read_yaml(f"{name}.yaml", (EVERY / f"{name}.yaml").read_bytes()).data


@dataclass(frozen=True)
class Ground:
    """A community with its handbook."""

    company: UUID
    community: UUID

    def publish(
        self,
        *standards: dict[str, Any],
        at: datetime,
        calendars: Sequence[dict[str, Any]] = (),
        overrides: Mapping[str, Any] | None = None,
    ) -> UUID:
        plain = {**rest(), "standards": {spec["code"]: spec for spec in standards}, "overrides": overrides or {}}
        plain["calendars"] = {**plain["calendars"], **{one["code"]: one for one in calendars}}
        checked = Checked(HandbookContent.model_validate(plain), (), ())
        edition_id = load_checked(checked, self.company, at=at)
        handbook.publish(edition_id, effective_from=at, approver=None, at=at)
        return edition_id

    def fact(self, kind: type[LampFact], lamp: UUID, minute: float, **data: Any) -> LampFact:
        return kind(community_id=self.community, subject_id=lamp, at=MONDAY + timedelta(minutes=minute), **data)


@pytest.fixture
def ground(db: None) -> Ground:
    company = Company.objects.create(code="lamps", name="灯物业")
    community = Community.objects.create(company=company, code="yard", name="灯院")
    found = Ground(company.id, community.id)
    found.publish(LIGHT, REPORT, at=MONDAY - timedelta(days=1))
    return found


@pytest.fixture
def lamp() -> UUID:
    return new_id()


@pytest.fixture
def yard(ground: Ground) -> Iterator[Ground]:
    """The community with a sample of its lamps; secrets come by a seed."""
    ground.publish(MOVES, ASKED, at=MONDAY - timedelta(hours=1))
    use_clock(lambda: MONDAY, seed="draw")
    yield ground
    use_clock()
