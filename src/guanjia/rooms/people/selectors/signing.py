"""Reads of sign-in: one's sessions, the second factor, what the company asks."""

from datetime import datetime
from uuid import UUID

from django.contrib.sessions.models import Session

from guanjia.rooms.people.models import Account, Post, RecoveryCode, SecondFactor, SignIn, SignInRule, Staff
from guanjia.rooms.people.types.signing import FactorState, SessionRow, SignInTerms
from guanjia.rooms.places import selectors as places
from guanjia.shared.actor import Actor

MOST = 100
"""Sessions of one person that are listed."""


def sessions(actor: Actor, session_key: str, *, at: datetime) -> list[SessionRow]:
    """Where one is signed in, this browser first, then the last used; sessions run out by the machine's clock.

    Two queries.
    """
    if actor.id is None:
        return []
    rows = list(SignIn.objects.filter(account=actor.id).order_by("-seen_at", "id")[:MOST])
    keys = [row.session_key for row in rows]
    live = Session.objects.filter(session_key__in=keys, expire_date__gt=at)
    there = set(live.values_list("session_key", flat=True))
    found = [
        SessionRow(row.pk, row.device, row.shared, row.began_at, row.seen_at, row.session_key == session_key)
        for row in rows
        if row.session_key in there
    ]
    return sorted(found, key=lambda one: not one.here)


def terms_of(company_id: UUID) -> SignInTerms:
    """What a company asks of signing in. One query."""
    found = SignInRule.objects.filter(company=company_id).first()
    return SignInTerms(found.shared_minutes, frozenset(found.roles)) if found else SignInTerms()


def terms_here(actor: Actor) -> SignInTerms:
    """The same for the company this person works for. One query."""
    return terms_of(places.community(actor.community_ids[0]).company_id) if actor.community_ids else SignInTerms()


def terms_of_account(account_id: UUID) -> SignInTerms:
    """The same by account. Two queries."""
    company = Staff.objects.filter(account=account_id).values_list("company_id", flat=True).first()
    return terms_of(company) if company else SignInTerms()


def needs_factor(account_id: UUID, terms: SignInTerms) -> bool:
    """Whether one of this account's roles is asked for a second factor. At most one query."""
    roles = terms.second_factor_roles
    return bool(roles) and Post.objects.filter(staff__account=account_id, role__in=roles).exists()


def has_factor(account_id: UUID) -> bool:
    """Whether a second factor is set. One query."""
    return SecondFactor.objects.filter(account=account_id, confirmed_at__isnull=False).exists()


def factor_state(actor: Actor) -> FactorState:
    """One's own second factor. At most five queries."""
    if actor.id is None:
        return FactorState(is_set=False, is_needed=False, codes_left=0)
    return FactorState(
        is_set=has_factor(actor.id),
        is_needed=needs_factor(actor.id, terms_of_account(actor.id)),
        codes_left=RecoveryCode.objects.filter(account=actor.id).count(),
    )


def username_of(actor: Actor) -> str:
    """What one signs in with. One query."""
    return Account.objects.values_list("username", flat=True).get(pk=actor.id) if actor.id else ""
