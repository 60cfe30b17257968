"""Sessions as Django keeps them, read together with who signed in (Django's SESSION_ENGINE)."""

from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils.crypto import constant_time_compare

from guanjia.rooms.people import access
from guanjia.rooms.people.access import Known
from guanjia.shared.actor import Actor
from guanjia.shared.time import outside_now


class SessionStore(db.SessionStore):
    """Django's; what it reads of the database says also who acts."""

    known: Known | None = None

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing of one that ran out or never was."""
        self.known = access.session(self.session_key or "", outside_now())
        if self.known is None:
            self._session_key = None
            return {}
        return self.decode(self.known.data)

    def actor(self) -> Actor | None:
        """Who signed in, as their password still stands; None when Django itself must look."""
        account, stamp = self.get(SESSION_KEY), self.get(HASH_SESSION_KEY)
        actor = self.known.actor if self.known else None
        if self.known is None or actor is None or str(actor.id) != account:
            return None
        return actor if constant_time_compare(stamp or "", self.known.stamp) else None
