"""What can be done with promises; the engine's hook in `record` is set here, at start."""

from guanjia.rooms.promises.services.applying import after_folding, apply
from guanjia.rooms.promises.services.auditing import AuditReport, Difference, audit
from guanjia.rooms.promises.services.drawing import begin_periods, end_periods, set_share
from guanjia.rooms.promises.services.draws import DrawsReport, check_draws
from guanjia.rooms.promises.services.due_lines import due_lines, tell_due
from guanjia.rooms.promises.services.guarding import Lacking, check_allowed, findings, lacking
from guanjia.rooms.promises.services.laying import lay_down
from guanjia.rooms.promises.services.pleading import Asked, appeal, ask_waiver, grant, uphold, waive_for
from guanjia.rooms.promises.services.raising import see_to
from guanjia.rooms.promises.services.sampling import enrol
from guanjia.rooms.promises.services.sealing import check_seal, seal, seal_step
from guanjia.rooms.promises.services.summing import fold_sums, sum_again
from guanjia.rooms.promises.services.sweeping import sweep
from guanjia.rooms.promises.services.waiving import proven_by, waive
from guanjia.rooms.promises.services.years import reckon_again, reckon_year

__all__ = [
    "Asked",
    "AuditReport",
    "Difference",
    "DrawsReport",
    "Lacking",
    "after_folding",
    "appeal",
    "apply",
    "ask_waiver",
    "audit",
    "begin_periods",
    "check_allowed",
    "check_draws",
    "check_seal",
    "due_lines",
    "end_periods",
    "enrol",
    "findings",
    "fold_sums",
    "grant",
    "lacking",
    "lay_down",
    "proven_by",
    "reckon_again",
    "reckon_year",
    "seal",
    "seal_step",
    "see_to",
    "set_share",
    "sum_again",
    "sweep",
    "tell_due",
    "uphold",
    "waive",
    "waive_for",
]
