"""Codes of labels: short enough to be typed, long enough that nobody guesses one."""

import hashlib
import secrets

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are misread."""
LONG = 8
MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


def new_code() -> str:
    """A code nobody can know."""
    return "".join(secrets.choice(SIGNS) for _ in range(LONG))


def read_code(text: str) -> str:
    """A code as it was scanned or typed, however it was written; "" for what can be none."""
    found = text.strip().upper().translate(MISREAD)
    return found if len(found) == LONG and set(found) <= set(SIGNS) else ""


def mark(code: str) -> str:
    """By which a phone without a signal knows a code it was not told."""
    return hashlib.sha256(code.encode()).hexdigest()
