"""What can be read of promises."""

from guanjia.rooms.promises.selectors.ahead import EVER, ActBounds, PeriodOwed, QuotaAhead, act_bounds, quotas_ahead
from guanjia.rooms.promises.selectors.draws import samples
from guanjia.rooms.promises.selectors.foresight import asks_for, kept_by, would_owe
from guanjia.rooms.promises.selectors.knowledge import known_by, promises_known
from guanjia.rooms.promises.selectors.narrowing import Narrow, who_owed
from guanjia.rooms.promises.selectors.owed_acts import OwedAct, owed_acts
from guanjia.rooms.promises.selectors.pleas import (
    plea,
    pleas_of,
    reasons_to_waive,
    seen,
    trace,
    waiting,
    waiting_count,
    waiver_of,
)
from guanjia.rooms.promises.selectors.pressing import Pressed, Standing, Whose, pressed, pressing, standing
from guanjia.rooms.promises.selectors.quotas import quotas
from guanjia.rooms.promises.selectors.raised import raised_seen, raised_waiting
from guanjia.rooms.promises.selectors.reading import (
    Sought,
    count_overdue,
    editions_judging,
    nearest,
    nearest_among,
    nearest_due,
    of_standard,
    of_subject,
    of_subjects,
    promise,
    tally,
)
from guanjia.rooms.promises.selectors.sums import closed_today
from guanjia.rooms.promises.selectors.wording import owed_in_words

__all__ = [
    "EVER",
    "ActBounds",
    "Narrow",
    "OwedAct",
    "PeriodOwed",
    "Pressed",
    "QuotaAhead",
    "Sought",
    "Standing",
    "Whose",
    "act_bounds",
    "asks_for",
    "closed_today",
    "count_overdue",
    "editions_judging",
    "kept_by",
    "known_by",
    "nearest",
    "nearest_among",
    "nearest_due",
    "of_standard",
    "of_subject",
    "of_subjects",
    "owed_acts",
    "owed_in_words",
    "plea",
    "pleas_of",
    "pressed",
    "pressing",
    "promise",
    "promises_known",
    "quotas",
    "quotas_ahead",
    "raised_seen",
    "raised_waiting",
    "reasons_to_waive",
    "samples",
    "seen",
    "standing",
    "tally",
    "trace",
    "waiting",
    "waiting_count",
    "waiver_of",
    "who_owed",
    "would_owe",
]
