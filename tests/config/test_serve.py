"""The parent of all processes: whatever ends is started again, and nothing is left behind."""

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from guanjia.config import place, serve
from guanjia.shared import processes
from guanjia.shared.postgres import InUse, Server, dsn, owner
from tests.folders import eventually

PARENT = """
    import sys
    from pathlib import Path
    from guanjia.config.serve import Child, keep_up
    from guanjia.shared.postgres import Server
    folder = Path(sys.argv[1])
    code = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\\\n'); os.fork(); time.sleep(600)"
    children = [Child(name, [sys.executable, "-c", code, str(folder / name)]) for name in ("web", "worker")]
    with Server(folder / "postgres") as server:
        sys.exit(keep_up(server, children))
"""


@pytest.fixture
def folder(folder: Path) -> Path:
    return folder.parent  # the data folder of the house; the server's is `postgres` in it


@pytest.fixture
def parent(folder: Path) -> Iterator[subprocess.Popen[str]]:
    with parent_of(folder, folder / "said") as process:
        yield process


@contextlib.contextmanager
def parent_of(folder: Path, console: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", textwrap.dedent(PARENT), str(folder)]
    with console.open("w") as said:
        process = subprocess.Popen(command, stderr=said, text=True)
    assert eventually(lambda: all(started(folder, name) for name in ("web", "worker")))
    yield process
    process.terminate()
    process.wait(30)
    for leader in started(folder, "web") + started(folder, "worker"):
        for left in living_group(leader):
            os.kill(left, signal.SIGKILL)


def started(folder: Path, name: str) -> list[int]:
    file = folder / name
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def living_group(leader: int) -> list[int]:
    """Living processes of a process group."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and processes.is_alive(int(entry.name)):
            try:
                group = int((entry / "stat").read_text().rpartition(")")[2].split()[2])
            except OSError:
                continue
            found += [int(entry.name)] if group == leader else []
    return found


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_killed_child_is_started_again_and_leaves_nothing(
    folder: Path, parent: subprocess.Popen[str], name: str
) -> None:
    first = started(folder, name)[0]
    assert eventually(lambda: len(living_group(first)) == 2)  # it has a child of its own
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: len(started(folder, name)) == 2)
    assert eventually(lambda: living_group(first) == [])
    assert processes.is_alive(started(folder, name)[1])


def test_a_killed_database_is_started_again(folder: Path, parent: subprocess.Popen[str]) -> None:
    before = (folder / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0]
    os.kill(int(before), signal.SIGKILL)

    def answers() -> bool:
        try:
            psycopg.connect(dsn(folder / "postgres" / "socket")).close()
        except psycopg.OperationalError:
            return False
        return True

    assert eventually(answers)
    assert (folder / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0] != before


def test_it_goes_on_where_its_words_find_no_room(folder: Path) -> None:
    with parent_of(folder, Path("/dev/full")):
        os.kill(started(folder, "web")[0], signal.SIGKILL)
        assert eventually(lambda: len(started(folder, "web")) == 2)
        database = int((folder / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(database, signal.SIGKILL)
        data = folder / "postgres" / "data"
        assert eventually(lambda: any(one.is_server and one.pid != database for one in processes.of_data_folder(data)))


def test_what_could_not_be_started_is_tried_again(tmp_path: Path) -> None:
    program = tmp_path / "not-there-yet"
    child = serve.Child("late", [str(program)])
    child.look()
    assert child.process is None
    program.write_text("#!/bin/sh\nexec sleep 600\n")
    program.chmod(0o755)

    def runs() -> bool:
        child.look()
        return child.process is not None

    assert eventually(runs)
    child.end_group()
    assert child.process
    child.process.wait(30)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_and_takes_everything_with_it(
    folder: Path, parent: subprocess.Popen[str], sign: signal.Signals
) -> None:
    parent.send_signal(sign)
    said = (parent.wait(30), (folder / "said").read_text())
    assert said[0] == 0, said
    assert said[1].splitlines()[-1] == "guanjia: stopped"
    assert living_group(started(folder, "web")[0]) == []
    assert processes.of_data_folder(folder / "postgres" / "data") == []


def test_killed_itself_it_leaves_no_child_and_no_database(folder: Path, parent: subprocess.Popen[str]) -> None:
    parent.kill()
    assert eventually(lambda: not processes.is_alive(started(folder, "web")[0]))
    assert eventually(lambda: not processes.of_data_folder(folder / "postgres" / "data"))


def test_a_second_one_is_refused(folder: Path, parent: subprocess.Popen[str]) -> None:
    with pytest.raises(InUse, match=f"in use by process {parent.pid}"):
        serve.own(Server(folder / "postgres"))


def test_it_waits_for_a_command_that_owns_the_database_just_now(folder: Path) -> None:
    code = f"""
        from pathlib import Path
        from guanjia.shared.postgres import attach_or_own
        with attach_or_own(Path({str(folder / "postgres")!r})):
            print("in", flush=True)
            input()
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdout
    assert other.stdin
    assert other.stdout.readline() == "in\n"
    assert owner(folder / "postgres")["purpose"] == "command"
    other.stdin.write("\n")
    other.stdin.flush()
    with serve.own(Server(folder / "postgres")) as server:
        assert server.pid
    other.communicate()


def test_pauses_grow_and_are_short_again_after_a_steady_run(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = serve.Pauses()
    grown = [pauses.ended() for _ in range(12)]
    assert grown[:4] == [0.2, 0.4, 0.8, 1.6]
    assert grown[-1] == serve.LONGEST_PAUSE
    monkeypatch.setattr(serve, "STEADY", -1.0)
    pauses.began()
    assert pauses.ended() == serve.FIRST_PAUSE


def test_the_secret_is_made_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANJIA_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GUANJIA_STATIC", str(tmp_path / "static"))
    monkeypatch.delenv("GUANJIA_SECRET")
    place.settle()
    first = os.environ.pop("GUANJIA_SECRET")
    place.settle()
    assert os.environ["GUANJIA_SECRET"] == first
    assert (tmp_path / "data" / "secret").stat().st_mode & 0o077 == 0
