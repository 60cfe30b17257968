"""What a phone says beside a record without being asked: where it is, when it was written, when each item was answered,
which label was scanned.

Written by field/proof.js into hidden fields. What can't be read is left out: a phone that says nonsense hinders nobody.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime

from guanjia.rooms.rounds.rules.distances import Point
from guanjia.rooms.rounds.rules.proving import PhoneSaid

PHONE = ("point", "written", "answered", "code", "scanned")
LONGEST = 20_000
"""Signs of a field; what is longer no page of ours wrote."""
ITEMS_MOST = 200
POLE, MERIDIAN = 90, 180


def phone_fields() -> dict[str, forms.Field]:
    """The hidden fields of a form at a door."""
    hidden = forms.HiddenInput
    return {name: forms.CharField(widget=hidden, required=False, max_length=LONGEST) for name in PHONE}


def phone_said(given: Mapping[str, Any], now: datetime) -> PhoneSaid:
    """What it says, as far as it makes sense; nothing was written or answered later than now."""
    written = _moment(given.get("written", ""), now)
    by_hand = bool(given.get("at"))
    point, answered = _point(given.get("point", "")), _answered(given.get("answered", ""), now)
    code, scanned = given.get("code", "")[:40], _moment(given.get("scanned", ""), now)
    return PhoneSaid(point, written, answered, by_hand, code, scanned)


def _point(text: str) -> Point | None:
    try:
        latitude, longitude, unsure = (float(part) for part in text.split(","))
    except ValueError:
        return None
    sound = isfinite(unsure) and unsure >= 0 and -POLE <= latitude <= POLE and -MERIDIAN <= longitude <= MERIDIAN
    return Point(latitude, longitude, unsure) if sound else None


def _moment(text: str, now: datetime) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return min(found, now) if found is not None and found.tzinfo is not None else None


def _answered(text: str, now: datetime) -> dict[str, datetime]:
    try:
        told = json.loads(text or "{}")
        pairs = list(told.items())[:ITEMS_MOST]
        return {str(name)[:60]: min(datetime.fromtimestamp(float(when) / 1000, UTC), now) for name, when in pairs}
    except (ValueError, TypeError, AttributeError, OverflowError, OSError, RecursionError):
        return {}
