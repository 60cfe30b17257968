"""What a finding must be, made beside the running house."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q

KNOWN = Q(state__in=["open", "fixed", "verified", "ended"])
RIGHT = Q(state__in=["open", "ended"]) | Q(fixed_at__isnull=False)
ONE_WORK = Q(stop__isnull=True) | Q(routine__isnull=True)
LED = Q(led_at__isnull=True, led_by__isnull=True) | Q(led_at__isnull=False, led_by__isnull=False)
CHECKS = {
    "round_finding_state_is_known": ("state in ('open', 'fixed', 'verified', 'ended')", KNOWN),
    "round_finding_right_with_time": ("state in ('open', 'ended') or fixed_at is not null", RIGHT),
    "round_finding_of_one_work": ("stop_id is null or routine is null", ONE_WORK),
    "round_finding_led_by_somebody": ("(led_at is null) = (led_by_id is null)", LED),
}
KEYS = {
    "round_finding_home": "foreign key (home_id) references places_home (id) deferrable initially deferred",
    "round_finding_led_by": "foreign key (led_by_id) references people_staff (id) deferrable initially deferred",
}
PLACES = """
update rounds_finding as f set home_id = s.home_id, place = h.label
  from rounds_stop as s join places_home as h on h.id = s.home_id where s.id = f.stop_id and f.home_id is null
"""
BEFORE = ("round_finding_state_known", "round_finding_fixed_with_time")
ONCE = """
create unique index concurrently if not exists round_finding_once_a_routine on rounds_finding (routine, item)
"""
TO_LEAD = """
create index concurrently if not exists round_finding_to_lead on rounds_finding (community_id, at, id)
 where grave and led_at is null and state = 'open'
"""


def added(name: str, what: str) -> list[migrations.RunSQL]:
    """A constraint that new rows keep from now on, and the old ones after they were looked at."""
    return [
        migrations.RunSQL(
            f"alter table rounds_finding add constraint {name} {what} not valid",
            f"alter table rounds_finding drop constraint if exists {name}",
        ),
        migrations.RunSQL(f"alter table rounds_finding validate constraint {name}", migrations.RunSQL.noop),
    ]


class Migration(migrations.Migration):
    atomic = False
    dependencies: ClassVar = [("rounds", "0009_findings_elsewhere")]

    operations: ClassVar = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(PLACES, migrations.RunSQL.noop),
                *(one for name, what in KEYS.items() for one in added(name, what)),
                *(one for name, (what, _) in CHECKS.items() for one in added(name, f"check ({what})")),
                *(
                    migrations.RunSQL(
                        f"alter table rounds_finding drop constraint if exists {name}", migrations.RunSQL.noop
                    )
                    for name in BEFORE
                ),
                migrations.RunSQL(ONCE, "drop index concurrently if exists round_finding_once_a_routine"),
                migrations.RunSQL(
                    "alter table rounds_finding add constraint round_finding_once_a_routine"
                    " unique using index round_finding_once_a_routine",
                    "alter table rounds_finding drop constraint if exists round_finding_once_a_routine",
                ),
                migrations.RunSQL(TO_LEAD, "drop index concurrently if exists round_finding_to_lead"),
            ],
            state_operations=[
                *(migrations.RemoveConstraint(model_name="finding", name=name) for name in BEFORE),
                *(
                    migrations.AddConstraint(
                        model_name="finding", constraint=models.CheckConstraint(condition=condition, name=name)
                    )
                    for name, (_, condition) in CHECKS.items()
                ),
                migrations.AddConstraint(
                    model_name="finding",
                    constraint=models.UniqueConstraint(fields=("routine", "item"), name="round_finding_once_a_routine"),
                ),
                migrations.AddIndex(
                    model_name="finding",
                    index=models.Index(
                        fields=["community", "at", "id"],
                        condition=Q(grave=True, led_at__isnull=True, state="open"),
                        name="round_finding_to_lead",
                    ),
                ),
            ],
        ),
    ]
