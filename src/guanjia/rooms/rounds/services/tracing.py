"""What the phone knew of time and place when something was written down at a stop."""

from dataclasses import dataclass
from datetime import datetime

from guanjia.rooms.rounds.models import Spot, Stop, Trace
from guanjia.rooms.rounds.rules.proving import PhoneSaid
from guanjia.rooms.rounds.services.ground import who_goes
from guanjia.shared.actor import Actor
from guanjia.shared.db import insert_new
from guanjia.shared.time import now


@dataclass(frozen=True, slots=True)
class Said:
    """By which act, what the phone said, and the label that was scanned."""

    act: str
    phone: PhoneSaid
    spot: Spot | None = None


def keep_trace(stop: Stop, actor: Actor, said: Said, *, at: datetime) -> None:
    """Keep it beside the stop; the same told twice is kept once."""
    phone, point = said.phone, said.phone.point
    insert_new(
        Trace(
            community_id=stop.community_id,
            stop=stop,
            staff_id=who_goes(actor),
            act=said.act,
            at=at,
            told_at=now(),
            written_at=phone.written_at,
            by_hand=phone.by_hand,
            latitude=point.latitude if point else None,
            longitude=point.longitude if point else None,
            unsure=point.unsure if point else None,
            answered={item: when.isoformat() for item, when in phone.answered.items()},
            spot=said.spot,
        )
    )
