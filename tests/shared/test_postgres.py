"""The embedded server with the settings of production: every way it may be left behind, and that none needs a hand."""

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import psycopg
import pytest

from guanjia.shared import binaries, processes
from guanjia.shared.binaries import Account, NoDatabase
from guanjia.shared.postgres import SOCKET, InUse, Server, attach_or_own, dsn, owner
from guanjia.shared.roles import APP, check_server, grant
from tests.folders import eventually, open_folder

AS_ROOT = os.geteuid() == 0


def owning(folder: Path, *, wait: float = 30) -> subprocess.Popen[str]:
    """Another process that owns the server in `folder`; returns once it runs."""
    code = f"""
        import signal
        from pathlib import Path
        from guanjia.shared.postgres import Server
        with Server(Path({str(folder)!r})) as server:
            print(server.pid, flush=True)
            signal.pause()
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    process.first_line = process.stdout.readline()  # type: ignore[attr-defined]
    return process


def server_of(process: subprocess.Popen[str]) -> int:
    return int(process.first_line)  # type: ignore[attr-defined]


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def write(server: Server) -> None:
    with psycopg.connect(server.dsn()) as connection:
        connection.execute("create table if not exists kept (at timestamptz default now())")
        connection.execute("insert into kept default values")


def count(server: Server) -> int:
    with psycopg.connect(server.dsn()) as connection:
        found = connection.execute("select count(*) from kept").fetchone()
    return int(found[0]) if found else 0


def test_a_second_owner_is_refused_and_told_who_has_it(folder: Path) -> None:
    process = owning(folder)
    with pytest.raises(InUse, match=f"{folder} is in use by process {process.pid}"):
        Server(folder).start()
    process.send_signal(signal.SIGINT)
    process.communicate()


def test_killing_the_owner_shuts_the_server_down_cleanly(folder: Path) -> None:
    process = owning(folder)
    server = server_of(process)
    process.kill()
    process.communicate()
    assert eventually(lambda: not processes.is_alive(server))
    said = (folder / "postgres.log").read_text()
    assert "interrupted" not in said
    with Server(folder) as mine:
        write(mine)
        assert "not properly shut down" not in (folder / "postgres.log").read_text()


def test_after_the_server_was_killed_its_owner_starts_it_again_and_nothing_is_lost(folder: Path) -> None:
    with Server(folder) as server:
        write(server)
        before = server.pid
        assert before
        kill(before)
        assert eventually(lambda: server.pid is None)
        server.start()
        assert server.pid not in {None, before}
        assert count(server) == 1


def test_owner_and_server_killed_together_need_no_manual_step(folder: Path) -> None:
    process = owning(folder)
    kill(server_of(process))
    process.kill()
    process.communicate()
    with Server(folder) as mine:
        write(mine)
        assert count(mine) == 1


def test_a_session_that_outlives_its_server_is_ended_before_the_next_start(folder: Path) -> None:
    with Server(folder) as server:
        session = psycopg.connect(server.dsn())
        session.execute("select 1")
        backend = session.info.backend_pid
        os.kill(backend, signal.SIGSTOP)  # a session that can't notice by itself
        assert server.pid
        kill(server.pid)
        assert eventually(lambda: server.pid is None)
        found = processes.of_data_folder(server.data)
        assert backend in {one.pid for one in found}
        assert not any(one.is_server for one in found)
        os.kill(backend, signal.SIGCONT)
        server.start()
        assert not processes.is_alive(backend)
        session.close()


@pytest.mark.parametrize("whose", ["nobody's", "a living process'", "a zombie's"])
def test_a_stale_number_in_postmaster_pid_stops_nobody(folder: Path, whose: str) -> None:
    zombie = subprocess.Popen(["true"])
    assert eventually(lambda: not processes.is_alive(zombie.pid))
    pid = {"nobody's": 4194304, "a living process'": os.getpid(), "a zombie's": zombie.pid}[whose]
    lines = f"{pid}\n{folder / 'data'}\n1700000000\n5432\n{folder / 'socket'}\n\n  1 1\nready   \n"
    (folder / "socket").mkdir(exist_ok=True)
    for place in (folder / "data" / "postmaster.pid", folder / "socket" / f"{SOCKET}.lock"):
        place.write_text(lines)
    (folder / "socket" / SOCKET).touch()
    with Server(folder) as server:
        write(server)
    zombie.wait()


def test_a_long_folder_gets_its_socket_in_a_short_place_and_leaves_nothing_there(folder: Path) -> None:
    deep = folder.parent / ("long" * 20) / ("name" * 20)
    deep.parent.mkdir()
    folder.rename(deep)
    with Server(deep) as server:
        assert len(str(server.socket / SOCKET)) <= 107
        short = server.socket
        write(server)
    assert not short.exists()


def test_the_short_place_of_a_killed_owner_is_taken_away_by_the_next(folder: Path) -> None:
    deep = folder.parent / ("long" * 20) / ("name" * 20)
    deep.parent.mkdir()
    folder.rename(deep)
    process = owning(deep)
    short = Path(owner(deep)["socket"])
    process.kill()
    process.communicate()
    assert short.exists()
    with Server(deep):
        pass
    assert not short.exists()


def test_root_lends_the_server_to_nobody_with_a_copy_of_programs_nobody_could_not_reach(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not AS_ROOT:  # an ordinary user runs the server itself; there is nothing to lend
        assert not Account.for_server().is_lent
        return
    closed = folder.parent / "closed"
    closed.mkdir(mode=0o700)
    source = binaries.find().folder
    home = closed / "site" / source.parents[1].name
    shutil.copytree(source.parent, home / source.parent.name, ignore=shutil.ignore_patterns("include"))
    libraries = source.parents[2] / f"{source.parents[1].name}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, closed / "site" / libraries.name)
    monkeypatch.setenv("GUANJIA_PG_BIN", str(home / source.parent.name / "bin"))
    with Server(folder) as server:
        write(server)
        assert Path(f"/proc/{server.pid}").stat().st_uid == Account.for_server().uid
        assert Path(os.readlink(f"/proc/{server.pid}/exe")).is_relative_to(folder / "binaries")


def run_as_an_ordinary_user(place: Path) -> None:
    if AS_ROOT:
        os.setgroups([])
        os.setgid(Account.for_server().gid)
        os.setuid(Account.for_server().uid)
    with Server(place) as server:
        write(server)
        assert Path(f"/proc/{server.pid}").stat().st_uid == os.geteuid() != 0


def test_an_ordinary_user_runs_the_server_as_themselves() -> None:
    place = open_folder()
    if AS_ROOT:
        shutil.chown(place, Account.for_server().uid)
    # forked and not started anew, since an ordinary user may not be able to reach root's Python
    ordinary = multiprocessing.get_context("fork").Process(target=run_as_an_ordinary_user, args=[place / "pg"])
    ordinary.start()
    ordinary.join(60)
    assert ordinary.exitcode == 0
    shutil.rmtree(place)


def test_a_closed_folder_on_the_way_is_named_in_a_sentence(folder: Path) -> None:
    closed = folder.parent / "closed"
    closed.mkdir(mode=0o700)
    if AS_ROOT:
        with pytest.raises(NoDatabase, match=f"runs as nobody, who may not enter {closed}"):
            Server(closed / "pg").start()
    else:
        assert Account.for_server().barrier(closed / "pg") is None


def test_data_of_a_version_that_is_not_here_is_refused_with_the_version(folder: Path) -> None:
    (folder / "data" / "PG_VERSION").write_text("12\n")
    with pytest.raises(NoDatabase, match="written by PostgreSQL 12"):
        Server(folder).start()


def test_a_folder_without_postgres_named_as_its_programs_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANJIA_PG_BIN", "/nowhere")
    with pytest.raises(NoDatabase, match="GUANJIA_PG_BIN is /nowhere"):
        binaries.find()


def test_the_start_of_a_wrong_setting_says_what_postgres_said(folder: Path) -> None:
    with pytest.raises(NoDatabase, match=r"It said: .*max_connections"):
        Server(folder, {"max_connections": "many"}).start()
    with Server(folder) as server:  # and the folder is free again
        write(server)


def test_settings_take_effect(folder: Path) -> None:
    with Server(folder, {"max_connections": "33"}) as server, psycopg.connect(server.dsn()) as connection:
        assert connection.execute("show max_connections").fetchone() == ("33",)


def test_the_servers_database_keeps_chinese_words_for_searching(folder: Path) -> None:
    with Server(folder) as server, psycopg.connect(server.dsn()) as connection:
        check_server(server.dsn())
        connection.execute("create extension pg_trgm")
        assert connection.execute("select cardinality(show_trgm('水管漏水')) > 0").fetchone() == (True,)


def test_a_foreign_database_that_drops_chinese_is_refused(folder: Path) -> None:
    with Server(folder) as server:
        with psycopg.connect(server.dsn(), autocommit=True) as connection:
            connection.execute(
                "create database deaf template template0 locale_provider libc lc_collate 'C' lc_ctype 'C'"
            )
            connection.execute("create role stranger login")
        for role in (None, "stranger"):  # one who may ask pg_trgm, and one who may not
            with pytest.raises(NoDatabase, match="drops Chinese characters"):
                check_server(server.dsn(role or "guanjia", database="deaf"))


def test_a_database_that_does_not_answer_is_said_so(folder: Path) -> None:
    with pytest.raises(NoDatabase, match="does not answer"):
        check_server(dsn(folder / "socket"))


def test_a_command_attaches_to_a_running_server_and_leaves_it_running(folder: Path) -> None:
    process = owning(folder)
    with attach_or_own(folder) as socket, psycopg.connect(dsn(socket)) as connection:
        connection.execute("select 1")
    assert processes.is_alive(server_of(process))
    process.send_signal(signal.SIGINT)
    process.communicate()


def test_a_command_without_a_server_owns_it_for_its_own_run(folder: Path) -> None:
    with attach_or_own(folder) as socket:
        with psycopg.connect(dsn(socket)) as connection:
            connection.execute("select 1")
        assert owner(folder)["purpose"] == "command"
    assert not processes.of_data_folder(folder / "data")


def test_a_command_that_owns_the_server_waits_for_those_who_attached_to_it(folder: Path) -> None:
    code = f"""
        import sys
        from pathlib import Path
        import psycopg
        from guanjia.shared.postgres import attach_or_own, dsn
        with attach_or_own(Path({str(folder)!r})) as socket:
            print("in", flush=True)
            sys.stdin.readline()
            with psycopg.connect(dsn(socket)) as connection:
                connection.execute("select pg_sleep(0.2)")
        print("out", flush=True)
    """
    with attach_or_own(folder):
        command = [sys.executable, "-c", textwrap.dedent(code)]
        other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert other.stdout
        assert other.stdin
        assert other.stdout.readline() == "in\n"
        other.stdin.write("go on\n")
        other.stdin.flush()
    assert other.communicate()[0] == "out\n"


def test_a_command_comes_in_when_the_owner_was_just_killed(folder: Path) -> None:
    process = owning(folder)
    process.kill()
    process.communicate()  # its server may still be closing down
    with attach_or_own(folder) as socket, psycopg.connect(dsn(socket)) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_the_limited_account_can_neither_make_tables_nor_change_the_journal(folder: Path) -> None:
    with Server(folder) as server:
        with psycopg.connect(server.dsn()) as connection:
            connection.execute("create table journal_event (id int, at date) partition by range (at)")
            connection.execute(
                "create table journal_event_2026 partition of journal_event"
                " for values from ('2026-01-01') to ('2027-01-01')"
            )
            connection.execute("create table cases (id int generated always as identity, state text)")
            grant(connection)
        with psycopg.connect(server.dsn(APP), autocommit=True) as limited:
            limited.execute("insert into journal_event values (1, '2026-03-02')")
            limited.execute("insert into cases (state) values ('taken')")
            limited.execute("update cases set state = 'done'")
            limited.execute("delete from cases")
            for forbidden in (
                "update journal_event set id = 2",
                "delete from journal_event",
                "update journal_event_2026 set id = 2",
                "truncate journal_event",
                "truncate cases",
                "create table mine (id int)",
                "drop table cases",
                "alter table cases add column more int",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    limited.execute(forbidden)
            assert limited.execute("select id from journal_event").fetchall() == [(1,)]


def test_a_partition_made_later_only_grows_too(folder: Path) -> None:
    with Server(folder) as server:
        with psycopg.connect(server.dsn()) as connection:
            grant(connection)
            connection.execute("create table later (id int)")
        with psycopg.connect(server.dsn(APP), autocommit=True) as limited:
            limited.execute("insert into later values (1)")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                limited.execute("delete from later")


class Falling(Server):
    """Killed in the moment it is ready, once."""

    fell = False

    def _make_database(self) -> None:
        if not self.fell and self.pid:
            self.fell = True
            os.kill(self.pid, signal.SIGKILL)
            assert eventually(lambda: self.pid is None)
        super()._make_database()


def test_a_server_that_ends_just_after_it_started_can_be_started_again(folder: Path) -> None:
    with pytest.raises(NoDatabase, match="just after"):
        Falling(folder).start()
    with Server(folder) as server:
        assert server.pid
