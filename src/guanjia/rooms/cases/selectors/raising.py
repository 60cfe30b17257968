"""What was brought up by hand: what waits for somebody's role, what they saw to, and what stands on a case."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from guanjia.rooms.cases import access
from guanjia.rooms.cases.models import BroughtUp
from guanjia.rooms.cases.selectors.words import BookWords
from guanjia.rooms.cases.types import CaseState
from guanjia.rooms.cases.types.raising import FOR_MONEY, HURRIED, BroughtRow
from guanjia.rooms.people import selectors as people
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page, keyset

_STANDS = Q(case__is_open=True) | Q(case__state=CaseState.CLOSED, reason=FOR_MONEY)
"""What is over waits for nobody, but money is asked for afterwards too."""


def brought_waiting(actor: Actor, *, at: datetime, after: str | None = None) -> Page[BroughtRow]:
    """Open cases brought up to a role of this person that nobody of it has seen, the longest waiting first.

    Two queries. What ends meanwhile leaves the list by itself.
    """
    rows = access.all_brought_up(actor).filter(_STANDS, seen_at__isnull=True)
    page = keyset(rows, by="at", after=after)
    return Page(_rows(page.rows, at), page.next)


def brought_seen(actor: Actor, *, at: datetime, after: str | None = None) -> Page[BroughtRow]:
    """What was seen to, the latest first, with what was said to it. Two queries."""
    page = keyset(access.all_brought_up(actor).filter(seen_at__isnull=False), by="seen_at", after=after, down=True)
    return Page(_rows(page.rows, at), page.next)


def brought_of(case_id: UUID, *, at: datetime) -> list[BroughtRow]:
    """The same of one case that was reached already, the oldest first. Two queries, one where nothing was."""
    rows: QuerySet[BroughtUp] = BroughtUp.objects.filter(case=case_id).order_by("at", "id")
    return _rows(list(rows), at)


def _rows(rows: Sequence[BroughtUp], at: datetime) -> list[BroughtRow]:
    names = people.staff_names(key for one in rows for key in (one.staff_id, one.seen_by_id)) if rows else {}
    words = BookWords(at)
    return [
        BroughtRow(
            id=one.pk,
            case_id=one.case_id,
            community_id=one.community_id,
            to_role=one.to_role,
            role_title=words.of("roles", one.community_id, one.to_role),
            reason=one.reason,
            reason_title=gettext("The resident asks again and again")
            if one.reason == HURRIED
            else words.of("reasons", one.community_id, one.reason),
            note=one.note,
            by=names.get(one.staff_id, "") if one.staff_id else "",
            at=one.at,
            seen_at=one.seen_at,
            seen_by=names.get(one.seen_by_id, "") if one.seen_by_id else "",
            how=one.how,
            words=one.words,
        )
        for one in rows
    ]
