"""The forms about what was flagged: who was there explains, a colleague settles."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONG = forms.Textarea(attrs={"rows": 3})
CONFIRMED = "confirmed"


class SettleForm(forms.Form):
    """What a colleague found."""

    found = forms.ChoiceField(
        label=_("What you found"),
        choices=[("explained", _("There is a good reason")), (CONFIRMED, _("It was as it looks"))],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label=_("Why"), widget=LONG, max_length=1000)

    def reason(self) -> str:
        """In a few words."""
        return str(self.cleaned_data["why"])

    def confirms(self) -> bool:
        """Whether it was as it looks."""
        return bool(self.cleaned_data["found"] == CONFIRMED)


class ExplainForm(forms.Form):
    """How it came."""

    words = forms.CharField(label=_("How it came"), widget=LONG, max_length=1000)
