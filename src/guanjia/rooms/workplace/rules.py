"""What may be kept at a place at work, and how long it counts. Figures of the machinery, none of the trade."""

import re
from datetime import datetime, timedelta

from guanjia.rooms.workplace.types import Values
from guanjia.shared.errors import Invalid, Refused, gettext_noop

DRAFT_DAYS = timedelta(days=3)
"""A draft nobody has come back to is forgotten."""
SIGNS_MOST = 20_000
"""Signs of one draft, all fields together."""
VIEWS_MOST = 12
"""Views of one list; more would be a list of lists."""
HERE = timedelta(minutes=15)
"""So long after the last sign of a hand somebody counts as having it open; a killed browser says no goodbye."""
WRITES = timedelta(minutes=2)
"""So long after the last key somebody counts as writing."""
LOOKS = timedelta(days=90)
"""What was looked at longer ago is forgotten; by then it is off every queue."""
_NAME = re.compile(r"[a-z0-9._-]{1,80}")


def check_draft(name: str, values: Values) -> None:
    """Raises Invalid for a name no form of ours has, and for more than a form holds."""
    if not _NAME.fullmatch(name):
        raise Invalid("workplace.draft_name", gettext_noop("There is no such form."))
    if sum(len(key) + sum(len(one) for one in found) for key, found in values.items()) > SIGNS_MOST:
        raise Invalid("workplace.draft_long", gettext_noop("This is more than a draft holds. Send it in parts."))


def view_name(typed: str) -> str:
    """The name as it is kept. Raises Invalid for none."""
    name = " ".join(typed.replace("\x00", "").split())[:40]
    if not name:
        raise Invalid("workplace.view_name", gettext_noop("Give the view a name."), field="name")
    return name


def check_room(kept: int) -> None:
    """Raises Refused when there are as many views of a list as fit beside it."""
    if kept >= VIEWS_MOST:
        message = gettext_noop("%(most)s views are kept already. Drop one you no longer use.")
        raise Refused("workplace.views_most", message, {"most": VIEWS_MOST})


def writes(wrote_at: datetime | None, at: datetime) -> bool:
    """Whether somebody who last pressed a key then is still writing."""
    return wrote_at is not None and wrote_at > at - WRITES
