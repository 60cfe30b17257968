"""The log: one line of JSON a record, with fields; ids only, never names, phones, addresses or texts."""

import json
import logging
import re
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The number of the request (or job) a line belongs to; people quote it."""

KEYS = re.compile(r"/(r|rounds/plan)/[^/\s\"]+")
"""Addresses that are a key by themselves, a resident's link and a plan's: whoever reads a log could open them."""


class Fields(logging.Formatter):
    """One line of JSON a record: event, level, request, and the fields given as `extra`; never texts or names."""

    _known = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request", "taskName"}

    def format(self, record: logging.LogRecord) -> str:
        fields = {key: value for key, value in vars(record).items() if key not in self._known}
        line = {"event": record.getMessage(), "level": record.levelname, "request": request_id.get(), **fields}
        text = KEYS.sub(r"/\1/…", json.dumps(line, ensure_ascii=False, default=str))
        return f"{text}\n{self.formatException(record.exc_info)}" if record.exc_info else text
