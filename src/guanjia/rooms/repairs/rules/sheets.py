"""A workbook of prices, read cell by cell: what it would change, and which cells can't be taken."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from guanjia.rooms.repairs.rules.quoting import FEN_MOST
from guanjia.rooms.repairs.types import ItemKind, Listed, PricePlan, PriceProblem
from guanjia.shared.errors import gettext_noop
from guanjia.shared.money import FEN
from guanjia.shared.sheets import Cell, Sheet, letter

COLUMNS = ("code", "kind", "title", "title_en", "unit", "unit_en", "price", "warranty_days", "valid_from")
NEEDED = frozenset({"code", "kind", "title", "unit", "price"})
LONGEST = {"code": 20, "title": 60, "title_en": 80, "unit": 12, "unit_en": 20}
DAYS_MOST = 3_660


@dataclass(frozen=True, slots=True)
class SheetWords:
    """What columns and kinds may be called in a file, in every language; folded to lower case."""

    columns: Mapping[str, str]
    kinds: Mapping[str, ItemKind]


def folded(text: str) -> str:
    """A head or a choice as it is compared: without the mark of a needed column, case and blanks."""
    return "".join(text.replace("*", "").split()).casefold()


def read_prices(sheets: Sequence[Sheet], words: SheetWords, known: Mapping[str, Listed], today: date) -> PricePlan:
    """What the first sheet with the right heads says against the list that is `known`."""
    for sheet in sheets:
        heads = _heads(sheet, words)
        if NEEDED.issubset(heads.values()):
            return _planned(sheet, heads, words, known, today)
    what = gettext_noop("No sheet has the columns of a price list. Start from the file to fill in.")
    return PricePlan([], 0, 0, 0, [PriceProblem(1, "", "", what)])


def _heads(sheet: Sheet, words: SheetWords) -> dict[int, str]:
    first = sheet.rows[0][1] if sheet.rows else ()
    named = {place: words.columns.get(folded(str(cell))) for place, cell in enumerate(first)}
    return {place: name for place, name in named.items() if name}


def _planned(
    sheet: Sheet, heads: Mapping[int, str], words: SheetWords, known: Mapping[str, Listed], today: date
) -> PricePlan:
    rows: dict[str, Listed] = {}
    problems: list[PriceProblem] = []
    for number, cells in sheet.rows[1:]:
        given = {name: cells[place] if place < len(cells) else "" for place, name in heads.items()}
        letters = {name: letter(place) for place, name in heads.items()}
        wrong = list(_wrong(number, given, letters, words))
        code = str(given["code"])
        if not wrong and code in rows:
            wrong = [PriceProblem(number, letters["code"], code, gettext_noop("this code stands twice in the file"))]
        problems += wrong
        if not wrong:
            rows[code] = _listed(given, words, today)
    new = sum(code not in known for code in rows)
    same = sum(code in known and _says(known[code]) == _says(row) for code, row in rows.items())
    return PricePlan(list(rows.values()), new, len(rows) - new - same, same, problems)


def _says(item: Listed) -> tuple[object, ...]:
    return (item.kind, item.title, item.title_en, item.unit, item.unit_en, item.price, item.warranty_days)


def _wrong(
    number: int, given: Mapping[str, Cell], letters: Mapping[str, str], words: SheetWords
) -> Iterator[PriceProblem]:
    def problem(name: str, what: str, **params: object) -> PriceProblem:
        return PriceProblem(number, letters.get(name, ""), str(given.get(name, ""))[:40], what, params)

    for name in sorted(NEEDED):
        if not str(given.get(name, "")).strip():
            yield problem(name, gettext_noop("must be filled"))
    for name, most in LONGEST.items():
        if len(str(given.get(name, ""))) > most:
            yield problem(name, gettext_noop("at most %(most)s signs"), most=most)
    if given["kind"] and folded(str(given["kind"])) not in words.kinds:
        yield problem("kind", gettext_noop("labour or material"))
    if given["price"] and _fen(given["price"]) is None:
        yield problem("price", gettext_noop("a price in yuan, with two places at most"))
    if given.get("warranty_days") and _days(given["warranty_days"]) is None:
        yield problem("warranty_days", gettext_noop("whole days, at most ten years"))
    if given.get("valid_from") and _day(given["valid_from"]) is None:
        yield problem("valid_from", gettext_noop("a day, like 2026-03-05"))


def _listed(given: Mapping[str, Cell], words: SheetWords, today: date) -> Listed:
    return Listed(
        code=str(given["code"]),
        kind=words.kinds[folded(str(given["kind"]))],
        title=str(given["title"]),
        title_en=str(given.get("title_en", "")),
        unit=str(given["unit"]),
        unit_en=str(given.get("unit_en", "")),
        price=_fen(given["price"]) or 0,
        warranty_days=_days(given.get("warranty_days", "")) or 0,
        valid_from=_day(given.get("valid_from", "")) or today,
    )


def _fen(cell: Cell) -> int | None:
    try:
        fen = Decimal(str(cell)) * FEN
    except InvalidOperation:
        return None
    return int(fen) if fen.is_finite() and fen == int(fen) and 0 <= fen <= FEN_MOST else None


def _days(cell: Cell) -> int | None:
    return int(cell) if isinstance(cell, str) and cell.isdecimal() and int(cell) <= DAYS_MOST else None


def _day(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    try:
        return date.fromisoformat(str(cell))
    except ValueError:
        return None
