"""Verbs of approvals."""

from guanjia.rooms.approvals.services.deciding import approve, refuse
from guanjia.rooms.approvals.services.files import attachment_file
from guanjia.rooms.approvals.services.laying import lay, lay_again, withdraw
from guanjia.rooms.approvals.services.starting import record_begun, record_begun_unasked, start

__all__ = [
    "approve",
    "attachment_file",
    "lay",
    "lay_again",
    "record_begun",
    "record_begun_unasked",
    "refuse",
    "start",
    "withdraw",
]
