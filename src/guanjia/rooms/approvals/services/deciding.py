"""Each role says yes or no to the version that lies before it; one person never speaks in two roles."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.approvals import access, rules
from guanjia.rooms.approvals.events import ApprovalGiven, ApprovalRefused, ApprovalSettled
from guanjia.rooms.approvals.models import Attachment, Matter, Voice
from guanjia.rooms.approvals.services.ground import move, told, who
from guanjia.rooms.approvals.types import MatterState, VoiceState, Word
from guanjia.rooms.people import selectors as people
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import change
from guanjia.shared.errors import Denied, Invalid, Refused, gettext_noop


@transaction.atomic
def approve(actor: Actor, matter_id: UUID, word: Word, *, at: datetime) -> None:
    """Approve in a role the version that was seen. The same again counts once.

    Raises Denied for a role this person does not have there, Refused for a version that counts no more, a role that
    isn't asked, and who has spoken in another role.
    """
    staff_id = who(actor)
    row = access.matter(actor, matter_id, lock=True)
    _check_role(staff_id, row, word.role)
    if _said_already(row, word, staff_id):
        return
    voice = _voice(row, word, staff_id)
    _write(voice, VoiceState.APPROVED, staff_id, word.words, at)
    laid = Attachment.objects.filter(matter=row, version=row.version, at_start=False)
    papers = tuple(sorted(set(laid.values_list("code", flat=True))))
    journal.record(told(row, ApprovalGiven, staff_id, at, role=word.role, papers=papers))
    _settle(row, staff_id, at)


@transaction.atomic
def refuse(actor: Actor, matter_id: UUID, word: Word, *, at: datetime) -> None:
    """Say no in a role to the version that was seen, with what must be changed.

    Raises as `approve` does, and Invalid without words.
    """
    staff_id = who(actor)
    row = access.matter(actor, matter_id, lock=True)
    if not word.words.strip():
        message = gettext_noop("Say what must be changed, so that it can be laid again.")
        raise Invalid("approvals.why_not", message, field="words")
    _check_role(staff_id, row, word.role)
    voice = _voice(row, word, staff_id)
    _write(voice, VoiceState.REFUSED, staff_id, word.words, at)
    journal.record(told(row, ApprovalRefused, staff_id, at, role=word.role))
    _settle(row, staff_id, at)


def _check_role(staff_id: UUID, row: Matter, role: str) -> None:
    if role not in people.roles_of(staff_id, row.community_id):
        raise Denied("approvals.role", gettext_noop("You don't have this role in this community."))


def _said_already(row: Matter, word: Word, staff_id: UUID) -> bool:
    same = Voice.objects.filter(matter=row, version=word.seen, role=word.role, staff=staff_id)
    return same.filter(state=VoiceState.APPROVED.value).exists()


def _voice(row: Matter, word: Word, staff_id: UUID) -> Voice:
    """The word that is still open in this role. Raises Refused where there is none for this person."""
    rules.check_said(MatterState(row.state), row.version, word.seen)
    voices = list(Voice.objects.filter(matter=row, version=row.version).order_by("role", "place"))
    if any(one.staff_id == staff_id and (one.apart or one.role == word.role) for one in voices):
        message = gettext_noop("You have spoken for this version already. Another person must speak for this role.")
        raise Refused("approvals.two_roles", message)
    found = next((one for one in voices if one.role == word.role and one.state == VoiceState.WAITING), None)
    if found is None:
        raise Refused("approvals.not_asked", gettext_noop("Nobody waits for the word of this role."))
    return found


def _write(voice: Voice, state: VoiceState, staff_id: UUID, words: str, at: datetime) -> None:
    voice.state, voice.staff_id, voice.at, voice.words = state.value, staff_id, at, words.strip()
    change(voice, ["state", "staff", "at", "words"])


def _settle(row: Matter, staff_id: UUID, at: datetime) -> None:
    said = Voice.objects.filter(matter=row, version=row.version).values_list("state", flat=True)
    state = rules.state_after(map(VoiceState, said))
    if state is MatterState.ASKED:
        return
    move(row, state)
    journal.record(told(row, ApprovalSettled, staff_id, at, granted=state is MatterState.GRANTED))
