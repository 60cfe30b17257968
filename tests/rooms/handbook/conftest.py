"""A company with two communities and the pack that uses everything."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from guanjia.rooms.places.models import Community, Company

EVERY = Path(__file__).parent / "every"
MONDAY = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """The ids a test needs."""

    company: UUID
    lakeside: UUID
    garden: UUID


@pytest.fixture
def place(db: None) -> Place:
    company = Company.objects.create(code="sample", name="样例物业")
    lakeside = Community.objects.create(company=company, code="lakeside", name="湖畔花园")
    garden = Community.objects.create(company=company, code="garden", name="锦园")
    return Place(company.id, lakeside.id, garden.id)


@pytest.fixture
def every() -> dict[str, bytes]:
    """The files of the pack that uses every kind and every field."""
    return {path.relative_to(EVERY).as_posix(): path.read_bytes() for path in sorted(EVERY.rglob("*.yaml"))}
