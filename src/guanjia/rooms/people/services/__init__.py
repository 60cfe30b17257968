"""Verbs of people: employment, the way in, contacts and residents."""

from guanjia.rooms.people.services.employment import (
    dismiss,
    give_skill,
    hire,
    look_after,
    post_to,
    roster,
    set_role_duties,
)
from guanjia.rooms.people.services.leaving import grant_leave
from guanjia.rooms.people.services.residents import (
    add_residents,
    contact_for,
    know_contact,
    unmask,
)
from guanjia.rooms.people.services.signing import (
    forget_failures,
    issue_token,
    open_link,
    resident_link,
    revoke_token,
    set_password,
    sign_in,
    speak,
    withdraw_links,
)

__all__ = [
    "add_residents",
    "contact_for",
    "dismiss",
    "forget_failures",
    "give_skill",
    "grant_leave",
    "hire",
    "issue_token",
    "know_contact",
    "look_after",
    "open_link",
    "post_to",
    "resident_link",
    "revoke_token",
    "roster",
    "set_password",
    "set_role_duties",
    "sign_in",
    "speak",
    "unmask",
    "withdraw_links",
]
