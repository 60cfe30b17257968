"""Checking draws from the journal alone: each period's seal, its secret, its population, and who was drawn.

No table but the journal is read, beside the handbook: what a period's members, numbers and draws must be follows from
the facts, and is compared with the draws that were told.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from uuid import UUID

from guanjia.rooms.promises.rules.book import Shelf
from guanjia.rooms.promises.rules.replay import refold
from guanjia.rooms.promises.rules.sample import DRAWN, RELEASED, Member, Reached, draw, number_of, seal_of, share_at
from guanjia.rooms.promises.selectors.shelves import shelf_of
from guanjia.rooms.promises.selectors.stored import happening
from guanjia.rooms.promises.types import Happening, SubjectRef, instant
from guanjia.shared.models import JournalEvent

CHUNK = 2000
_BEGAN, _ENDED, _SHARE = "sample.period_began", "sample.period_ended", "sample.share_set"
Group = tuple[str, str, str]
"""Period, standard, stratum."""


@dataclass(slots=True)
class GroupCheck:
    """One group of one period: how many were in it, who was drawn at once and added, and what is wrong with it."""

    community: str
    period: str
    standard: str
    stratum: str
    members: int
    at_once: int
    added: int
    needed: int
    wrong: list[str] = field(default_factory=list)


@dataclass(slots=True)
class DrawsReport:
    """What a check of the draws read and found. Periods still running have no secret told and wait."""

    groups: list[GroupCheck] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether every draw of an ended period is as the journal makes it."""
        return not self.wrong and not any(one.wrong for one in self.groups)

    def plain(self) -> dict[str, Any]:
        """As the command prints it with `--json`."""
        groups = [{name: getattr(one, name) for name in GroupCheck.__slots__} for one in self.groups]
        return {"groups": groups, "waiting": self.waiting, "wrong": self.wrong, "clean": self.is_clean}

    def __str__(self) -> str:
        lines = [
            f"{one.period} {one.standard}{f' {one.stratum}' if one.stratum else ''}: {one.members} members, "
            f"{one.at_once} drawn at once, {one.added} added, at least {one.needed} needed: "
            f"{'as it must be' if not one.wrong else '; '.join(one.wrong)}"
            for one in self.groups
        ]
        lines += [f"{one}: still running, its secret is not told yet" for one in self.waiting]
        return "\n".join([*lines, *self.wrong]) or "no draws"


def check_draws(community_id: UUID | None = None) -> DrawsReport:
    """Check every draw of every ended period from the journal."""
    report = DrawsReport()
    rows = JournalEvent.objects.filter(kind=_BEGAN)
    if community_id is not None:
        rows = rows.filter(community_id=community_id)
    for key in rows.values_list("community_id", flat=True).distinct().order_by("community_id"):
        _check(report, key)
    return report


def _check(report: DrawsReport, community_id: UUID) -> None:
    secrets = _secrets(report, community_id)
    found = _populations(community_id, secrets)
    told = _told(community_id, secrets)
    for group in sorted({*found, *told}):
        members = found.get(group, [])
        wanted, drawn = draw(members, ended=True), told.get(group, {})
        one = GroupCheck(str(community_id), *group, len(members), len(wanted.at_once), len(wanted.added), wanted.needed)
        for how, expected in (("at_once", wanted.at_once), ("added", wanted.added)):
            those = {subject for subject, way in drawn.items() if way == how}
            one.wrong += [f"{subject} should have been drawn ({how})" for subject in sorted(expected - those)]
            one.wrong += [f"{subject} was drawn ({how}) and should not" for subject in sorted(those - expected)]
        report.groups.append(one)


def _secrets(report: DrawsReport, community_id: UUID) -> Mapping[str, bytes]:
    """The secrets of ended periods, each checked against the seal told before the first draw under it."""
    seals: dict[str, JournalEvent] = {}
    secrets: dict[str, bytes] = {}
    for row in _rows(community_id, _BEGAN, _ENDED):
        period = row.data["period"]
        if row.kind == _BEGAN:
            if period in seals:
                report.wrong.append(f"{period}: its seal was told twice")
            seals.setdefault(period, row)
        else:
            secrets[period] = bytes.fromhex(row.data["secret"])
    report.waiting += sorted(set(seals) - set(secrets))
    firsts: dict[str, JournalEvent] = {}
    for row in _rows(community_id, DRAWN):
        first = firsts.setdefault(row.data["period"], row)
        if row.recorded_at < first.recorded_at:
            firsts[row.data["period"]] = row
    for period, secret in secrets.items():
        told = seals.get(period)
        if told is None or told.data["seal"] != seal_of(secret):
            report.wrong.append(f"{period}: the secret is not the one whose seal was told")
        elif period in firsts and told.recorded_at > firsts[period].recorded_at:
            report.wrong.append(f"{period}: its seal was told after the first draw")
    return secrets


def _rows(community_id: UUID, *kinds: str) -> Iterator[JournalEvent]:
    rows = JournalEvent.objects.filter(community_id=community_id, kind__in=kinds)
    yield from rows.order_by("at", "id").iterator(CHUNK)


def _populations(community_id: UUID, secrets: Mapping[str, bytes]) -> Mapping[Group, list[Member]]:
    """Every population of the ended periods, as the facts make it."""
    shelf, shares = shelf_of(community_id), shares_told(community_id)
    found: dict[Group, list[Member]] = defaultdict(list)
    for subject, events in _heard(shelf, community_id).items():
        for one in shelf.reached(refold(shelf, subject, events)[0]):
            if one.period in secrets:
                number = number_of(secrets[one.period], subject.id)
                member = Member(subject.id, share_of(shelf, one, shares.get(one.code, [])), number)
                found[one.period, one.code, one.stratum].append(member)
    return found


def shares_told(community_id: UUID) -> Mapping[str, list[tuple[int, Fraction]]]:
    """The shares managers set, by standard, as (since when, share), from the journal."""
    shares: dict[str, list[tuple[int, Fraction]]] = defaultdict(list)
    for row in _rows(community_id, _SHARE):
        shares[row.data["standard"]].append((instant(row.at), Fraction(row.data["share"])))
    return shares


def share_of(shelf: Shelf, one: Reached, changes: list[tuple[int, Fraction]]) -> Fraction:
    """The share that held for a member when it came in."""
    rule = shelf.book(one.edition).rules[one.code].sample
    if rule is None:
        return Fraction(0)
    return rule.share_in(one.stratum, share_at(changes, one.at) if not one.stratum else None)


def _heard(shelf: Shelf, community_id: UUID) -> Mapping[SubjectRef, list[Happening]]:
    """What each subject lived through that reaches a population, by subject; draws themselves are left out."""
    about = {rule.subject for book in shelf.books() for rule in book.rules.values() if rule.sample is not None}
    kinds = {kind for name in about for kind in shelf.kinds.get(name, ())} - {DRAWN, RELEASED}
    found: dict[SubjectRef, list[Happening]] = defaultdict(list)
    for row in _rows(community_id, *sorted(kinds)):
        event = happening(row.id, row.kind, row.at, row.refs, row.data)
        for name, key in shelf.heard_by(event.kind, event.refs):
            if name in about:
                found[SubjectRef(name, key)].append(event)
    return found


def _told(community_id: UUID, periods: Iterable[str]) -> Mapping[Group, dict[str, str]]:
    """Who was told to be drawn, by group, and how; what was taken back is left out."""
    ended = set(periods)
    rows = [row for row in _rows(community_id, DRAWN, RELEASED) if row.data["period"] in ended]
    gone = {row.data["drawn"] for row in rows if row.kind == RELEASED}
    found: dict[Group, dict[str, str]] = defaultdict(dict)
    for row in rows:
        if row.kind == DRAWN and str(row.id) not in gone:
            group = (row.data["period"], row.data["standard"], row.data["stratum"])
            found[group][row.refs["about"]] = row.data["how"]
    return found
