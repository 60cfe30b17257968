"""How fast needs are taken in with everything on, beside what the database alone could do and beside a peer.

`python bench/intake.py [NEEDS]` serves a house of its own (two web workers, one worker, the live process). Eight
clients take so many needs down by the API, then bring as many messages by the platform's callback; a round is over
when no job waits any more. The rows each need left in each table are counted, and `pgbench` commits as many in one
transaction each, into copies of these tables with their indexes and without their triggers and references. Then
django-helpdesk, in an environment of its own, creates as many tickets by its API. Best of three; it ends by itself.
"""

import contextlib
import http.client
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from faults import House, until
from figures import calibration, tell
from psycopg import sql
from traffic import NEEDS, message, query

from guanjia.rooms.channels.double import Double
from guanjia.shared import binaries
from guanjia.shared.postgres import url

MANY, CLIENTS, TIMES = 160, 8, 3
VARIANTS = 8
"""Different transactions of pgbench: what a need leaves in part of the cases only is in part of them."""
SECONDS = 8
"""How long pgbench commits."""
PATIENCE = 300.0
FLUSHED = 12.0
"""Seconds after which an idle session has told the server's statistics all it did."""
PEER = ("django-helpdesk==2.6.1", "granian==2.8.9", "psycopg[binary]==3.3.9")
HERE = Path(__file__).parent

Ask = tuple[str, bytes, dict[str, str]]
"""A path, a body, headers."""


class Rate(NamedTuple):
    """How many a second: with all that followed from them, and answered only."""

    through: float
    answered: float


def rate(base: str, asks: Iterator[Ask], many: int, over: Callable[[], bool] = lambda: True) -> Rate:
    """So many asks by the clients together; it ends when it is `over`. Each must succeed."""
    turn, wrong, host = threading.Lock(), list[str](), base.removeprefix("http://")
    left = iter(range(many))

    def client() -> None:
        line = http.client.HTTPConnection(host, timeout=PATIENCE)
        while True:
            with turn:
                if next(left, None) is None:
                    return
                path, body, headers = next(asks)
            line.request("POST", path, body, headers)
            answer = line.getresponse()
            said = answer.read()
            if answer.status >= 300:
                wrong.append(f"{answer.status} {said[:200]!r}")

    crew = [threading.Thread(target=client) for _ in range(CLIENTS)]
    began = time.perf_counter()
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    answered = many / (time.perf_counter() - began)
    if until(over, PATIENCE) == float("inf"):
        wrong.append("It never came to an end.")
    if wrong:
        raise SystemExit("\n".join(wrong[:5]))
    return Rate(many / (time.perf_counter() - began), answered)


# Ours -----------------------------------------------------------------------------------------------------------------

AT_WORK = """
select (select count(*) from procrastinate_jobs where status in ('todo', 'doing') and args::text <> '{}'
           and not args ? 'timestamp')
     + (select count(*) from channels_inbound where state = 'waiting')
     + (select count(*) from channels_outgoing where state = 'waiting')
"""


def registered(communities: list[dict[str, Any]], chance: random.Random) -> Iterator[Ask]:
    """Needs a program of the company takes down by the API."""
    for number in count():
        community = communities[number % len(communities)]
        text, topic = NEEDS[number % len(NEEDS)]
        place = f"{chance.randint(1, 9)}-{chance.randint(1, 2)}-{chance.randint(1, 12)}01"
        body = {"community_id": community["id"], "text": f"{text} {number}", "topic": topic, "place": place}
        headers = {"Authorization": f"Bearer {community['token']}", "Content-Type": "application/json"}
        yield "/api/v1/cases", json.dumps(body).encode(), headers


def written(communities: list[dict[str, Any]], chance: random.Random) -> Iterator[Ask]:
    """Messages the platform brings, each of somebody else."""
    for number in count():
        community = communities[number % len(communities)]
        text, _ = NEEDS[number % len(NEEDS)]
        sender = f"intake-{number}-{chance.getrandbits(40):x}"
        account, body = community["wechat"], message(sender, f"{text} {number}", str(chance.getrandbits(60)))
        path = f"/channels/wechat/{account['name']}/{query(account, chance)}"
        yield path, body, {"Content-Type": "text/xml"}


def rows(house: House) -> dict[str, int]:
    """How many rows were ever written into each table."""
    time.sleep(FLUSHED)
    found = house.ask("select relname, n_tup_ins from pg_stat_user_tables where schemaname = 'public'")
    return {str(name): int(number) for name, number in found}


def round_of(house: House, asks: Iterator[Ask], many: int) -> tuple[Rate, dict[str, float]]:
    """Needs a second with all that follows from them, the best of three, and the rows each of them left."""
    before = rows(house)
    best = max(rate(house.base, asks, many, lambda: house.ask(AT_WORK)[0][0] == 0) for _ in range(TIMES))
    after = rows(house)
    grown = {name: (number - before.get(name, 0)) / many / TIMES for name, number in after.items()}
    return best, {name: number for name, number in grown.items() if number * VARIANTS >= 0.5}


def _of(each: dict[str, float], table: str) -> float:
    """The rows of a table, in all its parts."""
    return sum(number for name, number in each.items() if name.startswith(table))


# pgbench --------------------------------------------------------------------------------------------------------------


def bare_rate(house: House, each: dict[str, float]) -> float:
    """Transactions a second of pgbench, each with so many rows of each table; the best of three."""
    socket_folder = house.folder / "postgres" / "socket"
    with psycopg.connect(url(socket_folder), autocommit=True) as connection:
        connection.execute("drop schema if exists bare cascade")
        connection.execute("create schema bare")
        tables = {name: _copied(connection, name) for name in each}
    with tempfile.TemporaryDirectory(prefix="guanjia-intake-") as folder:
        scripts = [Path(folder) / f"{number}.sql" for number in range(VARIANTS)]
        for number, script in enumerate(scripts):
            script.write_text(_transaction(tables, each, number), encoding="utf-8")
        words = [binaries.find().program("pgbench"), "-n", "-c", str(CLIENTS), "-j", "2", "-T", str(SECONDS)]
        words += [word for script in scripts for word in ("-f", str(script))]
        words += [url(socket_folder)]
        return max(_tps(words) for _ in range(TIMES))


def _copied(connection: Any, name: str) -> list[str]:
    """Copy a table's form and its indexes; some of its rows, each as it stands behind `values`."""
    table, like = sql.Identifier("bare", name), sql.Identifier("public", name)
    connection.execute(sql.SQL("create table {} (like {} including defaults including storage)").format(table, like))
    for number, (text,) in enumerate(connection.execute(INDEXES, [name]).fetchall()):
        plain = re.sub(
            r"^CREATE (UNIQUE )?INDEX \S+ ON (ONLY )?public\.", f"create index bare_{number}_{name} on bare.", text
        )
        connection.execute(plain)
    columns = [sql.Identifier(column) for (column,) in connection.execute(COLUMNS, [like.as_string()]).fetchall()]
    texts = sql.SQL(", ").join(sql.SQL("{}::text").format(column) for column in columns)
    names = sql.SQL(", ").join(columns).as_string()
    found = connection.execute(sql.SQL("select {} from {} order by ctid desc limit 40").format(texts, like)).fetchall()
    return [
        f"insert into bare.{name} ({names}) values ({', '.join(sql.Literal(one).as_string() for one in row)});"
        for row in found
    ]


INDEXES = "select indexdef from pg_indexes where schemaname = 'public' and tablename = %s"
COLUMNS = """
select attname from pg_attribute
 where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum
"""


def _transaction(tables: dict[str, list[str]], each: dict[str, float], variant: int) -> str:
    """One variant: together they hold of each table what a need leaves in it, in the middle."""
    said = ["begin;"]
    for name, values in tables.items():
        whole = round(each[name] * VARIANTS)
        mine = (variant + 1) * whole // VARIANTS - variant * whole // VARIANTS
        said += [values[(variant + number * 7) % len(values)].replace("\n", " ") for number in range(mine) if values]
    return "\n".join([*said, "commit;"])


def _tps(words: list[str]) -> float:
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    found = re.search(r"^tps = ([\d.]+)", said, re.MULTILINE)
    if found is None or "failed transactions: 0 " not in said:
        raise SystemExit(said)
    return float(found[1])


# The peer -------------------------------------------------------------------------------------------------------------


def peers_rate(house: House, many: int) -> float:
    """Tickets a second of django-helpdesk on the same server, served as ours is; the best of three."""
    socket_folder = house.folder / "postgres" / "socket"
    with psycopg.connect(url(socket_folder, database="postgres"), autocommit=True) as connection:
        connection.execute("create database helpdesk")
    with tempfile.TemporaryDirectory(prefix="guanjia-peer-") as folder, socket.socket() as free:
        python = Path(folder) / "bin" / "python"
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PEER], check=True, stdout=sys.stderr)
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(HERE), "PEER_DATABASE": str(socket_folder)}
        told = subprocess.run([python, HERE / "peer_site.py"], env=environment, check=True, stdout=subprocess.PIPE)
        ready = json.loads(told.stdout.splitlines()[-1])
        with _served(python, port, environment):
            return max(rate(f"http://127.0.0.1:{port}", _tickets(ready), many) for _ in range(TIMES)).through


def _tickets(ready: dict[str, Any]) -> Iterator[Ask]:
    headers = {"Authorization": f"Token {ready['token']}", "Content-Type": "application/json"}
    for number in count():
        text, _ = NEEDS[number % len(NEEDS)]
        body = {"queue": ready["queue"], "title": text, "description": f"{text} {number}", "priority": 3}
        yield "/api/tickets/", json.dumps({**body, "submitter_email": f"{number}@example.org"}).encode(), headers


@contextlib.contextmanager
def _served(python: Path, port: int, environment: dict[str, str]) -> Iterator[None]:
    serving = f"--interface wsgi --host 127.0.0.1 --port {port} --workers 2 --blocking-threads 4 --log-level error"
    words = [python, "-m", "granian", *serving.split(), "peer_site:application"]
    with subprocess.Popen(words, env=environment, cwd=HERE) as process:
        try:
            until(lambda: _answers(port), PATIENCE)
            yield
        finally:
            process.terminate()


def _answers(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def main(many: int = MANY) -> int:
    """0 when every bar is met."""
    calibration()
    good = []
    with tempfile.TemporaryDirectory(prefix="guanjia-intake-", dir="/var/tmp") as place, Double() as platform:
        folder = Path(place)
        folder.chmod(0o755)  # the database's account must come in
        house, chance = House(folder, platform.address), random.Random(1)
        communities = house.filled()
        with house.served("--workers", "2"):
            if until(house.is_ready, PATIENCE) == float("inf"):
                raise SystemExit("The house never stood.")
            until(lambda: house.ask(AT_WORK)[0][0] == 0, PATIENCE)
            found = {}
            for way, asks in (("api", registered(communities, chance)), ("callback", written(communities, chance))):
                rate(house.base, asks, CLIENTS, lambda: house.ask(AT_WORK)[0][0] == 0)  # warm
                found[way], each = round_of(house, asks, many)
                bare = bare_rate(house, each)
                for name, number in sorted(each.items()):
                    sys.stdout.write(f"intake.{way}_rows.{name} {number:.2f} a need - -\n")
                sys.stdout.write(f"intake.{way}_rate {found[way].through:.1f} a second - -\n")
                sys.stdout.write(f"intake.{way}_answered {found[way].answered:.1f} a second - -\n")
                sys.stdout.write(f"intake.{way}_pgbench {bare:.1f} a second - -\n")
                good.append(tell("intake", f"{way}_facts", round(_of(each, "journal_event"), 2)))
                good.append(tell("intake", f"{way}_promises", round(_of(each, "promises_promise"), 2)))
                good.append(tell("intake", f"{way}_of_pgbench", round(found[way].through / bare, 3)))
            peer = peers_rate(house, many)
            sys.stdout.write(f"intake.helpdesk_rate {peer:.1f} a second - -\n")
            good.append(tell("intake", "of_helpdesk", round(found["api"].through / peer, 2)))
    calibration()
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main(*(int(one) for one in sys.argv[1:])))
