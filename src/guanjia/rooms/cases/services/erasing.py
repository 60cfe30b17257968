"""What cases hold of a person, and how it is taken away: the work stays written down, without name and phone."""

from django.db import transaction

from guanjia.rooms.cases.models import Case, CaseNote, Decision, Finding, Join, Offer
from guanjia.rooms.cases.services.sound import forget_recordings
from guanjia.rooms.people.types.erasing import Person, without


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
    for row in Finding.objects.filter(case__contact__in=person.contact_ids):
        changed += _mended(row, ("found", "resident_side", "other_side"), person)
    for decided in Decision.objects.filter(case__contact__in=person.contact_ids):
        changed += _mended(decided, ("text", "clause"), person)
    for offered in Offer.objects.filter(case__contact__in=person.contact_ids):
        changed += _mended(offered, ("text", "words"), person)
    return changed


def _mended(row: Finding | Decision | Offer, names: tuple[str, ...], person: Person) -> int:
    """Name and phone out of what was written of a complaint; returns whether it said one."""
    texts = {name: without(getattr(row, name), person.words) for name in names}
    changed = [name for name, text in texts.items() if text != getattr(row, name)]
    for name in changed:
        setattr(row, name, texts[name])
    if changed:
        row.save(update_fields=changed)
    return int(bool(changed))
