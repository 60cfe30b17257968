"""The second factor: set up, asked for, recovered; and for which roles a company asks it."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import segno
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction

from guanjia.rooms.people import rules
from guanjia.rooms.people.events import SecondFactorForgotten, SignInTermsChanged
from guanjia.rooms.people.models import Account, RecoveryCode, SecondFactor, SignInRule, WrongPassword
from guanjia.rooms.people.rules import codes
from guanjia.rooms.people.selectors import signing as reads
from guanjia.rooms.people.services.sessions import end_all_sessions
from guanjia.rooms.people.services.staffing import SIGNS, served_here, standing_over
from guanjia.rooms.people.types import Duty
from guanjia.rooms.people.types.signing import NewFactor, SignInTerms
from guanjia.rooms.places import selectors as places
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Denied, Missing, Refused, gettext_noop

CODES, SIGNS_OF_CODE = 10, 12
SECRET_BYTES = 20


def _vault() -> MultiFernet:
    """Secrets are kept locked with the house's own; older ones still open what they locked."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"people.second_factor:{key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(one)) for one in digests])


def _secret(found: SecondFactor) -> bytes:
    try:
        return _vault().decrypt(found.secret.encode())
    except InvalidToken as lost:
        message = gettext_noop("Your second factor can't be read any more. Ask your manager to take it away.")
        raise Refused("people.factor_lost", message) from lost


@transaction.atomic
def begin_factor(actor: Actor, *, company: str) -> NewFactor:
    """A new secret for an authenticator, not asked for until a code of it was typed. Raises Refused when one is set."""
    account = _account(actor)
    found = SecondFactor.objects.select_for_update().filter(account=account).first()
    if found is None:
        found = SecondFactor(account=account)
    elif found.confirmed_at is not None:
        raise Refused("people.factor_set", gettext_noop("You have a second factor already."))
    if not found.secret:
        found.secret = _vault().encrypt(secrets.token_bytes(SECRET_BYTES)).decode()
        found.save()
    secret = _secret(found)
    picture = segno.make(codes.address(secret, account.username, company or "Guanjia"), error="m")
    return NewFactor(picture.svg_data_uri(border=2, omitsize=True, dark="black", light="white"), codes.spelled(secret))


def _account(actor: Actor) -> Account:
    found = Account.objects.filter(pk=actor.id, staff__isnull=False).first() if actor.id else None
    if found is None:
        raise Missing("people.no_staff", gettext_noop("There is no such member of staff."))
    return found


@transaction.atomic
def confirm_factor(actor: Actor, typed: str, *, at: datetime) -> list[str]:
    """From now on it is asked for; returns the recovery codes, told this once. Raises Denied for a wrong code."""
    found = SecondFactor.objects.select_for_update().filter(account=actor.id, confirmed_at=None).first()
    step = codes.accepted_step(_secret(found), typed, at, found.last_step) if found else None
    if found is None or step is None:
        raise codes.wrong_code()
    found.confirmed_at, found.last_step = at, step
    found.save(update_fields=["confirmed_at", "last_step"])
    return _new_codes(found.account_id)


@transaction.atomic
def _new_codes(account_id: UUID) -> list[str]:
    made = ["".join(secrets.choice(SIGNS) for _ in range(SIGNS_OF_CODE)) for _ in range(CODES)]
    RecoveryCode.objects.filter(account=account_id).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(account_id=account_id, hash=_hash(one)) for one in made)
    return [f"{one[:4]}-{one[4:8]}-{one[8:]}" for one in made]


def _hash(code: str) -> str:
    """Codes are long and random, so a plain hash is enough, as for tokens."""
    return hashlib.sha256(code.encode()).hexdigest()


def new_recovery_codes(actor: Actor, typed: str, *, at: datetime) -> list[str]:
    """New recovery codes in place of the old, against a code. Raises Denied for a wrong one, which counts."""
    account = check_code(_account(actor).pk, typed, at=at)
    return _new_codes(account.pk)


def drop_factor(actor: Actor, typed: str, *, at: datetime) -> None:
    """Go without a second factor again, against a code. Raises Refused when one's role needs one, Denied.

    A wrong code counts as at the way in: whoever sits at somebody's open page must not find one by trying.
    """
    account = _account(actor)
    if reads.factor_state(actor).is_needed:
        raise Refused("people.factor_needed", gettext_noop("Your role needs a second factor."))
    _take_away(check_code(account.pk, typed, at=at).pk)


@transaction.atomic
def _take_away(account_id: UUID) -> None:
    RecoveryCode.objects.filter(account=account_id).delete()
    SecondFactor.objects.filter(account=account_id).delete()


def check_code(account_id: UUID, typed: str, *, at: datetime) -> Account:
    """The account, when the code is one of its authenticator or an unused recovery code.

    Raises Denied for a wrong one, counted like a wrong password: after too many the name rests.
    """
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    if account is None:
        raise codes.wrong_code()
    rest = timedelta(minutes=settings.SIGN_IN_REST_MINUTES)
    failed = WrongPassword.objects.filter(username=account.username, at__gt=at - rest).count()
    rules.check_tries(failed, settings.SIGN_IN_TRIES, rest)
    try:
        with transaction.atomic():
            _use_code(account, typed, at)
    except Denied:
        WrongPassword(username=account.username, at=at).save(force_insert=True)
        raise
    WrongPassword.objects.filter(username=account.username).delete()
    return account


def _use_code(account: Account, typed: str, at: datetime) -> None:
    found = SecondFactor.objects.select_for_update().filter(account=account, confirmed_at__isnull=False).first()
    step = codes.accepted_step(_secret(found), typed, at, found.last_step) if found else None
    if found is not None and step is not None:
        found.last_step = step
        found.save(update_fields=["last_step"])
        return
    once = RecoveryCode.objects.filter(account=account, hash=_hash(codes.folded_code(typed)))
    if not once.delete()[0]:
        raise codes.wrong_code()


@transaction.atomic
def forget_factor(actor: Actor, staff_id: UUID, *, at: datetime) -> None:
    """Take somebody's second factor away because they lost their phone; their sessions end.

    Raises Denied without the duty, for oneself, or for somebody with more power or posts elsewhere; Missing.
    """
    found = standing_over(actor, staff_id)
    _take_away(found.account_id)
    end_all_sessions(staff_id)
    for community_id in served_here(actor, staff_id)[:1]:
        journal.record(
            SecondFactorForgotten(community_id=community_id, subject_id=staff_id, at=at, by_staff_id=actor.staff_id)
        )


@transaction.atomic
def set_sign_in_terms(actor: Actor, terms: SignInTerms, *, at: datetime) -> None:
    """Say what the company asks of signing in; it holds from the next sign-in on. Raises Denied without the duty."""
    actor.need(Duty.MANAGE)
    rules.check_shared_minutes(terms.shared_minutes)
    community_id = actor.community_ids[0]
    company_id = places.community(community_id).company_id
    roles: Sequence[str] = sorted(terms.second_factor_roles)
    words = {"shared_minutes": terms.shared_minutes, "roles": list(roles)}
    SignInRule.objects.update_or_create(company_id=company_id, defaults=words)
    journal.record(
        SignInTermsChanged(
            community_id=community_id,
            subject_id=company_id,
            at=at,
            by_staff_id=actor.staff_id,
            shared_minutes=terms.shared_minutes,
            roles=",".join(roles),
        )
    )
