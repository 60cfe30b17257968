"""The complete file of a case as PDF, made by a worker: masked unless a duty needs it in full, and then on record.

What was made can be fetched for a day, by who asked for it, and is gone then. Each fetching of a full one is a look at
personal data, with its reason.
"""

import json
import logging
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language

from guanjia.rooms.cases import access
from guanjia.rooms.cases.models import CaseFile
from guanjia.rooms.cases.selectors.whole_file import whole_file
from guanjia.rooms.cases.services.ground import check_impartial
from guanjia.rooms.cases.types.complaints import FileState
from guanjia.rooms.handbook.services.printing import set_in_type
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people import services as people_verbs
from guanjia.rooms.people.types import Duty, UnmaskReason
from guanjia.rooms.places import selectors as places
from guanjia.shared import jobs
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Denied, GuanjiaError, Missing, gettext_noop

logger = logging.getLogger("guanjia.cases")
MAKE = "rooms.cases.tasks.make_file"
LASTS = timedelta(days=1)
"""How long a file can be fetched."""
TEMPLATE = Path(__file__).resolve().parents[1] / "print" / "file.typ"


@transaction.atomic
def ask_for_file(actor: Actor, case_id: UUID, in_full: UnmaskReason | None, *, at: datetime) -> UUID:
    """Have the whole file of a case made as PDF; names and phones in full only against a reason.

    Asked again while one like it waits it is the same one. Raises Missing, Denied without the duty and for who must
    keep out.
    """
    actor.need(Duty.SEE_QUEUE)
    if in_full is not None:
        actor.need(Duty.UNMASK)
    case = access.case(actor, case_id, lock=True)
    check_impartial(case, actor, at)
    if actor.staff_id is None:
        raise Denied("people.no_duty", gettext_noop("Your role does not include this. Ask your supervisor."))
    reason = in_full.value if in_full else ""
    mine = CaseFile.objects.filter(case=case, staff=actor.staff_id, in_full=reason, state=FileState.WAITING.value)
    found = mine.filter(expires_at__gt=at).first()
    if found is not None:
        return found.pk
    made = CaseFile(
        community_id=case.community_id,
        case=case,
        staff_id=actor.staff_id,
        in_full=reason,
        language=get_language() or "",
        asked_at=at,
        expires_at=at + LASTS,
    )
    made.save(force_insert=True)
    jobs.defer(jobs.JOBS[MAKE], file_id=str(made.pk))
    return made.pk


def make_file(file_id: UUID, *, at: datetime) -> None:
    """Make a file that waits; made twice it is the same. What hinders it is kept, for the page to say."""
    found = CaseFile.objects.filter(pk=file_id, state=FileState.WAITING.value, expires_at__gt=at).first()
    if found is None:
        return
    try:
        content = _printed(found, at)
    except GuanjiaError as hindered:
        _settle(file_id, FileState.FAILED, problem=hindered.code)
    except RuntimeError:  # typst could not set it
        logger.exception("cases.file_failed", extra={"file": str(file_id)})
        _settle(file_id, FileState.FAILED, problem="cases.file_failed")
    else:
        _settle(file_id, FileState.MADE, content=content)


def _printed(found: CaseFile, at: datetime) -> bytes:
    here = places.community(found.community_id)
    with translation.override(found.language), timezone.override(here.zone):
        told = whole_file(people.actor_of_staff(found.staff_id), found.case_id, in_full=bool(found.in_full), at=at)
        return set_in_type(TEMPLATE, {"file": json.dumps(told, ensure_ascii=False)})


def _settle(file_id: UUID, state: FileState, **more: object) -> None:
    CaseFile.objects.filter(pk=file_id, state=FileState.WAITING.value).update(state=state.value, **more)


@transaction.atomic
def file_of(actor: Actor, file_id: UUID, *, at: datetime) -> tuple[str, bytes]:
    """The number of the case and the bytes, for who asked, until the day is over; one in full is a look, on record.

    Raises Missing otherwise.
    """
    found = access.case_file(actor, file_id)
    if found.content is None or found.expires_at <= at:
        raise Missing("cases.no_file", gettext_noop("There is no such file, or it is no longer kept."))
    contact_id = found.case.contact_id
    if found.in_full and contact_id is not None:
        people_verbs.unmask(actor, "contact", contact_id, UnmaskReason(found.in_full), at)
    return found.case.number, bytes(found.content)


@transaction.atomic
def forget_files(*, at: datetime) -> int:
    """Take away files whose day is over; returns how many."""
    return CaseFile.objects.filter(expires_at__lte=at).delete()[0]
