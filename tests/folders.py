"""Folders a server's account may enter, and waiting for other processes."""

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from guanjia.shared import processes
from guanjia.shared.postgres import pause


def open_folder() -> Path:
    """A short temporary folder, open to the account of the server (pytest's own is closed)."""
    place = Path(tempfile.mkdtemp(prefix="gj-", dir="/tmp"))
    place.chmod(0o755)
    return place


@contextmanager
def copy_of(cluster: Path, name: str) -> Iterator[Path]:
    """A copy of a stopped server's folder, called `name`; whoever still uses it at the end is killed."""
    place = open_folder()
    subprocess.run(["cp", "-a", "--reflink=auto", cluster, place / name], check=True)
    try:
        yield place / name
    finally:
        for left in processes.of_data_folder(place / name / "data"):
            left.send(signal.SIGKILL)
        shutil.rmtree(place, ignore_errors=True)


def eventually(question: Callable[[], bool], seconds: float = 30) -> bool:
    """Whether the answer becomes yes within so many seconds."""
    until = time.monotonic() + seconds
    while not question():
        if time.monotonic() > until:
            return False
        pause()
    return True
