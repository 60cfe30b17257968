"""An empty house of a bench's own: a folder, a database with its tables, a community under the base handbook."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from uuid import UUID

BEGIN = datetime(2025, 12, 1, tzinfo=UTC)
"""From when on the base handbook holds."""


@contextlib.contextmanager
def empty_house() -> Iterator[UUID]:
    """Django on a fresh database for as long as the block lasts; gives the id of its one community."""
    with tempfile.TemporaryDirectory(prefix="guanjia-bench-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)  # the database's account must come in
        os.environ["GUANJIA_DATA"] = folder
        os.environ["GUANJIA_STATIC"] = f"{folder}/static"
        subprocess.run([sys.executable, "-m", "guanjia.config.cli", "migrate"], check=True)
        from guanjia.config import place
        from guanjia.shared.roles import APP

        place.settle()
        with place.database(APP):
            import django

            django.setup()
            from django.db import connections

            try:
                yield _community()
            finally:
                connections.close_all()


def _community() -> UUID:
    from guanjia.rooms.handbook import services as handbook
    from guanjia.rooms.places.models import Community, Company

    company = Company.objects.create(code="bench", name="量具物业")
    community = Community.objects.create(company=company, code="bench", name="量具小区")
    edition = handbook.load_pack(str(files("guanjia").joinpath("packs/residential")), company.id, at=BEGIN)
    handbook.publish(edition, effective_from=BEGIN, approver=None, at=BEGIN)
    return community.id
