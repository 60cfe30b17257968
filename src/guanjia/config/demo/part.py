"""The demo's processes: the one that builds it and divides while the days pass, and the double of the platform."""

import ctypes
import gc
import os
import sys
import time as wall
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from guanjia.config import starting
from guanjia.shared.processes import end_with_parent

if TYPE_CHECKING:
    from guanjia.config.demo.texts import Arrival
    from guanjia.config.demo.world import Span

GARBAGE = (100_000, 50, 50)
"""When Python looks for garbage while the days pass."""


def main(words: list[str]) -> int:
    """`build DAYS SEED BUILDINGS`, which waits for a line that says the database is there and goes on as `close …` with
    the same words and the numbers of its children; or `double PORT`.
    """
    match words:
        case ["double", port]:
            return _double(int(port))
        case ["build", days, seed, buildings]:
            return _build(int(days), int(seed), int(buildings))
        case ["close", days, seed, buildings, *running]:
            return _close(int(days), int(seed), int(buildings), [int(one) for one in running])
    sys.stderr.write(f"{main.__doc__}\n")
    return 2


def _build(count: int, seed: int, buildings: int) -> int:
    """The world by this process; then it divides, a process a community, and becomes the one that closes the books.

    What it has read and learned by then, the others have too: nothing is read twice, and memory is shared. It keeps
    none of it itself: who only waits for the others begins anew, small.
    """
    from django.conf import settings

    starting.start()
    from django.db import connections, transaction

    from guanjia.config.demo import days, texts, world
    from guanjia.config.demo.lasting import surely
    from guanjia.shared import time

    folder, span = Path(settings.DATA), world.span_of(count, buildings)
    coming = texts.arrivals(_data(), first=span.first, days=world.MONTH, zone=world.ZONE, seed=seed)
    shared = days.shared_out([*coming, *texts.last_hour(span.until, seed)], texts.codes())
    if not sys.stdin.readline():
        return 1  # nobody waits for it any more

    def built() -> None:
        time.use_clock(lambda: span.starts, seed=seed)
        world.build(span)

    surely(transaction.atomic(built))
    connections.close_all()
    gc.collect()
    _give_back()
    gc.freeze()  # handbook and model stay to the end: to walk through them again and again cost a tenth of the days
    running = _divided([partial(_days, code, mine, span, seed, folder) for code, mine in sorted(shared.items())])
    return _become("close", *map(str, (count, seed, buildings, *running)))


def _become(*words: str) -> NoReturn:
    """This process goes on as another part; its children stay its children."""
    program = [sys.executable, "-m", "guanjia.config.demo.part", *words]
    os.execv(sys.executable, program)  # noqa: S606 - the words are ours


def _close(count: int, seed: int, buildings: int, running: Sequence[int]) -> int:
    """Wait for the processes of the communities, children of this one, then close the books; the worst status."""
    status = max(abs(os.waitstatus_to_exitcode(os.waitpid(one, 0)[1])) for one in running)
    if status:
        return status
    from django.conf import settings

    starting.start()
    from guanjia.config.demo import report, world
    from guanjia.config.demo.lasting import surely
    from guanjia.shared import time

    span = world.span_of(count, buildings)
    time.use_clock(lambda: span.until, seed=f"close:{seed}")
    surely(lambda: report.close_books(Path(settings.DATA), span, seed))
    return 0


def _give_back() -> None:
    """What was freed goes back to the system, where the C library can: else each process would come to hold its own."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _divided(acts: Sequence[Callable[[], None]]) -> list[int]:
    """Let each be done by a process of its own, which ends with this one; returns their numbers."""
    wish = end_with_parent()

    def alone(act: Callable[[], None]) -> None:
        wish()
        gc.set_threshold(*GARBAGE)
        act()

    running = [get_context("fork").Process(target=alone, args=(act,)) for act in acts]
    for process in running:
        process.start()
    return [process.pid for process in running if process.pid]


def _days(code: str, mine: "list[Arrival]", span: "Span", seed: int, folder: Path) -> None:
    from django.db import transaction

    from guanjia.config.demo import days, report, world
    from guanjia.config.demo.lasting import surely
    from guanjia.shared import time

    def filled() -> dict[str, Any]:
        time.use_clock(lambda: span.starts, seed=f"{seed}:{code}:people")
        return world.fill(code, span, seed)

    told = surely(transaction.atomic(filled))
    days.live(code, mine, told["wechat"], span, seed)
    world.write_down(folder / f"demo-{code}.json", {**told, "audit": surely(lambda: report.audited(code, span))})


def _data() -> Path | None:
    """The folder of real texts beside the project, where there is one."""
    from django.conf import settings

    found = Path(settings.HOME).parent / "shared" / "data" / "messages"
    return found if found.is_dir() else None


def _double(port: int) -> int:
    from guanjia.rooms.channels.double import Double

    with Double(port):
        while True:
            wall.sleep(3600)  # noqa: TID251 - it listens until its parent ends it


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
