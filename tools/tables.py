"""Tables and migrations: on an empty database of its own they run from nothing, match the models, and block nobody.

Looks at what Django's own check knows, at `makemigrations --check`, at django-migration-linter, and gives the SQL of
every migration after a room's first to squawk (a first one makes tables nobody waits for).
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from guanjia.shared.postgres import Server, url

HOME = Path(__file__).resolve().parents[1]
OURS = "guanjia."
CAREFREE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


@contextmanager
def scratch_database() -> Iterator[None]:
    """A server of our own; its address is in `DATABASE_URL`."""
    folder = Path(tempfile.mkdtemp(prefix="guanjia-check-", dir="/tmp"))
    folder.chmod(0o755)  # the server's account must come in
    try:
        with Server(folder / "postgres", CAREFREE) as server:
            os.environ["DATABASE_URL"] = url(server.socket)
            yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def said_by(command: str, *words: str, **options: object) -> tuple[bool, str]:
    """Whether a command of Django is content, and what it says."""
    from django.core.management import CommandError, call_command

    out = StringIO()
    try:
        call_command(command, *words, stdout=out, stderr=out, **options)
    except (SystemExit, CommandError) as error:
        return not getattr(error, "code", 1), f"{out.getvalue()}{error}"
    return True, out.getvalue()


def our_later_migrations() -> Iterator[tuple[str, str]]:
    """App and name of every migration of ours that is not a room's first."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    for (app, name), found in sorted(MigrationLoader(connection).disk_migrations.items()):
        if found.__module__.startswith(OURS) and not found.initial:
            yield app, name


def blocking_by_linter() -> str:
    """What django-migration-linter has against our migrations; empty when nothing."""
    from django.apps import apps
    from django_migration_linter import MigrationLinter

    ours = [config.label for config in apps.get_app_configs() if config.name.startswith(OURS)]
    out, before = StringIO(), sys.stdout
    sys.stdout = out
    try:
        linter = MigrationLinter(
            str(HOME),
            include_apps=ours,
            no_cache=True,
            ignore_initial_migrations=True,
            quiet=["ok", "ignore"],
            analyser_string="postgresql",
        )
        linter.lint_all_migrations()
    finally:
        sys.stdout = before
    return out.getvalue() if linter.has_errors else ""


def blocking_by_squawk() -> str:
    """What squawk has against the SQL of our later migrations; empty when nothing."""
    said, plain = "", {**os.environ, "NO_COLOR": "1"}
    with tempfile.TemporaryDirectory() as folder:
        for app, name in our_later_migrations():
            file = Path(folder) / f"{app}.{name}.sql"
            file.write_text(said_by("sqlmigrate", app, name)[1], encoding="utf-8")
            words = [str(Path(sys.executable).parent / "squawk"), "-c", str(HOME / ".squawk.toml"), str(file)]
            ran = subprocess.run(words, env=plain, capture_output=True, text=True, check=False)
            said += ran.stdout + ran.stderr if ran.returncode else ""
    return said


def main() -> int:
    """Status 0 when all agree."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "guanjia.config.settings"
    with scratch_database():
        import django
        from django.db import connections

        django.setup()
        findings = []
        for words in (
            ["check", "--database", "default"],
            ["migrate", "-v", "0"],
            ["makemigrations", "--check", "--noinput", "-v", "1"],
        ):
            content, said = said_by(*words)
            findings += [] if content else [f"{words[0]}: {said}"]
            if not content:
                break
        else:
            findings += [said for said in (blocking_by_linter(), blocking_by_squawk()) if said]
        connections.close_all()
    print("\n".join(findings))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
