"""Everybody written down so far lives where they were written down for; since when is not known.

A few thousand rows at most: a house this young has no more, so one statement is enough and is safe to repeat.
"""

from typing import Any, ClassVar

from django.db import migrations

FILL = """
insert into people_residence (id, community_id, resident_id, home_id, kind, since, until)
select gen_random_uuid(), community_id, id, home_id, kind, null, null
  from people_resident
 where not exists (select 1 from people_residence where resident_id = people_resident.id)
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("people", "0005_residences_and_imports")]

    operations: ClassVar[list[Any]] = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
