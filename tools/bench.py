"""`make bench`: every script of `bench/`, one after the other, so that none disturbs another's figures.

Each prints one line a figure: `name value unit bar met|short`. `--long` runs those that take hours (`bench/long_*.py`).
"""

import subprocess
import sys
from pathlib import Path

SHARED = {"figures.py", "house.py", "peer_site.py", "traffic.py"}
HOME = Path(__file__).resolve().parents[1]


def main(words: list[str]) -> int:
    """Status 1 when a script failed or a figure is short of its bar."""
    long = "--long" in words
    found = sorted((HOME / "bench").glob("[!_]*.py"))
    scripts = [path for path in found if path.name not in SHARED and path.name.startswith("long_") == long]
    status = 0
    for script in scripts:
        with subprocess.Popen([sys.executable, str(script)], cwd=HOME, stdout=subprocess.PIPE, text=True) as ran:
            for line in ran.stdout or ():
                print(line, end="", flush=True)
                status |= line.rstrip().endswith(" short")
        status |= ran.returncode != 0
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
