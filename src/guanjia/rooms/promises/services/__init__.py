"""What can be done with promises; the engine's hook in `record` is set here, at start."""

from guanjia.rooms.promises.services.applying import apply
from guanjia.rooms.promises.services.auditing import AuditReport, Difference, audit
from guanjia.rooms.promises.services.due_lines import due_lines, tell_due
from guanjia.rooms.promises.services.pleading import Asked, appeal, ask_waiver, grant, uphold, waive_for
from guanjia.rooms.promises.services.sealing import check_seal, seal
from guanjia.rooms.promises.services.sweeping import reckon_again, sweep
from guanjia.rooms.promises.services.waiving import waive

__all__ = [
    "Asked",
    "AuditReport",
    "Difference",
    "appeal",
    "apply",
    "ask_waiver",
    "audit",
    "check_seal",
    "due_lines",
    "grant",
    "reckon_again",
    "seal",
    "sweep",
    "tell_due",
    "uphold",
    "waive",
    "waive_for",
]
