"""What is done at one's own place: drafts, views, looks, and sitting down at a case."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.workplace import access, rules
from guanjia.rooms.workplace.models import Draft, KeptView, Look, Seat
from guanjia.rooms.workplace.types import Opened, Values, ViewRow
from guanjia.shared.actor import Actor
from guanjia.shared.db import change
from guanjia.shared.live import tell

# Drafts -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def keep_draft(actor: Actor, name: str, values: Values, *, at: datetime) -> None:
    """Keep what stands in a form under its name; an empty form is none. Raises Denied, Invalid."""
    staff_id = access.own(actor)
    rules.check_draft(name, values)
    if not any(one.strip() for found in values.values() for one in found):
        drop_draft(actor, name)
        return
    Draft.objects.update_or_create(staff_id=staff_id, name=name, defaults={"values": dict(values), "at": at})


@transaction.atomic
def drop_draft(actor: Actor, name: str) -> None:
    """Forget what was begun in a form: it was sent, or is not wanted. Nothing there is fine."""
    if actor.staff_id is not None and name:
        Draft.objects.filter(staff=actor.staff_id, name=name).delete()


# Views ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def keep_view(actor: Actor, page: str, name: str, query: str) -> ViewRow:
    """Keep a filter of a list under a name; the same name again puts the new filter in its place.

    Raises Denied, Invalid for no name, Refused when there are too many.
    """
    staff_id, known_as = access.own(actor), rules.view_name(name)
    mine = KeptView.objects.filter(staff=staff_id, page=page)
    if not mine.filter(name=known_as).exists():
        rules.check_room(mine.count())
    row, _ = KeptView.objects.update_or_create(
        staff_id=staff_id, page=page, name=known_as, defaults={"query": query[:300]}
    )
    return ViewRow(row.pk, row.name, row.query, row.chosen)


@transaction.atomic
def choose_view(actor: Actor, view_id: UUID) -> ViewRow:
    """Let the list begin with this view, or no longer when it does already. Raises Missing."""
    row = access.view(actor, view_id)
    chosen = not row.chosen
    KeptView.objects.filter(staff=row.staff_id, page=row.page, chosen=True).update(chosen=False)
    KeptView.objects.filter(pk=row.pk).update(chosen=chosen)
    return ViewRow(row.pk, row.name, row.query, chosen)


@transaction.atomic
def drop_view(actor: Actor, view_id: UUID) -> ViewRow:
    """Forget a view; returns what it was, so that it can be kept anew. Raises Missing."""
    row = access.view(actor, view_id)
    was = ViewRow(row.pk, row.name, row.query, row.chosen)
    row.delete()
    return was


# Looking and sitting ----------------------------------------------------------------------------------------------


@transaction.atomic
def sit_down(actor: Actor, opened: Opened, *, at: datetime, writes: bool = False) -> None:
    """This person has a case or conversation open in a tab, instead of what the tab held before, and sees it as it is.

    Colleagues' pages hear of it only when something about it is new. A tab that was left stays left: what a closing
    page said last may come after its leaving. The caller has made sure that it is theirs to see. Raises Denied.
    """
    staff_id = access.own(actor)
    Look.objects.update_or_create(staff_id=staff_id, subject_id=opened.subject_id, defaults={"at": at})
    before = Seat.objects.select_for_update().filter(staff=staff_id, tab=opened.tab[:40]).first()
    if before is not None and before.left:
        return
    stays = before is not None and before.subject_id == opened.subject_id
    fresh = not stays or before.seen_at <= at - rules.HERE or writes != rules.writes(before.wrote_at, at)  # type: ignore[union-attr]
    Seat.objects.update_or_create(
        staff_id=staff_id,
        tab=opened.tab[:40],
        defaults={
            "community_id": opened.community_id,
            "subject_id": opened.subject_id,
            "since": before.since if stays and before else at,
            "seen_at": at,
            "wrote_at": at if writes else None,
        },
    )
    if before is not None and not stays:
        tell(before.community_id, "here", before.subject_id)
    if fresh:
        tell(opened.community_id, "here", opened.subject_id)


@transaction.atomic
def get_up(actor: Actor, tab: str) -> None:
    """What this tab held open is no longer looked at; a tab is left once, and for good."""
    for row in Seat.objects.select_for_update().filter(staff=access.own(actor), tab=tab[:40], left=False):
        row.left = True
        change(row, ["left"])
        tell(row.community_id, "here", row.subject_id)


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Drafts nobody came back to, seats nobody sits on and looks of long ago go; returns how many rows."""
    gone = Draft.objects.filter(at__lt=at - rules.DRAFT_DAYS).delete()[0]
    gone += Seat.objects.filter(seen_at__lt=at - rules.HERE).delete()[0]
    return gone + Look.objects.filter(at__lt=at - rules.LOOKS).delete()[0]
