"""What cases do when something happened elsewhere: a message came, a promise moved."""

from guanjia.rooms.cases import services
from guanjia.rooms.conversations import selectors as conversations
from guanjia.rooms.conversations.events import MessageAnswered, MessageReceived
from guanjia.rooms.promises.events import (
    PromiseEscalated,
    PromiseMetAfterAll,
    PromiseMissed,
    PromiseWaived,
    PromiseWarned,
)
from guanjia.shared.journal import reacts_to


@reacts_to(MessageReceived)
def take_in_message(fact: MessageReceived) -> None:
    heard = conversations.heard(fact)
    if heard is not None:
        services.take_in_message(services.Heard(**heard), at=fact.at)
