"""Written notices and reports to authorities: numbered without a gap, made out, delivered."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import get_language

from guanjia.rooms.breaches import rules
from guanjia.rooms.breaches.events import BreachNoticed, BreachReported, BreachServed
from guanjia.rooms.breaches.models import Breach, Paper, PaperCounter
from guanjia.rooms.breaches.services.ground import begin, check_resident, finish, keep, step, told
from guanjia.rooms.breaches.types import (
    BreachState,
    Delivered,
    Delivery,
    NewNotice,
    NewReport,
    PaperKind,
    StepKind,
    Verb,
)
from guanjia.rooms.cases import rules as case_rules
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.rounds.services.ground import who_goes
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, insert_new, rows_of

OUTSIDE = "outside"


@transaction.atomic
def make_notice(actor: Actor, breach_id: UUID, wanted: NewNotice, *, at: datetime) -> UUID:
    """Make out a written notice with the time it gives; returns the paper's id. A later one stands for the earlier.

    Raises Denied, Missing, Refused as every verb, Invalid for a time that is over, or without what is to be done.
    """
    breach = begin(actor, breach_id, Verb.NOTICE, at)
    rules.check_notice(wanted, at)
    paper = _paper(breach, PaperKind.NOTICE, actor, at)
    paper.words, paper.until = wanted.measure.strip(), wanted.until
    insert_new(paper)
    breach.right_by = wanted.until
    step(breach, actor, StepKind.NOTICED, at, paper=paper)
    named = {"paper_id": paper.pk, "number": paper.number, "until": wanted.until}
    finish(breach, BreachState.NOTICED, at, told(breach, BreachNoticed, actor, at, **named))
    return paper.pk


@transaction.atomic
def deliver(actor: Actor, breach_id: UUID, given: Delivery, *, at: datetime) -> None:
    """The notice came to the resident: handed over, posted, or refused before a witness or with a photo.

    Raises Invalid for what is not proven so.
    """
    breach = begin(actor, breach_id, Verb.DELIVER, at)
    rules.check_delivery(given)
    check_resident(actor, breach, given.resident_id)
    paper = breach.papers.filter(kind=PaperKind.NOTICE.value).order_by("-at", "-id").first()
    words = {"way": given.way.value, "who": given.who.strip()[:60]}
    if given.way is Delivered.REFUSED:
        words["who"] = given.witness.strip()[:60]
    row = step(breach, actor, StepKind.DELIVERED, at, resident_id=given.resident_id, paper=paper, **words)
    keep(row, given.photos, at)
    fact = told(breach, BreachServed, actor, at, way=given.way.value, paper_id=paper.pk if paper else None)
    finish(breach, BreachState.SERVED, at, fact)


@transaction.atomic
def report(actor: Actor, breach_id: UUID, wanted: NewReport, *, at: datetime) -> UUID:
    """Tell an authority, with what was done to stop it; returns the paper's id. Again, to another one, it is another.

    Raises Denied for who doesn't hear escalations, Invalid for an authority that isn't the handbook's.
    Source: handbook E31.
    """
    breach = begin(actor, breach_id, Verb.REPORT, at, duty=Duty.RECEIVE_ESCALATION)
    departments = handbook.edition_in_force(breach.community_id, at).content.departments
    rules.check_report(wanted, [code for code, one in departments.items() if one.level == OUTSIDE])
    paper = _paper(breach, PaperKind.REPORT, actor, at)
    paper.words, paper.department = wanted.stopped.strip(), wanted.department
    insert_new(paper)
    said = {"words": wanted.words.strip(), "number": wanted.number.strip()[:60]}
    step(breach, actor, StepKind.REPORTED, at, paper=paper, **said)
    named = {"paper_id": paper.pk, "department": wanted.department}
    finish(breach, BreachState.REPORTED, at, told(breach, BreachReported, actor, at, **named))
    return paper.pk


def _paper(breach: Breach, kind: PaperKind, actor: Actor, at: datetime) -> Paper:
    return Paper(
        community_id=breach.community_id,
        breach=breach,
        kind=kind.value,
        number=_number(breach.community_id, kind, at),
        staff_id=who_goes(actor),
        at=at,
        language=get_language() or "zh-hans",
    )


def _number(community_id: UUID, kind: PaperKind, at: datetime) -> str:
    """The next number of the year; the counter's row is held, so no two are the same and none is left out."""
    day = at.astimezone(ZoneInfo(places.community(community_id).zone)).date()
    of = {"community_id": community_id, "kind": kind.value, "since": day.replace(month=1, day=1)}
    insert_new(PaperCounter(**of))
    row = rows_of(PaperCounter, lock=True, **of)[0]
    row.last += 1
    change(row, ["last"])
    form = handbook.edition_in_force(community_id, at).terms.breach.number_format
    return case_rules.number_of(form, day, row.last)
