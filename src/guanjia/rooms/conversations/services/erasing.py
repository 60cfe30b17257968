"""What conversations hold of a person, and how it is taken away."""

from django.db import transaction
from django.db.models import QuerySet

from guanjia.rooms.conversations.models import Message
from guanjia.rooms.people.services.erasing import GONE
from guanjia.rooms.people.types.erasing import Person


def _messages(person: Person) -> QuerySet[Message]:
    rows = Message.objects.filter(conversation__contact__in=person.contact_ids)
    return rows.exclude(text__in=["", GONE], media="", picture="")


def messages_held(person: Person) -> int:
    """Messages in their conversations that still say something. One query."""
    return _messages(person).count()


@transaction.atomic
def take_messages_away(person: Person) -> int:
    """Texts and pictures of their conversations go, both sides: answers name people, too. Times and authors stay."""
    return _messages(person).update(text=GONE, media="", picture="")
