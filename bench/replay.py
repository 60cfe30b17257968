"""Replay against pm4py's temporal-profile conformance, on one log repeated to two million events, in one run.

Five clocks with duty hours, holidays and pauses (docs/examples/helpdesk). Each repetition has cases of its own and lies
a week later than the one before, so that nothing can be remembered from one to the next.

pm4py is installed into a venv of its own in a temporary folder. `conformance_temporal_profile(log, profile)` takes a
log and a profile; the profile is discovered on the log before it is repeated, which no clock sees. It has two ways:

- on a list of events (`convert_to_event_log`) it takes as long for each event of a long log as of a short one: measured
  on the whole log, twice, the better counts;
- on a table (`read_csv`, what its documentation shows) it looks every deviation's case up in the list of all cases, so
  its time grows with the square of the number of cases: measured on as many repetitions as TABLE_SECONDS allow, and
  only slower on more.

Ours is the best of three. Seconds are those of the processor, all processes together, so that what else the machine
does weighs on neither; on an idle machine they are those of the clock, which are told as well. The figures:

replay.ratio                   our command, its start to verdicts, against pm4py's conformance on a table alone
replay.ratio_whole             our command, against pm4py from a table in memory to verdicts over a list of events
replay.ratio_conformance_only  our judging alone, cases in memory, one process, against pm4py's conformance on the list
                               alone
replay.command_to_conformance  our command, start, reading and all, against pm4py's conformance on the list alone; told
                               without a bar, since they don't do the same
"""

import csv
import gzip
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from demo import children, held
from figures import HERE, calibration, tell

EVENTS = 2_000_000
TABLE_SECONDS = 40
PM4PY_AT_MOST = 1800
"""Seconds after which pm4py is given up, and the bench with it."""
PM4PY_VERSION = "2.7.23.11"
TRIES = 3
EXAMPLES = HERE.parent / "docs" / "examples"
DATA = HERE.parents[1] / "shared" / "data" / "eventlogs" / "helpdesk_dev.csv.gz"
COLUMNS = ("case_id", "activity", "resource", "completed_at", "seriousness_2")

PM4PY = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import pandas, pm4py
from pandas import concat

path, once, limit = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
NAMES = {"case_id": "case:concept:name", "activity": "concept:name", "completed_at": "time:timestamp"}
table = pandas.read_csv(path, usecols=list(NAMES))
table["completed_at"] = pandas.to_datetime(table["completed_at"], utc=True)
table = table.rename(columns=NAMES)
whole = pm4py.format_dataframe(table, "case:concept:name", "concept:name", "time:timestamp")
profile = pm4py.discover_temporal_profile(whole.iloc[:once])


def seconds(work, *given):
    begun = time.process_time()
    work(*given)
    return time.process_time() - begun


def conformance(log):
    return pm4py.conformance_temporal_profile(log, profile, zeta=1)


found, rows = {"version": pm4py.__version__}, once
while rows <= len(whole):
    spent = seconds(conformance, whole.iloc[:rows])
    found["table"] = [rows, spent]
    if 4 * spent > limit:
        break
    rows *= 2
begun = time.process_time()
log = pm4py.convert_to_event_log(whole)
found["convert"] = time.process_time() - begun
found["list"] = [len(whole), min(seconds(conformance, log) for _ in range(2))]
print("FOUND" + json.dumps(found))
"""


def source() -> list[list[str]]:
    """The rows of the log: the help desk's where it lies beside the checkout, else made by ourselves."""
    if DATA.is_file():
        with gzip.open(DATA, "rt", encoding="utf-8", newline="") as lines:
            return [[row[name] for name in COLUMNS] for row in csv.DictReader(lines)]
    sys.stdout.write("replay.log our_own - - -\n")
    chance, rows = random.Random(4), []
    for number in range(4500):
        at = datetime.fromisoformat("2012-01-02T08:00:00") + timedelta(minutes=chance.randrange(700_000))
        rests = ["Wait", "Take in charge ticket"] if chance.random() < 0.3 else []
        road = ["Assign seriousness", "Take in charge ticket", *rests, "Resolve ticket", "Closed"]
        for activity in road:
            row = [f"C{number}", activity, f"V{chance.randrange(20)}", at.isoformat(), f"V{1 + number % 3}"]
            rows.append(row)
            at += timedelta(seconds=chance.randrange(60, 400_000))
    return rows


def repeated(rows: list[list[str]], events: int, target: Path) -> int:
    """Write the log again and again, each time with other cases and a week later; returns how many rows."""
    cases = [(name, list(own)) for name, own in groupby(rows, key=lambda row: row[0])]
    written, turn = 0, 0
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        while written < events:
            for name, own in cases:
                for _, activity, resource, at, serious in own:
                    later = datetime.fromisoformat(at) + timedelta(days=7 * (turn % 52))
                    writer.writerow([f"{name}-{turn}", activity, resource, later.isoformat(), serious])
            written, turn = written + len(rows), turn + 1
    return written


def pm4py(folder: Path, log: Path, once: int) -> dict[str, Any]:
    """What pm4py needs, in a process and a venv of its own."""
    subprocess.run([sys.executable, "-m", "venv", folder / "pm4py"], check=True)
    python = folder / "pm4py" / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "-q", f"pm4py=={PM4PY_VERSION}"], check=True, stderr=subprocess.DEVNULL
    )
    script = folder / "run.py"
    script.write_text(PM4PY, encoding="utf-8")
    command = [python, script, log, str(once), str(TABLE_SECONDS)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, timeout=PM4PY_AT_MOST)
    return dict(json.loads(ran.stdout.rpartition("FOUND")[2]))


def ours(log: Path) -> tuple[dict[str, Any], float, float, float]:
    """What `guanjia replay` says of the log, in how many seconds of the processor and of the clock, and the most
    megabytes its processes held."""
    command = [sys.executable, "-m", "guanjia.config.cli", "replay", log, "--map", EXAMPLES / "helpdesk.map.yaml"]
    command += ["--edition", EXAMPLES / "helpdesk", "--as-of", "2015-12-31T00:00+00:00", "--json"]
    begun, before, most = time.monotonic(), spent(), 0.0
    with subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            most = max(most, held(children(process.pid)))
            time.sleep(0.1)
        told = json.loads(process.stdout.read() if process.stdout else "{}")
    return told, spent() - before, time.monotonic() - begun, most


def spent() -> float:
    """Seconds of the processor that ended children took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def judging(log: Path) -> float:
    """Events a second of the judging alone, by this process: the cases are in memory before the clock starts."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanjia.config.settings")
    os.environ.setdefault("GUANJIA_SECRET", "only-for-a-bench-" + "0123456789" * 4)
    django.setup()
    from guanjia.rooms.promises.rules.log_map import read_map
    from guanjia.rooms.promises.rules.replaying import Replay
    from guanjia.rooms.promises.services.log_files import Log, Part, batches, header_of
    from guanjia.rooms.promises.services.replaying import Wish, books_to_try
    from guanjia.rooms.promises.types import instant

    found, _ = read_map("map.yaml", (EXAMPLES / "helpdesk.map.yaml").read_bytes())
    assert found is not None
    (book,) = books_to_try(Wish((str(EXAMPLES / "helpdesk"),)), found.log_map.zone)
    with batches(Log(log, found.log_map, header_of(log, found.log_map)), Part(0, None, 0)) as (_, given):
        cases = list(given)
    as_of, most = instant(datetime.fromisoformat("2015-12-31T00:00+00:00")), 0.0
    for _ in range(TRIES):
        trial = Replay([book.ready()], found.log_map.subject, as_of)
        begun = time.process_time()
        for batch in cases:
            trial.take(batch)
        most = max(most, trial.events / (time.process_time() - begun))
    return most


def said(name: str, value: float, unit: str) -> float:
    """Print a figure that has no bar, and give it back."""
    sys.stdout.write(f"replay.{name} {value:.0f} {unit} - -\n")
    sys.stdout.flush()
    return value


def main() -> int:
    """0 when every bar is met."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    calibration()
    rows = source()
    with tempfile.TemporaryDirectory(prefix="guanjia-bench-", dir="/var/tmp") as base:
        folder = Path(base)
        os.environ["GUANJIA_DATA"] = base
        log, quarter = folder / "log.csv", folder / "quarter.csv"
        number = repeated(rows, events, log)
        repeated(rows, events // 4, quarter)
        *_, small = ours(quarter)
        told, seconds, clock, large = min((ours(log) for _ in range(TRIES)), key=itemgetter(1))
        said("events", number, "rows")
        rate = said("command", number / seconds, "rows/s")
        said("command_by_the_clock", number / clock, "rows/s")
        said("memory", large, "MB")
        alone = said("judging_alone_one_process", judging(log), "events/s")
        theirs = pm4py(folder, log, len(rows))
    (some, on_table), (whole, conformance) = theirs["table"], theirs["list"]
    said("pm4py_table_events", some, "rows")
    table = said("pm4py_table", some / on_table, "rows/s")
    only = said("pm4py_list", whole / conformance, "rows/s")
    converted = said("pm4py_list_with_conversion", whole / (theirs["convert"] + conformance), "rows/s")
    sys.stdout.write(f"replay.command_to_conformance {rate * conformance / whole:.1f} x - -\n")
    met = [
        told["rows_read"] == number and told["rows_skipped"] == 0,
        tell("replay", "ratio", round(rate / table, 1)),
        tell("replay", "ratio_whole", round(rate / converted, 1)),
        tell("replay", "ratio_conformance_only", round(alone / only, 1)),
        tell("replay", "memory_growth", round(large / small, 2)),
    ]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
