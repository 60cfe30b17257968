"""What the house tells the resident by itself: the handbook's wording at its moments, with the case's own words.

It is a machine's word: it keeps nobody's promise, and where a slot isn't known nothing is said.
"""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import formats, timezone, translation
from django.utils.translation import gettext

from guanjia.rooms.cases.models import Case, CaseNote
from guanjia.rooms.cases.services.ground import book_of
from guanjia.rooms.cases.types import COMPLAINT, FAR, NoteKind
from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.handbook.services import script as wording
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people import services as people_verbs
from guanjia.rooms.places import selectors as places
from guanjia.shared.db import row_of, rows_of
from guanjia.shared.templatetags.guanjia import yuan

LANGUAGE = "zh-hans"  # residents write and read Chinese; the wording of the handbook is theirs


@transaction.atomic
def tell_resident(case_id: UUID, moment: str, *, at: datetime, reason: str = "") -> None:
    """Say the handbook's words for this moment of the case, if the resident wrote to us and it has some."""
    case = row_of(Case, case_id)
    if case is None or case.conversation_id is None or case.auto_answered:
        return
    book = book_of(case, at)
    if moment == "opened" and case.case_class == COMPLAINT:
        moment = "opened_complaint"
    code = book.terms.case.scripts.get(moment, "")
    found = book.scripts.get(code)
    if found is None:
        return
    with translation.override(LANGUAGE):
        known = _known(case, book, reason, at)
    if set(found.slots) <= set(known):
        conversations.tell(case.conversation_id, wording(book, code, **known), code, at=at)


def _known(case: Case, book: Book, reason: str, at: datetime) -> dict[str, str]:
    """The slots whose words are known."""
    here = places.community(case.community_id)
    zone = ZoneInfo(here.zone)
    until = case.paused_until or (case.due_at if case.due_at != FAR else None)
    topic = book.topics.get(case.topic)
    given = book.reasons.get(reason)
    worker = people.staff_names([case.worker_id or case.owner_id]).get(case.worker_id or case.owner_id)  # type: ignore[arg-type]
    notes = rows_of(CaseNote, case_id=case.pk, kind=NoteKind.REPORT.value)
    result = max(notes, key=lambda note: (note.at, note.pk), default=None)
    slots = {
        "community": here.name,
        "company": here.company_name,
        "phone": here.phone,
        "number": case.merged_into.number if case.merged_into else case.number,
        "matter": topic.title.zh if topic else case.title,
        "next": _next(case, until, zone, at),
        "until": _moment(until, zone, at),
        "reason": given.title.zh if given else "",
        "start": _moment(case.appointment_start, zone, at),
        "end": _moment(case.appointment_end, zone, at),
        "who": worker or "",
        "amount": yuan(case.price) if case.price else "",
        "result": result.text.rstrip("。.！! ") if result else gettext("the work is finished"),
        "link": settings.PUBLIC_URL + people_verbs.resident_link(case.contact_id) if case.contact_id else "",
    }
    return {name: words for name, words in slots.items() if words}


def _next(case: Case, until: datetime | None, zone: ZoneInfo, at: datetime) -> str:
    if until is None:
        return gettext("a colleague looks at it and tells you how it goes on")
    return gettext("a colleague takes care of it; you hear from us by %(time)s") % {"time": _moment(until, zone, at)}


def _moment(value: datetime | None, zone: ZoneInfo, at: datetime) -> str:
    if value is None:
        return ""
    local, today = timezone.localtime(value, zone), timezone.localtime(at, zone).date()
    clock = local.strftime("%H:%M")
    return clock if local.date() == today else f"{formats.date_format(local, 'MONTH_DAY_FORMAT')} {clock}"
