"""The secret address by which somebody's phone reads their plan: made, read, ended."""

import base64
import hashlib
from datetime import datetime, timedelta

from django.db import transaction

from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds.models import Feed
from guanjia.rooms.rounds.selectors.feed import calendar_of
from guanjia.rooms.rounds.services.ground import who_goes
from guanjia.shared.actor import Actor
from guanjia.shared.db import change
from guanjia.shared.errors import Missing, gettext_noop
from guanjia.shared.time import new_secret

SEEN_ANEW = timedelta(minutes=10)
"""A read within so long of the last one isn't written down: a figure of the method."""


@transaction.atomic
def make_feed(actor: Actor, *, at: datetime) -> str:
    """A new secret for one's own plan; one given out before ends. It is shown this once: only its digest is kept."""
    actor.need(Duty.DO_WORK)
    secret = base64.urlsafe_b64encode(new_secret()).decode().rstrip("=")
    end_feed(actor, at=at)
    Feed(staff_id=who_goes(actor), digest=digest(secret), made_at=at).save(force_insert=True)
    return secret


@transaction.atomic
def end_feed(actor: Actor, *, at: datetime) -> bool:
    """End the address given out; returns whether there was one."""
    return bool(Feed.objects.filter(staff=who_goes(actor), ended_at__isnull=True).update(ended_at=at))


def read_feed(secret: str, *, at: datetime) -> bytes:
    """The plan behind an address. Raises Missing for one that nobody was given, that ended, or whose owner left."""
    found = Feed.objects.filter(digest=digest(secret), ended_at__isnull=True).first()
    content = calendar_of(found.staff_id, at=at) if found else None
    if found is None or content is None:
        raise Missing("rounds.no_feed", gettext_noop("There is no plan at this address any more."))
    if found.read_at is None or at - found.read_at > SEEN_ANEW:
        found.read_at = at
        change(found, ["read_at"])
    return content


def digest(secret: str) -> str:
    """What is kept of an address. It is long and random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
