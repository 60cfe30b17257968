"""What repairs hold of a person: the name on receipts and slips, and what was written about giving money back."""

from django.db import transaction
from django.db.models import QuerySet

from guanjia.rooms.people.types.erasing import Person, without
from guanjia.rooms.repairs.models import Receipt, Refund


def prints_held(person: Person) -> int:
    """Receipts and slips of their cases that were printed with the name. Two queries."""
    return _receipts(person).count() + _slips(person).count()


@transaction.atomic
def take_prints_away(person: Person) -> int:
    """The PDFs go; asked for again they are made without the name. What was paid stays, notes lose the name too."""
    gone = _receipts(person).update(content=None, made_at=None) + _slips(person).update(content=None)
    for row in Refund.objects.filter(receipt__case__contact__in=person.contact_ids):
        note, answer = without(row.note, person.words), without(row.answer, person.words)
        if (note, answer) != (row.note, row.answer):
            gone += Refund.objects.filter(pk=row.pk).update(note=note, answer=answer)
    return gone


def _receipts(person: Person) -> QuerySet[Receipt]:
    return Receipt.objects.filter(case__contact__in=person.contact_ids, content__isnull=False)


def _slips(person: Person) -> QuerySet[Refund]:
    return Refund.objects.filter(receipt__case__contact__in=person.contact_ids, content__isnull=False)
