"""Which cases are meant by what somebody typed: a number, a place, half a phone number, or words."""

import re

from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from guanjia.rooms.cases.models import Case
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.shared.actor import Actor
from guanjia.shared.finding import keys_with, plain

NEWEST = 5000
"""A single character is looked for among so many cases, the newest first; no index knows it."""
PAIR = 2
_DIGITS = re.compile(r"[0-9]{4,}")


def said(rows: QuerySet[Case], actor: Actor, text: str) -> QuerySet[Case]:
    """Those of `rows` whose number, words, place (however it is written) or telephone this is or holds.

    Phones are compared only for who may see residents. At most five queries, however many cases there are.
    """
    words = plain(text)
    meant = Q(number=text.strip()) | _placed(actor, text) | _called(actor, words)
    if len(words) < PAIR:
        newest = rows.order_by("-opened_at", "-id").values("pk")[:NEWEST]
        return _spelt(rows.filter(pk__in=newest), words, meant)
    keys = keys_with("cases_casewords", "words", PAIR, actor.community_ids, words, key="case_id")
    return _spelt(rows, words, meant) if keys is None else rows.filter(meant | Q(pk__in=keys))


def _spelt(rows: QuerySet[Case], words: str, meant: Q) -> QuerySet[Case]:
    blank = Value(" ")
    whole = Concat("title", blank, "text", blank, F("place_text"), output_field=TextField())
    rows = rows.alias(words=Func(whole, function="text_plain", output_field=TextField()))
    return rows.filter(meant | Q(words__contains=words))


def _placed(actor: Actor, text: str) -> Q:
    homes = places.homes_meant(actor.community_ids, text)
    return Q(home__in=homes) if homes else Q(pk=None)


def _called(actor: Actor, words: str) -> Q:
    if not _DIGITS.fullmatch(words) or not actor.may(Duty.SEE_RESIDENTS):
        return Q(pk=None)
    return Q(contact__in=people.contacts_by_phone(actor.community_ids, words))
