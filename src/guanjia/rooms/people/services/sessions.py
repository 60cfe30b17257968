"""The browsers somebody is signed in with, each of which they can end."""

from datetime import datetime
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction

from guanjia.rooms.people.models import SignIn
from guanjia.rooms.people.types.signing import Browser
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing, gettext_noop


@transaction.atomic
def note_sign_in(account_id: UUID, browser: Browser, *, at: datetime) -> None:
    """Write down a session that has just begun, for the list of them."""
    SignIn(
        account_id=account_id,
        session_key=browser.session_key,
        device=browser.device[:200],
        shared=browser.shared,
        began_at=at,
        seen_at=at,
    ).save(force_insert=True)


@transaction.atomic
def note_seen(session_key: str, *, at: datetime) -> None:
    """The session was used again; called now and then, not for every page."""
    SignIn.objects.filter(session_key=session_key).update(seen_at=at)


@transaction.atomic
def end_session(actor: Actor, sign_in_id: UUID) -> str:
    """End one's own session; returns its key. Raises Missing for somebody else's."""
    found = SignIn.objects.filter(pk=sign_in_id, account=actor.id).first() if actor.id else None
    if found is None:
        raise Missing("people.no_session", gettext_noop("There is no such session, or it has ended."))
    _end([found.session_key])
    return found.session_key


@transaction.atomic
def end_other_sessions(actor: Actor, session_key: str) -> int:
    """End all one's own sessions but the one with this key; returns how many."""
    if actor.id is None:
        return 0
    rows = SignIn.objects.filter(account=actor.id).exclude(session_key=session_key)
    return _end(list(rows.values_list("session_key", flat=True)))


@transaction.atomic
def end_all_sessions(staff_id: UUID) -> int:
    """End every session of a member of staff; returns how many."""
    rows = SignIn.objects.filter(account__staff__pk=staff_id)
    return _end(list(rows.values_list("session_key", flat=True)))


@transaction.atomic
def forget_session(session_key: str) -> None:
    """Take a session off the list: its owner has signed out."""
    SignIn.objects.filter(session_key=session_key).delete()


def _end(keys: list[str]) -> int:
    Session.objects.filter(session_key__in=keys).delete()
    return SignIn.objects.filter(session_key__in=keys).delete()[0]


@transaction.atomic
def forget_old_sessions(*, at: datetime) -> int:
    """Take away sessions that ran out; returns how many of the list."""
    Session.objects.filter(expire_date__lt=at).delete()
    there = Session.objects.values("session_key")
    return SignIn.objects.exclude(session_key__in=there).delete()[0]
