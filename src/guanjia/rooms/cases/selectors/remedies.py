"""What follows from a complaint, as pages show it: what is to be done better, and money for what went wrong."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guanjia.rooms.cases.models import Compensation, Improvement
from guanjia.rooms.cases.selectors.words import BookWords
from guanjia.rooms.cases.types.remedies import AskState, CompensationRow, ImprovementRow, Liability
from guanjia.rooms.people import selectors as people

LIABILITY_WORDS: Mapping[Liability, object] = {
    Liability.OURS: _("Our fault"),
    Liability.SHARED: _("Partly our fault"),
    Liability.OTHERS: _("Somebody else's fault"),
    Liability.NOBODY: _("Nobody's fault"),
}


def liability_title(code: str) -> str:
    """Whose fault it was, in words; empty where it was not said."""
    return str(LIABILITY_WORDS[Liability(code)]) if code else ""


def improvements_of(case_id: UUID) -> list[ImprovementRow]:
    """What is to be done better, of a case that was reached already, for staff. Two queries, one where nothing is."""
    rows = list(Improvement.objects.filter(case=case_id).select_related("done").order_by("at", "id"))
    done = {one.pk: one.done for one in rows if hasattr(one, "done")}
    people_on = [key for one in rows for key in (one.staff_id, one.owner_id)]
    names = people.staff_names([*people_on, *(one.staff_id for one in done.values())]) if rows else {}
    return [
        ImprovementRow(
            id=one.pk,
            text=one.text,
            owner_id=one.owner_id,
            owner=names.get(one.owner_id, ""),
            until=one.until,
            who=names.get(one.staff_id, ""),
            at=one.at,
            done_by=names.get(done[one.pk].staff_id, "") if one.pk in done else "",
            done_at=done[one.pk].at if one.pk in done else None,
            how=done[one.pk].how if one.pk in done else "",
        )
        for one in rows
    ]


def compensation_of(case_id: UUID, *, at: datetime) -> list[CompensationRow]:
    """Money asked for, of a case that was reached already, for staff. Two queries, one where nothing was."""
    rows = list(Compensation.objects.filter(case=case_id).order_by("asked_at", "id"))
    people_on = [key for one in rows for key in (one.asked_by_id, one.decided_by_id, one.given_by_id)]
    names, words = people.staff_names(people_on) if rows else {}, BookWords(at)
    return [
        CompensationRow(
            id=one.pk,
            amount=one.amount,
            why=one.why,
            to_role=one.to_role,
            role_title=words.of("roles", one.community_id, one.to_role),
            state=AskState(one.state),
            asked_by=names.get(one.asked_by_id, ""),
            asked_at=one.asked_at,
            decided_by=names.get(one.decided_by_id, "") if one.decided_by_id else "",
            decided_at=one.decided_at,
            answer=one.answer,
            given_by=names.get(one.given_by_id, "") if one.given_by_id else "",
            given_at=one.given_at,
            how=one.how,
        )
        for one in rows
    ]
