"""Verbs of rounds."""

from guanjia.rooms.rounds.services.afterwards import thank, try_again
from guanjia.rooms.rounds.services.booking import Agreed, book_own_visit, book_visit, call_off, call_off_own, invite
from guanjia.rooms.rounds.services.evidence import keep_shot, shot_file, signature_file
from guanjia.rooms.rounds.services.feeds import end_feed, make_feed, read_feed
from guanjia.rooms.rounds.services.findings import voice_file
from guanjia.rooms.rounds.services.laying import lay_everywhere, lay_out, plan, plan_again
from guanjia.rooms.rounds.services.mending import case_done, fail, lead, verify
from guanjia.rooms.rounds.services.moving import Target, move_stops
from guanjia.rooms.rounds.services.proofs import photo_file
from guanjia.rooms.rounds.services.proving import explain, prove, settle
from guanjia.rooms.rounds.services.recording import absent, record, start
from guanjia.rooms.rounds.services.spots import hang_labels, place_spot, renew_spot
from guanjia.rooms.rounds.services.unreached import note_try, note_wishes, show_tries

__all__ = [
    "Agreed",
    "Target",
    "absent",
    "book_own_visit",
    "book_visit",
    "call_off",
    "call_off_own",
    "case_done",
    "end_feed",
    "explain",
    "fail",
    "hang_labels",
    "invite",
    "keep_shot",
    "lay_everywhere",
    "lay_out",
    "lead",
    "make_feed",
    "move_stops",
    "note_try",
    "note_wishes",
    "photo_file",
    "place_spot",
    "plan",
    "plan_again",
    "prove",
    "read_feed",
    "record",
    "renew_spot",
    "settle",
    "shot_file",
    "show_tries",
    "signature_file",
    "start",
    "thank",
    "try_again",
    "verify",
    "voice_file",
]
