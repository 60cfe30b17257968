"""The clock, event by event (engine.md §3): one step of the fold, the same for live use, replay and audit."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, Protocol, TypeVar

from guanjia.rooms.promises.rules import reckoning, turning
from guanjia.rooms.promises.rules.book import WAIVED, ClockRule, Role, Shelf
from guanjia.rooms.promises.rules.conditions import Facts
from guanjia.rooms.promises.rules.owing import named_by
from guanjia.rooms.promises.rules.sample import Reached, period_at
from guanjia.rooms.promises.rules.state import EditionUnseen, Ledger, Leg, Open, SubjectState, Track
from guanjia.rooms.promises.rules.verdicts import Verdict
from guanjia.rooms.promises.types import (
    Happening,
    PromiseState,
    Unit,
    WhileRunning,
    as_instant,
)

Told = TypeVar("Told")
Told_co = TypeVar("Told_co", covariant=True)


class Reckoner(Protocol[Told_co]):
    """What a step asks about times. The module `reckoning` answers with promises; `patterns` with places in a row."""

    def owed(self, state: SubjectState, rule: ClockRule, one: Open, at: int) -> Told_co:
        """The open promise as it stands at an instant."""

    def ended(self, state: SubjectState, rule: ClockRule, one: Open, at: int, to: PromiseState | None) -> Told_co:
        """The promise as an event ends it; None for `to`: met or late, by its due time."""

    def judged(
        self, state: SubjectState, rule: ClockRule, edition: str, event: Happening, verdict: Verdict
    ) -> tuple[str, Told_co]:
        """The promise of a checklist or a gate, judged as the act happens, with its id."""

    def past_due(self, rule: ClockRule, track: Track, one: Open, at: int) -> bool:
        """Whether the due time lies before the instant."""

    def paused(self, rule: ClockRule, reason: str, start: int, end: int) -> None:
        """A pause came to its end."""


class Step(Generic[Told]):
    """One event on one subject. Collects the promises it changed, the last word on each."""

    def __init__(self, shelf: Shelf, state: SubjectState, event: Happening, reckoner: Reckoner[Told]) -> None:
        self.shelf, self.state, self.event, self.reckoner = shelf, state, event, reckoner
        self.changed: dict[str, Told] = {}
        self.verdicts: dict[str, Verdict] = {}
        """What checklists and gates said of the event, by promise."""

    def take(self) -> dict[str, Told]:
        """Fold the event into the state; returns the promises it changed by id. Raises EditionUnseen."""
        event, state = self.event, self.state
        edition = self.shelf.in_force(event.at)
        if edition is not None and edition not in state.ledgers:
            if state.seen is not None:
                raise EditionUnseen(edition)
            state.ledgers[edition] = Ledger()
        named = named_by(self.shelf.names, event)
        if named is not None and named[1] is not None:  # who takes it over owes what the same event ends
            self._owed_now(named[0], named[1])
        if event.kind == WAIVED:
            self._waive()
        for name, ledger in state.ledgers.items():
            self._by_edition(name, ledger, in_force=name == edition)
        if named is not None and named[1] is None:  # who gives it up owed it until now
            self._owed_now(named[0], None)
        return self.changed

    def _owed_now(self, place: str, who: str | None) -> None:
        """Open promises go over to the one who is named; ended ones stay with who owed them."""
        owing = self.state.owing
        if owing.get(place) == who:
            return
        if who is None:
            del owing[place]
        else:
            owing[place] = who
        for one in self.state.open:
            rule = self.shelf.book(one.edition).rules[one.code]
            self.changed[one.id] = self.reckoner.owed(self.state, rule, one, self.event.at)

    def _by_edition(self, name: str, ledger: Ledger, *, in_force: bool) -> None:
        event, about = self.event, self.state.subject.type
        book = self.shelf.book(name)
        heard = book.heard.get(about, {}).get(event.kind, ())
        if not heard:
            return
        for field in book.fields.get(about, ()) if event.kind in book.describing else ():
            if field in event.data:
                ledger.attributes[field] = event.data[field]
        facts = {**ledger.attributes, **event.data}
        held = {one.code for one in self.state.open}
        for rule, given, ends, always in heard:
            if ends and rule.code not in held and not ledger.waits(rule.code):
                continue  # it could only end what isn't there
            parts = given if always else [part for part in given if part.fits(facts)]
            if parts:
                moved = _Moved(self, rule, (name, ledger), facts, in_force=in_force)
                for part in parts:
                    _PLAYS[part.role](moved)
                moved.settle()

    def _waive(self) -> None:
        promise_id = self.event.data.get("promise")
        for one in [found for found in self.state.open if found.id == promise_id]:
            rule = self.shelf.book(one.edition).rules[one.code]
            self.state.open.remove(one)
            one.evidence.append(self.event.id)
            self.changed[one.id] = self.reckoner.ended(self.state, rule, one, self.event.at, PromiseState.WAIVED)


class _Moved:
    """One event meeting one standard of one edition on one subject."""

    __slots__ = ("edition", "event", "facts", "in_force", "ledger", "rule", "state", "step", "touched", "track")

    def __init__(
        self, step: Step[Any], rule: ClockRule, edition: tuple[str, Ledger], facts: Facts, *, in_force: bool
    ) -> None:
        self.step, self.state, self.event = step, step.state, step.event
        self.rule, self.facts, self.in_force = rule, facts, in_force
        self.edition, self.ledger = edition
        self.track: Track = self.ledger.track(rule.code)
        self.touched = False

    def mine(self) -> list[Open]:
        """Open promises of this standard that this edition judges."""
        code, edition = self.rule.code, self.edition
        return [one for one in self.state.open if one.code == code and one.edition == edition]

    def settle(self) -> None:
        """Tell the new due times of what stays open, and forget pauses nobody needs."""
        if not (self.touched or self.track.pauses):
            return
        left = self.mine()
        if self.touched:
            for one in left:
                self.step.changed[one.id] = self.step.reckoner.owed(self.state, self.rule, one, self.event.at)
        if not left:
            self.track.pauses.clear()

    def end(self, one: Open, to: PromiseState | None) -> None:
        self.state.open.remove(one)
        one.evidence.append(self.event.id)
        self.step.changed[one.id] = self.step.reckoner.ended(self.state, self.rule, one, self.event.at, to)

    def past_due(self, one: Open) -> bool:
        return self.step.reckoner.past_due(self.rule, self.track, one, self.event.at)

    # What an event may be ----------------------------------------------------------------------------------------

    def stop(self) -> None:
        self.track.waiting = False
        for one in self.mine():
            self.end(one, None)

    def void(self) -> None:
        self.track.waiting = False
        for one in self.mine():
            self.end(one, PromiseState.VOID)

    def urgency(self) -> None:
        given = str(self.event.data.get("urgency") or "")
        if not given:
            return
        before, row = (
            self.rule.within(self.track.urgency)[0],
            self.rule.within(given)[0],
        )
        self.track.urgency = given
        if self.rule.limits[before] == self.rule.limits[row]:
            return
        for one in self.mine():
            self._relimit(one, row)

    def _relimit(self, one: Open, row: str) -> None:
        rule, event = self.rule, self.event
        if rule.limits[one.limit] == rule.limits[row] or self.past_due(one):
            return
        self.end(one, PromiseState.VOID)
        if reckoning.longer(rule, one.limit, row, one.opened):
            leg: Leg = ("lowered", one.opened, row)
        else:
            leg = ("raised", event.at, row)
        again = Open(
            id=reckoning.identity(rule.code, self.state.subject, one.root, event.id, event.at),
            code=rule.code,
            edition=one.edition,
            root=one.root,
            opened_by=event.id,
            opened=one.opened,
            since=event.at,
            legs=[*one.legs, leg],
            evidence=[one.root, event.id],
        )
        self._begin(again)

    def reclass(self) -> None:
        matches = self.rule.when is None or self.rule.when(self.ledger.attributes)
        if not matches:
            for one in self.mine():
                self.end(one, PromiseState.VOID)
                self._wait(waiting=True)
        elif self.track.waiting and self.in_force and not any(self.state.of(self.rule.code)):
            self._open()

    def _wait(self, *, waiting: bool) -> None:
        """Whether a start has happened that whichever edition is in force when the class matches opens, once."""
        for ledger in self.state.ledgers.values():
            ledger.track(self.rule.code).waiting = waiting

    def pause(self) -> None:
        track, reason, at = (
            self.track,
            str(self.event.data.get("reason") or ""),
            self.event.at,
        )
        if track.in_force(at):
            return
        self._end_pause(at)
        if reason not in self.rule.reasons:
            self._flag("pause_not_allowed")
            return
        cap, used = self.rule.reasons[reason], track.used.get(reason, 0)
        if cap is not None and used >= cap:
            self._flag("pause_used_up")
            return
        track.paused = (at, None if cap is None else at + cap - used, reason)
        self._witness()

    def resume(self) -> None:
        if self.track.paused is not None:
            self._end_pause(self.event.at)
            self._witness()

    def _end_pause(self, at: int) -> None:
        track = self.track
        if track.paused is None:
            return
        start, until, reason = track.paused
        end = at if until is None else min(at, until)
        track.used[reason] = track.used.get(reason, 0) + end - start
        track.paused = None
        self.step.reckoner.paused(self.rule, reason, start, end)
        if end > start:
            track.pauses.append((start, end))

    def _flag(self, flag: str) -> None:
        self.touched = True
        for one in self.mine():
            if flag not in one.flags:
                one.flags.append(flag)

    def _witness(self) -> None:
        self.touched = True
        for one in self.mine():
            one.evidence.append(self.event.id)

    def redate(self) -> None:
        reason = str(self.event.data.get("reason") or "")
        to = as_instant(self.event.data.get(self.rule.redate_field))
        if to is None:
            return
        if self.rule.redate_reasons and reason not in self.rule.redate_reasons:
            self._flag("redate_not_allowed")
            return
        for one in self.mine():
            dated = self.rule.limits[one.limit].unit is Unit.AT_FIELD
            if dated and one.opened_by != self.event.id and not self.past_due(one):
                one.legs = [*one.legs[:-1], (one.legs[-1][0], to, one.limit)]
                one.evidence.append(self.event.id)
                self.touched = True

    def start(self) -> None:
        rule = self.rule
        if rule.when is not None and not rule.when(self.facts):
            self.track.waiting = True
            return
        opened = list(self.state.of(rule.code))
        if not self.in_force or any(one.opened_by == self.event.id for one in opened):
            return  # judged by another edition, or opened already by the same event's change of class
        if opened and rule.while_running is WhileRunning.IGNORE:
            return
        if rule.while_running is WhileRunning.RESTART:
            for one in opened:
                self._restart(one)
        self._open()

    def _restart(self, one: Open) -> None:
        judge = self.step.shelf.book(one.edition).rules[one.code]
        track = self.state.ledgers[one.edition].track(one.code)
        if self.step.reckoner.past_due(judge, track, one, self.event.at):
            return
        self.state.open.remove(one)
        one.evidence.append(self.event.id)
        self.step.changed[one.id] = self.step.reckoner.ended(self.state, judge, one, self.event.at, PromiseState.VOID)

    def _open(self) -> None:
        event, rule = self.event, self.rule
        self._wait(waiting=False)
        row, within = rule.within(self.track.urgency)
        start: int | None = event.at
        if within.unit is Unit.AT_FIELD:
            start = as_instant(self.facts.get(within.field))
        self._begin(
            Open(
                id=reckoning.identity(rule.code, self.state.subject, event.id, event.id, event.at),
                code=rule.code,
                edition=self.edition,
                root=event.id,
                opened_by=event.id,
                opened=event.at,
                since=event.at,
                legs=[("set", start, row)],
                evidence=[event.id],
            )
        )

    # Quotas, samples, checklists and gates -----------------------------------------------------------------------

    def leave(self) -> None:
        """Be a member of a quota no more."""
        if turning.left(self.ledger, self.rule, self.mine(), self.event.at):
            self.touched = True

    def join(self) -> None:
        """Become a member of a quota; under the edition in force the period that runs is owed from now on."""
        if turning.joined(self.ledger, self.rule, self.facts, self.event.at) and self.in_force:
            for one in turning.begun(self.state, self.rule, self.edition, self.event.at):
                self._begin(one)

    def act(self) -> None:
        """Do what a quota counts."""
        done = turning.acted(self.ledger, self.rule, self.mine(), self.event)
        for one in done.ends:
            self.end(one, None)
        self.touched = self.touched or bool(done.noted)
        if self.in_force and turning.follows(self.rule, self.state, done):
            for one in turning.begun(self.state, self.rule, self.edition, self.event.at, self.event):
                self._begin(one)

    def reach(self) -> None:
        """Come into the population of the period, once."""
        rule, event = self.rule, self.event
        stratum = rule.sample.stratum_of(self.facts) if rule.sample is not None and self.in_force else None
        if rule.sample is None or stratum is None:
            return
        period = period_at(rule.sample.per, event.at, rule.duty.zone).code
        known = self.ledger.noted.setdefault(rule.code, [])
        if all(one[0] != period for one in known):
            reached = Reached(rule.code, self.edition, period, event.id, event.at, stratum.code)
            known.append(reached.plain())

    def judge(self) -> None:
        """Judge an act by a checklist or a gate; nothing stays open."""
        rule, event = self.rule, self.event
        if rule.judged is None or not self.in_force or (rule.when is not None and not rule.when(self.facts)):
            return
        verdict = rule.judged.judge(event, self.facts, self.ledger.noted.get(rule.code, ()))
        key, found = self.step.reckoner.judged(self.state, rule, self.edition, event, verdict)
        self.step.changed[key] = found
        self.step.verdicts[key] = verdict

    def hear(self) -> None:
        """Remember what a later act of this subject is judged by."""
        if self.rule.judged is not None:
            self.ledger.noted.setdefault(self.rule.code, []).append(dict(self.rule.judged.note(self.event)))

    def _begin(self, one: Open) -> None:
        self.state.open.append(one)
        self.step.changed[one.id] = self.step.reckoner.owed(self.state, self.rule, one, self.event.at)


_PLAYS: Mapping[Role, Callable[[_Moved], None]] = {
    Role.STOP: _Moved.stop,
    Role.VOID: _Moved.void,
    Role.URGENCY: _Moved.urgency,
    Role.RECLASS: _Moved.reclass,
    Role.PAUSE: _Moved.pause,
    Role.RESUME: _Moved.resume,
    Role.REDATE: _Moved.redate,
    Role.START: _Moved.start,
    Role.REACH: _Moved.reach,
    Role.JUDGE: _Moved.judge,
    Role.HEAR: _Moved.hear,
    Role.LEAVE: _Moved.leave,
    Role.JOIN: _Moved.join,
    Role.ACT: _Moved.act,
}
