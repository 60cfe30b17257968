"""What can be done with promises; the engine's hook in `record` is set here, at start."""

from guanjia.rooms.promises.services.applying import after_folding, apply
from guanjia.rooms.promises.services.auditing import AuditReport, Difference, audit
from guanjia.rooms.promises.services.drawing import begin_periods, end_periods, set_share
from guanjia.rooms.promises.services.draws import DrawsReport, check_draws
from guanjia.rooms.promises.services.due_lines import due_lines, tell_due
from guanjia.rooms.promises.services.guarding import check_allowed
from guanjia.rooms.promises.services.sampling import enrol
from guanjia.rooms.promises.services.sealing import check_seal, seal
from guanjia.rooms.promises.services.sweeping import reckon_again, sweep
from guanjia.rooms.promises.services.waiving import waive

__all__ = [
    "AuditReport",
    "Difference",
    "DrawsReport",
    "after_folding",
    "apply",
    "audit",
    "begin_periods",
    "check_allowed",
    "check_draws",
    "check_seal",
    "due_lines",
    "end_periods",
    "enrol",
    "reckon_again",
    "seal",
    "set_share",
    "sweep",
    "tell_due",
    "waive",
]
