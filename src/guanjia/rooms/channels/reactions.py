"""What channels do when somebody answered: carry it outside."""

from guanjia.rooms.channels import services
from guanjia.rooms.channels.services import erasing
from guanjia.rooms.conversations.events import MessageAnswered, MessageAutoAnswered
from guanjia.rooms.people.services.erasing import Holding, holds
from guanjia.shared.errors import gettext_noop
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


holds(
    "bodies", Holding(gettext_noop("words as they came in and went out"), erasing.bodies_held, erasing.take_bodies_away)
)
