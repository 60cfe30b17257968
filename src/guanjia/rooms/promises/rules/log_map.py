"""How a foreign log is read: which column is what, and which of its activities is which kind of event.

MAP.yaml, checked before the first row; docs/replay.md shows one.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr, field_validator, model_validator

from guanjia.rooms.handbook.rules.reading import Located, read_yaml
from guanjia.rooms.handbook.rules.shaping import shape
from guanjia.rooms.handbook.types.base import Code, OneOrMore, Part, Words, wrong
from guanjia.rooms.handbook.types.problems import Path, Problem, line_of
from guanjia.shared.errors import gettext_noop

Plain = StrictStr | StrictBool | StrictInt | StrictFloat
Names = Annotated[tuple[Words, ...], OneOrMore]


class EventOf(Part):
    """The kind of event an activity is, with fields it always carries. A bare word is the kind alone."""

    event: Code
    set: dict[Code, Plain] = {}

    @model_validator(mode="before")
    @classmethod
    def _word(cls, given: Any) -> Any:
        return {"event": given} if isinstance(given, str) else given


class FieldOf(Part):
    """A field of the events from a column. A bare word is the column alone.

    `values` gives the product's word for the log's; a value without one makes the row a bad one, unless `others` is
    `keep`. With `number` the text is read as a number. An empty column is a field that isn't known.
    """

    column: Words
    values: dict[str, Plain] = {}
    others: Literal["refuse", "keep"] = "refuse"
    number: StrictBool = False

    @model_validator(mode="before")
    @classmethod
    def _word(cls, given: Any) -> Any:
        return {"column": given} if isinstance(given, str) else given


class TimeOf(Part):
    """The column of the time, and its form where it isn't ISO 8601: `"%d/%m/%Y %H:%M"`. A bare word is the column."""

    column: Words
    form: str = ""

    @model_validator(mode="before")
    @classmethod
    def _word(cls, given: Any) -> Any:
        return {"column": given} if isinstance(given, str) else given


class LogMap(Part):
    """MAP.yaml."""

    format: Literal["csv", "xes"] | None = None
    """Told by the name of the file where it is left out."""
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    encoding: str = "utf-8-sig"
    zone: str = "Asia/Shanghai"
    """The zone of calendars, and of times that name none."""
    order: Literal["any", "case"] = "any"
    """`case`: the rows of a case stand together; the log is then judged while it is read."""
    subject: Code = "case"
    case: Words
    activity: Words
    time: TimeOf
    resource: Words | None = None
    id: Words | None = None
    """A column that names the event; a second row of the same name is the same event."""
    fields: dict[Code, FieldOf] = {}
    activities: dict[str, EventOf]
    ignore: Names = ()
    """Activities that are left out on purpose."""

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, given: str) -> str:
        try:
            ZoneInfo(given)
        except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
            raise wrong(gettext_noop("is not a time zone"), "Asia/Shanghai") from unknown
        return given

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, given: str) -> str:
        try:
            "".encode(given)
        except LookupError as unknown:
            raise wrong(gettext_noop("is not an encoding"), "utf-8 / gb18030") from unknown
        return given

    @model_validator(mode="after")
    def _once(self) -> Self:
        twice = sorted(set(self.ignore) & set(self.activities))
        if twice:
            what = gettext_noop("%(name)s stands in `activities` and in `ignore`")
            raise wrong(what, gettext_noop("it in one of them only"), name=twice[0])
        if not self.activities:
            raise wrong(gettext_noop("`activities` is empty"), "activities: {Closed: case.closed}")
        return self

    def columns(self) -> list[tuple[Path, str]]:
        """Every column the map reads, with the place where it is named."""
        found: list[tuple[Path, str]] = [(("case",), self.case), (("activity",), self.activity)]
        found.append((("time",), self.time.column))
        found += [((name,), column) for name, column in (("resource", self.resource), ("id", self.id)) if column]
        return found + [(("fields", name), one.column) for name, one in self.fields.items()]

    def kinds(self) -> set[str]:
        """Every kind of event the log may hold."""
        return {one.event for one in self.activities.values()}


class ReadMap:
    """A map that was read, with its lines for what is found wrong later."""

    def __init__(self, located: Located, log_map: LogMap) -> None:
        self.located, self.log_map = located, log_map

    def problem(self, path: Path, what: str, instead: str, **params: Any) -> Problem:
        """Something wrong at a place of the map."""
        key = ".".join(map(str, path))
        return Problem(self.located.file, line_of(self.located.lines, path), key, what, instead, params)

    def unknown_columns(self, header: Sequence[str]) -> list[Problem]:
        """Columns the log doesn't have."""
        what, instead = gettext_noop("the log has no column %(column)s"), gettext_noop("one of %(columns)s")
        columns = ", ".join(header)
        return [
            self.problem(path, what, instead, column=name, columns=columns)
            for path, name in self.log_map.columns()
            if name not in header
        ]

    def unheard_kinds(self, heard: Mapping[str, object]) -> list[Problem]:
        """Kinds of event none of the standards about this subject listens to, where that is all of them."""
        if self.log_map.kinds() & set(heard):
            return []
        what = gettext_noop("no standard about %(subject)s listens to any of these events")
        instead = gettext_noop("kinds such as %(kinds)s")
        kinds = ", ".join(sorted(heard)[:8]) or "-"
        return [self.problem(("activities",), what, instead, subject=self.log_map.subject, kinds=kinds)]


def read_map(name: str, content: bytes) -> tuple[ReadMap | None, list[Problem]]:
    """The map of a file, or what is wrong with it, each with line and key."""
    located = read_yaml(name, content)
    if located.problems:
        return None, located.problems
    part, problems = shape(LogMap, located)
    return (ReadMap(located, part), []) if isinstance(part, LogMap) else (None, problems)
