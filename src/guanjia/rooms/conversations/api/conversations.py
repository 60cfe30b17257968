"""Reading, answering and ending conversations."""

from uuid import UUID

from ninja import Router, Status

from guanjia.rooms.conversations import schemas, selectors, services
from guanjia.rooms.conversations.types import ConversationRow, ConversationState, ConversationView, MessageRow
from guanjia.rooms.people.types import Duty
from guanjia.shared.actor import coming_from
from guanjia.shared.api import bearer
from guanjia.shared.db import Page
from guanjia.shared.time import now
from guanjia.shared.web import StaffRequest

SEE, ANSWER = bearer(Duty.SEE_QUEUE), bearer(Duty.ANSWER)
router = Router(tags=["conversations"], auth=SEE)


@router.get("", response=schemas.ConversationPage, summary="Conversations, the latest first")
def conversations(
    request: StaffRequest,
    state: ConversationState | None = None,
    contact_id: UUID | None = None,
    after: schemas.After | None = None,
) -> Page[ConversationRow]:
    return selectors.conversations(request.auth, state=state or "", contact_id=contact_id, after=after)


@router.get("/waiting", response=schemas.ConversationPage, summary="Who waits for a person, the longest first")
def waiting(request: StaffRequest, after: schemas.After | None = None) -> Page[ConversationRow]:
    return selectors.waiting(request.auth, after=after)


@router.get("/{conversation_id}", response=schemas.TalkOut, summary="One conversation with its newest messages")
def conversation(request: StaffRequest, conversation_id: UUID) -> schemas.TalkOut:
    return _talk(selectors.conversation(request.auth, conversation_id))


@router.get("/{conversation_id}/messages", response=schemas.SaidPage, summary="What was said, the newest first")
def messages(request: StaffRequest, conversation_id: UUID, after: schemas.After | None = None) -> Page[MessageRow]:
    return selectors.messages(request.auth, conversation_id, after=after)


@router.post(
    "/{conversation_id}/answer", response={201: schemas.WrittenOut}, auth=ANSWER, summary="Answer the resident"
)
def answer(request: StaffRequest, conversation_id: UUID, body: schemas.ReplyIn) -> Status[schemas.WrittenOut]:
    about, draft = body.case_id, body.draft
    with coming_from("api", request.auth.id):
        made = services.answer(request.auth, conversation_id, body.text, at=now(), case_id=about, draft=draft)
    return Status(201, schemas.WrittenOut(message_id=made))


@router.post("/{conversation_id}/note", response={201: schemas.WrittenOut}, summary="Write a note residents never see")
def note(request: StaffRequest, conversation_id: UUID, body: schemas.NoteIn) -> Status[schemas.WrittenOut]:
    with coming_from("api", request.auth.id):
        made = services.note(request.auth, conversation_id, body.text, at=now(), draft=body.draft)
    return Status(201, schemas.WrittenOut(message_id=made))


@router.post("/{conversation_id}/join", response={204: None}, auth=ANSWER, summary="Take the conversation over")
def join(request: StaffRequest, conversation_id: UUID) -> Status[None]:
    with coming_from("api", request.auth.id):
        services.join(request.auth, conversation_id, at=now())
    return Status(204, None)


@router.post("/{conversation_id}/close", response={204: None}, auth=ANSWER, summary="End a settled conversation")
def close(request: StaffRequest, conversation_id: UUID) -> Status[None]:
    with coming_from("api", request.auth.id):
        services.close(request.auth, conversation_id, at=now())
    return Status(204, None)


def _talk(view: ConversationView) -> schemas.TalkOut:
    return schemas.TalkOut(
        id=view.id,
        community_id=view.community_id,
        contact_id=view.contact.id,
        name=view.contact.name,
        masked_phone=view.contact.masked_phone,
        place=view.contact.home_label,
        channel=view.channel,
        state=ConversationState(view.state),
        opened_at=view.opened_at,
        unread_since=view.unread_since,
        asked_person_at=view.asked_person_at,
        owner_name=view.owner_name,
        score=view.score,
        messages=[schemas.SaidOut.from_orm(row) for row in view.messages],
        older=view.older,
    )
