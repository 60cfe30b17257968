"""The database goes away."""

from django.db import connection


def lose_the_database() -> None:
    """Another session ends ours, as the server's end would."""
    other = connection.copy()
    with connection.cursor() as mine, other.cursor() as theirs:
        mine.execute("select pg_backend_pid()")
        theirs.execute("select pg_terminate_backend(%s)", mine.fetchone())
    other.close()
