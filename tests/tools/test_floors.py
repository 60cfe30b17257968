"""Each kind of contract is seen to fail on a planted bad import, naming the file and the line."""

from pathlib import Path

import pytest

from tools import floors

ROOMS = (
    *("places", "people", "workplace", "handbook", "promises", "conversations"),
    *("cases", "dispatch", "surveys", "repairs", "rounds", "approvals", "routines", "breaches", "insights", "channels"),
)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house of empty rooms with the contracts of the real one."""
    base = tmp_path / "src" / "guanjia"
    packages = ["", "config", "desks", "desks/service", "rooms", "shared", *(f"rooms/{room}" for room in ROOMS)]
    for package in packages:
        (base / package).mkdir(parents=True, exist_ok=True)
        (base / package / "__init__.py").touch()
    for room in ROOMS:
        for file in ("types", "events", "rules", "models", "services", "views", "api", "forms", "schemas", "tasks"):
            (base / "rooms" / room / f"{file}.py").touch()
        (base / "rooms" / room / "reactions.py").touch()
    for file in ("facts", "errors", "time", "actor", "db"):
        (base / "shared" / f"{file}.py").touch()
    (tmp_path / ".importlinter").write_text((floors.HOME / ".importlinter").read_text())
    return tmp_path


def plant(house: Path, place: str, line: str) -> None:
    (house / "src" / "guanjia" / place).write_text(f"{line}\n")


def test_a_clean_house_keeps_all_contracts(house: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert floors.main(["--write"], house) == 0
    assert "0 broken" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("place", "line", "contract", "at"),
    [
        (
            "shared/db.py",
            "import guanjia.rooms.cases.types",
            "Floors",
            "guanjia.shared.db -> guanjia.rooms.cases.types",
        ),
        ("rooms/cases/services.py", "import guanjia.rooms.dispatch.services", "Rooms", "guanjia.rooms.cases.services"),
        ("rooms/insights/services.py", "import guanjia.rooms.channels.types", "Rooms", "guanjia.rooms.insights"),
        ("desks/service/__init__.py", "import guanjia.rooms.insights.types", "Roof", "guanjia.desks.service"),
        ("rooms/cases/rules.py", "import django.db", "Pure", "guanjia.rooms.cases.rules -> django"),
        ("rooms/cases/views.py", "import guanjia.rooms.cases.models", "Thin edges", "guanjia.rooms.cases.views"),
        ("rooms/cases/services.py", "import guanjia.rooms.people.models", "Doors of people", "guanjia.rooms.people"),
    ],
)
def test_a_wrong_import_breaks_its_contract(
    house: Path, capfd: pytest.CaptureFixture[str], place: str, line: str, contract: str, at: str
) -> None:
    plant(house, place, line)
    assert floors.main(["--write"], house) == 1
    said = capfd.readouterr().out
    assert any(one.startswith(contract) and one.endswith("BROKEN") for one in said.splitlines())
    assert at in said
    assert "(l.1)" in said


def test_rules_may_not_reach_django_through_others_either(house: Path, capfd: pytest.CaptureFixture[str]) -> None:
    plant(house, "shared/db.py", "import django")
    plant(house, "rooms/cases/rules.py", "import guanjia.shared.db")
    assert floors.main(["--write"], house) == 1
    assert "guanjia.shared.db -> django" in capfd.readouterr().out


def test_a_new_room_must_be_given_its_floor(house: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (house / "src/guanjia/rooms/gardens").mkdir()
    plant(house, "rooms/gardens/__init__.py", "")
    assert floors.main(["--write"], house) == 1
    assert "gardens" in capfd.readouterr().out


def test_doors_missing_in_the_file_are_said(house: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert floors.main([], house) == 1
    assert "run python tools/floors.py --write" in capfd.readouterr().out
