"""Targets: every figure of the handbook's measures against its limit, and the way down to the cases behind it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext

from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.house import Measure
from guanjia.rooms.handbook.types.standards import Target
from guanjia.rooms.insights import measuring, rules
from guanjia.rooms.insights.types import BehindRow, Period, TargetRow, TargetsView
from guanjia.rooms.insights.wording import fact_in_words
from guanjia.rooms.people import selectors as people
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises.rules.sample import DrawPeriod, period_at
from guanjia.rooms.promises.rules.target import Quotient, is_alarming, verdict_of
from guanjia.rooms.promises.selectors import counting
from guanjia.rooms.promises.selectors.counting import Counts
from guanjia.rooms.promises.types import instant, moment
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset
from guanjia.shared.errors import Missing, gettext_noop
from guanjia.shared.models import JournalEvent

SCOPES: Mapping[str, str] = {
    "community": gettext_noop("Community"),
    "team": gettext_noop("By team"),
    "person": gettext_noop("By person"),
    "touchpoint": gettext_noop("By touchpoint"),
}


def targets(actor: Actor, community: str, code: str, *, at: datetime) -> TargetsView:
    """The targets of a community, each over the period of its own that holds the end of the named month.

    Raises Missing for a community this person doesn't serve, Invalid for a name that is no month.
    """
    chosen = next((key for key in actor.community_ids if community in {"", str(key)}), None)
    if chosen is None:
        raise Missing("insights.community", gettext_noop("You serve no such community."))
    here = places.community(chosen)
    zone = ZoneInfo(here.zone)
    span = rules.period_named(code or at.astimezone(zone).strftime("%Y-%m"), zone)
    around = [rules.period_named(one, zone) for one in rules.months_before(rules.following(span.month), 3)]
    rows = figures(chosen, span, at=at)
    after = around[2] if around[2].start <= at else None
    return TargetsView(chosen, here.name, span, around[0], after, rows, at)


def figures(community_id: UUID, span: Period, *, at: datetime) -> list[TargetRow]:
    """Every target in force, over the community. Six queries for each length of period, whatever the targets."""
    book = handbook.edition_in_force(community_id, min(span.end, at))
    grouped: dict[tuple[str, int, int], list[tuple[Target, Measure]]] = defaultdict(list)
    for one, measure in _in_force(book):
        stretch = _stretch(one, span, community_id)
        grouped[stretch.code, stretch.begin, stretch.end].append((one, measure))
    found: dict[str, TargetRow] = {}
    for key, asked in grouped.items():
        found |= _measured(community_id, book, DrawPeriod(*key), asked, at)
    return [found[one.code] for one, _ in _in_force(book)]


def _in_force(book: Book) -> list[tuple[Target, Measure]]:
    return [
        (one, book.measures[one.measure])
        for one in book.standards.values()
        if isinstance(one, Target) and one.enabled and one.measure in book.measures
    ]


def _stretch(one: Target, span: Period, community_id: UUID) -> DrawPeriod:
    """The target's own period at the end of the month that was asked for."""
    zone = ZoneInfo(places.community(community_id).zone)
    return period_at(one.per.model_dump(mode="json"), instant(span.end) - 1, zone)


def _measured(
    community_id: UUID, book: Book, stretch: DrawPeriod, asked: Sequence[tuple[Target, Measure]], at: datetime
) -> dict[str, TargetRow]:
    begin, end = moment(stretch.begin), moment(stretch.end)
    ground = measuring.ground_of(community_id, begin, end, [measure for _, measure in asked], at=at)
    compared = [measure for one, measure in asked if one.direction in ("falling", "rising")]
    past = None
    if compared:
        zone = ZoneInfo(places.community(community_id).zone)
        before = period_at(asked[0][0].per.model_dump(mode="json"), stretch.begin - 1, zone)
        past = measuring.ground_of(community_id, moment(before.begin), begin, compared, at=at)
    found = {}
    for one, measure in asked:
        earlier = measuring.quotient(measure, past) if past and measure in compared else None
        row = _row(book, one, measure, measuring.quotient(measure, ground), earlier)
        found[one.code] = replace(
            row,
            period=stretch.code,
            begin=begin,
            end=end,
            ended=end <= at,
            as_of=at,
            left_out=measuring.left_out(measure, ground),
        )
    return found


def _row(book: Book, one: Target, measure: Measure, made: Quotient, earlier: Quotient | None = None) -> TargetRow:
    language = get_language() or ""
    spec, value = one.model_dump(mode="json"), made.value(measure.scale)
    before = earlier.value(measure.scale) if earlier is not None else None
    role = book.roles.get(one.owed_by)
    return TargetRow(
        code=one.code,
        title=one.title.told_in(language),
        measure_code=measure.code,
        measure=measure.title.told_in(language),
        scope="community",
        scope_key="",
        scope_title="",
        period="",
        begin=moment(0),
        end=moment(0),
        ended=False,
        value=None if value is None else round(float(value), 2),
        unit=measure.unit.told_in(language),
        limit=_limit(one, measure, before),
        verdict=verdict_of(spec, value, made.n, before),
        alarming=is_alarming(spec, value),
        numerator=float(made.numerator),
        denominator=None if made.denominator is None else float(made.denominator),
        n=made.n,
        small_n=one.small_n,
        left_out={},
        excludes=tuple(text.told_in(language) for text in measure.excludes),
        note=measure.note,
        method=measuring.METHOD,
        edition=book.number,
        as_of=moment(0),
        owed_by=role.title.told_in(language) if role else one.owed_by,
        weight=float(one.weight),
    )


def _limit(one: Target, measure: Measure, before: Fraction | None) -> str:
    """The limit in words: ≥ 90 %, 3 to 5, falling from 12."""
    unit = measure.unit.told_in(get_language() or "")
    match one.direction:
        case "at_least":
            return f"≥ {one.limit:g} {unit}"
        case "at_most":
            return f"≤ {one.limit:g} {unit}"
        case "between":
            return f"{one.low:g}–{one.limit:g} {unit}"
        case "watch":
            return gettext("watched only")
    word = gettext("falling") if one.direction == "falling" else gettext("rising")
    return word if before is None else f"{word} ({float(before):g} {unit})"


# One of them opened -----------------------------------------------------------------------------------------------


def opened(view: TargetsView, code: str, *, after: str | None = None, seen_by: Actor | None = None) -> TargetsView:
    """The view with one target opened: by team, person and touchpoint where that makes sense, and what is behind it.

    What `seen_by` must not see is counted and not named. Raises Missing for a target that isn't in force.
    """
    chosen = next((row for row in view.rows if row.code == code), None)
    if chosen is None:
        raise Missing("insights.target", gettext_noop("The handbook has no such target in force here."))
    book = handbook.edition_in_force(view.community_id, min(view.period.end, view.as_of))
    one = next(found for found, _ in _in_force(book) if found.code == code)
    measure = book.measures[one.measure]
    parts = tuple(_parts(view, book, one, measure, chosen)) if measuring.is_of_promises(measure) else ()
    behind = _behind(view.community_id, measure, chosen, after, seen_by)
    return replace(view, chosen=chosen, parts=parts, behind=behind)


def _parts(
    view: TargetsView, book: Book, one: Target, measure: Measure, chosen: TargetRow
) -> Iterator[tuple[str, list[TargetRow]]]:
    end = min(chosen.end, view.as_of)
    for scope in ("team", "person", "touchpoint"):
        counts = _scoped(view.community_id, book, (chosen.begin, end), view.as_of, scope)
        titles = _titles(book, scope, counts)
        rows = [
            replace(
                _row(book, one, measure, made),
                **{name: getattr(chosen, name) for name in ("period", "begin", "end", "ended", "as_of")},
                scope=scope,
                scope_key=key,
                scope_title=titles.get(key, key),
            )
            for key, some in counts.items()
            if key and (made := measuring.over_promises(measure, some)).n
        ]
        if rows:
            yield gettext(SCOPES[scope]), sorted(rows, key=lambda row: (row.value is None, row.value or 0.0))


def _scoped(
    community_id: UUID, book: Book, span: tuple[datetime, datetime], at: datetime, scope: str
) -> Mapping[str, Counts]:
    if scope == "team":
        return counting.counted(community_id, *span, at=at, by="team")
    if scope == "person":
        return counting.counted(community_id, *span, at=at, by="person")
    found: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for (standard, state), number in counting.counted(community_id, *span, at=at).get("", {}).items():
        if standard in book.standards:
            found[book.standards[standard].touchpoint][standard, state] = number
    return found


def _titles(book: Book, scope: str, keys: Mapping[str, Counts]) -> Mapping[str, str]:
    language = get_language() or ""
    if scope == "team":
        return {code: one.title.told_in(language) for code, one in book.roles.items()}
    if scope == "touchpoint":
        return {code: one.title.told_in(language) for code, one in book.touchpoints.items()}
    names = people.staff_names([UUID(key) for key in keys if key])
    return {str(key): name for key, name in names.items()}


def _behind(
    community_id: UUID, measure: Measure, chosen: TargetRow, after: str | None, seen_by: Actor | None
) -> Page[BehindRow]:
    """What a figure counts: the promises or events of its denominator, a page at a time."""
    tally = measure.denominator if measure.denominator and measure.denominator.of in ("promises", "events") else None
    tally = tally or measure.numerator
    end = min(chosen.end, chosen.as_of)
    if tally.of == "promises":
        states = tally.states or ("met", "late", "missed")
        sought = counting.Behind(community_id, chosen.begin, end, tally.standards, states)
        page = counting.behind(sought, at=chosen.as_of, after=after)
        about = cases.live_cases([row.subject_id for row in page if row.subject_type == "case"], seen_by=seen_by)
        return page.map(
            lambda row: BehindRow(
                row.due_at or row.opened_at,
                f"{about[row.subject_id].number} {about[row.subject_id].title}"
                if row.subject_id in about
                else row.title,
                row.state,
                row.subject_id if row.subject_id in about else None,
                row.id,
            )
        )
    kinds = sorted({trigger.event for trigger in tally.events} | set((tally.between or ())[1:]))
    rows = JournalEvent.objects.filter(community_id=community_id, kind__in=kinds, at__gte=chosen.begin, at__lt=end)
    found = keyset(rows, by="at", after=after)
    ground = measuring.Ground({}, {kind: [r for r in found.rows if r.kind == kind] for kind in kinds}, 0, frozenset())
    counts = {row.id for row in measuring.counted_events(tally, ground)} if tally.events else {r.id for r in found.rows}
    return Page(_told([row for row in found.rows if row.id in counts], seen_by), found.next)


def _told(rows: Sequence[JournalEvent], seen_by: Actor | None) -> list[BehindRow]:
    keys = {row.id: UUID(row.refs["case"]) for row in rows if "case" in row.refs}
    about = cases.live_cases(list(keys.values()), seen_by=seen_by)

    def told(row: JournalEvent) -> BehindRow:
        key = keys.get(row.id)
        case = about.get(key) if key else None
        words = fact_in_words(row.kind)
        return BehindRow(row.at, f"{case.number} {case.title} · {words}" if case else words, "", key if case else None)

    return [told(row) for row in rows]
