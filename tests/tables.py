"""The tables, made once: a stopped server's data with a migrated database, kept in `build` from run to run.

Made anew as soon as anything could make them others: a migration, a right, the server, what is installed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from guanjia.shared import binaries
from guanjia.shared.postgres import Server, url
from tests.folders import open_folder

HOME = Path(__file__).parents[1]
KEPT = HOME / "build" / "tables"
MADE_BY = (
    "src/guanjia/**/migrations/*.py",
    "src/guanjia/**/*.sql",
    "src/guanjia/config/migrate.py",
    "src/guanjia/shared/roles.py",
    "src/guanjia/shared/postgres.py",
    "requirements.lock",
)


class NoTables(Exception):
    """A migration failed; the error holds what it said."""


def lay(data: Path, settings: Mapping[str, str]) -> None:
    """Lay a stopped server's data with the migrated tables there. Raises NoTables."""
    kept = KEPT / _mark()
    if not kept.exists():
        _make(kept, settings)
    data.parent.mkdir(parents=True, exist_ok=True)
    _copy(kept, data)


def _mark() -> str:
    """What the tables depend on, in one word."""
    told = hashlib.sha256(repr((binaries.find(None), os.environ.get("GUANJIA_ROLE"))).encode())
    for path in sorted({path for pattern in MADE_BY for path in HOME.glob(pattern)}):
        told.update(path.relative_to(HOME).as_posix().encode() + path.read_bytes())
    return told.hexdigest()[:20]


def _make(kept: Path, settings: Mapping[str, str]) -> None:
    shutil.rmtree(KEPT, ignore_errors=True)  # those of an earlier state of the house
    KEPT.mkdir(parents=True)
    folder = open_folder()
    try:
        with Server(folder / "postgres", settings) as server:
            environment = {**os.environ, "DATABASE_URL": url(server.socket), "GUANJIA_DATA": str(folder)}
            command = [sys.executable, "-W", "error", "-m", "guanjia.config.cli", "migrate"]
            made = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if made.returncode:
            raise NoTables(f"{made.stdout}{made.stderr}")
        unfinished = kept.with_name(f"{kept.name}.{os.getpid()}")  # whoever is killed here leaves nothing half
        _copy(server.data, unfinished)
        unfinished.rename(kept)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy(data: Path, to: Path) -> None:
    subprocess.run(["cp", "-a", "--reflink=auto", data, to], check=True)
