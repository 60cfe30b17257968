"""Telling every home that waits for a case somebody else told of."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy

from guanjia.desks.service.forms.acts import LONG, ActForm
from guanjia.desks.service.types import Ground
from guanjia.rooms.cases.types import Feedback


class TellJoinedForm(ActForm):
    """One sentence for all of them; nobody is named in it."""

    what = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        widget=forms.RadioSelect,
        choices=[("progress", gettext_lazy("How it goes")), ("result", gettext_lazy("The result"))],
        initial="progress",
    )
    text = forms.CharField(label=gettext_lazy("What all of them are told"), widget=LONG, max_length=2000)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("key", uuid4())

    def prepare(self, ground: Ground) -> None:
        """The result where the work is through."""
        if ground.case.state in {"done", "accepted", "closed"}:
            self.fields["what"].initial = "result"

    def word(self) -> Feedback:
        """What is told as the verb takes it."""
        return Feedback(self.cleaned_data["what"], self.cleaned_data["text"])
