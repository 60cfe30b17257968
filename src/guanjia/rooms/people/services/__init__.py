"""Verbs of people: employment, the way in, contacts and residents."""

from guanjia.rooms.people.services.asking import make_request, settle_request, withdraw_request
from guanjia.rooms.people.services.employment import (
    dismiss,
    give_skill,
    hire,
    look_after,
    post_to,
    roster,
    set_role_duties,
)
from guanjia.rooms.people.services.erasing import erase
from guanjia.rooms.people.services.importing import (
    confirm_import,
    drop_import,
    forget_imports,
    look_at,
    send_import,
)
from guanjia.rooms.people.services.leaving import grant_leave
from guanjia.rooms.people.services.moving import change_home, move_in, move_out
from guanjia.rooms.people.services.residents import (
    add_residents,
    contact_for,
    know_contact,
    unmask,
)
from guanjia.rooms.people.services.sessions import forget_old_sessions, note_seen
from guanjia.rooms.people.services.signing import (
    change_password,
    end_links,
    forget_failures,
    issue_token,
    open_link,
    resident_link,
    revoke_token,
    set_password,
    sign_in,
    speak,
    withdraw_links,
    withdraw_tokens,
)

__all__ = [
    "add_residents",
    "change_home",
    "change_password",
    "confirm_import",
    "contact_for",
    "dismiss",
    "drop_import",
    "end_links",
    "erase",
    "forget_failures",
    "forget_imports",
    "forget_old_sessions",
    "give_skill",
    "grant_leave",
    "hire",
    "issue_token",
    "know_contact",
    "look_after",
    "look_at",
    "make_request",
    "move_in",
    "move_out",
    "note_seen",
    "open_link",
    "post_to",
    "resident_link",
    "revoke_token",
    "roster",
    "send_import",
    "set_password",
    "set_role_duties",
    "settle_request",
    "sign_in",
    "speak",
    "unmask",
    "withdraw_links",
    "withdraw_request",
    "withdraw_tokens",
]
