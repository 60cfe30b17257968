"""What was backed up comes back whole, on another server too, and goes on from there."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from guanjia.config import backup as verbs
from guanjia.rooms.promises import services as promises
from guanjia.shared import files
from guanjia.shared.binaries import NoDatabase
from guanjia.shared.postgres import url
from guanjia.shared.roles import OWNER
from tests.cast import Cast
from tests.conftest import SOCKET, database_name
from tests.folders import eventually

pytestmark = pytest.mark.django_db(transaction=True)
EMPTY = "restored_" + os.environ.get("PYTEST_XDIST_WORKER", "main")
NEXT = """
insert into journal_event (id, community_id, kind, at, recorded_at, via, refs, data)
select gen_random_uuid(), community_id, kind, at, recorded_at, via, refs, data from journal_event limit 1
"""
SEAL = """
import django; django.setup()
from guanjia.rooms.promises import services
from guanjia.shared.time import now
while services.seal(at=now()): pass
"""


@pytest.fixture
def places(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, settings: object) -> Iterator[Path]:
    """A data folder with a secret and a file; the tests' database belongs to it, for its owner."""
    monkeypatch.setenv("GUANJIA_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", owned(database_name(database_url)))
    settings.FILES = tmp_path / "files"  # type: ignore[attr-defined]
    files.keep(b"a photo")
    (tmp_path / "secret").write_text("signs-links")
    yield tmp_path
    with psycopg.connect(owned("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(EMPTY)))


def owned(name: str) -> str:
    return url(Path(os.environ[SOCKET]), OWNER, name)


def another_house(data: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """From now on an empty database and another data folder are used; the database's address."""
    with psycopg.connect(owned("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {} template template0").format(sql.Identifier(EMPTY)))
    monkeypatch.setenv("DATABASE_URL", owned(EMPTY))
    monkeypatch.setenv("GUANJIA_DATA", str(data))
    return owned(EMPTY)


def kept_in(data: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in (data / "files").rglob("*") if one.is_file()}


def sealed(address: str) -> tuple[int, int]:
    with psycopg.connect(address) as connection:
        found = connection.execute("select (select count(*) from journal_event), (select count(*) from journal_seal)")
        return found.fetchone() or (0, 0)


def all_sealed(address: str) -> bool:
    assert command("-c", SEAL).returncode == 0
    events, seals = sealed(address)
    return events == seals


def command(*words: str) -> subprocess.CompletedProcess[str]:
    run = [sys.executable, *words]
    surroundings = {**os.environ, "DJANGO_SETTINGS_MODULE": "guanjia.config.settings"}
    return subprocess.run(run, env=surroundings, capture_output=True, text=True, check=False)


def test_all_comes_back_audited_and_what_is_recorded_later_is_sealed(
    places: Path, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.publish()
    cast.opened_case()
    while promises.seal(at=cast.now):
        pass
    cast.closed_case("rep.door", "单元门打不开")  # recorded after the seal, before the backup
    told = verbs.backup(places / "kept")
    assert told["files"] == 2

    address = another_house(places / "other", monkeypatch)
    verbs.restore(places / "kept")
    assert (places / "other" / "secret").read_text() == "signs-links"
    assert kept_in(places / "other") == kept_in(places)
    with psycopg.connect(address) as connection:
        connection.execute(NEXT)
    assert command("-m", "guanjia.config.cli", "migrate").returncode == 0
    assert eventually(lambda: all_sealed(address))  # the seal waits for whoever else writes on this server just now
    assert sealed(address)[0] > told["rows_at_least"]["journal_event"]
    audited = json.loads(command("-m", "guanjia.config.cli", "audit", "--json").stdout)
    assert audited["seal"] == "ok"


def test_what_is_written_meanwhile_is_in_the_next_backup(
    places: Path, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.publish()
    before = verbs.backup(places / "first")
    cast.opened_case()
    after = verbs.backup(places / "second")
    assert after["rows_at_least"]["cases_case"] == before["rows_at_least"]["cases_case"] + 1
    address = another_house(places / "other", monkeypatch)
    verbs.restore(places / "first")
    assert sealed(address)[0] == before["rows_at_least"]["journal_event"]


def test_nothing_is_written_over_and_nothing_damaged_is_taken(
    places: Path, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    verbs.backup(places / "kept")
    with pytest.raises(NoDatabase, match="there already"):
        verbs.backup(places / "kept")
    with pytest.raises(NoDatabase, match="holds a house already"):
        verbs.restore(places / "kept")
    another_house(places / "other", monkeypatch)
    with (places / "kept" / verbs.DUMP).open("ab") as dump:
        dump.write(b"x")
    with pytest.raises(NoDatabase, match="changed or damaged"):
        verbs.restore(places / "kept")
    with pytest.raises(NoDatabase, match="no whole backup"):
        verbs.restore(places / "nowhere")
    assert not (places / "other").exists()
