"""`make check`: every step, fast ones first, all of them even after a failure, one line each with its time.

python tools/check.py              all
python tools/check.py lint types   only the steps whose name holds one of these words
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PYTHON = sys.executable
SRC = HOME / "src" / "guanjia"
LEFT_OUT = 77
"""A step ends with this when what it needs from outside is out of reach; it says so in its last line."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the report: a name, a command, and what its environment adds."""

    name: str
    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)

    def run(self) -> "Outcome":
        """Run it; what it says is kept for the case that it fails."""
        began = time.monotonic()
        environment = {**os.environ, "PATH": f"{BIN}:{os.environ.get('PATH', '')}", **self.environment}
        ran = subprocess.run(list(self.command), cwd=HOME, env=environment, capture_output=True, text=True, check=False)
        return Outcome(self, ran.returncode, (ran.stdout + ran.stderr).strip(), time.monotonic() - began)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step ended."""

    step: Step
    status: int
    said: str
    seconds: float

    @property
    def is_good(self) -> bool:
        return self.status in {0, LEFT_OUT}

    def line(self) -> str:
        """The step's line; what it said follows when it failed."""
        word = {0: "ok", LEFT_OUT: "left out"}.get(self.status, "FAILED")
        head = f"{self.step.name:<28} {word:<8} {self.seconds:6.1f} s"
        if self.status == 0:
            return head
        if self.status == LEFT_OUT:
            return f"{head}  {self.said.splitlines()[-1] if self.said else ''}"
        return f"{head}\n" + "\n".join(f"    {line}" for line in self.said.splitlines()[-80:])


def steps() -> list[Step]:
    """All steps in the order of their lines."""
    templates = [str(path) for path in sorted(SRC.rglob("*.html"))]
    own = [PYTHON, "-W", "error::SyntaxWarning"]
    return [
        Step("format", ["ruff", "format", "--check", "."]),
        Step("lint", ["ruff", "check", "--output-format", "concise", "."]),
        Step("house rules", [*own, "tools/house_rules.py", "src"]),
        Step("words", ["codespell", "src", "tools", "tests", "docs", *map(str, HOME.glob("*.md"))]),
        Step("floors and doors", [*own, "tools/floors.py"]),
        Step("types", ["mypy"]),
        Step("templates", ["djlint", "--lint", "--quiet", "src"]),
        Step("templates, indentation", ["djhtml", "--check", "--tabwidth", "2", *templates] if templates else ["true"]),
        Step("tokens of style", [*own, "tools/tokens.py", "src"]),
        Step("dependencies", ["deptry", "."]),
        Step("dead code", ["vulture"]),
        Step("known holes", [*own, "tools/holes.py"]),
        Step("settings for production", [PYTHON, "-m", "django", "check", *DEPLOY], PRODUCTION),
        Step("tables and migrations", [*own, "tools/tables.py"]),
        Step("catalogues", [*own, "tools/catalogues.py"]),
        Step("generated docs", [*own, "tools/generate_docs.py"]),
        Step("handbooks", [*own, "tools/handbooks.py"]),
    ]


DEPLOY = ("--deploy", "--fail-level", "WARNING")
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "guanjia.config.settings",
    "GUANJIA_PRODUCTION": "1",
    "GUANJIA_SECRET": "checked-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKL",
    "GUANJIA_HOSTS": "guanjia.example",
}


def main(words: Sequence[str]) -> int:
    """Run the steps, two at a time, and print their lines in order. Status 1 when one failed."""
    chosen = [step for step in steps() if not words or any(word in step.name for word in words)]
    began = time.monotonic()
    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for outcome in pool.map(Step.run, chosen):
            print(outcome.line(), flush=True)
            failed += [] if outcome.is_good else [outcome.step.name]
    took = f"{time.monotonic() - began:.1f} s"
    print(f"\n{len(failed)} of {len(chosen)} failed: {', '.join(failed)}; {took}" if failed else f"\nAll good; {took}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
