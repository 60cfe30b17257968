"""Decisions about outside platforms without database or clock."""

from guanjia.rooms.channels.rules.pictures import remade
from guanjia.rooms.channels.rules.reading import Unreadable, check_created, check_size, read
from guanjia.rooms.channels.rules.safe import check_safe_signature, decrypted, encrypted, envelope
from guanjia.rooms.channels.rules.sending import PART_BYTES, parts, pause, verdict
from guanjia.rooms.channels.rules.signing import check_age, check_signature, signed, stamped

__all__ = [
    "PART_BYTES",
    "Unreadable",
    "check_age",
    "check_created",
    "check_safe_signature",
    "check_signature",
    "check_size",
    "decrypted",
    "encrypted",
    "envelope",
    "parts",
    "pause",
    "read",
    "remade",
    "signed",
    "stamped",
    "verdict",
]
