"""The whole demo, twice: how long it takes, how much memory all its processes hold, and whether its table repeats."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from figures import calibration, tell

PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1e6


def children(root: int) -> list[int]:
    """`root` and all that descend from it."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        found.append(waiting.pop())
        waiting += parents.get(found[-1], [])
    return found


def held(pids: list[int]) -> float:
    """Megabytes the processes hold together; memory they share is counted once, in parts."""
    total = 0.0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += next((int(line.split()[1]) / 1000 for line in lines if line.startswith("Pss:")), 0.0)
    return total


def run(folder: Path) -> tuple[float, float, str]:
    """Seconds, the most megabytes seen, and the printed table of one demo in an empty folder."""
    begun, most = time.monotonic(), 0.0
    environment = {**os.environ, "GUANJIA_DATA": str(folder)}
    command = [sys.executable, "-m", "guanjia.config.cli", "demo", "--no-serve"]
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(command, stdout=out, env=environment)
        while process.poll() is None:
            most = max(most, held(children(process.pid)))
            time.sleep(0.5)
        if process.returncode:
            sys.exit(f"the demo ended with {process.returncode}")
        out.seek(0)
        return time.monotonic() - begun, most, out.read()


def main() -> int:
    """Two runs in folders of their own; 0 when every bar is met."""
    calibration()
    told = []
    with tempfile.TemporaryDirectory(prefix="guanjia-bench-", dir="/var/tmp") as base:
        Path(base).chmod(0o755)
        first, second = run(Path(base) / "a"), run(Path(base) / "b")
    told.append(tell("demo", "seconds", round(max(first[0], second[0]), 1)))
    told.append(tell("demo", "memory", round(max(first[1], second[1]))))
    told.append(tell("demo", "table_repeats", float(first[2] == second[2])))
    return 0 if all(told) else 1


if __name__ == "__main__":
    sys.exit(main())
