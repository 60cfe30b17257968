"""Year tables: loaded beside editions, without a new one; a correction is a new version."""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from guanjia.rooms.handbook.events import YearTableLoaded
from guanjia.rooms.handbook.models import YearTable as Kept
from guanjia.rooms.handbook.rules.assembling import assemble
from guanjia.rooms.handbook.rules.reachable import reach_problems
from guanjia.rooms.handbook.types.calendars import YearTable
from guanjia.rooms.places import selectors as places
from guanjia.shared import journal
from guanjia.shared.errors import Invalid, Missing, Refused, gettext_noop


@transaction.atomic
def load_year_table(path: str | Path, *, at: datetime) -> UUID:
    """Load one year's table from its file. Raises Missing, Invalid, or Refused when this version is there already."""
    source = Path(path)
    if not source.is_file():
        raise Missing("handbook.no_file", gettext_noop("There is no file %(file)s."), {"file": str(source)})
    found = assemble({f"years/{source.name}": source.read_bytes()})
    problems = [one for one in found.problems if one.file.startswith("years/")] + list(reach_problems(found))
    tables = [entry.part for entry in found.years if isinstance(entry.part, YearTable)]
    if problems or not tables:
        first = "\n".join(problem.told() for problem in problems[:20])
        message = gettext_noop("The year's table was not loaded. Put this right first:\n%(first)s")
        raise Invalid("handbook.wrong_year", message, {"first": first})
    return keep_year_table(tables[0], at=at)


@transaction.atomic
def keep_year_table(table: YearTable, *, at: datetime) -> UUID:
    """Keep a table and tell every community, so that provisional due times are reckoned again."""
    newest = Kept.objects.filter(table=table.table, year=table.year).order_by("-version").first()
    if newest is not None and newest.version >= table.version:
        message = gettext_noop("Version %(version)s of %(year)s is loaded already. Raise `version:` to correct it.")
        raise Refused("handbook.year_loaded", message, {"version": newest.version, "year": table.year})
    plain = table.model_dump(mode="json")
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    kept = Kept.objects.create(
        table=table.table, year=table.year, version=table.version, digest=digest, content=plain, loaded_at=at
    )
    facts = [
        YearTableLoaded(
            community_id=row.id,
            subject_id=row.id,
            at=at,
            table=table.table,
            year=table.year,
            version=table.version,
            digest=digest,
        )
        for row in places.all_communities()
    ]
    journal.record(*facts)
    return kept.id
