"""`guanjia backup` and `guanjia restore`: everything a company can't make again, in one folder.

A backup is the database at one moment, the files it names, and the secret that signs residents' links. The house goes
on meanwhile: the database tells one moment's truth, and files are only ever added.
"""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from guanjia.config.place import data_folder, database
from guanjia.config.serve import say
from guanjia.shared import binaries
from guanjia.shared.binaries import NoDatabase
from guanjia.shared.roles import OWNER
from guanjia.shared.time import now

DUMP, FILES, SECRET, MANIFEST = "database.dump", "files", "secret", "backup.json"
FORM = 1
"""Of the folder; a later one that can't be read by this house gets another number."""
_COUNTED = ("journal_event", "journal_seal", "promises_promise", "cases_case", "conversations_message")
_HEADS = """
select distinct on (community_id) community_id::text, number, encode(head, 'hex') from journal_seal
 order by community_id, number desc
"""
_OTHER_SERVER = """
update journal_event set xid = '2';
update journal_event e set xid = '0' from journal_seal s where s.event_id = e.id and s.recorded_at = e.recorded_at;
update journal_seal set written = 1;
"""
"""Transactions are numbered anew by another server: what is sealed comes before everything, what waits for its seal
before whatever is written from now on. No leaf and no head knows these numbers."""


def backup(folder: Path) -> dict[str, Any]:
    """Write a backup into `folder`, which must not be there yet; returns what its manifest says.

    Raises NoDatabase when the database can't be read. A backup that is cut short leaves no folder of that name.
    """
    if folder.exists():
        raise NoDatabase(f"{folder} is there already. Name a folder that is not.")
    fresh = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True, mode=0o700)
    with database(OWNER) as address:
        with psycopg.connect(address) as connection:
            counted = _counted(connection)
        _program("pg_dump", "--format=custom", f"--file={fresh / DUMP}", f"--dbname={address}")
    _copy_new(data_folder() / FILES, fresh / FILES)
    secret = data_folder() / SECRET
    if secret.is_file():
        shutil.copy2(secret, fresh / SECRET)
    manifest = {"form": FORM, "at": now().isoformat(timespec="seconds"), **counted}
    manifest |= {
        "digest": _digest(fresh / DUMP),
        "files": sum(1 for one in (fresh / FILES).rglob("*") if one.is_file()),
    }
    (fresh / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    os.sync()
    fresh.rename(folder)
    return manifest


def restore(folder: Path) -> dict[str, Any]:
    """Bring a backup into the empty database this installation uses, and its files and secret into its folder.

    Returns the manifest. Raises NoDatabase for a folder that is no whole backup, a database that is not empty, and
    for one to which the backup does not fit; then nothing of the data folder was touched.
    """
    manifest = _manifest(folder)
    with database(OWNER) as address:
        _check_empty(address)
        words = ["--no-owner", "--exit-on-error", f"--dbname={address}", str(folder / DUMP)]
        _program("pg_restore", "--section=pre-data", "--section=data", *words)
        with psycopg.connect(address) as connection:
            connection.execute(_OTHER_SERVER)
            _check_whole(connection, manifest)
        _program("pg_restore", "--section=post-data", *words)
    _copy_new(folder / FILES, data_folder() / FILES)
    if (folder / SECRET).is_file():
        shutil.copy2(folder / SECRET, data_folder() / SECRET)
        os.environ["GUANJIA_SECRET"] = (folder / SECRET).read_text(encoding="ascii").strip()
    return manifest


def _counted(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    rows = {name: _count(connection, name) for name in _COUNTED}
    return {"rows_at_least": rows, "seals": {key: [number, head] for key, number, head in connection.execute(_HEADS)}}


def _count(connection: psycopg.Connection[Any], table: str) -> int:
    found = connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table))).fetchone()
    return int(found[0]) if found else 0


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as wrong:
        raise NoDatabase(f"{folder} is no whole backup: {MANIFEST} can't be read.") from wrong
    if found.get("form") != FORM:
        raise NoDatabase(f"{folder} was written by another version of the house (form {found.get('form')}).")
    if _digest(folder / DUMP) != found["digest"]:
        raise NoDatabase(f"{folder / DUMP} was changed or damaged since it was written.")
    return found


def _check_whole(connection: psycopg.Connection[Any], manifest: dict[str, Any]) -> None:
    for table, least in manifest["rows_at_least"].items():
        if _count(connection, table) < least:
            raise NoDatabase(f"The backup is not whole: {table} has fewer rows than were counted ({least}).")
    at = "select encode(head, 'hex') from journal_seal where community_id = %s and number = %s"
    for community, (number, head) in manifest["seals"].items():
        if connection.execute(at, [community, number]).fetchone() != (head,):
            raise NoDatabase(f"The backup's seal {number} of community {community} is not the one that was counted.")


def _check_empty(address: str) -> None:
    with psycopg.connect(address) as connection:
        found = connection.execute("select to_regclass('public.django_migrations') is not null").fetchone()
    if found and found[0]:
        raise NoDatabase("The database holds a house already. Restore into an empty one, or another GUANJIA_DATA.")


def _program(name: str, *words: str) -> None:
    made = subprocess.run([binaries.find().program(name), *words], stderr=subprocess.PIPE, text=True, check=False)
    if made.returncode:
        raise NoDatabase(f"{name} failed: {made.stderr.strip()[:500]}")
    if made.stderr.strip():
        say(made.stderr.strip()[:500])


def _copy_new(source: Path, target: Path) -> None:
    """Copy what isn't there; a file named by its content never needs to be copied again."""
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(source.rglob("*")) if source.is_dir() else ():
        place = target / file.relative_to(source)
        if file.is_dir():
            place.mkdir(exist_ok=True)
        elif not place.exists() and file.suffix != ".new":
            shutil.copy2(file, place)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
