"""When time was last looked at."""

from datetime import datetime

from guanjia.rooms.promises.models import SweptUntil


def swept_at() -> datetime | None:
    """When the sweep last found nothing left, in the community it is furthest behind in; None before the first."""
    return SweptUntil.objects.order_by("at").values_list("at", flat=True).first()
