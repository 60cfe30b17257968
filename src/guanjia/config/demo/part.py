"""One part of building the demo, in a process of its own: the world, a community's days, the closing of the books."""

import json
import sys
import time as wall
from pathlib import Path


def main(words: list[str]) -> int:
    """`world SEED`, `days CODE SEED`, `close SEED`, or `double PORT`."""
    match words:
        case ["double", port]:
            return _double(int(port))
        case ["world", seed]:
            return _world(int(seed))
        case ["days", code, seed]:
            return _days(code, int(seed))
        case ["close", seed]:
            return _close(int(seed))
    sys.stderr.write(f"{main.__doc__}\n")
    return 2


def _django() -> Path:
    import django
    from django.conf import settings

    django.setup()
    return Path(settings.DATA)


def _world(seed: int) -> int:
    folder = _django()
    from guanjia.config.demo import world
    from guanjia.shared import time

    time.use_clock(lambda: world.SPAN.starts, seed=seed)
    told = world.build(world.SPAN, seed)
    (folder / "demo-world.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return 0


def _days(code: str, seed: int) -> int:
    folder = _django()
    from guanjia.config.demo import days, texts
    from guanjia.config.demo.world import SPAN, ZONE

    told = json.loads((folder / "demo-world.json").read_text(encoding="utf-8"))
    coming = texts.arrivals(_data(), first=SPAN.first, days=SPAN.days, zone=ZONE, seed=seed)
    mine = days.shared_out(coming, sorted(told))[code]
    days.live(code, mine, told[code]["wechat"], seed)
    return 0


def _data() -> Path | None:
    """The folder of real texts beside the project, where there is one."""
    from django.conf import settings

    found = Path(settings.HOME).parent / "shared" / "data" / "messages"
    return found if found.is_dir() else None


def _close(seed: int) -> int:
    folder = _django()
    from guanjia.config.demo import report
    from guanjia.config.demo.world import SPAN
    from guanjia.shared import time

    time.use_clock(lambda: SPAN.until, seed=f"close:{seed}")
    report.close_books(folder, seed)
    return 0


def _double(port: int) -> int:
    from guanjia.rooms.channels.double import Double

    with Double(port):
        while True:
            wall.sleep(3600)  # noqa: TID251 - it listens until its parent ends it


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
