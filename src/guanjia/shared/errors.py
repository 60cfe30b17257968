"""The words a person may meet when something is not done. Everything else is a bug.

Each error carries a stable code, an English source marked for translation, and its parameters; the edge
translates it into the reader's language (page, problem+json, or command line).
"""

from collections.abc import Mapping
from typing import Any


def gettext_noop(message: str) -> str:
    """Mark a message for the catalogue without translating it here: rules know no language."""
    return message


class GuanjiaError(Exception):
    """Base of the errors a person may meet; never raised itself."""

    status = 400

    def __init__(self, code: str, message: str, params: Mapping[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.params = dict(params or {})

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class Refused(GuanjiaError):
    """The act is not possible as things stand; the message says why and what to do now."""

    status = 409


class Denied(GuanjiaError):
    """This person may not do it."""

    status = 403


class Missing(GuanjiaError):
    """It does not exist, or is not this person's: outside, both look the same."""

    status = 404


class Invalid(GuanjiaError):
    """What came in can't be read or doesn't make sense; `field` names the place where it is known."""

    status = 422

    def __init__(self, code: str, message: str, params: Mapping[str, Any] | None = None, *, field: str = "") -> None:
        super().__init__(code, message, params)
        self.field = field
