"""Promises as pages, scores and other rooms read them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When
from django.utils.translation import get_language

from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people import selectors as people
from guanjia.rooms.promises.models import SUPERSEDED, Promise
from guanjia.rooms.promises.rules import keeping_out
from guanjia.rooms.promises.rules.book import ClockRule
from guanjia.rooms.promises.rules.why import why
from guanjia.rooms.promises.selectors.judged import lines
from guanjia.rooms.promises.selectors.narrowing import ALL, Narrow, narrowed
from guanjia.rooms.promises.selectors.shelves import shelf_of
from guanjia.rooms.promises.selectors.stored import owed_of
from guanjia.rooms.promises.selectors.wording import line_in_words
from guanjia.rooms.promises.types import Line, Owed, PromiseRow, PromiseState, TallyRow, instant, moment
from guanjia.shared.actor import Actor
from guanjia.shared.db import PAGE, Page, keyset
from guanjia.shared.errors import Missing, gettext_noop
from guanjia.shared.riding import ask

_BY_DUE = F("due_at").asc(nulls_last=True)
_ENDED = (PromiseState.MET.value, PromiseState.LATE.value)


def of_subject(subject_type: str, subject_id: UUID, *, at: datetime) -> list[PromiseRow]:
    """Every promise about one subject with its explanation, in the order of opening. Three queries."""
    return of_subjects(subject_type, [subject_id], at=at)[subject_id]


def of_subjects(
    subject_type: str, subject_ids: Sequence[UUID], *, at: datetime, explained: bool = True, still: bool = False
) -> dict[UUID, list[PromiseRow]]:
    """The same for many subjects; each has its list, empty where nothing is owed. Three queries however many.

    `still`: only what is still owed, for lists that show the nearest; most of what ever was owed is over.
    """
    rows = Promise.objects.filter(subject_id__in=subject_ids, subject_type=subject_type).exclude(state=SUPERSEDED)
    rows = rows.filter(closed=False) if still else rows
    found: dict[UUID, list[PromiseRow]] = {key: [] for key in subject_ids}
    for row in _rows(rows.order_by("opened_at", "began_at", "id"), at=at, explained=explained):
        found[row.subject_id].append(row)
    return found


def nearest_among(under: Mapping[UUID, Sequence[UUID]], *, at: datetime) -> dict[UUID, PromiseRow]:
    """What is due first among the subjects under each key; keys under which nothing is open are left out."""
    keys = {subject: key for key, subjects in under.items() for subject in subjects}
    rows = Promise.objects.filter(subject_id__in=keys, closed=False).order_by("subject_id", _BY_DUE, "id")
    found: dict[UUID, Promise] = {}
    for row in sorted(rows.distinct("subject_id"), key=lambda one: (one.due_at is None, one.due_at or at, one.id)):
        found.setdefault(keys[row.subject_id], row)
    told = {row.id: row for row in _told(list(found.values()), at=at, explained=False)}
    return {key: told[row.id] for key, row in found.items()}


def nearest(subject_type: str, subject_ids: Sequence[UUID], *, at: datetime) -> dict[UUID, PromiseRow]:
    """The open promise that is due first for each subject that has one; without a due time comes last."""
    rows = Promise.objects.filter(subject_id__in=subject_ids, subject_type=subject_type, closed=False)
    ordered = rows.order_by("subject_id", _BY_DUE, "id").distinct("subject_id")
    return {row.subject_id: row for row in _rows(ordered, at=at, explained=False)}


_NEAREST = "select min(due_at) from promises_promise where subject_id = %s and not closed"
_NEAREST_OF = "select min(due_at) from promises_promise where subject_id = any(%s) and not closed"


def nearest_due(subject_ids: Sequence[UUID]) -> datetime | None:
    """The nearest due time among the open promises of one or more subjects; None where none is. One light query."""
    # mostly it is one, and a plan kept for any number is made for many
    first, *others = subject_ids
    ((found,),) = ask(_NEAREST_OF, [[first, *others]]) if others else ask(_NEAREST, [first])
    return found  # type: ignore[no-any-return]


def promises(actor: Actor) -> QuerySet[Promise]:
    """The promises this person may see; every read for a person starts here."""
    return Promise.objects.filter(community__in=actor.community_ids).exclude(state=SUPERSEDED)


def promise(actor: Actor, promise_id: UUID, *, at: datetime) -> PromiseRow:
    """One promise with its explanation. Raises Missing when it isn't there or isn't this person's."""
    found = list(_rows(promises(actor).filter(pk=promise_id), at=at, explained=True))
    if not found:
        raise Missing("promises.missing", gettext_noop("There is no such promise."))
    keeping_out.check_sees(actor, found[0].subject_type, found[0].subject_id)
    return found[0]


@dataclass(frozen=True, slots=True)
class Sought:
    """Which promises of a standard: due from `begin` to before `end`, in some states (all when empty)."""

    community_ids: Sequence[UUID]
    standard: str
    begin: datetime
    end: datetime
    states: Sequence[str] = ()
    narrow: Narrow = ALL


def of_standard(sought: Sought, *, at: datetime, after: str | None = None, size: int = PAGE) -> Page[PromiseRow]:
    """A page of the promises that make a figure, by due time."""
    rows = Promise.objects.filter(
        community__in=sought.community_ids,
        standard=sought.standard,
        due_at__gte=sought.begin,
        due_at__lt=sought.end,
    ).exclude(state=SUPERSEDED)
    if sought.states:
        rows = rows.annotate(shown=shown_at(at)).filter(shown__in=sought.states)
    page = keyset(narrowed(rows, sought.narrow), by="due_at", after=after, size=size)
    told = {row.id: row for row in _told(page.rows, at=at, explained=False)}
    return page.map(lambda row: told[row.id])


def tally(
    community_ids: Sequence[UUID], begin: datetime, end: datetime, *, at: datetime, narrow: Narrow = ALL
) -> list[TallyRow]:
    """The sums a score is made of: by standard and state, over promises due from `begin` to before `end`.

    Void promises count by the time they ended when nothing was due. `credit` is Σ weight × credit. One query.
    """
    inside = narrowed(_owed_within(community_ids, begin, end), narrow)
    return list(_tallied(inside, at))


def _owed_within(community_ids: Sequence[UUID], begin: datetime, end: datetime) -> QuerySet[Promise]:
    inside = Q(due_at__gte=begin, due_at__lt=end) | Q(due_at__isnull=True, ended_at__gte=begin, ended_at__lt=end)
    return Promise.objects.filter(inside, community__in=community_ids).exclude(state=SUPERSEDED)


def _tallied(rows: QuerySet[Promise], at: datetime) -> Iterator[TallyRow]:
    credit = Case(When(state=_ENDED[0], then=F("weight")), When(state=_ENDED[1], then=F("weight") * F("late_credit")))
    sums = (
        rows.annotate(shown=shown_at(at))
        .values("standard", "shown")
        .annotate(n=Count("id"), heavy=Sum("weight"), credited=Sum(credit), red=Count("id", filter=Q(red_line=True)))
        .order_by("standard", "shown")
    )
    for one in sums:
        heavy, credited = float(one["heavy"] or 0), float(one["credited"] or 0)
        yield TallyRow(one["standard"], one["shown"], one["n"], heavy, credited, one["red"])


def shown_at(at: datetime) -> Case:
    """The state at an instant: time alone makes a miss or ends a capped pause."""
    return Case(
        When(closed=False, due_at__lt=at, then=Value(PromiseState.MISSED.value)),
        When(state=PromiseState.PAUSED.value, runs_again_at__lte=at, then=Value(PromiseState.RUNNING.value)),
        default=F("state"),
    )


def _rows(rows: QuerySet[Promise], *, at: datetime, explained: bool) -> list[PromiseRow]:
    return _told(list(rows), at=at, explained=explained)


def rows_told(rows: Sequence[Promise], *, at: datetime, names: Mapping[UUID, str] | None = None) -> list[PromiseRow]:
    """Stored promises as a list shows them, without their explanations. One query where `names` are known, or two."""
    return _told(rows, at=at, explained=False, names=names)


def _told(
    rows: Sequence[Promise], *, at: datetime, explained: bool, names: Mapping[UUID, str] | None = None
) -> list[PromiseRow]:
    if not rows:
        return []
    if names is None:
        names = people.staff_names([row.owed_by_id for row in rows if row.owed_by_id])
    shelves = {key: shelf_of(key) for key in {row.community_id for row in rows}}
    numbers = handbook.edition_numbers({row.edition for row in rows})
    tell = partial(_row, names=names, at=at, explained=explained)
    found = [(row, shelves[row.community_id].book(str(row.edition)).rules[row.standard]) for row in rows]
    return [replace(tell(row, rule), edition_number=numbers.get(row.edition)) for row, rule in found]


def _row(row: Promise, rule: ClockRule, *, names: Mapping[UUID, str], at: datetime, explained: bool) -> PromiseRow:
    owed, spec = owed_of(row), rule.spec
    now = instant(at)
    state = owed.at(now)
    ended = row.due_at if row.closed and state is PromiseState.MISSED else row.ended_at
    over = None if row.due_at is None else (ended or at) - row.due_at
    late = state in {PromiseState.LATE, PromiseState.MISSED}
    return PromiseRow(
        id=row.id,
        code=row.standard,
        title=_words(spec.get("title")),
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        state=state.value,
        opened_at=row.opened_at,
        warn_at=row.warn_at,
        due_at=row.due_at,
        ended_at=ended,
        now=at,
        owed_role=row.owed_role,
        owed_id=row.owed_by_id,
        owed_name=names.get(row.owed_by_id, "") if row.owed_by_id else "",
        weight=float(row.weight),
        red_line=row.red_line,
        edition=row.edition,
        pauses=tuple((moment(start), None if end is None else moment(end)) for start, end in owed.pauses),
        why=_why(rule, owed) if explained else (),
        evidence=tuple(UUID(str(key)) for key in owed.evidence),
        flags=owed.flags,
        promise=_words(spec.get("promise")),
        provisional=row.provisional,
        late_by=over if late else None,
        community_id=row.community_id,
    )


def _why(rule: ClockRule, owed: Owed) -> tuple[Line, ...]:
    if rule.judged is not None:
        return lines(rule, owed.flags, moment(owed.opened))
    return tuple(line_in_words(line, rule.duty.zone) for line in why(rule, owed))


def _words(text: object) -> str:
    if isinstance(text, Mapping):
        english = text.get("en") if (get_language() or "").startswith("en") else ""
        return str(english or text.get("zh") or "")
    return str(text or "")


def editions_judging(
    community_id: UUID, begin: datetime, end: datetime, *, narrow: Narrow = ALL
) -> list[tuple[int, int]]:
    """By which editions what was due in a time is judged: number and how many, the newest first. Two queries."""
    rows = Promise.objects.filter(community=community_id, due_at__gte=begin, due_at__lt=end)
    counted = narrowed(rows, narrow).exclude(state=SUPERSEDED).values_list("edition").annotate(n=Count("id"))
    found = dict(counted)
    numbers = handbook.edition_numbers(found)
    return sorted(((numbers[key], count) for key, count in found.items() if key in numbers), reverse=True)


def count_overdue(community_ids: Iterable[UUID], since: datetime, at: datetime) -> int:
    """How many open promises passed their due time from `since` to `at`. One query."""
    rows = Promise.objects.filter(community__in=list(community_ids), closed=False, due_at__gt=since, due_at__lte=at)
    return rows.exclude(state=PromiseState.PAUSED.value).count()
