"""The time a resident chooses for a visit."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from guanjia.rooms.rounds.rules.booking import Slot
from guanjia.rooms.rounds.wording import grouped_slots


class SlotForm(forms.Form):
    """One of the times offered."""

    start = forms.ChoiceField(label=gettext_lazy("When may we come?"))

    def __init__(self, slots: list[Slot], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["start"]
        field.choices = grouped_slots(slots)
        field.error_messages["invalid_choice"] = gettext("This time is no longer offered. Choose another one.")

    def chosen(self) -> datetime:
        """When it begins."""
        return datetime.fromisoformat(self.cleaned_data["start"])
