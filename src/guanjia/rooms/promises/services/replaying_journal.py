"""The house's own journal against any edition: what would have been kept, had this been the standard."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import datetime

from django.db import transaction

from guanjia.rooms.places import selectors as places
from guanjia.rooms.places.types import CommunityRow
from guanjia.rooms.promises.rules.book import Shelf
from guanjia.rooms.promises.rules.replay import promises_of
from guanjia.rooms.promises.rules.replaying import Edition
from guanjia.rooms.promises.rules.tallying import Changes, Tally
from guanjia.rooms.promises.selectors.by_subject import by_subject
from guanjia.rooms.promises.selectors.shelves import shelf_of
from guanjia.rooms.promises.services.replaying import Report, Wish, books_to_try, hours_of
from guanjia.rooms.promises.services.replaying_draws import with_draws, would_draw
from guanjia.rooms.promises.types import Happening, Owed, SubjectRef, instant
from guanjia.shared.errors import Missing, gettext_noop

_ALWAYS = -(1 << 60)


def replay_journal(wish: Wish, *, at: datetime) -> Report:
    """Judge the journal of every community, or of the one wished for, by the facts that happened by `wish.as_of` (or
    `at`). Without an edition each fact is judged by the one that was in force; an edition that is given also draws its
    samples by itself. Reads one snapshot, subject by subject; writes nothing. Raises Missing, Invalid, Refused."""
    as_of = wish.as_of or at
    report = Report([], as_of)
    changes = Changes(wish.most) if len(wish.editions) > 1 else None
    with ExitStack() as stack:
        stack.enter_context(transaction.atomic())
        if changes is not None and wish.changes is not None:
            out = csv.writer(stack.enter_context(wish.changes.open("w", encoding="utf-8", newline="")))
            out.writerow(["case", "standard", "before", "after"])
            changes.tell = out.writerow
        for community in _communities(wish.community):
            _replay(report, community, wish, changes)
    report.changes = changes
    return report


def _communities(code: str) -> Sequence[CommunityRow]:
    if not code:
        return places.all_communities()
    found = places.community_by_code(code)
    if found is None:
        message = gettext_noop("There is no community %(code)s. Give the short name of a community.")
        raise Missing("replay.no_community", message, {"code": code})
    return [found]


def _replay(report: Report, community: CommunityRow, wish: Wish, changes: Changes | None) -> None:
    asked = Wish(wish.editions, community=community.code, division=community.division)
    books = [book.ready() for book in books_to_try(asked, community.zone)]
    shelves = [Shelf([(_ALWAYS, book)]) for book in books] or [shelf_of(community.id)]
    editions = [Edition(shelf, wish.most, changes is not None) for shelf in shelves]
    as_of = instant(report.as_of)
    drawn = [would_draw(shelf, community.id, as_of) if books else None for shelf in shelves]
    # with two editions the events are those either listens to; the fold passes over what it doesn't know
    for subject, known in by_subject(_wider(shelves), community.id):
        events = [event for event in known if event.at <= as_of]
        told = [
            _judged(edition, subject, events if own is None else with_draws(events, own.get(subject, [])), as_of)
            for edition, own in zip(editions, drawn, strict=True)
        ]
        report.cases, report.events = report.cases + bool(events), report.events + len(events)
        if changes is not None:
            for code in sorted({*told[0], *told[1]}):
                before, after = (" ".join(one.get(code, ())) for one in told)
                if before != after:
                    changes.add(str(subject), code, before, after)
    for place, edition in enumerate(editions):
        _add(report, place, edition)


def _wider(shelves: Sequence[Shelf]) -> Shelf:
    """A shelf that hears what any of them hears."""
    if len(shelves) == 1:
        return shelves[0]
    return Shelf((_ALWAYS + place, book) for place, shelf in enumerate(shelves) for book in shelf.books())


def _judged(edition: Edition, subject: SubjectRef, events: Iterable[Happening], as_of: int) -> dict[str, list[str]]:
    at = {event.id: event.at for event in events}
    found: dict[str, list[str]] = defaultdict(list)
    promises = promises_of(edition.shelf, subject, events, as_of)[1].values()
    for owed in sorted(promises, key=lambda one: (one.standard, one.opened, one.id)):
        edition.add(owed, as_of, _until(owed, at, as_of))
        found[owed.standard].append(owed.at(as_of).value)
    return found


def _until(owed: Owed, at: dict[int | str, int], as_of: int) -> int:
    if not owed.closed:
        return as_of
    ended = owed.due if owed.ended is None else owed.ended  # a quota may end without any act
    return at.get(owed.evidence[-1], as_of) if owed.evidence else ended or as_of


def _add(report: Report, place: int, edition: Edition) -> None:
    if len(report.editions) <= place:
        report.editions.append([])
        report.hours.append({})
    tallies: dict[str, Tally] = {tally.code: tally for tally in report.editions[place]}
    for book in edition.shelf.books():
        report.titles.update({code: rule.spec.get("title") for code, rule in book.rules.items()})
        hours = hours_of(book, (tally for code, tally in edition.tallies.items() if code in book.rules))
        for code, (least, most) in hours.items():
            before = report.hours[place].get(code, (0.0, 0.0))
            report.hours[place][code] = (before[0] + least, before[1] + most)
    for code, tally in edition.tallies.items():
        if code in tallies:
            tallies[code].merge(tally)
        else:
            report.editions[place].append(tally)
