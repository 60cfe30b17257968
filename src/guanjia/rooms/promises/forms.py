"""Forms of asking that a promise be let go, and of deciding about it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanjia.rooms.promises.services import Asked

LONG = {"rows": 3}
Choices = list[tuple[str, str]]


class WaiverForm(forms.Form):
    """A waiver that is asked for, or given at once: one of the handbook's reasons, and what happened."""

    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    words = forms.CharField(label=_("What happened"), max_length=2000, widget=forms.Textarea(attrs=LONG))

    def __init__(self, reasons: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["reason"]
        field.choices = reasons

    def asked(self) -> Asked:
        """What is asked, as the verbs take it."""
        return Asked(self.cleaned_data["words"], self.cleaned_data["reason"])


class AppealForm(forms.Form):
    """The objection of the one who owes."""

    words = forms.CharField(label=_("What speaks against it"), max_length=2000, widget=forms.Textarea(attrs=LONG))
    rests_on = forms.CharField(
        label=_("What this rests on"),
        help_text=_("a photo, a message, a record, a witness"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def asked(self) -> Asked:
        """What is asked, as the verbs take it."""
        return Asked(self.cleaned_data["words"], "", self.cleaned_data["rests_on"])


class DecisionForm(forms.Form):
    """Waive it for a reason, or leave it as it is and say why."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[("grant", _("Waive it")), ("uphold", _("Nothing changes"))],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(label=_("Reason of the waiver"), required=False)
    answer = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs=LONG))

    def __init__(self, reasons: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["reason"]
        field.choices = [("", "–"), *reasons]

    @property
    def grants(self) -> bool:
        """Whether it is waived."""
        return bool(self.cleaned_data["verdict"] == "grant")
