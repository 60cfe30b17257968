"""The ways in: password, token, and the resident's link."""

import base64
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse

from guanjia.rooms.people import access, rules
from guanjia.rooms.people.models import Account, Contact, SecondFactor, Token, WrongPassword
from guanjia.rooms.people.types import AccountKind, Duty
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Denied, Invalid, Missing, gettext_noop
from guanjia.shared.riding import ask

SIGNER = Signer(salt="people.resident_link", sep=".")


def sign_in(username: str, password: str, *, at: datetime) -> Account:
    """The account of a user name, or of a phone only one person has, and its password.

    Raises Denied for a wrong one, the same for a name that does not exist, and for a while after too many; the
    failure is kept even though the verb refuses.
    """
    name = _known_as(username.strip()[:60])
    rest = timedelta(minutes=settings.SIGN_IN_REST_MINUTES)
    failed = WrongPassword.objects.filter(username=name, at__gt=at - rest).count()
    rules.check_tries(failed, settings.SIGN_IN_TRIES, rest)
    account = authenticate(username=name, password=password)
    if not isinstance(account, Account) or account.kind != AccountKind.STAFF:
        WrongPassword(username=name, at=at).save(force_insert=True)
        message = gettext_noop("User name or password is wrong. Please try again.")
        raise Denied("people.wrong_password", message)
    if not SecondFactor.objects.filter(account=account, confirmed_at__isnull=False).exists():
        WrongPassword.objects.filter(username=name).delete()  # else the code is still to come, and its failures count
    return account


def _known_as(typed: str) -> str:
    """The user name of whoever typed their phone instead, when one person alone has it; else what was typed."""
    phone = rules.phone_in(typed)
    if not phone:
        return typed
    found = list(Account.objects.filter(staff__phone=phone, is_active=True).values_list("username", flat=True)[:2])
    return found[0] if len(found) == 1 else typed


@transaction.atomic
def forget_failures(*, at: datetime) -> int:
    """Take away failed sign-ins that no longer count; returns how many."""
    over = at - timedelta(minutes=settings.SIGN_IN_REST_MINUTES)
    return WrongPassword.objects.filter(at__lte=over).delete()[0]


@transaction.atomic
def set_password(staff_id: UUID, password: str) -> None:
    """Give somebody a new password; every session of theirs ends. Raises Missing."""
    changed = Account.objects.filter(staff__pk=staff_id).update(password=make_password(password))
    if not changed:
        raise Missing("people.no_staff", gettext_noop("There is no such member of staff."))


def change_password(actor: Actor, old: str, new: str, *, at: datetime) -> Account:
    """Give oneself another password. Raises Denied for a wrong old one, Invalid for a new one too easy to guess."""
    name = Account.objects.values_list("username", flat=True).get(pk=actor.id) if actor.id else ""
    account = sign_in(name, old, at=at)
    try:
        validate_password(new, account)
    except ValidationError as easy:
        message = gettext_noop("This password is too easy to guess. Take at least 8 signs, and no common word.")
        raise Invalid("people.easy_password", message, field="new") from easy
    with transaction.atomic():
        account.set_password(new)
        account.save(update_fields=["password"])
    return account


@transaction.atomic
def speak(account_id: UUID, language: str) -> None:
    """Note the language somebody reads, for what is written to them later."""
    Account.objects.filter(pk=account_id).update(language=language)


@transaction.atomic
def issue_token(
    account_id: UUID, name: str, *, at: datetime, until: datetime | None = None, only: Iterable[str] = ()
) -> str:
    """A new key for programs, good until then and for these duties of its owner; none: without end, for all.

    It is shown this once: only its hash is kept. Raises Invalid for a duty there is not.
    """
    duties = sorted(set(only))
    rules.check_duties(duties)
    token = f"gj_{secrets.token_urlsafe(32)}"
    row = Token(account_id=account_id, hash=access.digest(token), name=name, issued_at=at, expires_at=until)
    row.only = " ".join(duties)
    row.save(force_insert=True)
    return token


@transaction.atomic
def withdraw_tokens(account_id: UUID, name: str, *, at: datetime) -> int:
    """Withdraw every token of this name an account has; returns how many."""
    return Token.objects.filter(account=account_id, name=name, revoked_at__isnull=True).update(revoked_at=at)


@transaction.atomic
def revoke_token(token: str, *, at: datetime) -> bool:
    """Withdraw a token; returns whether it was valid until now."""
    rows = Token.objects.filter(hash=access.digest(token), revoked_at__isnull=True)
    return bool(rows.update(revoked_at=at))


def resident_link(contact_id: UUID) -> str:
    """The path that lets this contact in, /r/<token>/; valid until links are withdrawn. Raises Missing."""
    found = ask("select link_number from people_contact where id = %s", [contact_id])
    if not found:
        raise Missing("people.no_contact", gettext_noop("There is no such contact."))
    number = found[0][0]
    packed = base64.urlsafe_b64encode(contact_id.bytes + number.to_bytes(4, "big")).decode().rstrip("=")
    return reverse("people:resident_link", kwargs={"token": SIGNER.sign(packed)})


@transaction.atomic
def open_link(actor: Actor | None, token: str) -> Account:
    """The account of the contact a link was given to, made on first use.

    Raises Missing for a link nobody gave out, Refused for one that was withdrawn, Denied for signed-in staff, who
    must not act as the resident.
    """
    if actor is not None and actor.staff_id is not None:
        message = gettext_noop("This link is the resident's. You are signed in as staff; open the case from your desk.")
        raise Denied("people.link_of_resident", message)
    contact_id, given = _unsigned(token)
    contact = Contact.objects.select_for_update(of=("self",)).filter(pk=contact_id).first()
    if contact is None:
        raise Missing("people.link_unknown", rules.LINK_OVER)
    rules.check_link(contact.link_number, given)
    if contact.account is None:
        contact.account = Account.objects.create(
            username=f"contact-{contact.pk}", kind=AccountKind.RESIDENT.value, password=make_password(None)
        )
        contact.save(update_fields=["account"])
    return contact.account


@transaction.atomic
def withdraw_links(contact_id: UUID) -> None:
    """Make every link given out to this contact useless and end their sessions."""
    contact = Contact.objects.select_for_update(of=("self",)).filter(pk=contact_id).first()
    if contact is None:
        raise Missing("people.no_contact", gettext_noop("There is no such contact."))
    contact.link_number += 1
    contact.save(update_fields=["link_number"])
    if contact.account_id:
        Account.objects.filter(pk=contact.account_id).update(password=make_password(None))


def end_links(actor: Actor, contact_id: UUID) -> UUID | None:
    """The same on somebody's word, for a phone that was lost or a message that went on; returns the contact's home.

    Raises Denied without the duty, Missing for a contact of another community.
    """
    actor.need(Duty.REGISTER)
    found = access.contact(actor, contact_id)
    withdraw_links(found.pk)
    return found.home_id


def _unsigned(token: str) -> tuple[UUID, int]:
    try:
        packed = SIGNER.unsign(token)
        plain = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        return UUID(bytes=plain[:16]), int.from_bytes(plain[16:20], "big")
    except (BadSignature, ValueError) as wrong:
        raise Missing("people.link_unknown", rules.LINK_OVER) from wrong
