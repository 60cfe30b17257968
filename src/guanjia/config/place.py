"""Where this installation keeps its data, its secret, and its database: settled once, before Django starts."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from guanjia.shared.binaries import Account
from guanjia.shared.postgres import attach_or_own, url
from guanjia.shared.roles import APP, OWNER, check_server

CHECKOUT = Path(__file__).resolve().parents[3]
FOR_ROOT = Path("/var/lib/guanjia")


def data_folder() -> Path:
    """`GUANJIA_DATA`, else `var/` of the checkout; for root /var/lib/guanjia where the database can't enter that."""
    named = os.environ.get("GUANJIA_DATA")
    if named:
        return Path(named).absolute()
    home = CHECKOUT if (CHECKOUT / "pyproject.toml").is_file() else Path.cwd()
    return home / "var" if Account.for_server().barrier(home) is None else FOR_ROOT


def settle() -> Path:
    """Tell this process and its children where the data is, and give them one common secret. Returns the folder."""
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["GUANJIA_DATA"] = str(folder)
    os.environ.setdefault("GUANJIA_STATIC", str(folder / "static"))
    Path(os.environ["GUANJIA_STATIC"]).mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanjia.config.settings")
    if "GUANJIA_SECRET" not in os.environ and os.environ.get("GUANJIA_PRODUCTION") != "1":
        os.environ["GUANJIA_SECRET"] = _secret(folder / "secret")
    return folder


def follow_demo() -> None:
    """Let this process live in the demo's time where the folder holds a demo: what it writes stands among its days."""
    folder = data_folder()
    if (folder / "demo-clock.json").exists() and (folder / "demo.json").exists():
        os.environ["GUANJIA_DEMO"] = "1"


def is_foreign() -> bool:
    """True when the database is somebody else's to start: `DATABASE_URL` names it."""
    return "DATABASE_URL" in os.environ


def foreign_url(role: str = APP) -> str:
    """The foreign database's address; `GUANJIA_OWNER_URL` is the account that makes tables, where it is another."""
    url_ = os.environ["DATABASE_URL"]
    return os.environ.get("GUANJIA_OWNER_URL", url_) if role == OWNER else url_


@contextlib.contextmanager
def database(role: str = APP) -> Iterator[str]:
    """An answering database for as long as the block lasts; its address is also in `DATABASE_URL`.

    The foreign one, a running server's, or our own started for this run. Raises NoDatabase.
    """
    if is_foreign():
        address = foreign_url(role)
        check_server(address)
        with _named(address):
            yield address
        return
    with attach_or_own(data_folder() / "postgres") as socket, _named(url(socket, role)):
        yield url(socket, role)


@contextlib.contextmanager
def _named(address: str) -> Iterator[None]:
    before = os.environ.get("DATABASE_URL")
    os.environ["DATABASE_URL"] = address
    try:
        yield
    finally:
        if before is None:
            del os.environ["DATABASE_URL"]
        else:
            os.environ["DATABASE_URL"] = before


def _secret(file: Path) -> str:
    try:
        made = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    with os.fdopen(made, "w", encoding="ascii") as out:
        out.write(secrets.token_urlsafe(50))
    return file.read_text(encoding="ascii").strip()
