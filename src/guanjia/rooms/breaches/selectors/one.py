"""One breach whole: what was found, every step, papers, photos, what is owed, and what is to be done next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import dateformat, timezone
from django.utils.translation import get_language, gettext

from guanjia.rooms.breaches import access, rules
from guanjia.rooms.breaches.models import Breach, Paper, Photo, Step
from guanjia.rooms.breaches.selectors.lists import rows_of_breaches
from guanjia.rooms.breaches.types import (
    Answer,
    BreachState,
    BreachView,
    Delivered,
    PaperKind,
    PaperRow,
    PhotoRow,
    StepKind,
    StepRow,
    Verb,
)
from guanjia.rooms.breaches.wording import ANSWERS, ICONS, STEPS, WAYS
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.selectors.records import resident_names
from guanjia.rooms.people.types import Duty
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.types import PromiseRow
from guanjia.rooms.rounds import selectors as rounds
from guanjia.rooms.rounds.types.findings import FindingRow
from guanjia.shared.actor import Actor

ABOVE = frozenset({Verb.REPORT, Verb.TAKE_OVER, Verb.WITHDRAW, Verb.LEAD})
"""What only somebody does who hears escalations."""


def breach(actor: Actor, breach_id: UUID, *, at: datetime) -> BreachView:
    """One breach. Raises Missing. Ten queries, however long its course."""
    found = access.breach(actor, breach_id)
    row, finding = rows_of_breaches([found], at=at)[0], rounds.finding(actor, found.finding_id)
    book = handbook.edition_in_force(found.community_id, at)
    papers = list(found.papers.order_by("at", "id"))
    steps = list(found.steps.order_by("at", "id"))
    household = _household(actor, found)
    names = people.staff_names({found.staff_id, *(one.staff_id for one in steps)})
    told = Told(names, resident_names(one.resident_id for one in steps), {one.pk: one for one in papers}, book)
    kind = book.terms.breach.of(found.kind)
    may = _may(actor, found)
    step = _next(found, papers, at)
    return BreachView(
        row=row,
        rule=kind.rule.told_in(get_language() or "") if kind is not None else "",
        home_id=found.home_id,
        stop_id=finding.stop_id,
        routine_id=finding.routine_id,
        found_by=names.get(found.staff_id, ""),
        led_at=finding.led_at,
        led_by=finding.led_by,
        right_by=found.right_by,
        voice=finding.voice,
        steps=tuple(_steps(steps, finding, told)),
        papers=tuple(_paper(one, book) for one in papers),
        photos=tuple(_photos(steps, finding)),
        next=step if step in may else None,
        may=may,
        household=tuple(household),
    )


def owed(actor: Actor, breach_id: UUID, *, at: datetime) -> list[PromiseRow]:
    """What is owed about it and was, in the order of opening. Four queries."""
    found = access.breach(actor, breach_id)
    book = handbook.edition_in_force(found.community_id, at)
    return [promises.owed_in_words(row, book) for row in promises.of_subject("finding", found.finding_id, at=at)]


def _may(actor: Actor, found: Breach) -> frozenset[Verb]:
    may = {verb for verb, states in rules.FROM.items() if BreachState(found.state) in states}
    if not found.grave or found.led_at is not None:
        may.discard(Verb.LEAD)
    if not actor.may(Duty.RECEIVE_ESCALATION):
        may -= ABOVE
    return frozenset(may if actor.may(Duty.DO_WORK) else may & ABOVE)


def _next(found: Breach, papers: Sequence[Paper], at: datetime) -> Verb | None:
    had = any(one.kind == PaperKind.NOTICE for one in papers)
    is_up = found.right_by is not None and found.right_by <= at
    return rules.next_step(BreachState(found.state), had_notice=had, time_is_up=is_up)


def _household(actor: Actor, found: Breach) -> list[tuple[UUID, str]]:
    """Who lives there, masked."""
    if found.home_id is None:
        return []
    return [(one.id, one.name) for one in people.household(actor, found.home_id).residents]


@dataclass(frozen=True, slots=True)
class Told:
    """What the words of a step are made of: names of staff and, masked, of residents, the papers, the book."""

    names: Mapping[UUID, str]
    residents: Mapping[UUID, str]
    papers: Mapping[UUID, Paper]
    book: Book

    def department(self, paper: Paper | None) -> str:
        """The authority a report went to."""
        found = self.book.content.departments.get(paper.department) if paper is not None else None
        return found.title.told_in(get_language() or "") if found is not None else ""

    def words(self, step: Step) -> str:
        """What a step says beside what it was: with whom, the paper, the words, the answer."""
        paper = self.papers.get(step.paper_id) if step.paper_id else None
        resident = self.residents.get(step.resident_id, "") if step.resident_id else ""
        until = paper.until if paper is not None and step.kind == StepKind.NOTICED else None
        parts = [
            resident or step.who,
            str(WAYS[Delivered(step.way)]) if step.way else "",
            self.department(paper),
            paper.number if paper is not None else "",
            gettext("their number %(number)s") % {"number": step.number} if step.number else "",
            gettext("until %(at)s") % {"at": moment(until)} if until else "",
            paper.words if paper is not None and step.kind in (StepKind.NOTICED, StepKind.REPORTED) else "",
            step.words,
            str(ANSWERS[Answer(step.answer)]) if step.answer else "",
        ]
        return " · ".join(part for part in parts if part)


def _steps(steps: Sequence[Step], finding: FindingRow, told: Told) -> list[StepRow]:
    found = gettext("Found by %(who)s") % {"who": told.names.get(finding.staff_id, "")}
    rows = [StepRow(kind="found", at=finding.at, text=found, more=finding.words, icon="pin")]
    if finding.led_at is not None:
        led = gettext("Led by %(who)s") % {"who": finding.led_by}
        rows.append(StepRow(kind="led", at=finding.led_at, text=led, icon="flag"))
    for one in steps:
        icon, tone = ICONS[StepKind(one.kind)]
        tone = "missed" if one.answer == Answer.REFUSED else tone
        text = f"{STEPS[StepKind(one.kind)]} · {told.names.get(one.staff_id, '')}"
        rows.append(StepRow(kind=one.kind, at=one.at, text=text, more=told.words(one), icon=icon, tone=tone))
    return sorted(rows, key=lambda one: one.at)


def moment(at: datetime) -> str:
    """A time with its day, in the community's zone."""
    local = timezone.localtime(at)
    return f"{dateformat.format(local, gettext('j M Y'))} {local:%H:%M}"


def _paper(one: Paper, book: Book) -> PaperRow:
    department = book.content.departments.get(one.department)
    return PaperRow(
        id=one.pk,
        kind=PaperKind(one.kind),
        number=one.number,
        at=one.at,
        until=one.until,
        department=department.title.told_in(get_language() or "") if department is not None else "",
    )


def _photos(steps: Sequence[Step], finding: FindingRow) -> list[PhotoRow]:
    """What was found, what stood at each step, how it was when somebody looked again."""
    kinds = {one.pk: StepKind(one.kind) for one in steps}
    kept = Photo.objects.filter(step__in=list(kinds)).order_by("at", "id") if kinds else []
    rows = [(one.id, one.url, gettext("When it was found"), one.at) for one in finding.before]
    rows += [(one.id, one.url, gettext("When somebody looked again"), one.at) for one in finding.after]
    rows += [(one.pk, reverse("breaches:photo", args=[one.pk]), str(STEPS[kinds[one.step_id]]), one.at) for one in kept]
    return [
        PhotoRow(id=key, url=url, text=text, note=f"{text} · {moment(at)}", at=at)
        for key, url, text, at in sorted(rows, key=lambda one: one[3])
    ]
