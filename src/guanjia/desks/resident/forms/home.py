"""What residents ask about their family and about what is kept of them."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from guanjia.desks.resident.forms import LONG, Keyed
from guanjia.rooms.people.types import ResidentKind
from guanjia.rooms.people.types.asking import Asked, MyHome, NewRequest
from guanjia.rooms.people.wording import KINDS


class FamilyForm(Keyed):
    """Somebody who moves in."""

    home = forms.ChoiceField(label=gettext_lazy("Home"))
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=60, error_messages={"required": gettext_lazy("Write the name.")}
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    belongs = forms.ChoiceField(
        label=gettext_lazy("They belong here as"),
        choices=list(KINDS.items()),
        initial="family",
        widget=forms.RadioSelect,
    )

    def __init__(self, homes: list[MyHome], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["home"]
        field.choices = [(str(one.id), one.label) for one in homes]
        if len(homes) == 1:
            field.widget = forms.HiddenInput()
            self.initial.setdefault("home", str(homes[0].id))

    def wanted(self) -> NewRequest:
        """The request as the verb takes it."""
        given = self.cleaned_data
        return NewRequest(
            what=Asked.ADD_FAMILY,
            home_id=UUID(given["home"]),
            name=given["name"],
            phone=given["phone"],
            belongs=ResidentKind(given["belongs"]),
            key=given["key"],
        )


class DataForm(Keyed):
    """A copy, something to put right, or everything gone."""

    what = forms.ChoiceField(
        label=gettext_lazy("What you want"),
        choices=[
            (Asked.CORRECT.value, gettext_lazy("Put something right")),
            (Asked.COPY.value, gettext_lazy("A copy of it")),
            (Asked.ERASE.value, gettext_lazy("Erase it")),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=gettext_lazy("In your words"), widget=LONG, max_length=1000, required=False)

    def wanted(self) -> NewRequest:
        """The request as the verb takes it."""
        given = self.cleaned_data
        return NewRequest(what=Asked(given["what"]), text=given["text"], key=given["key"])
