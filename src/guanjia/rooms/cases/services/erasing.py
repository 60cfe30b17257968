"""What cases hold of a person, and how it is taken away: the work stays written down, without name and phone."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Model, QuerySet

from guanjia.rooms.cases.models import (
    BroughtUp,
    Case,
    CaseFile,
    CaseNote,
    Compensation,
    Decision,
    Docket,
    Finding,
    Improved,
    Improvement,
    Join,
    Offer,
    Photo,
)
from guanjia.rooms.cases.services.sound import forget_recordings
from guanjia.rooms.people.types.erasing import Person, without

WRITTEN: Mapping[type[Model], tuple[str, ...]] = {
    Finding: ("found", "resident_side", "other_side"),
    Decision: ("text", "clause"),
    Offer: ("text", "words"),
    Docket: ("text", "answer"),
    BroughtUp: ("note", "words"),
    Improvement: ("text",),
    Improved: ("how",),
    Compensation: ("why", "answer", "how"),
    Photo: ("text",),
}
"""Where words stand in which somebody may be named."""


def cases_held(person: Person) -> int:
    """Cases that came from them. One query."""
    return Case.objects.filter(contact__in=person.contact_ids).count()


def cases_open(person: Person) -> int:
    """Those on which something is still owed. One query."""
    return Case.objects.filter(contact__in=person.contact_ids, is_open=True).count()


def _joins_without_words(person: Person) -> int:
    return Join.objects.filter(contact__in=person.contact_ids).exclude(text="").update(text="")


@transaction.atomic
def take_names_away(person: Person) -> int:
    """Name and phone go out of titles, texts and notes, recordings go; returns how many rows said one."""
    changed = forget_recordings(list(Case.objects.filter(contact__in=person.contact_ids).values_list("id", flat=True)))
    changed += _joins_without_words(person)
    for case in Case.objects.filter(contact__in=person.contact_ids).only("id", "title", "text"):
        title, text = without(case.title, person.words), without(case.text, person.words)
        if (title, text) != (case.title, case.text):
            changed += Case.objects.filter(pk=case.pk).update(title=title[:80], text=text)
    for note in CaseNote.objects.filter(case__contact__in=person.contact_ids).only("id", "text"):
        text = without(note.text, person.words)
        if text != note.text:
            changed += CaseNote.objects.filter(pk=note.pk).update(text=text)
    changed += CaseFile.objects.filter(case__contact__in=person.contact_ids).delete()[0]
    for table, names in WRITTEN.items():
        for row in table.objects.filter(case__contact__in=person.contact_ids):  # type: ignore[attr-defined]
            changed += _mended(row, names, person)
    return changed


def photos_placed(person: Person) -> int:
    """Photos of their cases beside which it stands where they were taken. One query."""
    return _placed(person).count()


@transaction.atomic
def take_places_away(person: Person) -> int:
    """Where photos were taken goes: at a home that says who lives there. The photo and its time stay."""
    return _placed(person).update(latitude=None, longitude=None)


def _placed(person: Person) -> QuerySet[Photo]:
    return Photo.objects.filter(case__contact__in=person.contact_ids, latitude__isnull=False)


def _mended(row: Model, names: tuple[str, ...], person: Person) -> int:
    """Name and phone out of what was written; returns whether it said one."""
    texts = {name: without(getattr(row, name), person.words) for name in names}
    changed = [name for name, text in texts.items() if text != getattr(row, name)]
    for name in changed:
        setattr(row, name, texts[name])
    if changed:
        row.save(update_fields=changed)
    return int(bool(changed))
