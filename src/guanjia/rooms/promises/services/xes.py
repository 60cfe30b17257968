"""XES, the exchange format of event logs, as rows: one element after the other, never the whole file."""

from collections.abc import Iterator, Sequence
from typing import IO, Any

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from guanjia.rooms.promises.rules.log_map import LogMap
from guanjia.shared.errors import Invalid, gettext_noop

_BLOCK = 1 << 16
_VALUES = frozenset({"string", "date", "int", "float", "boolean", "id"})
TRACE = "case:"
"""Before the name of an attribute of the trace."""


class XesRows:
    """Rows with the columns of `header`: attributes of the event by their keys, of the trace behind `case:`.

    The case is the trace's attribute, with or without `case:`. Raises Invalid for what is no XML.
    """

    def __init__(self, raw: IO[bytes], log_map: LogMap, header: Sequence[str]) -> None:
        self.line_num = 0
        self._raw, self._header = raw, header
        self._case = log_map.case.removeprefix(TRACE)
        self._place = {name: place for place, name in enumerate(header)}
        self._case_place = self._place[log_map.case]

    def __iter__(self) -> Iterator[list[str]]:
        parser: Any = create_parser(forbid_dtd=True)
        handler = _Handler(parser, self._place, self._case, self._case_place)
        parser.setContentHandler(handler)
        try:
            for block in iter(lambda: self._raw.read(_BLOCK), b""):
                parser.feed(block)
                yield from self._taken(handler)
            parser.close()
            yield from self._taken(handler)
        except (DefusedXmlException, _no_xml()) as wrong:
            message = gettext_noop("The log is no XES that can be read: %(why)s")
            raise Invalid("replay.xes", message, {"why": str(wrong)}) from wrong

    def _taken(self, handler: "_Handler") -> Iterator[list[str]]:
        rows, handler.rows = handler.rows, []
        for line, row in rows:
            self.line_num = line
            yield row


def _no_xml() -> type[Exception]:
    from xml.sax import SAXParseException

    return SAXParseException


class _Handler:
    """What the parser calls. Attributes inside attributes are passed over."""

    def __init__(self, parser: Any, place: dict[str, int], case: str, case_place: int) -> None:
        self._parser, self._place, self._case, self._case_place = parser, place, case, case_place
        self.rows: list[tuple[int, list[str]]] = []
        self._trace: dict[str, str] = {}
        self._row: list[str] | None = None
        self._line = self._depth = 0
        self._in_trace = False

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - the parser's word
        if name == "trace":
            self._trace, self._in_trace, self._depth = {}, True, 0
        elif name == "event":
            self._row, self._line = [""] * len(self._place), self._parser.getLineNumber()
            for key, value in self._trace.items():
                self._put(TRACE + key, value)
            self._row[self._case_place] = self._trace.get(self._case, "")
            self._depth = 0
        else:
            self._depth += 1
            if self._depth == 1 and name in _VALUES:
                self._attribute(attrs.get("key", ""), attrs.get("value", ""))

    def _attribute(self, key: str, value: str) -> None:
        if self._row is not None:
            self._put(key, value)
        elif self._in_trace:
            self._trace[key] = value

    def _put(self, key: str, value: str) -> None:
        place = self._place.get(key)
        if place is not None and self._row is not None and place != self._case_place:
            self._row[place] = value

    def endElement(self, name: str) -> None:  # noqa: N802 - the parser's word
        if name == "event" and self._row is not None:
            self.rows.append((self._line, self._row))
            self._row = None
        elif name == "trace":
            self._in_trace = False
        else:
            self._depth -= 1

    def __getattr__(self, name: str) -> Any:
        """Everything else the parser may call: nothing to do."""
        return lambda *_: None
