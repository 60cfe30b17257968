"""Sheets filled in by hand and entered afterwards: whoever enters it says who did it and when, with the sheet's photo.

It counts for when it was done; that it was entered afterwards stays visible beside it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases.rules import check_at, evidence
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.rounds import access as round_access
from guanjia.rooms.rounds import services as rounds
from guanjia.rooms.rounds.services.ground import who_goes, zone_of
from guanjia.rooms.rounds.types import Recording
from guanjia.rooms.routines import access
from guanjia.rooms.routines.models import Paper
from guanjia.rooms.routines.services.recording import write
from guanjia.rooms.routines.types import Done, Entered
from guanjia.shared import files
from guanjia.shared.actor import Actor
from guanjia.shared.db import insert_new
from guanjia.shared.errors import Missing, Refused, gettext_noop
from guanjia.shared.time import now


@transaction.atomic
def enter_routine(actor: Actor, routine_id: UUID, paper: Entered, *, at: datetime) -> UUID:
    """Enter a sheet of routine work; returns the paper's id. Raises Denied without the duty to send people out,
    Missing, Refused for what is entered already or was done another day, Invalid for a photo that is none."""
    actor.need(Duty.DISPATCH)
    row = access.routine(actor, routine_id, lock=True)
    done = Done(words=paper.words, given=paper.given, found=paper.found, people=paper.people)
    act = lambda who: write(row, who_goes(who), done, at=paper.at, afterwards=True)  # noqa: E731
    return _entered(actor, row.community_id, paper, act, at, routine=row)


@transaction.atomic
def enter_stop(actor: Actor, stop_id: UUID, paper: Entered, *, at: datetime) -> UUID:
    """Enter a form of a visit or check at a home; returns the paper's id. Raises as `enter_routine` does."""
    actor.need(Duty.DISPATCH)
    row = round_access.stop(actor, stop_id, lock=True)
    said = Recording(met=paper.met, words=paper.words, given=paper.given, found=paper.found, sure=True)
    act = lambda who: rounds.record(who, stop_id, said, at=paper.at)  # noqa: E731
    return _entered(actor, row.community_id, paper, act, at, stop=row)


def _entered(
    actor: Actor, community_id: UUID, paper: Entered, act: Callable[[Actor], None], at: datetime, **of: object
) -> UUID:
    terms = handbook.edition_in_force(community_id, at).terms
    check_at(paper.at, now(), timedelta(seconds=terms.journal.early_tolerance.in_seconds()))
    if Paper.objects.filter(**of).exists():
        raise Refused("routines.entered", gettext_noop("This sheet was entered already."))
    who = people.actor_of_staff(paper.staff_id)
    if community_id not in who.community_ids:
        raise Missing("routines.nobody", gettext_noop("Nobody of this community did that."))
    picture, _ = evidence.kept_of(paper.photo, terms.case.photo_bytes_most, zone_of(community_id))
    act(who)
    row = Paper(
        community_id=community_id,
        staff_id=paper.staff_id,
        by_id=who_goes(actor),
        at=paper.at,
        entered_at=at,
        kept=files.keep(picture),
        **of,
    )
    insert_new(row)
    return row.pk


def paper_file(actor: Actor, paper_id: UUID) -> Path:
    """Where the photo of a sheet lies. Raises Missing."""
    return files.place_of(access.paper(actor, paper_id).kept)
