"""One part of building the demo, in a process of its own: the world, a community's days, the closing of the books."""

import gc
import json
import sys
import time as wall
from pathlib import Path
from typing import Any

GARBAGE = (100_000, 50, 50)
"""When Python looks for garbage while the days pass."""


def main(words: list[str]) -> int:
    """`world DAYS SEED`, `days CODE DAYS SEED`, `close DAYS SEED`, or `double PORT`."""
    match words:
        case ["double", port]:
            return _double(int(port))
        case ["world", days, seed]:
            return _world(int(days), int(seed))
        case ["days", code, days, seed]:
            return _days(code, int(days), int(seed))
        case ["close", days, seed]:
            return _close(int(days), int(seed))
    sys.stderr.write(f"{main.__doc__}\n")
    return 2


def _django() -> Path:
    import django
    from django.conf import settings

    django.setup()
    return Path(settings.DATA)


def _world(days: int, seed: int) -> int:
    _django()
    from django.db import transaction

    from guanjia.config.demo import world
    from guanjia.config.demo.lasting import surely
    from guanjia.shared import time

    span = world.span_of(days)

    def built() -> None:
        time.use_clock(lambda: span.starts, seed=seed)
        world.build(span)

    surely(transaction.atomic(built))
    return 0


def _days(code: str, count: int, seed: int) -> int:
    folder = _django()
    from django.db import transaction

    from guanjia.config.demo import days, texts
    from guanjia.config.demo.lasting import surely
    from guanjia.config.demo.world import MONTH, ZONE, fill, span_of
    from guanjia.shared import time

    span = span_of(count)

    def filled() -> dict[str, Any]:
        time.use_clock(lambda: span.starts, seed=f"{seed}:{code}:people")
        return fill(code, span, seed)

    told = surely(transaction.atomic(filled))
    (folder / f"demo-{code}.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    coming = texts.arrivals(_data(), first=span.first, days=MONTH, zone=ZONE, seed=seed)
    mine = days.shared_out(coming, texts.codes())[code]
    gc.collect()
    gc.freeze()  # handbook and model stay to the end: to walk through them again and again cost a tenth of the days
    gc.set_threshold(*GARBAGE)
    days.live(code, mine, told["wechat"], span, seed)
    return 0


def _data() -> Path | None:
    """The folder of real texts beside the project, where there is one."""
    from django.conf import settings

    found = Path(settings.HOME).parent / "shared" / "data" / "messages"
    return found if found.is_dir() else None


def _close(days: int, seed: int) -> int:
    folder = _django()
    from guanjia.config.demo import report
    from guanjia.config.demo.lasting import surely
    from guanjia.config.demo.world import span_of
    from guanjia.shared import time

    span = span_of(days)
    time.use_clock(lambda: span.until, seed=f"close:{seed}")
    surely(lambda: report.close_books(folder, span, seed))
    return 0


def _double(port: int) -> int:
    from guanjia.rooms.channels.double import Double

    with Double(port):
        while True:
            wall.sleep(3600)  # noqa: TID251 - it listens until its parent ends it


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
