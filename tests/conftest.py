"""One embedded PostgreSQL for the run, one database per process, copied from a migrated one.

The tables are made by the owner; tests run as the limited account, as the house does.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

# Playwright's event loop runs in the thread of the tests; Django must not take it for an async view.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
os.environ.setdefault("GUANJIA_SECRET", "only-for-tests-" + "0123456789abcdef" * 3)

import psycopg
import pytest
from psycopg import sql

from guanjia.shared.postgres import DATABASE, Server, url
from guanjia.shared.roles import APP
from tests import tables
from tests.folders import copy_of, open_folder

pytest_plugins = ["tests.fixtures"]

# Where collected files would lie; the pages' tests read them from their rooms, but the folder must be there.
(Path(__file__).parents[1] / "build" / "static").mkdir(parents=True, exist_ok=True)

CAREFREE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "100",
    "log_min_messages": "fatal",
}
SOCKET = "GUANJIA_TEST_SOCKET"
RUN = pytest.StashKey[Server]()


def pytest_configure(config: pytest.Config) -> None:
    """The controller starts the server before its workers; a run in one process starts it when a test asks."""
    if not hasattr(config, "workerinput") and getattr(config.option, "numprocesses", None):
        start_server(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and leave nothing behind."""
    server = config.stash.get(RUN, None)
    if server:
        server.stop()
        shutil.rmtree(server.folder.parent, ignore_errors=True)


def start_server(config: pytest.Config) -> Path:
    """A server of this run with a migrated database; returns the folder of its socket."""
    folder = Path(tempfile.mkdtemp(prefix="guanjia-tests-", dir="/tmp"))
    folder.chmod(0o755)  # the server's account must come in
    server = Server(folder / "postgres", CAREFREE)
    config.stash[RUN] = server
    try:
        tables.lay(server.data, CAREFREE)
    except tables.NoTables as failed:
        pytest.exit(f"The tables could not be made:\n{failed}", 1)
    server.start()
    os.environ[SOCKET] = str(server.socket)
    return server.socket


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Address of this process's own migrated database, for the limited account; also in `DATABASE_URL`."""
    if SOCKET not in os.environ:
        start_server(request.config)
    socket = Path(os.environ[SOCKET])
    address = os.environ["DATABASE_URL"] = url(socket, APP, copied(DATABASE, "t"))
    yield address
    del os.environ["DATABASE_URL"]


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any, database_url: str) -> Iterator[None]:
    """Point Django at the copy, as the limited account; emptying tables is lent to the owner."""
    from django.db import connections

    socket = Path(os.environ[SOCKET])
    settings = connections["default"].settings_dict
    settings.update(NAME=database_name(database_url), USER=APP, HOST=str(socket))
    # On the class: beside a browser's event loop this thread has a second connection with operations of its own.
    operations: Any = type(connections["default"].ops)
    operations.execute_sql_flush = lambda _self, _words: empty_tables(url(socket, database=settings["NAME"]))
    yield
    with django_db_blocker.unblock():
        connections.close_all()


def copied(template: str, kind: str) -> str:
    """Makes a copy of a database for this process; its name."""
    name = f"{kind}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with psycopg.connect(url(Path(os.environ[SOCKET]), database="postgres"), autocommit=True) as connection:
        words = sql.SQL("create database {} template {} strategy file_copy")
        connection.execute(words.format(sql.Identifier(name), sql.Identifier(template)))
    return name


@pytest.fixture(scope="session")
def worlds(django_db_setup: None) -> Iterator[Callable[[], Any]]:
    """Where casts are lent to tests (tests/worlds.py), made when it is called first."""
    made: list[Any] = []

    def lending() -> Any:
        from tests.worlds import Worlds

        if not made:
            made.append(Worlds(copied, DATABASE))
        return made[0]

    yield lending
    for one in made:
        one.close()


@pytest.fixture(scope="session", autouse=True)
def _hashed_fast() -> None:
    """People sign in all the time here; that a password is slow to try is not the question."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    """Every test begins in the house's language, whatever the last page of the one before spoke."""
    from django.utils import translation

    translation.activate("zh-hans")


def database_name(address: str) -> str:
    """The database an address names."""
    return address.partition("@/")[2].partition("?")[0]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Path]:
    """A stopped server's folder with the settings of production, made once; tests work on copies of it."""
    place = open_folder()
    with Server(place / "postgres"):
        pass
    yield place / "postgres"
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def folder(cluster: Path) -> Iterator[Path]:
    """A stopped server's folder of this test's own."""
    with copy_of(cluster, "postgres") as copy:
        yield copy


EMPTY = """
do $$ declare one text; filled text[] := '{}'; found boolean; begin
    for one in select format('%I', relname) from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
        and relname not in ('django_migrations', 'django_content_type', 'auth_permission')
    loop
        execute format('select exists (select from %s)', one) into found;
        if found then filled := filled || one; end if;
    end loop;
    if filled <> '{}' then
        execute 'truncate ' || array_to_string(filled, ', ') || ' restart identity cascade';
    end if;
end $$
"""


def empty_tables(owners_address: str) -> None:
    """Take away every row, also the journal's, which the limited account may not and triggers forbid."""
    with psycopg.connect(owners_address) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("set deadlock_timeout = '1min'")  # a page that is still closing gives way, not this
        connection.execute(EMPTY)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium, quiet: no calls home, no sandbox (tests run as root in containers)."""
    quiet = "--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"
    heard = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]  # a microphone that beeps
    return {"executable_path": chromium(), "args": ["--no-sandbox", *quiet.split(), "--disable-sync", *heard]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A resident of Shanghai."""
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


def chromium() -> str:
    """The browser's program. Fails with what to install; never skips."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.fail(
            "Browser tests need Chromium and Noto CJK. Debian/Ubuntu: sudo apt-get install chromium fonts-noto-cjk. "
            "Or set CHROMIUM=/path."
        )
    return found
