"""Lists, searches and pages in a small house and in a large one, turn and turn about: does any get slower as it grows?

`python bench/lists.py [FEW MANY]` fills two houses, or takes folders filled before (`guanjia bench fill`). The agent's
list is the list itself; everything else is the whole page as a browser gets it, with who signed in and what stands
around it. p95 of each is the best of three rounds.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from figures import calibration, tell

FEW, MANY = "6000", "24000"
"""Small enough for `make bench`; `long_lists.py` goes to a million."""
ROUNDS, TRIES = 3, 20
WORDS, PLACE = "滴水", "3-2-1201"
COMMAND = [sys.executable, "-m", "guanjia.config.cli"]
Task = Callable[[], Any]


# The measured house: a process of its own -------------------------------------------------------------------------


def tasks() -> dict[str, Task]:
    """What is measured, by name; each gives back what it brought."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from guanjia.rooms.cases import selectors as cases
    from guanjia.rooms.people import access
    from guanjia.rooms.people.services import sessions
    from guanjia.rooms.people.types.signing import Browser
    from guanjia.shared.time import now

    accounts = get_user_model().objects

    def agent(number: int) -> Task:
        actor = access.actor_of(accounts.get(username=f"fill-{number}").pk)
        return lambda: [row.place for row in cases.queue(actor, at=now())]

    def page(username: str, address: str) -> Task:
        client, account = Client(HTTP_HOST="127.0.0.1"), accounts.get(username=username)
        client.force_login(account)  # and written down, as signing in does
        sessions.note_sign_in(account.pk, Browser(client.session.session_key or "", "bench", shared=False), at=now())

        def get() -> Any:
            answer = client.get(address)
            if answer.status_code != 200:
                raise SystemExit(f"{address} answered {answer.status_code}")
            return answer

        return get

    def find(typed: str) -> Task:
        get = page("fill-5", f"/desk/find/?q={typed}")
        return lambda: [row["label"] for row in get().json()["rows"]]

    busiest, phone, case_id = known()
    return {
        **{f"agent_{number}": agent(number) for number in (1, 5, 300)},
        "words": find(WORDS),
        "phone": find(phone),
        "place": find(PLACE),
        "history": page(busiest, "/my/"),
        "case": page("fill-5", f"/cases/{case_id}/"),
        "conformance": page("fill-1", "/conformance/"),
        "manager": page("fill-5", "/today/"),
    }


def known() -> tuple[str, str, str]:
    """Who asked most in the big community (now with an account), half of their phone, and their newest case."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select c.contact_id, right(r.phone, 5), max(c.id::text) from cases_case c"
            " join people_contact p on p.id = c.contact_id join people_resident r on r.id = p.resident_id"
            " join places_community k on k.id = c.community_id where k.code = 'fill-big'"
            " group by 1, 2 order by count(*) desc, 1 limit 1"
        )
        contact, phone, case_id = cursor.fetchone()
        cursor.execute(
            "insert into people_account (id, username, password, kind, is_active, language)"
            " values (gen_random_uuid(), 'fill-resident', '!', 'resident', true, '') on conflict do nothing"
        )
        cursor.execute(
            "update people_contact set account_id = (select id from people_account where username = 'fill-resident')"
            " where id = %s",
            [contact],
        )
    return "fill-resident", phone, case_id


def measured() -> None:
    """Answer each name on standard input with a line of JSON: the milliseconds of some tries, the queries, the rows."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from guanjia.config import place, starting
    from guanjia.shared.roles import APP

    place.settle()
    with place.database(APP):
        starting.start()
        known_tasks = tasks()
        print(json.dumps(list(known_tasks)), flush=True)
        for line in sys.stdin:
            task, spent = known_tasks[line.strip()], []
            task()
            with CaptureQueriesContext(connection) as asked:
                rows = task()
                number = len(asked)
            for _ in range(TRIES):
                begun = time.perf_counter()
                task()
                spent.append(1000 * (time.perf_counter() - begun))
            shown = rows if isinstance(rows, list) else []
            print(json.dumps({"ms": spent, "queries": number, "rows": shown}), flush=True)


# The bench --------------------------------------------------------------------------------------------------------


class House:
    """A filled house and the process that measures in it."""

    def __init__(self, folder: str) -> None:
        words = {"GUANJIA_DATA": folder, "GUANJIA_STATIC": f"{folder}/static"}
        command = [sys.executable, __file__, "--measured"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, env={**os.environ, **words}, stdin=pipe, stdout=pipe, text=True)
        self.names: list[str] = self._line()

    def ask(self, name: str) -> dict[str, Any]:
        """One round of one task."""
        if self.process.stdin:
            self.process.stdin.write(f"{name}\n")
            self.process.stdin.flush()
        found: dict[str, Any] = self._line()
        return found

    def _line(self) -> Any:
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            raise SystemExit("The measured house is gone.")
        return json.loads(line)

    def close(self) -> None:
        """Let the process and its database end."""
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait()


@contextlib.contextmanager
def filled(wanted: str) -> Iterator[str]:
    """A folder filled with so many cases; one that is there already is taken as it is."""
    if Path(wanted).is_dir():
        yield wanted
        return
    with tempfile.TemporaryDirectory(prefix="guanjia-bench-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)  # the database's account must come in
        environment = {**os.environ, "GUANJIA_DATA": folder, "GUANJIA_STATIC": f"{folder}/static"}
        begun = time.monotonic()
        for words in (["migrate"], ["bench", "fill", "--cases", wanted]):
            subprocess.run([*COMMAND, *words], env=environment, stdout=sys.stderr, check=True)
        sys.stdout.write(f"lists.filled_{wanted} {time.monotonic() - begun:.0f} s - -\n")
        sys.stdout.flush()
        yield folder


def p95(spent: list[float]) -> float:
    """The nineteenth of twenty."""
    return sorted(spent)[round(0.95 * len(spent)) - 1]


def wrong(found: dict[str, list[str]]) -> int:
    """Searches whose first row isn't what was meant."""
    return sum(
        not rows or meant not in rows[0] for meant, rows in ((WORDS, found["words"]), (PLACE, found["place"]))
    ) + (not found["phone"])


def main(few: str, many: str) -> int:
    """0 when every bar is met."""
    calibration()
    good, shown = [], {}
    with filled(few) as small, filled(many) as large:
        houses = (House(small), House(large))
        for name in houses[0].names:
            rounds = [[house.ask(name) for house in houses] for _ in range(ROUNDS)]
            first, last = (min(p95(one[side]["ms"]) for one in rounds) for side in (0, 1))
            shown[name] = rounds[0][1]["rows"]
            sys.stdout.write(f"lists.{name}_few {first:.1f} ms - -\n")
            good.append(tell("lists", f"{name}_p95", round(last, 1)))
            good.append(tell("lists", f"{name}_ratio", round(last / first, 2)))
            good.append(tell("lists", f"{name}_queries", max(one["queries"] for one in rounds[0])))
            sys.stdout.flush()
        for house in houses:
            house.close()
    good.append(tell("lists", "wrong_rows", wrong(shown)))
    calibration()
    return 0 if all(good) else 1


if __name__ == "__main__":
    if "--measured" in sys.argv:
        measured()
        sys.exit(0)
    sys.exit(main(*(sys.argv[1:] or [FEW, MANY])))
