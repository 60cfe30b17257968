"""Cases and homes for who types a few signs and wants to be there."""

from django.urls import reverse
from django.utils.translation import gettext as _

from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty, HouseholdRow
from guanjia.shared.actor import Actor

LEAST = 2
"""Signs from which is looked for."""
CASES, HOMES = 6, 5
"""Rows of each that are shown; who wants more goes to the list."""

Row = dict[str, str]


def found(actor: Actor, typed: str) -> list[Row]:
    """Rows of `label`, `more` and `url`: open cases by what is due first, finished ones if few are open, then homes.

    Names are masked as everywhere. Homes only for who may see residents. Eight queries at most.
    """
    text = typed.strip()[:60]
    if len(text) < LEAST:
        return []
    rows = cases.meant(actor, text, size=CASES)
    homes = people.households(actor, text).rows[:HOMES] if actor.may(Duty.SEE_RESIDENTS) else []
    return [*(_case(row) for row in rows), *(_home(row) for row in homes)]


def _case(row: cases.CaseRef) -> Row:
    label = " · ".join(part for part in (row.number, row.title, row.place) if part)
    kind = _("Case") if row.is_open else _("Finished case")
    return {"label": label, "more": kind, "url": reverse("service:case", args=[row.id])}


def _home(row: HouseholdRow) -> Row:
    names = " ".join(one.name for one in row.residents)
    return {"label": f"{row.label} {names}", "more": _("Home"), "url": reverse("people:home", args=[row.id])}
