"""The two accounts in the database: the owner makes tables, the limited one runs the house.

What must never change (the journal) is kept by the database itself: the limited account has no right to.
"""

from typing import Any

import psycopg
from psycopg import errors, sql

from guanjia.shared.binaries import OLDEST, NoDatabase

OWNER = "guanjia"
APP = "guanjia_app"

# Tables that only grow. Their rows, and those of their partitions, are never changed or taken away.
APPEND_ONLY: tuple[str, ...] = ("journal_event", "journal_seal")
# Tables the running house reads and never writes.
READ_ONLY: tuple[str, ...] = ("django_migrations",)

FAMILY = """
with recursive family(id) as (
    select oid from pg_class where relname = any(%s) and relnamespace = 'public'::regnamespace
    union all
    select inhrelid from pg_inherits join family on inhparent = family.id
)
select relname from pg_class join family on pg_class.oid = family.id
"""


def grant(connection: psycopg.Connection[Any], role: str = APP) -> None:
    """Give `role` what running needs and nothing more: no table is made, dropped or emptied, the journal only grows.

    To be called by the owner at the end of every `migrate`.
    """
    public, who = sql.Identifier("public"), sql.Identifier(role)
    for line in (
        "revoke create on schema {} from public",
        "grant usage on schema {} to {who}",
        "revoke all on all tables in schema {} from {who}",
        "grant select, insert, update, delete on all tables in schema {} to {who}",
        "grant usage, select on all sequences in schema {} to {who}",
        "alter default privileges in schema {} grant select, insert on tables to {who}",
        "alter default privileges in schema {} grant usage, select on sequences to {who}",
    ):
        connection.execute(sql.SQL(line).format(public, who=who))
    for names, taken in ((APPEND_ONLY, "update, delete"), (READ_ONLY, "insert, update, delete")):
        for (table,) in connection.execute(FAMILY, [list(names)]).fetchall():
            words = sql.SQL("revoke {} on {} from {}")
            connection.execute(words.format(sql.SQL(taken), sql.Identifier("public", table), who))


def check_server(dsn: str) -> None:
    """Raises NoDatabase, with a sentence, when the server is too old or loses Chinese when searching."""
    try:
        connection = psycopg.connect(dsn, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise NoDatabase(f"The database does not answer: {str(error).strip()}") from error
    with connection:
        if connection.info.server_version < OLDEST * 10000:
            major = connection.info.server_version // 10000
            raise NoDatabase(f"The database is PostgreSQL {major}; Guanjia needs {OLDEST} or newer.")
        if not _knows_chinese(connection):
            raise NoDatabase(
                "The database was made with a locale that drops Chinese characters (LC_CTYPE C), so search would "
                "find nothing. Make it again with: create database … template template0 encoding 'UTF8' "
                "lc_collate 'C' lc_ctype 'C.UTF-8'."
            )


def _knows_chinese(connection: psycopg.Connection[Any]) -> bool:
    """The real question, put to pg_trgm; where it can't be had, the same question about what a letter is."""
    asked = [("select cardinality(show_trgm(%s)) > 0", True), ("select %s ~ '[[:alpha:]]'", False)]
    for question, needs_extension in asked:
        try:
            with connection.transaction(force_rollback=True):
                if needs_extension:
                    connection.execute("create extension if not exists pg_trgm")
                found = connection.execute(question, ["水管漏水"]).fetchone()
                return bool(found and found[0])
        except (errors.InsufficientPrivilege, errors.FeatureNotSupported, errors.UndefinedFile):
            continue
    return False
