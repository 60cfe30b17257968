"""Where the data and the database are, and what a person at the console is told."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from guanjia.config import place
from guanjia.shared import processes
from guanjia.shared.binaries import NoDatabase
from guanjia.shared.postgres import Server, url
from guanjia.shared.roles import APP, OWNER
from tests.folders import open_folder


def said_by(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What the command line says, with its data in `folder`."""
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "GUANJIA_STATIC"}}
    command = [sys.executable, "-W", "error", "-m", "guanjia.config.cli", *words]
    around = {**kept, "GUANJIA_DATA": str(folder), **environment}
    return subprocess.run(command, env=around, capture_output=True, text=True, check=False)


def test_data_lies_where_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANJIA_DATA", "/srv/guanjia")
    assert place.data_folder() == Path("/srv/guanjia")


def test_data_lies_in_the_checkout_unless_the_servers_account_can_not_enter_it(monkeypatch: pytest.MonkeyPatch) -> None:
    checkout = open_folder()
    (checkout / "pyproject.toml").touch()
    monkeypatch.delenv("GUANJIA_DATA", raising=False)
    monkeypatch.setattr(place, "CHECKOUT", checkout)
    assert place.data_folder() == checkout / "var"
    checkout.chmod(0o700)
    assert place.data_folder() == (place.FOR_ROOT if os.geteuid() == 0 else checkout / "var")
    (checkout / "pyproject.toml").unlink()
    checkout.rmdir()


def test_a_foreign_database_is_used_as_it_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(folder) as server:
        running, owners = url(server.socket, APP), url(server.socket, OWNER)
        monkeypatch.setenv("DATABASE_URL", running)
        monkeypatch.setenv("GUANJIA_OWNER_URL", owners)
        for role, address in ((APP, running), (OWNER, owners)):
            with place.database(role) as found:
                assert found == os.environ["DATABASE_URL"] == address
        assert os.environ["DATABASE_URL"] == running


def test_a_foreign_database_that_does_not_answer_is_said_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://nobody@/nothing?host={tmp_path}")
    with pytest.raises(NoDatabase, match="does not answer"), place.database():
        pass


def test_a_command_starts_the_database_for_its_own_run_and_leaves_none_behind(folder: Path) -> None:
    ran = said_by(folder.parent, "migrate")
    assert (ran.returncode, ran.stderr) == (0, "")
    ran = said_by(folder.parent, "token", "somebody")
    assert ran.returncode == 1
    assert ran.stderr == "guanjia: There is no account somebody.\n"
    assert processes.of_data_folder(folder / "data") == []
    with Server(folder) as server, psycopg.connect(server.dsn(APP)) as limited:
        assert limited.execute("select count(*) from journal_event").fetchone() == (0,)


def test_a_second_server_of_the_house_is_refused_with_the_first_ones_number(folder: Path) -> None:
    with Server(folder):
        ran = said_by(folder.parent, "serve")
    assert ran.returncode == 1
    assert ran.stderr == f"guanjia: {folder} is in use by process {os.getpid()}.\n"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    ran = said_by(tmp_path, "due", str(tmp_path / "none.jsonl"))
    assert ran.returncode == 1
    assert "none.jsonl" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_command_beside_a_demo_lives_in_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANJIA_DATA", str(tmp_path))
    monkeypatch.setenv("GUANJIA_DEMO", "0")
    place.follow_demo()
    assert os.environ["GUANJIA_DEMO"] == "0"
    for name in ("demo.json", "demo-clock.json"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    place.follow_demo()
    assert os.environ["GUANJIA_DEMO"] == "1"
