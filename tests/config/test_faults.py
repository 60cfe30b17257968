"""Killed a few times under load, the house is back by itself; `bench/faults.py` does it a hundred times."""

import os
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
KILLS, SEED, BUILDINGS = "4", "7", "4"


def test_nothing_is_lost_and_nothing_is_done_twice_when_processes_are_killed_under_load() -> None:
    command = [sys.executable, str(HOME / "bench" / "faults.py"), KILLS, SEED, BUILDINGS]
    ran = subprocess.run(
        command, cwd=HOME, env=dict(os.environ), capture_output=True, text=True, timeout=900, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr[-3000:]
    figures = {line.split()[0]: line for line in ran.stdout.splitlines()}
    assert int(figures["faults.kills"].split()[1]) >= int(KILLS)
    assert int(figures["faults.acknowledged"].split()[1]) > 0
