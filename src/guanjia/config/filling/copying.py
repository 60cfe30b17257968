"""Rows of many tables, gathered and written by COPY: the fastest way in, past the verbs.

Constraints, triggers and foreign keys hold as for any other insert; what a verb would have done beside its row must be
among the rows.
"""

from collections import defaultdict
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from psycopg.types.json import Jsonb


class Rows:
    """Rows by table, in memory until they are written."""

    def __init__(self) -> None:
        self._of: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def add(self, table: str, **columns: Any) -> None:
        """One more row of "room.Model"; a column that isn't named takes the default of its field."""
        self._of[table].append(columns)

    @transaction.atomic
    def write(self) -> None:
        """Write all and forget them."""
        with connection.cursor() as cursor:
            for table, rows in self._of.items():
                name, fields = _columns(table)
                names = ", ".join(f'"{column}"' for column, _, _, _ in fields)
                with cursor.cursor.copy(f"copy {name} ({names}) from stdin") as out:
                    for row in rows:
                        out.write_row([_value(row.get(key, default), plain) for _, key, default, plain in fields])
        self._of.clear()


def _value(value: Any, plain: bool) -> Any:
    return Jsonb(value) if plain and value is not None else value


@cache
def _columns(table: str) -> tuple[str, list[tuple[str, str, Any, bool]]]:
    """The table's name; for each column its name, the name it is given by, its default, and whether it is JSON."""
    model = apps.get_model(table)
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    found = [(f.column, f.attname, _default(f), isinstance(f, models.JSONField)) for f in fields]
    return model._meta.db_table, found


def _default(field: Any) -> Any:
    return None if field.primary_key or (field.null and not field.has_default()) else field.get_default()
