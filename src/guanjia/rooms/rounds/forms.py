"""The form by which stops of the plan are put elsewhere."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from guanjia.rooms.rounds.services import Target

DAY = {"type": "date"}


class MoveForm(forms.Form):
    """On which day, and by whom."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    staff = forms.ChoiceField(label=_("Who goes"))
    stops = forms.CharField(widget=forms.HiddenInput())

    def __init__(self, people: Iterable[tuple[UUID, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = self.fields["staff"]
        assert isinstance(staff, forms.ChoiceField)  # noqa: S101 - declared as one
        staff.choices = [(str(key), name) for key, name in people]

    def target(self) -> Target:
        """Where they are put."""
        return Target(self.cleaned_data["day"], UUID(self.cleaned_data["staff"]))


def read_ids(text: str) -> list[UUID]:
    """Ids with commas between; what is none is left out."""
    found = []
    for part in text.split(","):
        try:
            found.append(UUID(part))
        except ValueError:
            continue
    return found
