"""The embedded PostgreSQL: one server, one folder, one owner; nothing survives its owner and nothing stays stale.

The folder holds `owner` (who has it, locked), `users` (who is attached, locked), `data`, `postgres.log`,
and, for root, a copy of the programs. A kill -9 of the owner, of the server, or of both needs no manual step.
"""

import contextlib
import fcntl
import json
import logging
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any
from urllib.parse import quote

import psycopg
from psycopg.conninfo import make_conninfo

from guanjia.shared import binaries, processes
from guanjia.shared.binaries import Account, NoDatabase
from guanjia.shared.roles import APP, OWNER

logger = logging.getLogger(__name__)

DATABASE = "guanjia"
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET = 107  # bytes of sockaddr_un.sun_path, without the closing zero
PATIENCE = 60.0  # seconds to wait for a server that is still closing down
RECOVERY = 1800.0  # seconds a start may take; long recoveries are normal, silence is not
TICK = 0.01
USUAL: Mapping[str, str] = {
    "shared_buffers": "128MB",
    "max_connections": "60",
    "default_statistics_target": "100",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] ",
}


class InUse(NoDatabase):
    """The folder belongs to another living process."""

    def __init__(self, folder: Path, pid: int | None) -> None:
        self.pid = pid
        super().__init__(f"{folder} is in use by process {pid or 'unknown'}.")


class Server:
    """A PostgreSQL server on a unix socket, owned by this process and ended with it.

    Start it from the main thread: the server is stopped when the thread that forked it ends.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None, *, purpose: str = "serve") -> None:
        self.folder = folder.absolute()
        self.data = self.folder / "data"
        self.settings = {**USUAL, **(settings or {})}
        self.purpose = purpose
        self.socket = self.folder / "socket"
        self._account = Account.for_server()
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Server":
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def start(self) -> "Server":
        """Own the folder and start the server; starts it again after it died, and leaves a running one alone.

        Raises InUse when another process owns the folder, NoDatabase when it can't start.
        """
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("start the server from the main thread: it ends with the thread that started it")
        if self.pid:
            return self
        try:
            self._own()
            self._launch()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Shut down cleanly (connections are closed, nothing is lost) and give the folder free."""
        if self._process:
            end(self._process)
            self._process = None
        if self._lock:
            if self.socket.parent != self.folder:
                shutil.rmtree(self.socket, ignore_errors=True)
            self._lock.close()
            self._lock = None

    @property
    def pid(self) -> int | None:
        """Process id of the running server, None when it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def dsn(self, role: str = OWNER, database: str = DATABASE) -> str:
        """Connection string over the unix socket."""
        return dsn(self.socket, role, database)

    def _own(self) -> None:
        if self._lock:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        barrier = self._account.barrier(self.folder)
        if barrier:
            raise NoDatabase(
                f"The database runs as {self._account.name}, who may not enter {barrier}. "
                "Set GUANJIA_DATA to a folder open to all, such as /var/lib/guanjia."
            )
        lock = (self.folder / "owner").open("a+", encoding="utf-8")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise InUse(self.folder, _holder(self.folder)) from None
        before = owner(self.folder).get("socket")
        if before and Path(before).parent != self.folder and Path(before).name.startswith("guanjia-"):
            shutil.rmtree(before, ignore_errors=True)
        self._lock = lock
        self._place_socket()
        lock.truncate(0)
        lock.write(json.dumps({"pid": os.getpid(), "purpose": self.purpose, "socket": str(self.socket)}))
        lock.flush()

    def _place_socket(self) -> None:
        self.socket = self.folder / "socket"
        if len(os.fsencode(self.socket / SOCKET)) > LONGEST_SOCKET:
            self.socket = Path(tempfile.mkdtemp(prefix="guanjia-", dir="/tmp"))
        self.socket.mkdir(exist_ok=True)
        self._lend(self.socket)

    def _lend(self, path: Path) -> None:
        path.chmod(0o700)
        if self._account.is_lent:
            os.chown(path, self._account.uid, self._account.gid)

    def _launch(self) -> None:
        mark = self.data / "PG_VERSION"
        self._wait_for_earlier()
        programs = binaries.find(int(mark.read_text().strip()) if mark.exists() else None)
        programs = binaries.reachable(programs, self._account, self.folder / "binaries")
        if not mark.exists():
            self._make_data(programs)
        for stale in (self.data / "postmaster.pid", self.socket / SOCKET, self.socket / f"{SOCKET}.lock"):
            stale.unlink(missing_ok=True)
        places = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket),
            "unix_socket_permissions": "0700",
        }
        words = [word for item in {**self.settings, **places}.items() for word in ("-c", "=".join(item))]
        log = self.folder / "postgres.log"
        with log.open("ab") as out:
            begin = out.tell()
            command = [programs.program("postgres"), "-D", str(self.data), *words]
            self._process = self._spawn(command, out)
        self._wait_until_ready(log, begin)
        try:
            self._make_database()
        except psycopg.OperationalError as gone:
            raise NoDatabase("PostgreSQL ended just after it had started.") from gone
        logger.info("database.started", extra={"pid": self.pid, "major": programs.major})

    def _spawn(self, command: list[str], out: IO[bytes] | int) -> "subprocess.Popen[bytes]":
        lent = self._account.is_lent
        return subprocess.Popen(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=self._account.uid if lent else None,
            group=self._account.gid if lent else None,
            extra_groups=[] if lent else None,
            preexec_fn=processes.end_with_parent(),  # noqa: PLW1509 - before the server no thread was started
        )

    def _wait_for_earlier(self) -> None:
        """An earlier server of this folder may still be closing; a killed one may have left sessions behind."""
        began = time.monotonic()
        while left := processes.of_data_folder(self.data):
            waited = time.monotonic() - began
            if waited > PATIENCE:
                raise InUse(self.folder, left[0].pid)
            if waited > PATIENCE / 10 and not any(found.is_server for found in left):
                for found in left:  # sessions without a server: nobody else will end them
                    found.send(signal.SIGQUIT)
            pause()

    def _make_data(self, programs: binaries.Binaries) -> None:
        fresh = self.folder / "data.unfinished"
        shutil.rmtree(fresh, ignore_errors=True)  # an initdb that was killed
        fresh.mkdir()
        self._lend(fresh)
        locale = ["--locale=C.UTF-8"]
        if programs.major >= 17:
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-collate=C", "--lc-ctype=C.UTF-8"]
        command = [programs.program("initdb"), "-D", str(fresh), "-E", "UTF8", "--auth=trust", "-U", OWNER, *locale]
        making = self._spawn(command, subprocess.PIPE)
        said, _ = making.communicate()
        if making.returncode:
            raise NoDatabase(f"initdb could not make {self.data}: {said.decode(errors='replace').strip()[-500:]}")
        fresh.rename(self.data)

    def _wait_until_ready(self, log: Path, begin: int) -> None:
        mark, until = self.data / "postmaster.pid", time.monotonic() + RECOVERY
        while self._process and self._process.poll() is None and time.monotonic() < until:
            with contextlib.suppress(FileNotFoundError):
                lines = mark.read_text().splitlines()
                if len(lines) >= 8 and lines[0] == str(self._process.pid) and lines[7].strip() == "ready":
                    return
            pause()
        with log.open("rb") as said:
            said.seek(begin)
            last = said.read().decode(errors="replace").strip().splitlines()[-5:]
        raise NoDatabase("PostgreSQL did not start. It said: " + " | ".join(last))

    def _make_database(self) -> None:
        with psycopg.connect(self.dsn(database="postgres"), autocommit=True) as connection:
            if not connection.execute("select 1 from pg_roles where rolname = %s", [APP]).fetchone():
                connection.execute(f"create role {APP} login")
            if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                connection.execute(f"create database {DATABASE}")


def dsn(socket: Path, role: str = OWNER, database: str = DATABASE) -> str:
    """Connection string for the server whose unix socket lies in `socket`."""
    return make_conninfo(host=str(socket), user=role, dbname=database)


def url(socket: Path, role: str = OWNER, database: str = DATABASE) -> str:
    """The same as an address, the form `DATABASE_URL` has."""
    return f"postgresql://{role}@/{database}?host={quote(str(socket))}"


def owner(folder: Path) -> dict[str, Any]:
    """Who wrote last into the folder's lock: `pid`, `purpose`, `socket`; empty when nobody ever did."""
    with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):
        found = json.loads((folder / "owner").read_text(encoding="utf-8"))
        return found if isinstance(found, dict) else {}
    return {}


def _holder(folder: Path) -> int | None:
    """Pid of the process that holds the lock now; it may have taken it a moment ago and not yet written its name."""
    until = time.monotonic() + 1
    while not processes.is_alive(pid := owner(folder).get("pid")) and time.monotonic() < until:
        pause()
    return pid


def end(process: "subprocess.Popen[bytes]", patience: float = PATIENCE) -> None:
    """End a PostgreSQL server: a fast shutdown, and after `patience` seconds an immediate one."""
    for sign in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
            return


@contextlib.contextmanager
def attach_or_own(folder: Path, purpose: str = "command") -> Iterator[Path]:
    """The socket folder of a running server: somebody's who runs, else our own for as long as the block lasts.

    A command that owns the server waits at its end for those who attached to it meanwhile.
    """
    server, until = Server(folder, purpose=purpose), time.monotonic() + RECOVERY
    while True:
        try:
            server.start()
        except InUse as taken:
            with _attached(folder, taken.pid) as socket:
                if socket:
                    yield socket
                    return
            if time.monotonic() > until:
                raise
            pause()  # the owner starts or stops just now
        else:
            break
    try:
        yield server.socket
    finally:
        with (folder / "users").open("a") as users:
            fcntl.flock(users, fcntl.LOCK_EX)
            server.stop()


@contextlib.contextmanager
def _attached(folder: Path, pid: int | None) -> Iterator[Path | None]:
    with (folder / "users").open("a") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        found = owner(folder)
        ready = found.get("pid") == pid and processes.is_alive(pid) and _answers(found.get("socket"))
        yield Path(found["socket"]) if ready else None


def _answers(socket: str | None) -> bool:
    if not socket:
        return False
    try:
        psycopg.connect(dsn(Path(socket)), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def pause(seconds: float = TICK) -> None:
    """Wait a moment between two looks at another process."""
    time.sleep(seconds)  # noqa: TID251 - the other process can not wake us
