"""Taking an act back for a few seconds: a new fact that leads back, never an erased one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from guanjia.rooms.cases import selectors
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.types import Because, CaseState, CaseView
from guanjia.rooms.dispatch import selectors as dispatch
from guanjia.rooms.dispatch import services as dispatching
from guanjia.rooms.workplace.types import ViewRow
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Refused, gettext_noop

SHOWN = 10
"""Seconds for which it is offered."""
VALID = timedelta(minutes=1)
"""How long a finger may take that was on its way."""
Values = Mapping[str, str]
ENDED = frozenset({CaseState.MERGED.value, CaseState.WITHDRAWN.value})


@dataclass(frozen=True, slots=True)
class Undo:
    """How an act is led back: what it changes of a case, whether one can go back to that, and the verb that does."""

    of: Callable[[CaseView], Values]
    able: Callable[[Values], bool]
    back: Callable[[Actor, UUID, Values, datetime], Any]


UNDOS: Mapping[str, Undo] = {
    "classify": Undo(
        lambda case: {"topic": case.topic, "urgency": case.urgency},
        lambda was: bool(was["topic"]),
        lambda actor, key, was, at: cases.classify(actor, key, was["topic"], was["urgency"], at=at),
    ),
    "urgency": Undo(
        lambda case: {"urgency": case.urgency},
        lambda was: bool(was["urgency"]),
        lambda actor, key, was, at: cases.change_urgency(actor, key, was["urgency"], _("Taken back."), at=at),
    ),
    "transfer": Undo(
        lambda case: {"owner": str(case.owner_id or "")},
        lambda was: bool(was["owner"]),
        lambda actor, key, was, at: cases.transfer(
            actor, key, UUID(was["owner"]), Because(note=_("Taken back.")), at=at
        ),
    ),
    "pause": Undo(
        lambda case: {"state": case.state.value},
        lambda was: was["state"] == CaseState.IN_HAND,
        lambda actor, key, _was, at: cases.resume(actor, key, at=at),
    ),
    "assign": Undo(
        lambda case: {"asked": str(dispatch.who_is_asked(case.id) or "")},
        lambda _was: True,
        lambda actor, key, was, at: dispatching.unassign(
            actor, key, UUID(was["asked"]) if was["asked"] else None, at=at
        ),
    ),
    "merge": Undo(
        lambda case: {"state": case.state.value},
        lambda was: was["state"] not in ENDED,
        lambda actor, key, _was, at: cases.take_back(actor, key, Because(note=_("Taken back.")), at=at),
    ),
    "withdraw": Undo(
        lambda case: {"state": case.state.value},
        lambda was: was["state"] not in ENDED,
        lambda actor, key, _was, at: cases.take_back(actor, key, Because(note=_("Taken back.")), at=at),
    ),
}


def as_it_stands(act: str, case: CaseView) -> Values:
    """What an act changes of a case, as it stands now; nothing for one that is not taken back."""
    return UNDOS[act].of(case) if act in UNDOS else {}


@dataclass(frozen=True, slots=True)
class Acted:
    """An act of the desk just done: the case before it, what is said of it, and the address it was done from."""

    act: str
    before: CaseView
    told: str
    to: str
    was: Values
    """What it changes, as it stood before."""


def offer(request: HttpRequest, done: Acted, *, at: datetime) -> bool:
    """Offer to take an act back on the next page this person sees; returns whether it can be."""
    undo, before = UNDOS.get(done.act), done.before
    if undo is None:
        return False
    actor: Actor = request.actor  # type: ignore[attr-defined]
    was, is_now = done.was, undo.of(selectors.case(actor, before.id, at=at))
    if was == is_now or not undo.able(was):
        return False
    kept = {"act": done.act, "case": str(before.id), "was": was, "now": is_now, "to": done.to}
    token = signing.dumps(kept, salt="undo")
    _offer(request, done.told, reverse("service:undo", args=[before.id]), {"token": token})
    return True


def offer_view(request: HttpRequest, page: str, row: ViewRow, told: str) -> None:
    """Offer to keep a view again that was dropped."""
    fields = {"name": row.name, "query": row.query, "chosen": "1" if row.chosen else ""}
    _offer(request, told, reverse("service:keep_view", args=[page]), fields)


def _offer(request: HttpRequest, told: str, url: str, fields: Values) -> None:
    request.session["undo"] = {"told": told, "url": url, "fields": dict(fields), "seconds": SHOWN}


def take_back(actor: Actor, case_id: UUID, token: str, *, at: datetime) -> str:
    """Lead an act back; returns the address it was done from.

    Raises Missing for a case of elsewhere, Refused when it is too late or when somebody has changed the same meanwhile,
    and what the verb raises.
    """
    case = selectors.case(actor, case_id, at=at)
    try:
        kept = signing.loads(token, salt="undo", max_age=VALID)
    except signing.BadSignature as wrong:
        message = gettext_noop("It is too late to take this back here. Change it on the page of the case.")
        raise Refused("service.undo_late", message) from wrong
    undo = UNDOS[kept["act"]]
    if kept["case"] != str(case_id) or undo.of(case) != kept["now"]:
        message = gettext_noop("Somebody has changed this meanwhile, so nothing was taken back. Look at the case.")
        raise Refused("service.undo_changed", message)
    undo.back(actor, case_id, kept["was"], at)
    return str(kept["to"])
