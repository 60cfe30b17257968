"""The score and the way down from it: community → standard → promise → facts with their seal."""

import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.conversations import selectors as conversations
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.base import Text
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.insights import rules
from guanjia.rooms.insights.models import Score
from guanjia.rooms.insights.types import (
    Asked,
    Choices,
    Conformance,
    Counts,
    Period,
    PeriodKind,
    Report,
    SealMark,
    StandardLine,
    ToldFact,
)
from guanjia.rooms.insights.wording import fact_in_words
from guanjia.rooms.people import selectors as people
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.selectors.hours import community_of
from guanjia.rooms.promises.selectors.sums import Picture, Span, picture
from guanjia.rooms.promises.types import PromiseRow, TallyRow
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page
from guanjia.shared.errors import Missing, gettext_noop
from guanjia.shared.models import JournalEvent, Seal

WHOLE = promises.Narrow()
TREND = 12
"""Months of the line under the score."""


def period_of(community_id: UUID, code: str, at: datetime) -> Period:
    """The named period in the community's zone; the present month for "". Raises Invalid for a code that names none."""
    zone = ZoneInfo(places.community(community_id).zone)
    return rules.period_named(code or at.astimezone(zone).strftime("%Y-%m"), zone)


def conformance(community_id: UUID, period: Period, *, at: datetime, narrow: promises.Narrow = WHOLE) -> Conformance:
    """The score of a period as known at `at`, by standard. Only what was due by `at` is judged.

    A grade is a community's: a part of the score has none.
    Source: engine, "Score". Two queries, whatever the number of promises shown.
    """
    return _conformance(community_id, period, at, narrow, _picture(community_id, period, at, narrow))


def _picture(community_id: UUID, period: Period, at: datetime, narrow: promises.Narrow) -> Picture:
    zone = ZoneInfo(places.community(community_id).zone)
    span = Span(rules.before(period, zone).start, period.start, min(period.end, at))
    return picture(community_id, span, zone=zone, narrow=narrow)


def _conformance(
    community_id: UUID, period: Period, at: datetime, narrow: promises.Narrow, seen: Picture
) -> Conformance:
    counts, past = _by_standard(seen.tally), _by_standard(seen.past)
    book = handbook.edition_in_force(community_id, min(period.end, at))
    total, total_past = rules.together(counts.values()), rules.together(past.values())
    grade, capped = rules.grade_of(
        total.rate,
        [(one.code, float(one.at_least)) for one in book.content.grades.levels],
        red_missed=total.red_missed > 0,
        cap=book.content.grades.red_line_cap,
    )
    return Conformance(
        community_id=community_id,
        period=period,
        as_of=at,
        total=total,
        lines=[_line(book, code, one, past.get(code)) for code, one in sorted(counts.items())],
        grade=_grade_title(book, grade) if narrow == WHOLE else "",
        capped=capped and narrow == WHOLE,
        before=total_past.rate,
        edition_number=book.number,
        heat=seen.heat,
        editions=seen.editions,
    )


def _months(found: Conformance) -> list[tuple[str, float]]:
    """The rates of the months before, and the newest of this one; they are kept of a whole community. One query."""
    codes = rules.months_before(found.period.month, TREND)
    rows = Score.objects.filter(community=found.community_id, period__in=codes, rate__isnull=False)
    last = rows.order_by("period", "-as_of", "-id").distinct("period")
    newest = {code: float(rate or 0) for code, rate in last.values_list("period", "rate")}
    if found.total.rate is not None and found.period.kind is PeriodKind.MONTH:
        newest[found.period.code] = found.total.rate
    return [(code, newest[code]) for code in codes if code in newest]


def _by_standard(rows: Iterable[TallyRow]) -> dict[str, Counts]:
    found: dict[str, list[Counts]] = defaultdict(list)
    for row in rows:
        judged = row.state in {"met", "late", "missed"}
        if not judged and row.state not in {"waived", "void"}:
            continue
        found[row.standard].append(
            Counts(
                **{row.state: row.count},
                weight=row.weight if judged else 0.0,
                credit=row.credit if judged else 0.0,
                red_missed=row.red_lines if row.state == "missed" else 0,
            )
        )
    return {code: rules.together(parts) for code, parts in found.items()}


def _grade_title(book: Book, code: str) -> str:
    return next((_words(one.title) for one in book.content.grades.levels if one.code == code), "")


def _words(text: Text) -> str:
    return (text.en if (get_language() or "").startswith("en") else text.zh) or text.zh or ""


def _line(book: Book, code: str, counts: Counts, past: Counts | None) -> StandardLine:
    standard = book.standards.get(code)
    title = code if standard is None else _words(standard.title)
    change = None if counts.rate is None or past is None or past.rate is None else counts.rate - past.rate
    return StandardLine(code, title, "", counts, red_line=bool(standard and standard.red_line), change=change)


def told(community_id: UUID, found: PromiseRow) -> list[ToldFact]:
    """The facts a promise rests on, oldest first, each with its place in the seal. Three queries."""
    rows = list(JournalEvent.objects.filter(community_id=community_id, id__in=found.evidence).order_by("at", "id"))
    seals = _seals([row.id for row in rows])
    names = people.staff_names([UUID(row.refs["staff"]) for row in rows if "staff" in row.refs])
    return [_told(row, seals, names) for row in rows]


def _told(row: JournalEvent, seals: Mapping[UUID, Seal], names: Mapping[UUID, str]) -> ToldFact:
    seal = seals.get(row.id)
    staff = names.get(UUID(row.refs["staff"]), "") if "staff" in row.refs else ""
    return ToldFact(
        id=row.id,
        at=row.at,
        recorded_at=row.recorded_at,
        kind=row.kind,
        text=fact_in_words(row.kind, staff),
        seal=seal.number if seal else None,
        hash=bytes(seal.leaf).hex() if seal else "",
    )


def _seals(ids: Sequence[UUID]) -> dict[UUID, Seal]:
    return {row.event_id: row for row in Seal.objects.filter(event_id__in=ids)}


def seal_mark(community_id: UUID) -> SealMark | None:
    """The newest link of the community's chain, None before the first. One query."""
    last = Seal.objects.filter(community_id=community_id).order_by("-number").first()
    return None if last is None else SealMark(last.number, bytes(last.head).hex(), last.recorded_at)


# Pages ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A promise in the list of its standard: its row, and what it is about in the words of the house."""

    row: PromiseRow
    place: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


def narrow_of(community_id: UUID, asked: Asked) -> promises.Narrow:
    """Which promises are left; a channel is that of the case or the conversation they are about."""
    subjects: tuple[tuple[str, Any], ...] = ()
    if asked.channel:
        of_cases = cases.ids_by_channel(community_id, asked.channel)
        talks = conversations.ids_by_channel(community_id, asked.channel)
        subjects = (("case", of_cases), ("conversation", talks))
    return promises.Narrow(asked.team, asked.person, subjects)


def _choices(community_id: UUID, seen: Picture) -> Choices:
    titles, names = people.titles_in(community_id), people.staff_names(seen.staff)
    return Choices(
        [(role, titles.get(role, role)) for role in seen.roles],
        sorted(names.items(), key=lambda pair: (pair[1], pair[0])),
    )


def report(actor: Actor, asked: Asked, *, at: datetime) -> Report:
    """The page of a community's score, or of a part of it.

    Raises Missing for a community this person doesn't serve, Invalid for a period that names no month.
    """
    chosen = next((key for key in actor.community_ids if asked.community in {"", str(key)}), None)
    if chosen is None:
        raise Missing("insights.community", gettext_noop("You serve no such community."))
    here, span = places.community(chosen), period_of(chosen, asked.period, at)
    narrow, zone = narrow_of(chosen, asked), ZoneInfo(here.zone)
    after, day = rules.after(span, zone), min(span.last, at.astimezone(zone).date())
    levels = handbook.edition_in_force(chosen, at).content.grades.levels
    whole = _picture(chosen, span, at, WHOLE)
    seen = whole if narrow == WHOLE else _picture(chosen, span, at, narrow)
    found = _conformance(chosen, span, at, narrow, seen)
    return Report(
        community_name=here.name,
        homes=None,
        report=replace(found, months=_months(found)) if narrow == WHOLE else found,
        asked=asked,
        choices=_choices(chosen, whole),
        before=rules.before(span, zone),
        after=after if after.start <= at else None,
        lengths=[rules.period_holding(kind, day, zone) for kind in PeriodKind],
        marks=tuple(float(one.at_least) for one in levels[:2]),
        seal=seal_mark(chosen),
    )


def opened(found: Report, code: str, *, after: str | None = None, seen_by: Actor | None = None) -> Report:
    """The page with a standard opened: its promises, a page of them. Raises Missing for a standard without any.

    What `seen_by` must not see is counted and not named.
    """
    shown = found.report
    line = next((one for one in shown.lines if one.code == code), None)
    if line is None:
        raise Missing("insights.standard", gettext_noop("No promise of this standard was due in this time."))
    begin, end = shown.period.start, min(shown.period.end, shown.as_of)
    narrow = narrow_of(shown.community_id, found.asked)
    sought = promises.Sought([shown.community_id], code, begin, end, narrow=narrow)
    page = promises.of_standard(sought, at=shown.as_of, after=after)
    took = [(row.ended_at - row.opened_at).total_seconds() for row in page if row.ended_at and row.state == "met"]
    median = statistics.median(took) if took else None
    return replace(found, chosen_standard=line, median=median, promises=_placed(page, seen_by))


def report_of_promise(actor: Actor, promise_id: UUID, asked: Asked, *, at: datetime) -> Report:
    """The page with one promise opened down to its facts. Raises Missing when it is not this person's to see."""
    row = promises.promise(actor, promise_id, at=at)
    community_id = community_of(promise_id)
    zone = ZoneInfo(places.community(community_id).zone)
    month = (row.due_at or row.opened_at).astimezone(zone).strftime("%Y-%m")
    asked = replace(asked, community=str(community_id), period=asked.period or month)
    found = report(actor, asked, at=at)
    if any(one.code == row.code for one in found.report.lines):
        found = opened(found, row.code, seen_by=actor)
    row = promises.owed_in_words(row, handbook.edition_in_force(community_id, at))
    return replace(found, chosen=_placed(Page([row]), actor).rows[0], told=told(community_id, row))


def _placed(page: Page[PromiseRow], seen_by: Actor | None) -> Page[PromiseLine]:
    about = cases.live_cases([row.subject_id for row in page if row.subject_type == "case"], seen_by=seen_by)

    def placed(row: PromiseRow) -> PromiseLine:
        case = about.get(row.subject_id)
        return PromiseLine(row, f"{case.number} {case.title}" if case else "")

    return page.map(placed)
