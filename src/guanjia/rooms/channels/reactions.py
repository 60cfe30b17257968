"""What channels do when somebody answered: carry it outside."""

from guanjia.rooms.channels import services
from guanjia.rooms.conversations.events import MessageAnswered, MessageAutoAnswered
from guanjia.shared.journal import reacts_to
from guanjia.shared.time import now


@reacts_to(MessageAnswered)
def carry_answer_out(fact: MessageAnswered) -> None:
    if fact.message_id is not None:
        services.send_out(fact.message_id, at=now())


@reacts_to(MessageAutoAnswered)
def carry_wording_out(fact: MessageAutoAnswered) -> None:
    if fact.message_id is not None:
        services.send_out(fact.message_id, at=now())
