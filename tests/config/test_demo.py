"""The demo as its user starts it: the same table each time, and nothing lost when the database dies meanwhile."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.folders import open_folder

DEMO = [sys.executable, "-m", "guanjia.config.cli", "demo", "--days", "1", "--buildings", "6", "--no-serve"]
SHARE = re.compile(r"([0-9]+)%  20")


@pytest.fixture
def folders() -> Iterator[list[Path]]:
    found = [open_folder(), open_folder()]
    yield found
    for one in found:
        subprocess.run(["rm", "-rf", one], check=True)


def begun(folder: Path) -> subprocess.Popen[str]:
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "GUANJIA_"))}
    where = {**surroundings, "GUANJIA_DATA": str(folder)}
    return subprocess.Popen(DEMO, env=where, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def table(told: str) -> str:
    """What is printed before the addresses of this machine."""
    return told.partition("guanjia: pages at")[0]


def test_the_same_seed_gives_the_same_table_and_the_audit_finds_nothing(folders: list[Path]) -> None:
    side_by_side = [begun(folder) for folder in folders]
    first, second = (process.communicate(timeout=600)[0] for process in side_by_side)
    assert [process.returncode for process in side_by_side] == [0, 0]
    assert "0 differences, seal ok" in first
    assert table(first) == table(second)
    assert json.loads((folders[0] / "demo.json").read_text())["state"] == "ready"


def test_a_database_killed_while_the_days_pass_loses_nothing(folders: list[Path]) -> None:
    process = begun(folders[0])
    assert process.stderr is not None
    kills, said = [10, 50], []
    for line in process.stderr:
        said.append(line)
        share = SHARE.search(line)
        if share and kills and int(share[1]) >= kills[0]:
            kills.pop(0)
            mark = folders[0] / "postgres" / "data" / "postmaster.pid"
            os.kill(int(mark.read_text().split()[0]), signal.SIGKILL)
    told = process.communicate(timeout=600)[0]
    assert (process.returncode, kills) == (0, []), "".join(said)
    assert "0 differences, seal ok" in told
