"""What conversations tell the rooms below at start."""

from guanjia.rooms.conversations.services import erasing
from guanjia.rooms.people.services.erasing import Holding, holds
from guanjia.shared.errors import gettext_noop

holds("messages", Holding(gettext_noop("messages, on both sides"), erasing.messages_held, erasing.take_messages_away))
