"""The audit of a journal of a million promises: how long it takes, and whether memory grows with the journal.

The rows are built by the engine's own fold and written in bulk, two fifths first, so that both journals are long enough
for as many processes: `python bench/audit.py [PROMISES]`.
"""

import json
import os
import random
import resource
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from uuid import UUID

from demo import children, held
from figures import calibration, tell
from house import BEGIN, empty_house

PROMISES = 1_000_000
BATCH = 250
TOPICS = (("REP", "rep.water.leak", "u1"), ("REP", "rep.power.home", "u1"), ("REP", "rep.drain", "u2"))


def story(chance: random.Random, community: UUID, begin: datetime) -> list[Any]:
    """The facts of one case: opened, classified, taken on, reached, perhaps paused, done, accepted, closed."""
    from guanjia.rooms.cases import events as facts
    from guanjia.shared.time import new_id

    case, staff, at = new_id(), new_id(), begin
    case_class, topic, urgency = chance.choice(TOPICS)

    def fact(kind: Any, minutes: float, **data: Any) -> Any:
        nonlocal at
        at += timedelta(seconds=int(60 * minutes * chance.uniform(0.2, 2)))
        return kind(community_id=community, subject_id=case, at=at, **data)

    told = {"case_class": case_class, "topic": topic}
    found = [
        fact(facts.CaseOpened, 0, channel="wechat", origin="resident"),
        fact(facts.CaseClassified, 1, urgency=urgency, **told),
        fact(facts.CaseTakenOn, 8, staff_id=staff),
        fact(facts.CaseArrived, 20, staff_id=staff),
    ]
    if chance.random() < 0.3:
        found += [fact(facts.CasePaused, 30, reason="resident_absent"), fact(facts.CaseResumed, 300)]
    found += [
        fact(facts.CaseDone, 90, staff_id=staff, photos=2, **told),
        fact(facts.CaseAccepted, 600, by="resident"),
        fact(facts.CaseClosed, 5, **told),
    ]
    return found


def build(work: tuple[UUID, int, int]) -> int:
    """Write so many promises with their journal; returns how many it became."""
    from guanjia.rooms.promises.selectors.shelves import shelf_of
    from guanjia.shared.journal import months_ready

    community, wanted, seed = work
    chance, shelf, made = random.Random(seed), shelf_of(community), 0
    months_ready(BEGIN + timedelta(days=31 * number) for number in range(14))
    while made < wanted:
        batch = [story(chance, community, BEGIN + timedelta(minutes=chance.randrange(500_000))) for _ in range(BATCH)]
        made += keep(shelf, community, batch)
    return made


def keep(shelf: Any, community: UUID, batch: list[list[Any]]) -> int:
    """Fold the cases of a batch and write journal, states and promises."""
    from django.db import connection, transaction

    from guanjia.rooms.promises.rules.replay import promises_of
    from guanjia.rooms.promises.selectors.stored import happening
    from guanjia.rooms.promises.services.rows import iso, promise_row
    from guanjia.rooms.promises.services.writing import write_rows
    from guanjia.rooms.promises.types import SubjectRef
    from guanjia.shared.time import new_id

    states, promises, rows = [], [], []
    for facts in batch:
        subject = SubjectRef("case", str(facts[0].subject_id))
        told = [happening(one.id, one.kind, one.at, one.refs(), one.data()) for one in facts]
        heard = [one for one in told if one.kind in shelf.kinds["case"]]
        state, found = promises_of(shelf, subject, heard, heard[-1].at)
        promises += [promise_row(community, shelf, owed) for owed in found.values()]
        states.append(
            {
                "id": str(new_id()),
                "community_id": str(community),
                "subject_type": "case",
                "subject_id": subject.id,
                "state": state.plain(),
                "owing": {},
                "seen_at": iso(heard[-1].at),
            }
        )
        rows += [
            (one.id, community, one.kind, one.at, one.at, None, "bench", json.dumps(one.refs()), json.dumps(one.data()))
            for one in facts
        ]
    with transaction.atomic(), connection.cursor() as cursor:
        copy = "copy journal_event (id, community_id, kind, at, recorded_at, actor_id, via, refs, data) from stdin"
        with cursor.cursor.copy(copy) as out:
            for row in rows:
                out.write_row(row)
        write_rows(states, promises)
    return len(promises)


def seal_all() -> None:
    """Seal everything, in larger steps than the house takes."""
    from guanjia.rooms.promises import services
    from guanjia.rooms.promises.services import sealing

    sealing.STEP = 5000
    while services.seal(at=BEGIN + timedelta(days=400)):
        pass


def spent() -> tuple[float, float]:
    """Seconds of the processor that ended children took, and that the database's processes took."""
    ours = resource.getrusage(resource.RUSAGE_CHILDREN)
    data = Path(os.environ["GUANJIA_DATA"])
    parent = next(data.rglob("postmaster.pid")).read_text().split()[0]
    theirs = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        if stat.parent.name == parent:
            theirs += sum(map(int, words[11:15]))  # with its children that ended
        elif words[1] == parent:
            theirs += sum(map(int, words[11:13]))
    return ours.ru_utime + ours.ru_stime, theirs / os.sysconf("SC_CLK_TCK")


def audit() -> tuple[dict[str, Any], float, float]:
    """What the command says, in how many seconds, and the most megabytes its processes held. Prints the seconds of the
    processor it took: on a machine shared with others they say more than the clock."""
    command = [sys.executable, "-m", "guanjia.config.cli", "audit", "--json"]
    begun, most, before = time.monotonic(), 0.0, spent()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            most = max(most, held(children(process.pid)))
            time.sleep(0.2)
        told = json.loads(process.stdout.read() if process.stdout else "{}")
    seconds = time.monotonic() - begun
    of_python, of_database = (now - then for now, then in zip(spent(), before, strict=True))
    for name, value in (("processor", of_python), ("processor_of_the_database", of_database)):
        sys.stdout.write(f"audit.{name} {value * 1_000_000 / max(1, told['promises']):.0f} s/million - -\n")
    sys.stdout.flush()
    return told, seconds, most


def grown(community: UUID, wanted: int, seed: int) -> None:
    """So many more promises, by as many processes as there are cores."""
    import django
    from django.db import connection

    cores = os.cpu_count() or 1
    with ProcessPoolExecutor(cores, get_context("spawn"), django.setup) as pool:
        made = sum(pool.map(build, [(community, wanted // cores, seed * 100 + core) for core in range(cores)]))
    sys.stdout.write(f"audit.built {made} promises - -\n")
    sys.stdout.flush()
    seal_all()
    with connection.cursor() as cursor:
        cursor.execute("analyze journal_event, journal_seal, promises_promise, promises_subjectstate")


def main() -> int:
    """0 when every bar is met."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else PROMISES
    calibration()
    with empty_house() as community:
        begun = wanted * 2 // 5
        grown(community, begun, 1)
        few, first, small = audit()
        sys.stdout.write(f"audit.first {first:.1f} s - -\naudit.first_memory {small:.0f} MB - -\n")
        sys.stdout.write(f"audit.first_promises {few['promises']} promises - -\n")
        grown(community, wanted - begun, 2)
        found, seconds, large = audit()
    sys.stdout.write(f"audit.memory {large:.0f} MB - -\naudit.seal {found['seal']} - - -\n")
    sys.stdout.write(f"audit.promises_a_second {found['promises'] / seconds:.0f} 1/s - -\n")
    sys.stdout.write(f"audit.events {found['events']} facts - -\n")
    if found["promises"] < wanted or found["seal"] != "ok":
        return 1
    told = [
        tell("audit", "differences", len(found["differences"])),
        tell("audit", "seconds_a_million", round(seconds * 1_000_000 / found["promises"], 1)),
        tell("audit", "memory_growth", round(large / small, 2)),
    ]
    return 0 if all(told) else 1


if __name__ == "__main__":
    sys.exit(main())
