"""What the verbs of approvals stand on: who may lead a matter, its kind in the handbook, its facts."""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from guanjia.rooms.approvals import rules
from guanjia.rooms.approvals.events import ActStarted, ApprovalFact
from guanjia.rooms.approvals.models import Matter, Voice
from guanjia.rooms.approvals.rules import Asking
from guanjia.rooms.approvals.types import MatterState
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises import services as promises
from guanjia.shared.actor import Actor
from guanjia.shared.db import change
from guanjia.shared.errors import Denied, Invalid, Missing, gettext_noop

F = TypeVar("F", bound=ApprovalFact)


def who(actor: Actor) -> UUID:
    """Who acts. Raises Denied for who isn't staff."""
    actor.need(Duty.SEE_APPROVALS)
    if actor.staff_id is None:
        raise Denied("approvals.staff_only", gettext_noop("Only staff lay papers and approve them."))
    return actor.staff_id


def asking_of(community_id: UUID, act: str, at: datetime) -> Asking:
    """A kind of act by the handbook in force. Raises Invalid for one that isn't there, or waits for nobody."""
    found = rules.askings(handbook.edition_in_force(community_id, at)).get(act)
    if found is None:
        message = gettext_noop("The handbook has no approvals for this. Choose another kind.")
        raise Invalid("approvals.act", message, field="act")
    return found


def leads(actor: Actor, community_id: UUID, owed_role: str) -> bool:
    """Whether this person lays the papers and begins the act: by the role that owes it, or as who manages."""
    if community_id not in actor.community_ids or actor.staff_id is None:
        return False
    return actor.may(Duty.MANAGE) or owed_role in people.roles_of(actor.staff_id, community_id)


def check_leads(actor: Actor, community_id: UUID, owed_role: str, at: datetime) -> None:
    """Raises Missing for a community that isn't served, Denied for who does not lead such matters there."""
    if community_id not in actor.community_ids:
        raise Missing("approvals.community", gettext_noop("You serve no such community."))
    if not leads(actor, community_id, owed_role):
        message = gettext_noop("This is laid and begun by %(role)s, or by who manages the community.")
        title = handbook.titles(community_id, "", at=at).get(owed_role, owed_role)
        raise Denied("approvals.not_yours", message, {"role": title})


def home_of(asking: Asking, community_id: UUID, label: str) -> UUID | None:
    """The home an act is done at; None where it is about none. Raises Invalid for one that isn't there."""
    if not asking.act.of_home:
        return None
    found = places.home_by_label([community_id], label.strip()) if label.strip() else None
    if found is None:
        message = gettext_noop("There is no home “%(home)s” here. Write it as on the door: 3-2-1402.")
        raise Invalid("approvals.home", message, {"home": label.strip()}, field="home")
    return found.id


def told(row: Matter, fact: type[F], staff_id: UUID, at: datetime, **more: Any) -> F:
    """A fact about a matter as it stands."""
    same: dict[str, Any] = {"act": row.act, "version": row.version, "staff_id": staff_id, "home_id": row.home_id}
    refs: dict[str, Any] = {"community_id": row.community_id, "subject_id": row.pk, "about_id": row.pk}
    return fact(**refs, subject_type=row.subject_type, at=at, **{**same, **more})


def move(row: Matter, to: MatterState, *columns: str) -> None:
    """Bring a matter into another state, together with these columns."""
    row.state = to.value
    change(row, ["state", *columns])


def ask_voices(row: Matter, asking: Asking, staff_id: UUID, at: datetime) -> list[Voice]:
    """A voice for each approval the act would miss if it began now: the engine says whose, by the handbook."""
    missed: dict[str, int] = {}
    for one in promises.lacking(told(row, ActStarted, staff_id, at)):
        for lack in one.lacks:
            if lack.what == "approval":
                missed[lack.name] = max(missed.get(lack.name, 0), lack.need)
    named = {"community_id": row.community_id, "matter": row, "version": row.version, "apart": asking.apart}
    return [Voice(role=role, place=n, **named) for role, need in missed.items() for n in range(1, need + 1)]
