"""What a booking must be, and the tries found by home and by promise: made beside the running house."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import F, Q

BOOKING = Q(booked_from__isnull=True, booked_until__isnull=True) | Q(booked_until__gt=F("booked_from"))
CHECK = """
alter table rounds_stop add constraint stop_booking_complete
    check ((booked_from is null and booked_until is null) or booked_until > booked_from) not valid
"""
INDEX = """
create index concurrently if not exists stop_tried on rounds_stop (community_id, due_at, id) where state = 'absent'
"""
TRIES = "create index concurrently if not exists stop_tries on rounds_stop (promise) where state = 'absent'"


class Migration(migrations.Migration):
    atomic = False
    dependencies: ClassVar = [("rounds", "0007_bookings")]

    operations: ClassVar = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(CHECK, "alter table rounds_stop drop constraint if exists stop_booking_complete"),
                migrations.RunSQL(
                    "alter table rounds_stop validate constraint stop_booking_complete", migrations.RunSQL.noop
                ),
                migrations.RunSQL(INDEX, "drop index concurrently if exists stop_tried"),
                migrations.RunSQL(TRIES, "drop index concurrently if exists stop_tries"),
            ],
            state_operations=[
                migrations.AddConstraint(
                    model_name="stop",
                    constraint=models.CheckConstraint(condition=BOOKING, name="stop_booking_complete"),
                ),
                migrations.AddIndex(
                    model_name="stop",
                    index=models.Index(
                        fields=["community", "due_at", "id"], condition=Q(state="absent"), name="stop_tried"
                    ),
                ),
                migrations.AddIndex(
                    model_name="stop",
                    index=models.Index(fields=["promise"], condition=Q(state="absent"), name="stop_tries"),
                ),
            ],
        ),
    ]
