"""Master data as a workbook: empty to fill in, or with all that is written down, made by a worker.

What a worker made can be fetched for a day, by who asked for it, and is gone then: it holds names and phones.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language, override

from guanjia.rooms.people import access
from guanjia.rooms.people.events import MasterDataExported
from guanjia.rooms.people.models import Export, Unmasking
from guanjia.rooms.people.selectors import exporting as reads
from guanjia.rooms.people.types import Duty, UnmaskReason
from guanjia.rooms.people.types.importing import SHEETS
from guanjia.rooms.people.wording import TITLES, choice_words
from guanjia.rooms.places import access as places_access
from guanjia.shared import jobs, journal
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Denied, Missing, gettext_noop
from guanjia.shared.sheets import Given, written

MAKE = "rooms.people.tasks.make_export"
LASTS = timedelta(days=1)
"""How long a file can be fetched."""

Rows = Mapping[str, Iterable[Sequence[str | int | float | date | None]]]


def template_book(community_id: UUID | None) -> bytes:
    """The workbook with its heads and the words to choose from; cells that must be filled are marked with *."""
    return _book({}, community_id)


def _book(rows: Rows, community_id: UUID | None) -> bytes:
    """A workbook that can be sent back: the sheets of an import with these rows."""
    words = choice_words(community_id) if community_id else {}
    return written(
        [
            Given(
                name=str(TITLES[code, ""]),
                heads=[f"{TITLES[code, one.code]}{' *' if one.needed else ''}" for one in columns],
                rows=rows.get(code, ()),
                choices=[list(words.get((code, one.code), {}).values()) for one in columns],
            )
            for code, columns in SHEETS.items()
        ]
    )


@transaction.atomic
def ask_for_export(actor: Actor, community_id: UUID, in_full: UnmaskReason | None, *, at: datetime) -> UUID:
    """Have a community's master data made as a workbook; names and phones in full only against a reason.

    Either is on record. Raises Denied without the duty, Missing for another community.
    """
    actor.need(Duty.MANAGE)
    if in_full is not None:
        actor.need(Duty.UNMASK)
    places_access.check_community(actor, community_id)
    if actor.staff_id is None:
        raise Denied("people.no_duty", gettext_noop("Your role does not include this. Ask your supervisor."))
    made = Export(
        community_id=community_id,
        staff_id=actor.staff_id,
        in_full=in_full is not None,
        language=get_language() or "",
        asked_at=at,
        expires_at=at + LASTS,
    )
    made.save(force_insert=True)
    if in_full is not None:
        Unmasking(community_id=community_id, staff_id=actor.staff_id, whole=True, reason=in_full.value, at=at).save(
            force_insert=True
        )
    journal.record(
        MasterDataExported(
            community_id=community_id,
            subject_id=made.pk,
            at=at,
            staff_id=actor.staff_id,
            reason=in_full.value if in_full else "masked",
        )
    )
    jobs.defer(jobs.JOBS[MAKE], export_id=str(made.pk))
    return made.pk


@transaction.atomic
def make_export(export_id: UUID, *, at: datetime) -> None:
    """Make a workbook that was asked for; made already, or over, nothing happens."""
    found = Export.objects.select_for_update().filter(pk=export_id, content__isnull=True, expires_at__gt=at).first()
    if found is None:
        return
    with override(found.language):
        words = choice_words(found.community_id)
        rows = reads.all_rows(found.community_id, words, in_full=found.in_full, at=at)
        found.content = _book(rows, found.community_id)
    found.made = True
    found.save(update_fields=["content", "made"])


def export_file(actor: Actor, export_id: UUID, *, at: datetime) -> bytes:
    """The bytes, for who asked, until the day is over. Raises Missing otherwise."""
    found = access.export(actor, export_id)
    if found.content is None or found.expires_at <= at:
        raise Missing("people.no_export", gettext_noop("There is no such file, or it is no longer kept."))
    return bytes(found.content)


@transaction.atomic
def forget_exports(*, at: datetime) -> int:
    """Take away files whose day is over; returns how many. That they were made stays in the journal."""
    return Export.objects.filter(expires_at__lte=at).delete()[0]
