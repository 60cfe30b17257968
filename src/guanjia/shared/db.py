"""What every table and every list has in common: time-ordered ids, pages by keyset, rows written together."""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Q, QuerySet

from guanjia.shared.errors import Invalid, gettext_noop
from guanjia.shared.riding import ask, ask_all, write
from guanjia.shared.time import new_id

PAGE = 50
"""Rows on a page of a list."""

M = TypeVar("M", bound=models.Model)
T = TypeVar("T")
U = TypeVar("U")


class Row(models.Model):
    """A table's row with a time-ordered id."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list; `next` goes back as `after` and is None on the last page."""

    rows: list[T]
    next: str | None = None

    def map(self, change: Callable[[T], U]) -> "Page[U]":
        """The same page with each row changed."""
        return Page([change(row) for row in self.rows], self.next)

    def __iter__(self) -> Iterator[T]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def keyset(rows: QuerySet[M], *, by: str, after: str | None = None, size: int = PAGE, down: bool = False) -> Page[M]:
    """One page of `rows` in the order of `by`, then of the id; page 1,000 costs as much as page 1.

    `by` names a column that is never null; `down` turns the order round. Raises Invalid for an `after` that no
    page gave out.
    """
    sign = "-" if down else ""
    if after is not None:
        value, key = _unpack(after)
        side = "lt" if down else "gt"
        try:
            rows = rows.filter(**{f"{by}__{side}e": value}).filter(
                Q(**{f"{by}__{side}": value}) | Q(**{by: value, f"pk__{side}": key})
            )
        except (ValueError, TypeError, ValidationError) as wrong:  # a value of another list's kind
            raise _no_page() from wrong
    found = list(rows.order_by(f"{sign}{by}", f"{sign}pk")[: size + 1])
    more = _pack(getattr(found[size - 1], by), found[size - 1].pk) if len(found) > size else None
    return Page(found[:size], more)


def _pack(value: Any, key: Any) -> str:
    plain = ["t", value.isoformat()] if isinstance(value, datetime) else ["v", value]
    return base64.urlsafe_b64encode(json.dumps([*plain, str(key)], default=str).encode()).decode().rstrip("=")


def _no_page() -> Invalid:
    message = gettext_noop("This page of the list can't be found. Start again from its beginning.")
    return Invalid("list.page", message)


def _unpack(after: str) -> tuple[Any, UUID]:
    try:
        kind, value, key = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        found = datetime.fromisoformat(value) if kind == "t" else value
        known = found.tzinfo is not None if isinstance(found, datetime) else isinstance(found, str | int | float)
        if not known or (isinstance(found, str) and "\x00" in found):
            raise _no_page()
        return found, UUID(key)
    except (ValueError, TypeError, AttributeError, RecursionError) as wrong:
        raise _no_page() from wrong


_reach: list[frozenset[UUID]] = []


def work_only_for(community_ids: Iterable[UUID] | None) -> None:
    """Let the sweeps of this process look at these communities only; None: at all of them, as usual.

    So several processes can share the communities of one database between them.
    """
    _reach[:] = [] if community_ids is None else [frozenset(community_ids)]


def in_reach(rows: QuerySet[M]) -> QuerySet[M]:
    """The rows of the communities this process works for; every sweep starts here."""
    return rows.filter(community__in=_reach[0]) if _reach else rows


def reaches(community_id: UUID) -> bool:
    """Whether this process works for the community."""
    return not _reach or community_id in _reach[0]


# Rows together ----------------------------------------------------------------------------------------------------


def insert_together(rows: Sequence[models.Model]) -> None:
    """Write new rows of any tables in one statement, which rides. Must be called inside a transaction.

    Foreign keys are deferred, so the order does not matter; triggers and constraints hold as usual.
    """
    parts: list[str] = []
    values: list[Any] = []
    quote = connection.ops.quote_name
    for number, (model, grouped) in enumerate(groupby(rows, type)):
        group = list(grouped)
        columns = [f for f in _meta(model).local_concrete_fields if not f.generated]
        names = ", ".join(quote(f.column) for f in columns)
        one = "(" + ", ".join(["%s"] * len(columns)) + ")"
        table = quote(_meta(model).db_table)
        parts.append(f"w{number} as (insert into {table} ({names}) values {', '.join([one] * len(group))})")  # noqa: S608
        values += [f.get_db_prep_save(f.pre_save(row, add=True), connection) for row in group for f in columns]
    if not parts:
        return
    write(f"with {', '.join(parts)} select 1", values)
    for row in rows:
        row._state.adding = False


def _meta(model: type) -> Any:
    """What Django knows of a table; its own types leave room for fields without a column."""
    return vars(model)["_meta"]


def insert_new(row: models.Model) -> bool:
    """Write a row unless one like it is there (whichever of its constraints says so); returns whether it is new."""
    columns = [f for f in row._meta.local_concrete_fields if not f.generated]
    values = [f.get_db_prep_save(f.pre_save(row, add=True), connection) for f in columns]
    row._state.adding = not ask(_inserting(type(row)), values)
    return not row._state.adding


@cache
def _inserting(model: type[models.Model]) -> str:
    meta, quote = _meta(model), connection.ops.quote_name
    columns = [f for f in meta.local_concrete_fields if not f.generated]
    names, places = ", ".join(quote(f.column) for f in columns), ", ".join(["%s"] * len(columns))
    return f"insert into {quote(meta.db_table)} ({names}) values ({places}) on conflict do nothing returning 1"  # noqa: S608


# One row, without building a query set ----------------------------------------------------------------------------


def row_of(model: type[M], key: UUID | None, *, lock: bool = False) -> M | None:
    """One row by its id, held until the transaction ends when asked; None when there is none. One light query.

    The same as `filter(pk=key).first()`, for what every verb does: the statement is put together once.
    """
    return next(iter(rows_of(model, lock=lock, id=key)), None)


def rows_of(model: type[M], *, lock: bool = False, **equal: Any) -> list[M]:
    """The rows whose columns have these values (a list: any of them), by their ids. One light query."""
    text, values, made = _asking(model, equal, lock)
    return made(ask(text, values))


def rows_of_each(*wanted: tuple[type[models.Model], Mapping[str, Any]]) -> list[list[Any]]:
    """The rows of several tables whose columns have these values, by their ids. One trip."""
    asked = [_asking(model, equal, lock=False) for model, equal in wanted]
    found = ask_all(*((text, values) for text, values, _ in asked))
    return [made(rows) for (_, _, made), rows in zip(asked, found, strict=True)]


def _asking(model: type[M], equal: Mapping[str, Any], lock: bool) -> tuple[str, list[Any], Callable[[Any], list[M]]]:
    """The statement, its values, and what makes its answer into rows."""
    # one of a list of one is asked for by itself: a plan kept for any list is made for a long one
    values = [one[0] if isinstance(one, list) and len(one) == 1 else one for one in equal.values()]
    text, names, turned = _reading(model, tuple(equal), tuple(isinstance(one, list) for one in values), lock)

    def made(answer: Iterable[Sequence[Any]]) -> list[M]:
        found = [list(row) for row in answer]
        for row in found:
            for place, turns in turned:
                for turn in turns:
                    row[place] = turn(row[place], None, connection)
        return [model.from_db("default", names, row) for row in found]

    return text, values, made


@cache
def _reading(
    model: type[models.Model], columns: tuple[str, ...], many: tuple[bool, ...], lock: bool
) -> tuple[str, list[str], list[tuple[int, list[Any]]]]:
    meta, quote = _meta(model), connection.ops.quote_name
    fields = meta.concrete_fields
    wanted = [quote(meta.get_field(name).column) for name in columns]
    asked = [f"{name} = any(%s)" if several else f"{name} = %s" for name, several in zip(wanted, many, strict=True)]
    text = f"select {', '.join(quote(f.column) for f in fields)} from {quote(meta.db_table)}"  # noqa: S608
    text += f" where {' and '.join(asked)} order by {quote(meta.pk.column)}{' for update' if lock else ''}"
    turned = [(place, f.get_db_converters(connection)) for place, f in enumerate(fields)]
    return text, [f.attname for f in fields], [(place, turns) for place, turns in turned if turns]


def change(row: models.Model, columns: Iterable[str]) -> None:
    """Write these columns of a row that is there, as `save(update_fields=columns)` does. One statement, which rides."""
    names = tuple(sorted(set(columns)))
    if not names:
        return
    text, fields = _writing(type(row), names)
    values = [f.get_db_prep_save(f.pre_save(row, add=False), connection) for f in fields]
    write(text, [*values, row.pk], rows=1)


@cache
def _writing(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    meta, quote = _meta(model), connection.ops.quote_name
    fields = [meta.get_field(name) for name in names]
    sets = ", ".join(f"{quote(f.column)} = %s" for f in fields)
    return f"update {quote(meta.db_table)} set {sets} where id = %s", fields  # noqa: S608
