"""What the events of one subject make of its standards, told straight from the law (engine.md §3).

Plain rows in, plain rows out, all of it from the beginning each time: no state is carried from one look to the next.
A standard: {code, calendar, start, stop, void, urgency, reclass, pause, resume, redate, while_running, reasons,
limits: {row: within}, first_urgency, warn, when, after: (code, "missed" or "warned")}. An edition: the instant from
which it holds, and its standards. An event: {id, kind, at, urgency, reason, class, end, who}, as far as it has them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.oracle import seconds
from tests.oracle.seconds import Hours, Rest

Event = dict[str, Any]
Standard = dict[str, Any]
Edition = tuple[int, dict[str, Standard]]
NEVER = 1 << 60


@dataclass(eq=False)
class Debt:
    """One promise as it stands in this telling. `dated` is the instant an event carried."""

    standard: Standard
    edition: int
    root: object
    opened_by: object
    opened: int
    since: int
    first: str
    changes: list[tuple[str, int, str]]
    dated: int | None
    told: set[str] = field(default_factory=set)
    state: str = ""
    ended: int | None = None
    due: int | None = None
    owed_by: str | None = None

    @property
    def row(self) -> str:
        return self.changes[-1][2] if self.changes else self.first


class Telling:
    """The story of one subject, from its first event to a date."""

    def __init__(self, hours: Mapping[str, Hours], editions: Sequence[Edition]) -> None:
        self.hours, self.editions = hours, editions
        self.debts: list[Debt] = []
        self.heard: list[Event] = []
        self.unopened: dict[str, bool] = {}

    def told(self, events: Iterable[Event], as_of: int) -> list[dict[str, Any]]:
        """Every promise at the date."""
        once = {event["id"]: event for event in events if event["at"] <= as_of}
        for event in sorted(once.values(), key=lambda one: (one["at"], one["id"])):
            self._time(event["at"], reached=False)
            self.heard.append(event)
            for number, (_, standards) in enumerate(self.editions):
                for standard in standards.values():
                    self._hears(standard, number, event)
        self._time(as_of, reached=True)
        return [self._shown(debt, as_of) for debt in self.debts]

    # Pauses, due times ----------------------------------------------------------------------------------------------

    def _rests(self, standard: Standard) -> list[Rest]:
        """Every pause so far by the reasons and caps of this standard; the last may still be in force."""
        taken: list[tuple[int, int | None, str]] = []
        for event in self.heard:
            at, kind = event["at"], event["kind"]
            force = bool(taken) and seconds.paused([taken[-1][:2]], at)
            if kind in standard["resume"] and force:
                taken[-1] = (taken[-1][0], at, taken[-1][2])
            elif kind in standard["pause"] and not force and event["reason"] in standard["reasons"]:
                cap, reason = standard["reasons"][event["reason"]], event["reason"]
                used = sum((end or 0) - begin for begin, end, why in taken if why == reason)
                if cap is None or used < cap:
                    taken.append((at, None if cap is None else at + cap - used, reason))
        return [(begin, end) for begin, end, _ in taken]

    def _due(self, debt: Debt, rests: Sequence[Rest]) -> int | None:
        return self._combined(debt, lambda hours, within, begin: seconds.due(hours, within, begin, rests))

    def _warning(self, debt: Debt, rests: Sequence[Rest]) -> int | None:
        warn = debt.standard["warn"]
        if "at_field" in debt.standard["limits"][debt.first]:
            return None if debt.dated is None else debt.dated - warn["before"]["hours"] * 3600
        return self._combined(debt, lambda hours, within, begin: seconds.warning(hours, within, warn, begin, rests))

    def _combined(self, debt: Debt, reckon: Any) -> int | None:
        standard, hours = debt.standard, self.hours[debt.standard["calendar"]]
        if "at_field" in standard["limits"][debt.first]:
            return debt.dated
        found = reckon(hours, standard["limits"][debt.first], debt.opened)
        found = NEVER if found is None else found
        for change, begin, row in debt.changes:
            other = reckon(hours, standard["limits"][row], begin)
            other = NEVER if other is None else other
            found = min(found, other) if change == "raised" else max(found, other)
        return None if found == NEVER else found

    def _over(self, debt: Debt, at: int) -> bool:
        """Whether it is past due at an event then, by what was paused before."""
        due = self._due(debt, seconds.until(self._rests(debt.standard), at))
        return due is not None and at > due

    # What an event does ---------------------------------------------------------------------------------------------

    def _open(self, code: str, edition: int | None = None) -> list[Debt]:
        mine = [debt for debt in self.debts if not debt.state and debt.standard["code"] == code]
        return [debt for debt in mine if edition is None or debt.edition == edition]

    def _end(self, debt: Debt, to: str, at: int) -> None:
        debt.due = self._due(debt, seconds.until(self._rests(debt.standard), at))
        late = debt.due is not None and at > debt.due
        if to == "void":
            debt.state = "missed" if late else "void"
        else:
            debt.state = "late" if late else "met"
        debt.ended = None if debt.state == "missed" else at
        here = self.heard[-1]
        debt.owed_by = self._who(self.heard[:-1] if here["kind"] == "given_up" else self.heard)

    def _who(self, events: Sequence[Event]) -> str | None:
        """Who owes after these events: the last to take it, unless they gave it up."""
        found = [event.get("who") for event in events if event["kind"] in ("taken", "given_up")]
        return found[-1] if found else None

    def _hears(self, standard: Standard, edition: int, event: Event) -> None:
        code, kind, at = standard["code"], event["kind"], event["at"]
        if kind in standard["stop"] or kind in standard["void"]:
            self.unopened[code] = False
            for debt in self._open(code, edition):
                self._end(debt, "void" if kind in standard["void"] else "stop", at)
        if kind in standard["urgency"]:
            self._ranked(standard, edition, event)
        if kind in standard["reclass"]:
            self._classed(standard, edition, event)
        if kind in standard["redate"]["events"] and event.get("end") is not None:
            self._dated(standard, edition, event)
        if kind in standard["start"] and edition == self._in_force(at):
            self._asked(standard, edition, event)

    def _in_force(self, at: int) -> int | None:
        found = [number for number, (begin, _) in enumerate(self.editions) if begin <= at]
        return found[-1] if found else None

    def _rank(self, standard: Standard, events: Sequence[Event]) -> str:
        """The row of the table that holds after these events."""
        given = [event["urgency"] for event in events if event["kind"] in standard["urgency"] and event.get("urgency")]
        return given[-1] if given and given[-1] in standard["limits"] else standard["first_urgency"]

    def _ranked(self, standard: Standard, edition: int, event: Event) -> None:
        row = self._rank(standard, self.heard)
        for debt in self._open(standard["code"], edition):
            old, new = standard["limits"][debt.row], standard["limits"][row]
            if old == new or self._over(debt, event["at"]):
                continue
            self._end(debt, "void", event["at"])
            shorter = new["seconds"] < old["seconds"]
            change = ("raised", event["at"], row) if shorter else ("lowered", debt.opened, row)
            again = Debt(
                standard=standard,
                edition=edition,
                root=debt.root,
                opened_by=event["id"],
                opened=debt.opened,
                since=event["at"],
                first=debt.first,
                changes=[*debt.changes, change],
                dated=debt.dated,
            )
            self.debts.append(again)

    def _matches(self, standard: Standard) -> bool:
        given = [event["class"] for event in self.heard if event.get("class")]
        return standard["when"] is None or (bool(given) and given[-1] in standard["when"])

    def _classed(self, standard: Standard, edition: int, event: Event) -> None:
        code = standard["code"]
        if not self._matches(standard):
            for debt in self._open(code, edition):
                self._end(debt, "void", event["at"])
                self.unopened[code] = True
        elif self.unopened.get(code) and edition == self._in_force(event["at"]) and not self._open(code):
            self._begin(standard, edition, event["id"], event["at"], event.get("end"))

    def _dated(self, standard: Standard, edition: int, event: Event) -> None:
        allowed = standard["redate"]["reasons"]
        for debt in self._open(standard["code"], edition):
            if (not allowed or event["reason"] in allowed) and not self._over(debt, event["at"]):
                debt.dated = event["end"]

    def _asked(self, standard: Standard, edition: int, event: Event) -> None:
        code = standard["code"]
        if not self._matches(standard):
            self.unopened[code] = True
            return
        if self._open(code) and standard["while_running"] == "ignore":
            return
        if standard["while_running"] == "restart":
            for debt in self._open(code):
                if not self._over(debt, event["at"]):
                    self._end(debt, "void", event["at"])
        self._begin(standard, edition, event["id"], event["at"], event.get("end"))

    def _begin(self, standard: Standard, edition: int, by: object, at: int, dated: int | None) -> None:
        row = self._rank(standard, self.heard)
        self.unopened[standard["code"]] = False
        self.debts.append(Debt(standard, edition, by, by, at, at, row, [], dated))

    # What time alone does -------------------------------------------------------------------------------------------

    def _time(self, until: int, *, reached: bool) -> None:
        """A warning or a miss before this instant starts what waits for it."""
        while True:
            found = min(self._tellings(until, reached=reached), key=lambda one: one[0], default=None)
            if found is None:
                return
            at, what, debt = found
            debt.told.add(what)
            in_force = self._in_force(at)
            waiting = self.editions[in_force][1].values() if in_force is not None else ()
            for standard in waiting:
                if standard["after"] == (debt.standard["code"], what) and in_force is not None:
                    self._asked(standard, in_force, {"id": "told", "at": at})

    def _tellings(self, until: int, *, reached: bool) -> list[tuple[int, str, Debt]]:
        found = []
        waited = {standard["after"] for _, standards in self.editions for standard in standards.values()}
        for debt in self.debts:
            if debt.state:
                continue
            rests, code = self._rests(debt.standard), debt.standard["code"]
            due = self._due(debt, rests) if (code, "missed") in waited - {None} else None
            if "missed" not in debt.told and due is not None and due < until:
                found.append((due, "missed", debt))
            warn = self._warning(debt, rests) if (code, "warned") in waited else None
            warn = None if warn is None else max(warn, debt.since)
            if "warned" not in debt.told and warn is not None and (warn < until or (reached and warn == until)):
                found.append((warn, "warned", debt))
        return found

    def _shown(self, debt: Debt, as_of: int) -> dict[str, Any]:
        rests = self._rests(debt.standard)
        state, due, warn = debt.state, debt.due, None
        if not state:
            due, warn = self._due(debt, rests), self._warning(debt, rests)
            state = "paused" if seconds.paused(rests, as_of) else "running"
            state = "missed" if due is not None and as_of > due else state
        return {
            "standard": debt.standard["code"],
            "edition": debt.edition,
            "root": debt.root,
            "opened_by": debt.opened_by,
            "opened": debt.opened,
            "limit": debt.row,
            "state": state,
            "ended": debt.ended,
            "owed_by": debt.owed_by if debt.state else self._who(self.heard),
            "due": due,
            "warn": warn,
            "provisional": seconds.provisional(self.hours[debt.standard["calendar"]], due),
        }
