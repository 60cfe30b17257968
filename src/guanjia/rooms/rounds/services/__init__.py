"""Verbs of rounds."""

from guanjia.rooms.rounds.services.evidence import keep_shot, shot_file, signature_file
from guanjia.rooms.rounds.services.findings import case_done, verify, voice_file
from guanjia.rooms.rounds.services.laying import lay_everywhere, lay_out, plan, plan_again
from guanjia.rooms.rounds.services.moving import Target, move_stops
from guanjia.rooms.rounds.services.proving import explain, prove, settle
from guanjia.rooms.rounds.services.recording import absent, record, start
from guanjia.rooms.rounds.services.spots import hang_labels, place_spot, renew_spot

__all__ = [
    "Target",
    "absent",
    "case_done",
    "explain",
    "hang_labels",
    "keep_shot",
    "lay_everywhere",
    "lay_out",
    "move_stops",
    "place_spot",
    "plan",
    "plan_again",
    "prove",
    "record",
    "renew_spot",
    "settle",
    "shot_file",
    "signature_file",
    "start",
    "verify",
    "voice_file",
]
