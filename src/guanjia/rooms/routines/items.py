"""Forms that ask item by item what the handbook's checklists ask for; pages of other desks build on them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext, gettext_lazy

from guanjia.rooms.rounds.types import AskedItem
from guanjia.rooms.routines.types import Done

PHOTO, READING, NOTE, SIGNATURE = "photo", "reading", "note", "signature"
PEOPLE_MOST = 9


class ItemsForm(forms.Form):
    """Every item of the checklists: ticked, read, noted, and what is wrong at it."""

    def __init__(self, items: Sequence[AskedItem], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.items = items
        for item in items:
            self.fields[f"item_{item.code}"] = self._answer(item)
            if item.opens:
                told = gettext("Opens a case of its own: %(topic)s") % {"topic": item.opens}
                self.fields[f"found_{item.code}"] = forms.CharField(
                    label=gettext("What is wrong"), required=False, max_length=300, help_text=told
                )

    def _answer(self, item: AskedItem) -> forms.Field:
        if item.kind == READING:
            label = f"{item.title} ({item.unit})" if item.unit else item.title
            widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"})
            last = "" if item.last is None else gettext("last time %(value)s") % {"value": f"{item.last:g}"}
            return forms.DecimalField(label=label, help_text=last, required=False, widget=widget)
        if item.kind == NOTE:
            return forms.CharField(label=item.title, required=False, max_length=1000)
        return forms.BooleanField(label=item.title, required=False)

    def blocks(self) -> Iterator[tuple[BoundField, BoundField | None]]:
        """The items in the handbook's order, each with what is wrong at it."""
        for item in self.items:
            found = f"found_{item.code}"
            yield self[f"item_{item.code}"], self[found] if found in self.fields else None

    def given(self) -> dict[str, object]:
        """The evidence by item."""
        found: dict[str, object] = {}
        for item in self.items:
            value = self.cleaned_data.get(f"item_{item.code}")
            if value in (None, "", False):
                continue
            if isinstance(value, Decimal):
                value = float(value)
            found[item.code] = {item.kind: 1} if item.kind in (PHOTO, SIGNATURE) else value
        return found

    def wrong(self) -> dict[str, str]:
        """What is wrong, by item."""
        return {
            item.code: words
            for item in self.items
            if (words := self.cleaned_data.get(f"found_{item.code}", "").strip())
        }


class DoneForm(ItemsForm):
    """What was seen, on the phone."""

    people = forms.IntegerField(
        label=gettext_lazy("How many did it together"),
        min_value=1,
        max_value=PEOPLE_MOST,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    words = forms.CharField(
        label=gettext_lazy("Notes"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000, required=False
    )
    at = forms.DateTimeField(
        label=gettext_lazy("Happened at"),
        help_text=gettext_lazy("only if earlier than now, without a signal"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        required=False,
    )

    def happened(self, now: datetime) -> datetime:
        """When it happened; now when nothing else was said."""
        return min(self.cleaned_data.get("at") or now, now)

    def done(self, photos: dict[str, list[bytes]]) -> Done:
        """What was seen, as the verb takes it; what is a photo is there when it was sent."""
        given = {code: value for code, value in self.given().items() if not isinstance(value, dict)}
        said = self.cleaned_data
        return Done(words=said["words"], given=given, found=self.wrong(), photos=photos, people=said.get("people") or 1)
