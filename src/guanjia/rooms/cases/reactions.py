"""What cases do when something happened elsewhere: a message came, a promise moved."""

from guanjia.rooms.cases import selectors, services
from guanjia.rooms.conversations import selectors as conversations
from guanjia.rooms.conversations import services as conversation_services
from guanjia.rooms.conversations.events import MessageAnswered, MessageReceived
from guanjia.rooms.promises.events import (
    PromiseEscalated,
    PromiseFact,
    PromiseMetAfterAll,
    PromiseMissed,
    PromiseWaived,
    PromiseWarned,
)
from guanjia.shared.journal import reacts_to
from guanjia.shared.time import now

conversation_services.busy_by(selectors.conversations_at_work)


@reacts_to(MessageReceived)
def take_in_message(fact: MessageReceived) -> None:
    heard = conversations.heard(fact)
    if heard is not None and fact.by_resident:
        services.take_in_message(services.Heard(**heard), at=fact.at)


@reacts_to(MessageAnswered)
def look_after_answer(fact: MessageAnswered) -> None:
    if fact.case_id is not None:
        services.refresh_due(fact.case_id, at=now())


@reacts_to(PromiseWarned, PromiseMissed, PromiseMetAfterAll, PromiseWaived)
def look_again(fact: PromiseFact) -> None:
    if fact.case_id is not None:
        services.refresh_due(fact.case_id, at=now())


@reacts_to(PromiseEscalated)
def keep_who_was_told(fact: PromiseEscalated) -> None:
    if fact.case_id is not None:
        services.raised_to(fact.case_id, fact.to_role)
