"""What people fill in; shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanjia.rooms.people.types import UnmaskReason

REASONS = [
    (UnmaskReason.CALL.value, _("To call back")),
    (UnmaskReason.VISIT.value, _("To make or keep an appointment")),
    (UnmaskReason.IDENTITY.value, _("To check who it is")),
    (UnmaskReason.EMERGENCY.value, _("Emergency")),
]


class SignInForm(forms.Form):
    """User name and password; what was typed as name stays, the password never comes back."""

    username = forms.CharField(
        label=_("Staff number or phone"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    shared = forms.BooleanField(
        label=_("This is a shared computer"),
        help_text=_("You are signed out after ten minutes away."),
        required=False,
    )

    def try_again(self) -> None:
        """After a wrong try the name stands already: the hand goes to the password."""
        if self.data.get("username"):
            self.fields["username"].widget.attrs.pop("autofocus", None)
            self.fields["password"].widget.attrs["autofocus"] = True


class SearchForm(forms.Form):
    """What was typed to find somebody or a home."""

    q = forms.CharField(label=_("Home, name or phone"), max_length=60, required=False)


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


class LeaveForm(forms.Form):
    """From when until when somebody is away."""

    starts = _moment(_("Away from"))
    ends = _moment(_("Back at"))


class UnmaskForm(forms.Form):
    """Why a name and a phone must be seen in full."""

    reason = forms.ChoiceField(label=_("Why"), choices=REASONS)
