"""`guanjia demo`: the parent. Owns the database, lets the communities live side by side, prints the report, serves."""

import contextlib
import json
import os
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from guanjia.config.place import data_folder, foreign_url, is_foreign
from guanjia.config.serve import Child, Pauses, bring_up_to_date, house, keep_up, mend, own, say
from guanjia.shared import processes
from guanjia.shared.binaries import NoDatabase
from guanjia.shared.postgres import DATABASE, Server, url
from guanjia.shared.roles import APP, OWNER, check_server

PORT = 8000
BAR = 30
TICK = 0.2  # seconds between two looks at the database
WHILE_BUILT = {"fsync": "off", "autovacuum_naptime": "2s", "shared_buffers": "64MB"}
"""What is committed while the demo is built survives the sudden end of any process, the database's too, but not that
of the machine: then it is built anew. Once built it is brought to the disk, and served as safely as any other.

Tables that were empty a moment ago are looked at again soon: plans made for empty ones read all of a full one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which demo: its seed, how many days are lived through, and how many buildings it has at most (`Span`)."""

    seed: int
    days: int
    buildings: int = 0

    @property
    def words(self) -> tuple[str, str, str]:
        """The plan as a part of the demo is told it."""
        return str(self.days), str(self.seed), str(self.buildings)


def run(plan: Plan, *, serve: bool = True) -> int:
    """Build the demo where it isn't built, print its report, and serve it unless told not to. Returns the status.

    A demo that was finished goes on where it stood: nothing that was done in it is lost. One that was cut short
    while it was built begins anew. Raises NoDatabase for a folder in which a real company works.
    """
    os.environ["GUANJIA_DEMO"] = "1"
    folder = data_folder()
    ready = _is_ready(folder / "demo.json", plan)
    if is_foreign():
        check_server(foreign_url())
        status = 0 if ready else _make(None, folder, plan)
        return status or _report(folder) or (_serve(None, folder) if serve else 0)
    if not ready:
        with own(Server(folder / "postgres", WHILE_BUILT, purpose="demo")) as server:
            status = _make(server, folder, plan)
        os.sync()
        if status:
            return status
    if not serve:
        return _report(folder)
    with own(Server(folder / "postgres", purpose="demo")) as server:
        return bring_up_to_date(server) or _report(folder) or _serve(server, folder)


def _make(server: Server | None, folder: Path, plan: Plan) -> int:
    _clear(server, folder)
    (folder / "demo.json").write_text(json.dumps({"state": "building"}), encoding="utf-8")
    if server is None:
        return _build(None, _builder(plan, os.environ), plan)
    # it reads and learns what needs no database while the tables are made
    builder = _builder(plan, {**os.environ, "DATABASE_URL": url(server.socket, APP)})
    status = bring_up_to_date(server)
    if status:
        builder.terminate()
    return status or _build(server, builder, plan)


def _serve(server: Server | None, folder: Path) -> int:
    return keep_up(server, [*house(PORT), _double(folder)])


def _is_ready(mark: Path, plan: Plan) -> bool:
    try:
        told = json.loads(mark.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(
        told.get("state") == "ready" and Plan(told.get("seed"), told.get("days"), told.get("buildings")) == plan
    )


def _clear(server: Server | None, folder: Path) -> None:
    """An empty database for the demo; what is not a demo's is never touched."""
    for name in ("demo-clock.json", "demo-report.txt"):
        (folder / name).unlink(missing_ok=True)
    if server is None:
        return
    with psycopg.connect(url(server.socket, OWNER)) as connection:
        found = connection.execute("select to_regclass('places_community') is not null").fetchone()
        filled = bool(found and found[0]) and connection.execute("select 1 from places_community limit 1").fetchone()
    if filled and not (folder / "demo.json").exists():
        raise NoDatabase(f"{folder} holds a company of its own. Set GUANJIA_DATA to another folder for the demo.")
    with psycopg.connect(url(server.socket, OWNER, "postgres"), autocommit=True) as connection:
        database = sql.Identifier(DATABASE)
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(database))
        connection.execute(sql.SQL("create database {}").format(database))


def _part(*words: str) -> list[str]:
    return [sys.executable, "-m", "guanjia.config.demo.part", *words]


def _builder(plan: Plan, environment: Mapping[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        _part("build", *plan.words),
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=processes.end_with_parent(),  # noqa: PLW1509 - this process has one thread
    )


def _build(server: Server | None, builder: "subprocess.Popen[str]", plan: Plan) -> int:
    """Tell the builder that the database is there, show how far it is, and keep the database up meanwhile."""
    say("building two communities and the handbook they keep")
    assert builder.stdin and builder.stdout  # noqa: S101 - both are pipes
    with contextlib.suppress(BrokenPipeError):  # its status says that it ended
        builder.stdin.write("go\n")
        builder.stdin.close()
    say(f"{plan.days} days pass")
    done: dict[str, float] = {}
    pauses = Pauses()
    heard = selectors.DefaultSelector()
    heard.register(builder.stdout, selectors.EVENT_READ)
    while True:
        if server and server.pid is None:
            mend(server, pauses)
        for _ in heard.select(timeout=TICK):
            line = builder.stdout.readline()
            if not line:
                sys.stderr.write("\n")
                return _ended(builder.wait())
            told = json.loads(line)
            done[told["community"]] = told["done"]
            _draw(sum(done.values()) / len(done), told["day"][:10])


def _ended(status: int) -> int:
    if status:
        say(f"building the demo ended with {status}. Start it again: it begins anew.")
    return 1 if status else 0


def _draw(share: float, day: str) -> None:
    full = round(BAR * share)
    end = "\r" if sys.stderr.isatty() else "\n"
    sys.stderr.write(f"  [{'#' * full}{'.' * (BAR - full)}] {share:5.0%}  {day}{end}")
    sys.stderr.flush()


def _report(folder: Path) -> int:
    kept = folder / "demo-report.txt"
    sys.stdout.write(kept.read_text(encoding="utf-8"))
    sys.stdout.flush()
    told = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
    say(f"pages at {told['url']} · password of all: {told['password']}")
    for code, one in told["communities"].items():
        say(f"  {code}: " + "  ".join(one["logins"].values()))
        say(f"  {code}, a resident: {told['url']}{one['resident']}")
    say(f"  everything for driving it from outside: {folder / 'demo.json'}")
    return 0


def _double(folder: Path) -> Child:
    """The platform's double, on a port of its own that web and worker are told."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    os.environ["GUANJIA_WECHAT_API"] = f"http://127.0.0.1:{port}"
    _set_clock(folder)
    return Child("the double of WeChat", _part("double", str(port)))


def _set_clock(folder: Path) -> None:
    """The demo's present goes on from where it stood when the demo was last left."""
    file = folder / "demo-clock.json"
    if file.exists():
        return
    told = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
    anchor = {"real": time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime()), "demo": told["present"]}
    file.write_text(json.dumps(anchor), encoding="utf-8")
