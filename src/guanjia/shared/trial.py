"""One act on many things: tried first with everything taken back, then done, each by itself and each once."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from guanjia.shared import journal
from guanjia.shared.errors import GuanjiaError
from guanjia.shared.riding import sent


class _Back(Exception):
    """Leaves a trial, so that nothing of it stays."""


def tried(act: Callable[[], Any]) -> GuanjiaError | None:
    """Do the act as it would be done and take all of it back; returns what it is refused with, None when it isn't."""
    try:
        with transaction.atomic():
            act()
            sent()
            raise _Back
    except _Back:
        return None
    except GuanjiaError as refused:
        return refused


@transaction.atomic
def done_once(key: str, act: Callable[[], Any]) -> None:
    """Do the act unless it was done under this key; then nothing happens. Raises what the act raises."""
    if journal.first_time(key):
        act()
