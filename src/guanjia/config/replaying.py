"""`guanjia replay`: from the words of the command line to a report."""

import argparse
import contextlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from guanjia.config import starting
from guanjia.shared.errors import Invalid, gettext_noop

House = Callable[[], contextlib.AbstractContextManager[None]]


def replay(arguments: argparse.Namespace, house: House, language: str) -> int:
    """Run it; the database is asked only where the journal or a stored edition is. Returns the status for the shell."""
    _check(arguments)
    editions = tuple(filter(None, (arguments.edition, arguments.compare)))
    with house() if arguments.journal or not all(map(_is_folder, editions)) else no_database():
        report = _report(arguments, editions)
        _tell(report, arguments, language)
    return 0


def _is_folder(edition: str) -> bool:
    from pathlib import Path

    return Path(edition).is_dir()


@contextlib.contextmanager
def no_database() -> Any:
    """What is asked of files needs no database, and no more of the house than what judges."""
    starting.start_to_judge()
    yield


def _check(arguments: argparse.Namespace) -> None:
    if arguments.journal == (arguments.log is not None):
        message = gettext_noop("Give either a log or --journal.")
        raise Invalid("replay.what", message)
    if arguments.log is not None and (arguments.map is None or not arguments.edition):
        message = gettext_noop("A log needs --map MAP.yaml and --edition: docs/replay.md shows both.")
        raise Invalid("replay.map_missing", message)
    if arguments.compare and not arguments.edition:
        raise Invalid("replay.edition_missing", gettext_noop("--compare needs --edition, with which it compares."))
    if arguments.changes and not arguments.compare:
        raise Invalid("replay.compare_missing", gettext_noop("--changes needs --compare."))


def _report(arguments: argparse.Namespace, editions: tuple[str, ...]) -> Any:
    from guanjia.rooms.promises.services import replays
    from guanjia.shared.time import now

    wish = replays.Wish(
        editions,
        as_of=_as_of(arguments.as_of),
        most=max(0, arguments.worst),
        community=arguments.community,
        division=arguments.division,
        changes=arguments.changes,
        processes=arguments.processes,
    )
    if arguments.journal:
        return replays.replay_journal(wish, at=now())
    return replays.replay_log(arguments.log, arguments.map, wish)


def _as_of(text: str | None) -> datetime | None:
    if not text:
        return None
    message = gettext_noop("--as-of needs a time with its zone, such as 2026-03-01T00:00+08:00.")
    try:
        found = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise Invalid("replay.as_of", message) from wrong
    if found.tzinfo is None:
        raise Invalid("replay.as_of", message)
    return found


def _tell(report: Any, arguments: argparse.Namespace, language: str) -> None:
    import sys

    from django.utils import translation

    from guanjia.rooms.promises.services import replays

    if arguments.json:
        sys.stdout.write(f"{json.dumps(replays.plain(report), ensure_ascii=False)}\n")
        return
    with translation.override(language):
        for line in replays.told(report, language, translation.gettext):
            sys.stdout.write(f"{line}\n")
