"""What people fill in; shape only."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from guanjia.rooms.channels.types import AccountRow, NewAccount


class AccountForm(forms.Form):
    """The words of an official account, as they stand on the platform. Secrets never come back to the page."""

    community = forms.TypedChoiceField(label=_("Community"), coerce=UUID)
    name = forms.SlugField(label=_("Name in the address"), help_text=_("letters, digits, hyphens"), max_length=40)
    app_id = forms.CharField(label=_("AppID"), max_length=60)
    token = forms.CharField(
        label=_("Token"), help_text=_("the same as on the platform"), max_length=32, widget=forms.PasswordInput
    )
    app_secret = forms.CharField(
        label=_("AppSecret"),
        help_text=_("for answers; empty: stays as it is"),
        max_length=64,
        required=False,
        widget=forms.PasswordInput,
    )
    aes_key = forms.CharField(
        label=_("EncodingAESKey"),
        help_text=_("for safe mode; empty: stays as it is"),
        max_length=43,
        required=False,
        widget=forms.PasswordInput,
    )

    def __init__(self, *args: Any, accounts: Iterable[AccountRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].choices = [(str(row.community_id), row.community_name) for row in accounts]  # type: ignore[attr-defined]

    def account(self) -> NewAccount:
        """As the verb takes it."""
        words = dict(self.cleaned_data)
        return NewAccount(community_id=words.pop("community"), **words)
