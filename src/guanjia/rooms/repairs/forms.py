"""Forms of the price list; shape only."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy

from guanjia.rooms.places.types import CommunityRow
from guanjia.rooms.repairs.types import ItemKind, Listed, NewRefund, PaidBy
from guanjia.rooms.repairs.wording import KINDS, PAID
from guanjia.shared.money import fen_of

SALT = "repairs.prices"


class LiftForm(forms.Form):
    """Why it is no warranty."""

    why = forms.CharField(
        label=gettext_lazy("What is another this time"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500
    )


class RefundForm(forms.Form):
    """How much is given back, and why."""

    amount = forms.DecimalField(
        label=gettext_lazy("Amount in yuan"), min_value=Decimal("0.01"), max_value=Decimal(1_000_000), decimal_places=2
    )
    reason = forms.ChoiceField(label=gettext_lazy("Reason"))
    note = forms.CharField(
        label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False
    )

    def __init__(self, reasons: list[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["reason"]
        field.choices = reasons

    def given(self) -> NewRefund:
        """What the verb takes."""
        given = self.cleaned_data
        return NewRefund(amount=fen_of(given["amount"]), reason=given["reason"], note=given["note"])


class RefundDecisionForm(forms.Form):
    """Yes or no, with a word for a no."""

    decision = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    answer = forms.CharField(label=gettext_lazy("Remark; needed for a no"), max_length=500, required=False)


class PayOutForm(forms.Form):
    """How it is given back."""

    paid_by = forms.ChoiceField(
        label=gettext_lazy("How it is given back"), choices=[(one.value, PAID[one]) for one in PaidBy]
    )


class CommunityForm(forms.Form):
    """Whose list it is."""

    community = forms.ChoiceField(label=gettext_lazy("Community"))

    def __init__(self, places: list[CommunityRow], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["community"]
        field.choices = [(str(one.id), one.name) for one in places]

    def here(self) -> UUID:
        """The community's id."""
        return UUID(self.cleaned_data["community"])


class PriceForm(CommunityForm):
    """A line of the list, new or another, from a day on."""

    code = forms.RegexField(label=gettext_lazy("Code"), regex=r"^[A-Za-z0-9-]+$", max_length=20)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[(kind.value, KINDS[kind]) for kind in ItemKind])
    title = forms.CharField(label=gettext_lazy("Item"), max_length=60)
    title_en = forms.CharField(label=gettext_lazy("Item in English"), max_length=80, required=False)
    unit = forms.CharField(label=gettext_lazy("Unit of count"), max_length=12)
    unit_en = forms.CharField(label=gettext_lazy("Unit in English"), max_length=20, required=False)
    price = forms.DecimalField(
        label=gettext_lazy("Price in yuan"), min_value=0, max_value=Decimal(1_000_000), decimal_places=2
    )
    warranty_days = forms.IntegerField(
        label=gettext_lazy("Warranty in days"), min_value=0, max_value=3_660, required=False
    )
    valid_from = forms.DateField(
        label=gettext_lazy("Valid from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    off = forms.BooleanField(label=gettext_lazy("Off the list from that day"), required=False)

    def item(self) -> Listed:
        """The line as the verb takes it."""
        given = {name: self.cleaned_data[name] for name in ("code", "title", "title_en", "unit", "unit_en")}
        return Listed(
            **given,
            kind=ItemKind(self.cleaned_data["kind"]),
            price=fen_of(self.cleaned_data["price"]),
            warranty_days=self.cleaned_data["warranty_days"] or 0,
            valid_from=self.cleaned_data["valid_from"],
        )


class SheetForm(CommunityForm):
    """A workbook of prices, to be looked at."""

    file = forms.FileField(
        label=gettext_lazy("Excel file"), widget=forms.FileInput(attrs={"accept": ".xlsx", "class": "input"})
    )


class TakeInForm(CommunityForm):
    """What was looked at, signed by this house, so that what is taken in is what was shown."""

    rows = forms.CharField(widget=forms.HiddenInput)

    def clean_rows(self) -> list[Listed]:
        """The lines that were shown."""
        try:
            plain = signing.loads(self.cleaned_data["rows"], salt=SALT, max_age=86_400)
        except signing.BadSignature as wrong:
            raise forms.ValidationError(gettext_lazy("This look is too old. Send the file again.")) from wrong
        return [of_plain(one) for one in plain]


def signed(rows: list[Listed]) -> str:
    """Lines as a form carries them."""
    names = ("code", "title", "title_en", "unit", "unit_en", "price", "warranty_days")
    plain = [
        {**{name: getattr(one, name) for name in names}, "kind": one.kind.value, "valid_from": str(one.valid_from)}
        for one in rows
    ]
    return signing.dumps(plain, salt=SALT, compress=True)


def of_plain(one: dict[str, Any]) -> Listed:
    """A line as a form carried it."""
    day = forms.DateField().to_python(one["valid_from"])
    return Listed(**{**one, "kind": ItemKind(one["kind"]), "valid_from": day})
