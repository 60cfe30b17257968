"""What can be done with promises; the engine's hook in `record` is set here, at start."""

from guanjia.rooms.promises.services.applying import apply
from guanjia.rooms.promises.services.auditing import AuditReport, Difference, audit
from guanjia.rooms.promises.services.due_lines import due_lines, tell_due
from guanjia.rooms.promises.services.replay_words import plain, told
from guanjia.rooms.promises.services.replaying import Report, Wish, replay_log
from guanjia.rooms.promises.services.replaying_journal import replay_journal
from guanjia.rooms.promises.services.sealing import check_seal, seal
from guanjia.rooms.promises.services.sweeping import sweep
from guanjia.rooms.promises.services.waiving import waive
from guanjia.rooms.promises.services.years import reckon_again, reckon_year

__all__ = [
    "AuditReport",
    "Difference",
    "Report",
    "Wish",
    "apply",
    "audit",
    "check_seal",
    "due_lines",
    "plain",
    "reckon_again",
    "reckon_year",
    "replay_journal",
    "replay_log",
    "seal",
    "sweep",
    "tell_due",
    "told",
    "waive",
]
