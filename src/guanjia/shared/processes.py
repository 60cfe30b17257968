"""Other processes of this machine, as far as the launcher must know them: who lives, and who uses a data folder."""

import contextlib
import ctypes
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

PROC = Path("/proc")
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Found:
    """A living process that uses a data folder; `is_server` is False for a session whose server died."""

    pid: int
    is_server: bool

    def send(self, sign: signal.Signals) -> None:
        """Send a signal; a process that is gone already is fine."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, sign)


def is_alive(pid: int | None) -> bool:
    """True for a process that runs; a zombie does not, though its number is still taken."""
    if not pid:
        return False
    try:
        # the name in parentheses may hold anything, so the state is what follows the last one
        state = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state not in {"Z", "X"}


def of_data_folder(data: Path) -> list[Found]:
    """Living PostgreSQL processes of this data folder: the server by its command line, sessions by where they stand.

    Numbers in `postmaster.pid` are not asked: they may be reused by anybody.
    """
    words = os.fsencode(data)
    seen = []
    for entry in PROC.iterdir():
        if not entry.name.isdigit() or not is_alive(int(entry.name)):
            continue
        with contextlib.suppress(OSError):
            line = (entry / "cmdline").read_bytes().split(b"\0")
            if any(one == b"-D" and other == words for one, other in pairwise(line)):
                seen.append(Found(int(entry.name), is_server=True))
            elif line[0].startswith(b"postgres:") and Path(os.readlink(entry / "cwd")) == data:
                seen.append(Found(int(entry.name), is_server=False))
    return seen


def end_with_parent(sign: signal.Signals = signal.SIGINT, parent: int | None = None) -> Callable[[], None]:
    """For `preexec_fn`: the child gets `sign` when the thread that starts it ends, even by kill -9.

    It runs after the change of account, which would clear the wish. A child that asks for itself names its `parent`.
    """
    libc, parent = ctypes.CDLL(None), parent or os.getpid()

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(sign))
        if os.getppid() != parent:  # it died between the fork and the wish
            os.kill(os.getpid(), signal.SIGKILL)

    return ask
