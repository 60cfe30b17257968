"""Notices and reports on paper, made by typst: their words go in as JSON, so none of them is ever read as markup."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import dateformat, translation
from django.utils.translation import gettext

from guanjia.rooms.breaches import access
from guanjia.rooms.breaches.models import Breach, Paper
from guanjia.rooms.breaches.types import Answer, Delivered, PaperKind, StepKind
from guanjia.rooms.breaches.wording import ANSWERS, PAPERS, WAYS
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.services.printing import set_in_type
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.selectors.records import resident_names
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places.types import CommunityRow
from guanjia.shared import files, jobs
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, row_of
from guanjia.shared.errors import gettext_noop

PRINT = "rooms.breaches.tasks.print_paper"
_TOLD: Mapping[str, str] = {
    StepKind.TALKED.value: gettext_noop("dissuaded"),
    StepKind.NOTICED.value: gettext_noop("notice made out"),
    StepKind.DELIVERED.value: gettext_noop("notice delivered"),
    StepKind.REPORTED.value: gettext_noop("reported"),
    StepKind.FAILED.value: gettext_noop("looked at again: not put right"),
}
TEMPLATE = Path(__file__).resolve().parents[1] / "print" / "paper.typ"


def paper_file(actor: Actor, paper_id: UUID) -> tuple[bytes, str]:
    """The PDF and the number of a paper; the first time it is asked for a worker makes it, and it is empty till then.

    Raises Missing for a paper of a breach that is not this person's.
    """
    found = access.paper(actor, paper_id)
    if found.content is None:
        with transaction.atomic():
            jobs.defer(jobs.JOBS[PRINT], once=f"breach-paper:{paper_id}", paper_id=str(paper_id))
    return bytes(found.content or b""), found.number


def photo_file(actor: Actor, photo_id: UUID) -> Path:
    """Where a photo of a step lies, for those who may see its breach. Raises Missing."""
    return files.place_of(access.photo(actor, photo_id).kept)


def make_paper(paper_id: UUID) -> None:
    """Make the PDF of a paper; made already it stays as it was given out."""
    found = row_of(Paper, paper_id)
    if found is None or found.content is not None:
        return
    content = set_in_type(TEMPLATE, {"paper": json.dumps(laid_out(found), ensure_ascii=False)})
    with transaction.atomic():
        row = row_of(Paper, paper_id, lock=True)
        if row is not None and row.content is None:
            row.content = content
            change(row, ["content"])


def laid_out(found: Paper) -> dict[str, Any]:
    """Everything a paper says, in the language it was made out in."""
    breach, here = found.breach, places.community(found.community_id)
    with translation.override(found.language):
        words = _notice(found, breach, here) if found.kind == PaperKind.NOTICE else _report(found, breach, here)
        name = people.staff_names([found.staff_id]).get(found.staff_id, "")
        return {
            "language": "zh" if found.language.startswith("zh") else "en",
            "title": str(PAPERS[PaperKind(found.kind)]),
            "number": gettext("No. %(number)s") % {"number": found.number},
            "company": here.company_name,
            "community": here.name,
            "phone": here.phone,
            "day": _day(found.at, here),
            "signed": gettext("Made out by %(who)s") % {"who": name},
            "seal": gettext("(seal)"),
            **words,
        }


def _notice(found: Paper, breach: Breach, here: CommunityRow) -> dict[str, Any]:
    assert found.until is not None  # noqa: S101 - the table asks it of a notice
    given = {"at": _moment(breach.found_at, here), "place": breach.place, "words": breach.words.rstrip("。. ")}
    until = {"until": _moment(found.until, here), "measure": found.words.rstrip("。. ")}
    return {
        "to": gettext("To the owner and the occupants of %(place)s:") % {"place": breach.place},
        "body": [
            gettext("At %(at)s our staff found at %(place)s: %(words)s.") % given,
            gettext("This breaks the following rule: %(rule)s") % {"rule": _rule(found, breach)},
            gettext("Please put it right by %(until)s: %(measure)s.") % until,
            gettext(
                "If it is not put right by then, we shall report it to the authority in charge, as the law and the "
                "house rules oblige us to. If you have put it right, or see it otherwise, please tell us."
            ),
        ],
        "table": [],
        "slip": {
            "title": gettext("Receipt of this notice"),
            "ways": [gettext("handed over"), gettext("posted up"), gettext("refused; left before a witness")],
            "lines": [gettext("Taken by"), gettext("Witness"), gettext("Delivered by"), gettext("Date and time")],
        },
    }


def _report(found: Paper, breach: Breach, here: CommunityRow) -> dict[str, Any]:
    book = handbook.edition_in_force(found.community_id, found.at)
    department = book.content.departments.get(found.department)
    given = {"at": _moment(breach.found_at, here), "place": f"{here.name} {breach.place}"}
    return {
        "to": (department.title.told_in(found.language) if department else found.department) + gettext(":"),
        "body": [
            gettext("At %(at)s we found at %(place)s: %(words)s.") % {**given, "words": breach.words.rstrip("。. ")},
            gettext("This breaks the following rule: %(rule)s") % {"rule": _rule(found, breach)},
            gettext("We dissuaded and tried to stop it: %(words)s. It goes on.")
            % {"words": found.words.rstrip("。. ")},
            gettext("We have no power to enforce the law and report it to you; we shall help on the spot."),
        ],
        "table": _course(found, breach, here),
        "heads": [gettext("Time"), gettext("What was done"), gettext("By whom")],
        "slip": None,
    }


def _course(found: Paper, breach: Breach, here: CommunityRow) -> list[list[str]]:
    """What was done until the report, step by step; residents masked."""
    steps = list(
        breach.steps.filter(at__lte=found.at, kind__in=list(_TOLD)).select_related("paper").order_by("at", "id")
    )
    names = people.staff_names(one.staff_id for one in steps)
    residents = resident_names(one.resident_id for one in steps)
    rows = []
    for one in steps:
        whom = residents.get(one.resident_id, "") if one.resident_id else one.who
        number = one.paper.number if one.paper is not None else ""
        answer = str(ANSWERS[Answer(one.answer)]) if one.answer else str(WAYS[Delivered(one.way)]) if one.way else ""
        said = "，" if found.language.startswith("zh") else ", "
        words = said.join(part for part in (gettext(_TOLD[one.kind]), whom, number, one.words, answer) if part)
        rows.append([_moment(one.at, here), words, names.get(one.staff_id, "")])
    return rows


def _rule(found: Paper, breach: Breach) -> str:
    kind = handbook.edition_in_force(found.community_id, found.at).terms.breach.of(breach.kind)
    return kind.rule.told_in(found.language) if kind is not None else breach.title


def _moment(at: datetime, here: CommunityRow) -> str:
    local = at.astimezone(ZoneInfo(here.zone))
    return f"{dateformat.format(local, gettext('j F Y'))} {local:%H:%M}"


def _day(at: datetime, here: CommunityRow) -> str:
    return dateformat.format(at.astimezone(ZoneInfo(here.zone)), gettext("j F Y"))
