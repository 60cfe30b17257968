"""Forms of routine work; shape only. What is asked item by item follows the handbook's checklists."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from guanjia.rooms.rounds.types import AskedItem
from guanjia.rooms.routines.items import PEOPLE_MOST, ItemsForm
from guanjia.rooms.routines.types import Entered, NewSheet, NewThing, SheetOf


class ThingForm(forms.Form):
    """Something to be looked after."""

    kind = forms.ChoiceField(label=pgettext_lazy("thing", "What it is"))
    label = forms.CharField(label=gettext_lazy("Its name"), max_length=80)
    buildings = forms.CharField(
        label=gettext_lazy("Buildings it serves"),
        help_text=gettext_lazy("with a space between; none: the whole community"),
        max_length=300,
        required=False,
    )

    def __init__(self, kinds: Sequence[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["kind"]
        field.choices = kinds

    def thing(self) -> NewThing:
        """What was entered."""
        given = self.cleaned_data
        return NewThing(kind=given["kind"], label=given["label"], buildings=tuple(given["buildings"].split()))


class SheetForm(forms.Form):
    """What is to be printed."""

    of = forms.ChoiceField(
        label=gettext_lazy("What"),
        choices=[
            (SheetOf.ROUTINES.value, gettext_lazy("Patrol sheets")),
            (SheetOf.STOPS.value, gettext_lazy("Visit forms")),
        ],
    )
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    staff = forms.ChoiceField(label=gettext_lazy("Whose"), required=False)

    def __init__(self, staff: Sequence[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["staff"]
        field.choices = [("", gettext("The whole community")), *staff]

    def sheet(self) -> NewSheet:
        """What was asked for."""
        given = self.cleaned_data
        staff = UUID(given["staff"]) if given["staff"] else None
        return NewSheet(of=SheetOf(given["of"]), day=given["day"], staff_id=staff)


class PaperForm(ItemsForm):
    """A sheet filled in by hand: who did it, when, its photo, and what it says."""

    staff = forms.ChoiceField(label=gettext_lazy("Who did it"))
    at = forms.DateTimeField(
        label=gettext_lazy("When it was done"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    photo = forms.FileField(
        label=gettext_lazy("Photo of the sheet"),
        widget=forms.FileInput(attrs={"accept": "image/*", "class": "input"}),
    )
    people = forms.IntegerField(
        label=gettext_lazy("How many did it together"), min_value=1, max_value=PEOPLE_MOST, initial=1
    )
    words = forms.CharField(
        label=gettext_lazy("Notes"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000, required=False
    )

    def __init__(
        self, staff: Sequence[tuple[str, str]], items: Sequence[AskedItem], *args: Any, **options: Any
    ) -> None:
        super().__init__(items, *args, **options)
        field: Any = self.fields["staff"]
        field.choices = staff

    def entered(self) -> Entered:
        """What the sheet says."""
        given = self.cleaned_data
        return Entered(
            staff_id=UUID(given["staff"]),
            at=given["at"],
            photo=given["photo"].read(),
            words=given["words"],
            given=self.given(),
            found=self.wrong(),
            people=given["people"],
        )

    def head(self) -> Iterator[BoundField]:
        """What is asked of every sheet, before its items."""
        for name in ("staff", "at", "people", "photo"):
            yield self[name]
