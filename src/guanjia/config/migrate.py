"""Bring the tables up to date, as the owner, and give the limited account what running needs."""

import os

import psycopg

from guanjia.config import starting
from guanjia.shared.roles import APP, grant


def migrate() -> None:
    """Apply what is missing, then grant. Django is started here, with the owner's address in `DATABASE_URL`."""
    # a table that is in use is not waited for: the migration fails at once and can be run again
    os.environ.setdefault("PGOPTIONS", "-c lock_timeout=10s")
    from django.core.management import call_command

    starting.start()
    call_command("migrate", verbosity=0, interactive=False)
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        limited = connection.execute("select 1 from pg_roles where rolname = %s", [limited_account()]).fetchone()
        if limited:
            grant(connection, limited_account())


def limited_account() -> str:
    """The account the house runs as: `GUANJIA_ROLE`, usually `guanjia_app`."""
    return os.environ.get("GUANJIA_ROLE", APP)
