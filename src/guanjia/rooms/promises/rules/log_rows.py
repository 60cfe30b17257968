"""Rows of a foreign log to the events of its cases. What can't be read is told, row by row, and left out."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from operator import itemgetter, le
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from guanjia.rooms.promises.rules.batches import Case
from guanjia.rooms.promises.rules.log_map import FieldOf, LogMap
from guanjia.rooms.promises.rules.patterns import What
from guanjia.rooms.promises.types import DAY, HOUR, MINUTE, SECOND, EventId, instant
from guanjia.shared.errors import gettext_noop

KEPT_LINES = 1000
"""Bad rows told one by one; all are counted."""

_SIXTY = {f"{n:02}": n for n in range(60)}
_MINUTES = {text: n * MINUTE for text, n in _SIXTY.items()}
_SECONDS = {text: n * SECOND for text, n in _SIXTY.items()}


class Bad(NamedTuple):
    """A row that was left out: its line, and why (a source with its parameters)."""

    line: int
    reason: str
    params: dict[str, str]


@dataclass(slots=True)
class Skipped:
    """What was left out: every reason counted, the first lines told."""

    read: int = 0
    ignored: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    rows: list[Bad] = field(default_factory=list)

    def add(self, line: int, reason: str, **params: str) -> None:
        """One row more."""
        self.counts[reason] += 1
        if len(self.rows) < KEPT_LINES:
            self.rows.append(Bad(line, reason, params))

    def merge(self, other: "Skipped") -> None:
        """Add what another part of the same log left out."""
        self.read, self.ignored = self.read + other.read, self.ignored + other.ignored
        self.counts.update(other.counts)
        self.rows = sorted([*self.rows, *other.rows])[:KEPT_LINES]


class Rows(Protocol):
    """Rows as lists of texts; `line_num` is the line of the last one given (`csv.reader` is one)."""

    @property
    def line_num(self) -> int:
        """Lines read so far."""

    def __iter__(self) -> Iterator[list[str]]:
        """The rows."""


class Instants:
    """Texts of one column to instants. A time without a zone is the zone's; one that comes twice a year, the first."""

    def __init__(self, zone: str, form: str = "") -> None:
        self._zone, self._form = ZoneInfo(zone), form
        self._hours: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        """Raises ValueError for what is no time."""
        if len(text) == 19:
            hour = self._hours.get(text[:14])
            if hour is not None and text[16] == ":":
                try:
                    return hour + _MINUTES[text[14:16]] + _SECONDS[text[17:]]
                except KeyError:
                    raise ValueError(text) from None
        return self._read(text)

    def hours(self, date: str) -> list[int | None]:
        """The beginnings of the 24 hours of a date as `2012-03-05`; None for one in which the zone changes, and where
        there is no such date."""
        try:
            begin, end = self(date + "T00:00:00"), self(date + "T23:59:59")
        except ValueError:
            return [None] * 24
        if end - begin == DAY - SECOND:
            return [begin + hour * HOUR for hour in range(24)]
        for hour in range(24):
            self(f"{date}T{hour:02}:00:00")
        return [self._hours.get(f"{date}T{hour:02}:") for hour in range(24)]

    def _read(self, text: str) -> int:
        given = datetime.strptime(text, self._form) if self._form else datetime.fromisoformat(text)  # noqa: DTZ007
        if given.tzinfo is not None:
            return instant(given)
        at = instant(given.replace(tzinfo=self._zone).astimezone(UTC))
        if not self._form and len(text) == 19 and text[13] == ":":
            self._remember(text[:14], given)
        return at

    def _remember(self, hour: str, given: datetime) -> None:
        """Keep the beginning of an hour in which the zone doesn't change."""
        begin = given.replace(minute=0, second=0, microsecond=0, tzinfo=self._zone)
        first, last = (instant(one.astimezone(UTC)) for one in (begin, begin + timedelta(minutes=59, seconds=59)))
        if last - first == HOUR - SECOND:
            if len(self._hours) > 1_000_000:
                self._hours.clear()
            self._hours[hour] = first


Told = tuple[str, ...]


class Acts(dict[Told, What | str | None]):
    """(activity, fields …) → the event; a text: why such a row is bad; None: left out on purpose."""

    def __init__(self, log_map: LogMap) -> None:
        super().__init__()
        self._map = log_map
        self._ignored = frozenset(log_map.ignore)
        self._fields = list(log_map.fields.items())
        self._same: dict[tuple[object, ...], What] = {}

    def __missing__(self, key: Told) -> What | str | None:
        if len(self) > 500_000:
            self.clear()
            self._same.clear()
        found = self[key] = self._made(key)
        return found

    def _made(self, key: Told) -> What | str | None:
        activity, *texts = key
        if activity in self._ignored:
            return None
        if not activity:
            return gettext_noop("the activity is empty")
        meant = self._map.activities.get(activity)
        if meant is None:
            return gettext_noop("the map has no such activity: %(value)s")
        data: dict[str, object] = dict(meant.set)
        for (name, spec), text in zip(self._fields, texts, strict=True):
            if text:
                try:
                    data.setdefault(name, _value(spec, text))
                except (KeyError, ValueError):
                    return gettext_noop("the map has no such value of a field: %(value)s")
        plain = (meant.event, *sorted((name, type(value), value) for name, value in data.items()))
        return self._same.setdefault(plain, What(meant.event, data))


def _value(spec: FieldOf, text: str) -> object:
    if text in spec.values:
        return spec.values[text]
    if spec.number:
        return float(text) if "." in text else int(text)
    if spec.values and spec.others == "refuse":
        raise KeyError(text)
    return text


Row = tuple[str, int, EventId, What, str, Told]
"""Case, instant, id, event, who, and the texts the event was made of."""


class Places(NamedTuple):
    """Where the columns of a map stand in a row; `told` are those an event is made of."""

    case: int
    time: int
    who: int | None
    id: int | None
    told: tuple[int, ...]

    @classmethod
    def of(cls, log_map: LogMap, header: Sequence[str]) -> "Places":
        """Of a header that has them all; of two columns with one name, the first."""
        place = {name: number for number, name in reversed(list(enumerate(header)))}
        told = (place[log_map.activity], *(place[one.column] for one in log_map.fields.values()))
        who, named = (None if name is None else place[name] for name in (log_map.resource, log_map.id))
        return cls(place[log_map.case], place[log_map.time.column], who, named, told)


class Reader:
    """The rows of one log by its map; `first_line` lines lie before the first of them."""

    def __init__(self, log_map: LogMap, header: Sequence[str], first_line: int = 0) -> None:
        self.skipped, self.first_line = Skipped(), first_line
        self.places = places = Places.of(log_map, header)
        self._width = len(header)
        self._case, self._time, self._who, self._id, told = places
        self._told: Callable[[Sequence[str]], Any] = itemgetter(*told) if len(told) > 1 else lambda row: (row[told[0]],)
        self.acts, self.instants = Acts(log_map), Instants(log_map.zone, log_map.time.form)

    def rows(self, given: Rows) -> Iterator[Row]:
        """Every good row."""
        case, time, who, named, width = self._case, self._time, self._who, self._id, self._width
        told, acts, instants, number = self._told, self.acts, self.instants, self.first_line
        for row in given:
            number += 1
            try:
                texts = told(row)
                what, at, name = acts[texts], instants(row[time]), row[case]
                key = number if named is None else row[named]
            except (IndexError, ValueError):
                what, name = "", ""
            if len(row) != width or not isinstance(what, What) or not name or key == "":
                self.leave_out(given.line_num, row)
                continue
            yield name, at, key, what, "" if who is None else row[who], texts
        self.skipped.read += number - self.first_line

    def together(self, given: Rows) -> Iterator[Case]:
        """The cases of rows that stand together by case: the same as `cases` of `rows`, in one go."""
        if self._id is not None:
            yield from self.cases(self.rows(given))
            return
        case, time, who, width = self._case, self._time, self._who, self._width
        told, acts, instants, number = self._told, self.acts, self.instants, self.first_line
        before, times, own, people = "", list[int](), list[What](), list[str]()
        for row in given:
            number += 1
            try:
                what, at, name = acts[told(row)], instants(row[time]), row[case]
            except (IndexError, ValueError):
                what, name = "", ""
            if len(row) != width or what.__class__ is not What or not name:
                self.leave_out(given.line_num, row)
                continue
            if name != before:
                if times:
                    yield _case(before, times, own, people)
                before, times, own, people = name, [], [], []
            times.append(at)
            own.append(what)
            people.append("" if who is None else row[who])
        if times:
            yield _case(before, times, own, people)
        self.skipped.read += number - self.first_line

    def leave_out(self, line: int, row: Sequence[str]) -> None:
        """A row that gives no event: told, or left out on purpose."""
        if not row:  # an empty line
            self.skipped.read -= 1
            return
        if len(row) != self._width:
            self._add(line, gettext_noop("the row hasn't as many columns as the header: %(value)s"), str(len(row)))
            return
        what = self.acts[self._told(row)]
        if what is None:
            self.skipped.ignored += 1
        elif isinstance(what, str):
            self._add(line, what, " · ".join(self._told(row)))
        elif not row[self._case] or (self._id is not None and not row[self._id]):
            self._add(line, gettext_noop("the case or the id of the event is empty"))
        else:
            self._add(line, gettext_noop("the time can't be read: %(value)s"), row[self._time])

    def _add(self, line: int, reason: str, value: str = "") -> None:
        self.skipped.add(self.first_line + line, reason, value=value[:80])

    def what(self, texts: Told) -> What:
        """The event of texts that were read before."""
        found = self.acts[texts]
        assert isinstance(found, What)  # noqa: S101 - they were
        return found

    def cases(self, rows: Iterable[Row]) -> Iterator[Case]:
        """The cases of rows that stand together by case."""
        name, own = "", list[Row]()
        for row in rows:
            if row[0] != name:
                if own:
                    yield self.case(name, own)
                name, own = row[0], []
            own.append(row)
        if own:
            yield self.case(name, own)

    def case(self, name: str, rows: list[Row]) -> Case:
        """One case from its rows, in any order; rows with an id that was there already are told and left out."""
        _, times, ids, acts, who, _ = zip(*rows, strict=True)
        if list(times) != sorted(times) or (self._id is not None and list(ids) != sorted(set(ids))):
            once = {row[2]: row for row in reversed(rows)} if self._id is not None else {row[2]: row for row in rows}
            for _ in range(len(rows) - len(once)):
                self.skipped.add(0, gettext_noop("the same event came twice"))
            _, times, _, acts, who, _ = zip(*sorted(once.values(), key=itemgetter(1, 2)), strict=True)
        return Case(name, times, acts, who)


def _case(name: str, times: list[int], acts: list[What], who: list[str]) -> Case:
    """A case without ids of its events: at one instant they are in the order of their rows."""
    if all(map(le, times, times[1:])):
        return Case(name, tuple(times), tuple(acts), tuple(who))
    order = sorted(range(len(times)), key=times.__getitem__)
    return Case(name, *(tuple(map(one.__getitem__, order)) for one in (times, acts, who)))  # type: ignore[arg-type]
