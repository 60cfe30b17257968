"""`guanjia replay`, apart from the other services: its columns load numpy, which no page and no job should carry."""

from guanjia.rooms.promises.services.replay_words import plain, told
from guanjia.rooms.promises.services.replaying import Report, Wish, replay_log
from guanjia.rooms.promises.services.replaying_journal import replay_journal

__all__ = ["Report", "Wish", "plain", "replay_journal", "replay_log", "told"]
