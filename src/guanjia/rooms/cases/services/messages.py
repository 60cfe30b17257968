"""From a resident's message to a case: joined, recognised, answered, or left to the desk."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import rules, selectors
from guanjia.rooms.cases.models import Case
from guanjia.rooms.cases.services.closing import close_by_word
from guanjia.rooms.cases.services.intake import open_recognised
from guanjia.rooms.cases.services.learning import recognised
from guanjia.rooms.cases.services.talking import Said, heard_again
from guanjia.rooms.cases.types import CaseState, OpenCase, Recognition
from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.services import script as wording
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.places import selectors as places
from guanjia.shared.riding import write


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A message as the conversations took it. `key` is its own, so that it counts once."""

    key: UUID
    community_id: UUID
    conversation_id: UUID
    contact_id: UUID
    channel: str
    text: str
    home_id: UUID | None = None


@transaction.atomic
def take_in_message(message: Heard, *, at: datetime) -> UUID | None:
    """Make of a resident's message what it is; returns the case it belongs to, None for small talk.

    It joins the open case of its conversation, unless it is an emergency of another kind: that is never hidden in
    an older matter. Taken in twice it counts once.
    """
    if not message.text.strip():
        return None
    _take_turns(message.conversation_id)
    if selectors.was_heard(message.key):
        return None
    book = handbook.edition_in_force(message.community_id, at)
    found = recognised(message.community_id, message.text, at=at)
    open_one = selectors.open_of_conversation(message.conversation_id) or _only_open(message, found)
    if open_one is not None and not _is_new_danger(found, book, open_one) and not _is_past(open_one, found):
        return _join(open_one, message, found, at)
    if _is_talk(found, book):
        return None
    opened = open_recognised(_wanted(message, found), found, heard_id=message.key, at=at)
    _answer_known(book, opened.id, message, found, at)
    return opened.id


def _take_turns(conversation_id: UUID) -> None:
    """Let two messages of one conversation be read one after the other: together they would open two cases."""
    write("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"intake:{conversation_id}"])


def _is_new_danger(found: Recognition, book: Book, open_one: Case) -> bool:
    return rules.is_emergency(found, book) and found.topic != open_one.topic and open_one.case_class != "EMG"


def _is_past(open_one: Case, found: Recognition) -> bool:
    """Whether another matter would be lost in a complaint that the desk, which reads the message, doesn't see."""
    return bool(open_one.closed_to) and bool(found.topic) and found.topic != open_one.topic


def _only_open(message: Heard, found: Recognition) -> Case | None:
    """The contact's one open case from another conversation, when the message tells no other matter."""
    others = [case for case in selectors.open_rows_of_contact(message.contact_id) if not case.closed_to]
    same = [case for case in others if case.topic and case.topic == found.topic]
    if same:
        return same[0]
    follows = not found.topic and (found.hurries or found.already_fine)
    return others[0] if follows and len(others) == 1 else None


def _join(case: Case, message: Heard, found: Recognition, at: datetime) -> UUID:
    content = found.already_fine or (found.thanks and not found.topic)
    if content and not found.complains and case.auto_answered and case.state == CaseState.CLASSIFIED:
        close_by_word(case.id, message.text, message.key, at=at)
    else:
        said = Said(message.text, hurries=found.hurries, fine=found.already_fine or content, heard_id=message.key)
        heard_again(case.id, said, at=at)
    return case.id


def _is_talk(found: Recognition, book: Book) -> bool:
    """Thanks, greetings, "it's fine" without an open case: nothing to take down, the conversation waits."""
    if rules.is_emergency(found, book):
        return False  # also when it is said to be over: somebody looks after it
    if found.already_fine or found.greets or (found.thanks and not found.topic):
        return True
    return found.sure and not book.topics[found.topic].opens_case


def _wanted(message: Heard, found: Recognition) -> OpenCase:
    home = places.home_by_label((message.community_id,), message.text) if found.place else None
    return OpenCase(
        community_id=message.community_id,
        text=message.text,
        channel=message.channel,
        contact_id=message.contact_id,
        conversation_id=message.conversation_id,
        home_id=home.id if home else message.home_id,
        place_text=found.place,
    )


def _answer_known(book: Book, case_id: UUID, message: Heard, found: Recognition, at: datetime) -> None:
    """Give the standard answer of a known question. The case stays open until the resident says it was enough."""
    code = book.topics[found.topic].standard_answer if found.sure else None
    if code is None or found.confidence < float(book.terms.conversation.auto_answer_from):
        return
    here = places.community(message.community_id)
    known = {"community": here.name, "company": here.company_name, "phone": here.phone}
    if not known.keys() >= set(book.content.scripts[code].slots):
        return  # a wording about this very case is a person's to say
    text = wording(book, code, **known)
    conversations.auto_answer(message.conversation_id, text, code, at=at)
    Case.objects.filter(pk=case_id).update(auto_answered=True)
