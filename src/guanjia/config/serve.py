"""`guanjia serve`: owns the database, is the parent of web, live and worker, and starts again whatever ends.

One thread, one loop. Each child has a process group of its own, so that nothing of it stays when it is killed,
and ends by itself when this process is killed.
"""

import contextlib
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

from guanjia.config.place import data_folder, foreign_url, is_foreign
from guanjia.shared import processes
from guanjia.shared.binaries import NoDatabase
from guanjia.shared.postgres import PATIENCE, InUse, Server, owner, pause, url
from guanjia.shared.roles import APP, check_server

TICK = 0.1
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 30.0
STEADY = 10.0  # seconds after which a start counts as well done: what can't start ends sooner
PARTING = 10.0  # seconds a child has to finish what it does
WORKER = (
    "procrastinate",
    "worker",
    "--delete-jobs",
    "successful",
    "--shutdown-graceful-timeout",
    str(int(PARTING / 2)),
)
"""How every worker of the house is run, as a command of Django: what is done leaves the queue."""


class Pauses:
    """How long to wait before the next start: longer each time, short again after a steady run."""

    def __init__(self) -> None:
        self._next = FIRST_PAUSE
        self._started = math.inf  # not running
        self.until = 0.0

    def began(self) -> None:
        """It was started now."""
        self._started = time.monotonic()

    def ended(self) -> float:
        """It ended now; returns the seconds until it is to be started again."""
        steady = time.monotonic() - self._started > STEADY
        self._started = math.inf
        wait = FIRST_PAUSE if steady else self._next
        self._next = min(wait * 2, LONGEST_PAUSE)
        self.until = time.monotonic() + wait
        return wait


@dataclass
class Child:
    """A program that must run: its name for the console, its command line, and what its environment adds."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    pauses: Pauses = field(default_factory=Pauses)

    def start(self) -> None:
        """Start it in a process group of its own; it is asked to end when this process dies."""
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=processes.end_with_parent(signal.SIGTERM),  # noqa: PLW1509 - this process has one thread
        )
        self.pauses.began()

    def look(self) -> None:
        """Start it when it is time; note when it ended, and end what it left behind."""
        if self.process is None:
            if time.monotonic() >= self.pauses.until:
                self._try()
        elif (status := self.process.poll()) is not None:
            self.end_group()
            self.process = None
            say(f"{self.name} ended ({status}), starting it again in {self.pauses.ended():.1f} s")

    def _try(self) -> None:
        try:
            self.start()
        except (OSError, subprocess.SubprocessError) as error:  # no room for it just now
            say(f"{self.name} could not be started ({error}), trying again in {self.pauses.ended():.1f} s")

    def end_group(self) -> None:
        """Kill whatever of the child's group still runs."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


class Stop:
    """Remembers that somebody asked to stop (Ctrl-C or SIGTERM)."""

    def __init__(self) -> None:
        self.asked = False
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, self._ask)

    def _ask(self, _sign: int, _frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt  # the second time: at once
        self.asked = True


def serve(port: int = 8000, workers: int = 1, live_port: int | None = None) -> int:
    """Run the house until somebody stops it; returns the status for the shell.

    Raises NoDatabase when another `serve` or `demo` runs, or the database can't be used.
    """
    if is_foreign():
        check_server(foreign_url())
        return keep_up(None, house(port, workers, live_port))
    with own(Server(data_folder() / "postgres")) as server:
        return bring_up_to_date(server) or keep_up(server, house(port, workers, live_port))


def own(server: Server) -> Server:
    """Start the server; waits for a command that owns it just now. Raises InUse for another `serve` or `demo`."""
    until, told = time.monotonic() + PATIENCE, False
    while True:
        try:
            return server.start()
        except InUse as taken:
            if owner(server.folder).get("purpose") != "command" or time.monotonic() > until:
                raise
            if not told:
                say(f"waiting for process {taken.pid} to finish with the database")
                told = True
            pause(TICK)


def house(port: int, workers: int = 1, live_port: int | None = None) -> list[Child]:
    """Web, the open pages' live process on the next port unless told otherwise, and worker.

    In production a proxy brings `/live/` to the live process; else pages listen on its port themselves.
    """
    live_port = live_port or port + 1
    told = {} if os.environ.get("GUANJIA_PRODUCTION") == "1" else {"GUANJIA_LIVE_PORT": str(live_port)}
    granian = f"--interface wsgi --host 127.0.0.1 --port {port} --workers {workers} --blocking-threads 4"
    gentle = "--workers-kill-timeout 5 --respawn-failed-workers --no-ws --log-level warning"
    web = [sys.executable, "-m", "granian", *granian.split(), *gentle.split(), "guanjia.config.web:application"]
    listening = f"--interface asgi --host 127.0.0.1 --port {live_port} --workers 1 --backlog 1024 --backpressure 6000"
    leaving = "--workers-kill-timeout 2 --respawn-failed-workers --no-ws --log-level warning"
    entry = "guanjia.config.listening:application"
    live = [sys.executable, "-m", "granian", *listening.split(), *leaving.split(), entry]
    return [
        Child(f"web on http://127.0.0.1:{port}", web, told),
        Child(f"live pages on port {live_port}", live),
        Child("worker", [sys.executable, "-m", "django", *WORKER]),
    ]


def bring_up_to_date(server: Server) -> int:
    """Migrate as the owner, in a process of its own; returns its status.

    From then on this process and its children are the limited account.
    """
    run = [sys.executable, "-m", "guanjia.config.cli", "migrate"]
    made = subprocess.run(run, env={**os.environ, "DATABASE_URL": url(server.socket)}, check=False)
    os.environ["DATABASE_URL"] = url(server.socket, APP)
    return made.returncode


def keep_up(server: Server | None, children: Sequence[Child]) -> int:
    """Run the children and start again what ends, the database included, until somebody stops it."""
    stop = Stop()
    what = ", ".join(child.name for child in children)
    say(f"running {what}; database {server.data if server else 'from DATABASE_URL'}; stop with Ctrl-C")
    mending = Pauses()
    try:
        while not stop.asked:
            if server and server.pid is None:
                mend(server, mending)
            for child in children:
                child.look()
            pause(TICK)
    finally:
        part(children)
    say("stopped")
    return 0


def mend(server: Server, pauses: Pauses) -> None:
    """Start a database that ended; what was committed is still there."""
    if time.monotonic() < pauses.until:
        return
    wait = pauses.ended()
    try:
        server.start()
    except (NoDatabase, OSError) as error:  # OSError: its folder can't be written just now
        say(f"{error} Trying again in {wait:.1f} s.")
    else:
        pauses.began()
        say("the database ended and was started again")


def part(children: Sequence[Child]) -> None:
    """End all children together: ask, wait, and kill who does not go."""
    running = [child.process for child in children if child.process]
    for process in running:
        process.terminate()
    until = time.monotonic() + PARTING
    for process in running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, until - time.monotonic()))
    for child in children:
        child.end_group()


def say(what: str) -> None:
    """One line for the person at the console; where it can't be written (a full disk), the house goes on without."""
    with contextlib.suppress(OSError):
        sys.stderr.write(f"guanjia: {what}\n")
        sys.stderr.flush()
