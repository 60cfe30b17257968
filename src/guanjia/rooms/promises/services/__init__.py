"""What can be done with promises; the engine's hook in `record` is set here, at start."""

from guanjia.rooms.promises.services.applying import apply
from guanjia.rooms.promises.services.auditing import AuditReport, Difference, audit
from guanjia.rooms.promises.services.due_lines import due_lines, tell_due
from guanjia.rooms.promises.services.pleading import Asked, appeal, ask_waiver, grant, uphold, waive_for
from guanjia.rooms.promises.services.replay_words import plain, told
from guanjia.rooms.promises.services.replaying import Report, Wish, replay_log
from guanjia.rooms.promises.services.replaying_journal import replay_journal
from guanjia.rooms.promises.services.sealing import check_seal, seal
from guanjia.rooms.promises.services.sweeping import sweep
from guanjia.rooms.promises.services.waiving import waive
from guanjia.rooms.promises.services.years import reckon_again, reckon_year

__all__ = [
    "Asked",
    "AuditReport",
    "Difference",
    "Report",
    "Wish",
    "appeal",
    "apply",
    "ask_waiver",
    "audit",
    "check_seal",
    "due_lines",
    "grant",
    "plain",
    "reckon_again",
    "reckon_year",
    "replay_journal",
    "replay_log",
    "seal",
    "sweep",
    "tell_due",
    "told",
    "uphold",
    "waive",
    "waive_for",
]
