"""Verbs of breaches."""

from guanjia.rooms.breaches.services.ending import check, lead, take_over, withdraw
from guanjia.rooms.breaches.services.papers import deliver, make_notice, report
from guanjia.rooms.breaches.services.printing import make_paper, paper_file, photo_file
from guanjia.rooms.breaches.services.taking import led, open_breach, refresh_due, take_up
from guanjia.rooms.breaches.services.talking import put_right, talk

__all__ = [
    "check",
    "deliver",
    "lead",
    "led",
    "make_notice",
    "make_paper",
    "open_breach",
    "paper_file",
    "photo_file",
    "put_right",
    "refresh_due",
    "report",
    "take_over",
    "take_up",
    "talk",
    "withdraw",
]
