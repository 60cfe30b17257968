"""When time was last looked at."""

from datetime import datetime

from guanjia.rooms.promises.models import SweepMark


def swept_at() -> datetime | None:
    """When the sweep last found nothing left to tell; None before the first one. One query."""
    return SweepMark.objects.filter(id=1).values_list("at", flat=True).first()
