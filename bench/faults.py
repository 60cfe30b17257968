"""Processes die under load, again and again: is anything lost, done twice, or in need of a hand?

`python bench/faults.py [KILLS] [SEED] [BUILDINGS]` serves a house of its own by `guanjia serve`, beside one more
worker, while programs and residents go on asking. Web, live, worker and database are killed (-9) at random moments,
alone or together; now and then the database hangs, the clock jumps, the platform refuses or is slow, a worker stands
still in a job. Then all is let go, and the tables are compared with what was acknowledged. It ends by itself.
"""

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from demo import children
from figures import calibration, tell
from traffic import Traffic

from guanjia.config import place
from guanjia.rooms.channels.double import Double
from guanjia.shared import processes
from guanjia.shared.postgres import dsn

KILLS, SEED = 100, 1
BETWEEN = (0.3, 4.0)
"""Seconds between two kills."""
EACH = 12
"""So many kills from one other fault to the next."""
PATIENCE = 300.0
"""Seconds the house has to be back by itself, and through with everything, after the last fault."""
COMMAND = [sys.executable, "-m", "guanjia.config.cli"]
MORNING = datetime(2026, 4, 13, 2, tzinfo=UTC)
"""A Monday, ten o'clock where the communities lie: everybody is on duty."""


# The house ------------------------------------------------------------------------------------------------------------


def world(buildings: int) -> int:
    """Fill an empty house with the demo's world, of so many buildings at most (0: all); tells what a client needs."""
    from guanjia.config import starting
    from guanjia.shared.roles import APP

    place.settle()
    with place.database(APP):
        starting.start()
        from django.contrib.auth import get_user_model
        from django.db import connections

        from guanjia.config.demo import world as town
        from guanjia.config.demo.texts import codes
        from guanjia.rooms.people import services as people
        from guanjia.rooms.places import selectors as places

        span, told = town.Span(MORNING.date(), 7, MORNING.astimezone(town.ZONE), buildings), []
        town.build(span)
        for code in codes():
            filled, community = town.fill(code, span, SEED), places.community_by_code(code)
            account = get_user_model().objects.get(username=filled["logins"]["desk"])
            token = people.issue_token(account.pk, "faults", at=MORNING)
            told.append({"id": str(community.id), "token": token, "wechat": filled["wechat"]})
        connections.close_all()
    print(json.dumps(told), flush=True)
    return 0


class House:
    """`guanjia serve` in a folder, one more worker, and which of its processes is which."""

    def __init__(self, folder: Path, platform: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder, self.ahead = folder, timedelta()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "GUANJIA_"))},
            "GUANJIA_DATA": str(folder),
            "GUANJIA_STATIC": str(folder / "static"),
            "GUANJIA_WECHAT_API": platform,
            "GUANJIA_DEMO": "1",
        }
        self.base = f"http://127.0.0.1:{self.port}"
        self.said = (folder / "said").open("ab")
        self.jump(timedelta())
        self.serving: subprocess.Popen[bytes] | None = None
        self.second: subprocess.Popen[bytes] | None = None

    def filled(self, buildings: int = 0) -> list[dict[str, Any]]:
        """Make the tables and the world, see `world`; returns the communities."""
        subprocess.run([*COMMAND, "migrate"], env=self.environment, check=True, stdout=self.said, stderr=self.said)
        run = [sys.executable, __file__, "--world", str(buildings)]
        made = subprocess.run(run, env=self.environment, check=True, stdout=subprocess.PIPE, stderr=self.said)
        found: list[dict[str, Any]] = json.loads(made.stdout)
        return found

    def jump(self, by: timedelta) -> None:
        """Put the clock forward; each process sees it when it starts anew, so for a while they differ."""
        self.ahead += by
        real = datetime.now(UTC)
        anchor = {"real": real.isoformat(), "demo": (MORNING + self.ahead).isoformat()}
        fresh = self.folder / "demo-clock.fresh"
        fresh.write_text(json.dumps(anchor), encoding="utf-8")
        fresh.rename(self.folder / "demo-clock.json")

    @contextlib.contextmanager
    def served(self, *more: str) -> Iterator[None]:
        """The house runs for as long as the block lasts."""
        live = self.port + 1
        words = ["serve", "--port", str(self.port), "--live-port", str(live), *more]
        self.serving = subprocess.Popen([*COMMAND, *words], env=self.environment, stdout=self.said, stderr=self.said)
        try:
            yield
        finally:
            self.serving.terminate()
            for one in (self.serving, self.second):
                if one is not None:
                    one.terminate()
                    one.wait(120)

    def keep_second(self) -> None:
        """One more worker, as another machine would run it: whoever looks after it there starts it again."""
        if self.second is None or self.second.poll() is not None:
            run = [*COMMAND, "worker"]
            self.second = subprocess.Popen(run, env=self.environment, stdout=self.said, stderr=self.said)

    def pids(self) -> dict[str, list[int]]:
        """The living processes of the house by what they are."""
        found: dict[str, list[int]] = {"database": [], "session": []}
        for one in processes.of_data_folder(self.folder / "postgres" / "data"):
            found["database" if one.is_server else "session"].append(one.pid)
        if self.second is not None and self.second.poll() is None:
            found["second"] = [self.second.pid]
        for pid in children(self.serving.pid) if self.serving else []:
            words, parent = told_of(pid)
            what = next((name for mark, name in MARKS if mark in words), None)
            if what and self.serving and processes.is_alive(pid):
                name = what if parent == self.serving.pid else f"{what} process"
                found.setdefault(name, []).append(pid)
        return found

    def is_ready(self) -> bool:
        """Whether the house says so itself."""
        try:
            with urllib.request.urlopen(f"{self.base}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def ask(self, words: str) -> list[tuple[Any, ...]]:
        """What the database answers."""
        with psycopg.connect(dsn(self.folder / "postgres" / "socket"), connect_timeout=5) as connection:
            return connection.execute(words).fetchall()


MARKS = (
    ("guanjia.config.web:application", "web"),
    ("guanjia.config.listening:application", "live"),
    ("procrastinate\0worker", "worker"),
)


def told_of(pid: int) -> tuple[str, int]:
    """A process's command line, and its parent; a web server's children have the line of their leader."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        return words, int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return "", 0


def until(question: Callable[[], bool], seconds: float) -> float:
    """Seconds until the answer is yes; ends the bench when it never is."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        try:
            if question():
                return time.monotonic() - began
        except psycopg.Error:
            pass
        time.sleep(0.2)
    return float("inf")


# Faults ---------------------------------------------------------------------------------------------------------------

TARGETS = {
    "web process": 5,
    "web": 3,
    "worker": 5,
    "second": 3,
    "database": 4,
    "session": 3,
    "live": 1,
    "live process": 1,
}
"""What is killed how often, beside the others."""


class Faults:
    """Takes a house's processes away, one way or the other."""

    def __init__(self, house: House, platform: Double, seed: int) -> None:
        self.house, self.platform, self.chance = house, platform, random.Random(seed)
        self.done: Counter[str] = Counter()

    def go_on(self, kills: int) -> None:
        """So many kills at random moments, and other faults between them."""
        others = [self.database_hangs, self.clock_jumps, self.platform_refuses, self.platform_slow, self.worker_stands]
        each, number = min(EACH, kills // 2 or 1), 0
        while self.kills < kills:
            time.sleep(self.chance.uniform(*BETWEEN))
            if self.house.serving and self.house.serving.poll() is not None:
                raise SystemExit(f"The house ended by itself; it is kept in {self.house.folder}.")
            self.house.keep_second()
            for _ in range(2 if self.chance.random() < 0.15 else 1):
                self.kill()
            if self.kills // each > number:
                other = others[number % len(others)]
                number += 1
                self.done[other.__name__] += 1
                other()

    @property
    def kills(self) -> int:
        """How many were killed so far."""
        return sum(self.done[name] for name in TARGETS)

    def kill(self) -> None:
        """Kill one of what lives just now."""
        living = {name: pids for name, pids in self.house.pids().items() if pids and name in TARGETS}
        if living:
            names = sorted(living)
            name = self.chance.choices(names, [TARGETS[one] for one in names])[0]
            try:
                os.kill(self.chance.choice(living[name]), signal.SIGKILL)
            except ProcessLookupError:
                return
            self.done[name] += 1

    def database_hangs(self) -> None:
        """It answers nobody for some seconds, then goes on as if nothing had been."""
        pids = [*self.house.pids()["database"], *self.house.pids()["session"]]
        self._stand_still(pids, self.chance.uniform(4, 8))

    def worker_stands(self) -> None:
        """A worker stands still in a job until it counts as dead and its job was given to another; then goes on."""
        self._stand_still(self.house.pids().get("second", []), 45)

    def platform_slow(self) -> None:
        """Each answer of the platform takes longer than the house waits for it."""
        self.platform.slowness = self.chance.uniform(5, 15)
        time.sleep(20)
        self.platform.slowness = 0.0

    def platform_refuses(self) -> None:
        """The platform is busy, and has forgotten its token."""
        self.platform.fail(10, errcode=-1)
        self.platform.fail(10, status=502)
        self.platform.forget_token()

    def clock_jumps(self) -> None:
        """Hours pass at once, and much is due."""
        self.house.jump(timedelta(minutes=self.chance.randrange(30, 240)))

    def _stand_still(self, pids: list[int], seconds: float) -> None:
        for sign in (signal.SIGSTOP, signal.SIGCONT):
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, sign)
            if sign == signal.SIGSTOP:
                time.sleep(seconds)


# What is there afterwards ---------------------------------------------------------------------------------------------

WAITING = """
select (select count(*) from procrastinate_jobs where status in ('todo', 'doing') and task_name not like '%.tasks.%')
     + (select count(*) from procrastinate_jobs where status in ('todo', 'doing') and args::text <> '{}'
           and not args ? 'timestamp')
     + (select count(*) from channels_inbound where state = 'waiting')
     + (select count(*) from channels_outgoing where state = 'waiting')
"""
WITHOUT_PROMISES = """
select count(*) from cases_case as c
 where not exists (select from promises_promise as p where p.subject_id = c.id)
    or not exists (select from journal_event as e where e.kind = 'case.opened' and e.refs ->> 'case' = c.id::text)
"""
TOLD = "('promise.warned', 'promise.missed', 'promise.escalated')"
TOLD_TWICE = f"""
select (select count(*) from journal_event as e where e.kind in {TOLD}
           and not exists (select from promises_telling as t where t.event = e.id))
     + (select count(*) from promises_telling as t
         where not exists (select from journal_event as e where e.id = t.event))
"""
KEYS = "select substring({} from '#([0-9]+-[0-9]+)#') as key, count(*) from {} group by 1"


def checked(house: House, traffic: Traffic, platform: Double) -> dict[str, float]:
    """Every figure, counted from outside the house: by its tables, and by what the platform took."""
    ways = {
        "api": dict(house.ask(KEYS.format("text", "cases_case where text like '%#%' and channel = 'api'"))),
        "wechat": dict(house.ask(KEYS.format("text", "conversations_message where direction = 'in'"))),
    }
    lost = sum(way_keys.get(key, 0) == 0 for way, way_keys in ways.items() for key in traffic.acknowledged[way])
    twice = sum(number - 1 for way_keys in ways.values() for key, number in way_keys.items() if key and number > 1)
    words = "select channels_outgoing.text, count(*) from channels_outgoing where state = 'sent' group by 1"
    noted, taken = Counter(dict(house.ask(words))), Counter(one.text for one in platform.sent)
    audit = subprocess.run([*COMMAND, "audit", "--json"], env=house.environment, capture_output=True, check=False)
    told = json.loads(audit.stdout)
    return {
        "acknowledged": sum(len(keys) for keys in traffic.acknowledged.values()),
        "lost": lost,
        "twice": twice,
        "without_promises": house.ask(WITHOUT_PROMISES)[0][0],
        "told": house.ask(f"select count(*) from journal_event where kind in {TOLD}")[0][0],
        "told_twice": house.ask(TOLD_TWICE)[0][0],
        "jobs_failed": house.ask("select count(*) from procrastinate_jobs where status = 'failed'")[0][0],
        "jobs_left": house.ask("select count(*) from procrastinate_jobs where status = 'succeeded'")[0][0],
        "set_aside": house.ask("select count(*) from promises_setaside")[0][0],
        "sent": sum(noted.values()),
        "not_sent": sum((noted - taken).values()),
        "sent_again": sum((taken - noted).values()),
        "differences": len(told["differences"]),
        "seal_broken": int(told["seal"] != "ok"),
        "refused": len(traffic.refused),
    }


def settled(house: House) -> float:
    """Seconds until the house says it is ready and nothing waits in it any more."""
    ready = until(house.is_ready, PATIENCE)
    return ready + until(lambda: house.ask(WAITING)[0][0] == 0, PATIENCE)


def run(folder: Path, kills: int, seed: int, buildings: int) -> bool:
    """The whole: whether every bar was met."""
    with Double() as platform:
        platform.remember_all()
        house = House(folder, platform.address)
        traffic = Traffic(house.base, house.filled(buildings), seed)
        faults, began = Faults(house, platform, seed), time.monotonic()
        with house.served():
            if until(house.is_ready, PATIENCE) == float("inf"):
                raise SystemExit("The house never stood.")
            with traffic.running():
                faults.go_on(kills)
                until(house.is_ready, PATIENCE)
            back = settled(house)
            found = {**checked(house, traffic, platform), "kills": faults.kills, "back": round(back, 1)}
    sys.stdout.write(f"faults.seconds {time.monotonic() - began:.0f} s - -\n")
    for name, number in sorted(faults.done.items()):
        sys.stdout.write(f"faults.{name.replace(' ', '_')} {number} times - -\n")
    sys.stdout.write(f"faults.unanswered_tries {traffic.failed} tries - -\n")
    sys.stdout.writelines(f"{line}\n" for line in traffic.refused[:10])
    return judged(found, short=kills < KILLS)


FLOORS = ("kills", "acknowledged", "told", "sent")
"""How much was tried: a short run is not measured by it."""


def judged(found: dict[str, float], *, short: bool) -> bool:
    """Print the figures beside their bars; whether each was met."""
    good = []
    for name, value in found.items():
        if short and name in FLOORS:
            sys.stdout.write(f"faults.{name} {value:g} - - -\n")
        else:
            good.append(tell("faults", name, value))
    return all(good)


def main(kills: int = KILLS, seed: int = SEED, buildings: int = 0) -> int:
    """0 when every bar is met; else the folder is kept, to be looked at."""
    calibration()
    folder = Path(tempfile.mkdtemp(prefix="guanjia-faults-", dir="/var/tmp"))
    folder.chmod(0o755)  # the database's account must come in
    good = run(folder, kills, seed, buildings)
    if good:
        subprocess.run(["rm", "-rf", folder], check=True)
    else:
        sys.stdout.write(f"The house is kept in {folder}.\n")
    calibration()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(world(int(sys.argv[2])) if "--world" in sys.argv else main(*(int(one) for one in sys.argv[1:])))
