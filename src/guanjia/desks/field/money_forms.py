"""Forms of the spot: safety steps before the work, a price line by line, materials, what was paid."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language, gettext, gettext_lazy

from guanjia.desks.field.forms import FieldForm, SignForm, TimedForm
from guanjia.desks.field.types import Ground
from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases.items import ask_items, given_for
from guanjia.rooms.cases.selectors.asked import SEEN
from guanjia.rooms.repairs import selectors as repairs
from guanjia.rooms.repairs.types import FREE_LINE, ItemKind, PaidBy, StockRow, Wanted
from guanjia.shared.money import as_yuan, fen_of, in_yuan

MOST = 999


def amount(label: Any, help_text: str = "", most: int = MOST) -> forms.IntegerField:
    """How many, to be counted up and down with a thumb."""
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "data-stepped": ""})
    return forms.IntegerField(
        label=label, help_text=help_text, min_value=0, max_value=most, required=False, widget=widget
    )


class CountingForm(FieldForm):
    """Fields by code, each a number."""

    def counted(self) -> dict[str, int]:
        """By code how many; what stands at nothing is left out."""
        given = self.cleaned_data
        return {name.removeprefix("n_"): count for name, count in given.items() if name.startswith("n_") and count}

    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """The fields under their heads, as the page shows them; what has no head stands last."""
        yield "", list(self)


class StartForm(TimedForm):
    """Each safety step of the handbook, and what its checklist asks for besides."""

    def prepare(self, ground: Ground) -> None:
        """A tick for each step; none may be left out."""
        language, guide = get_language() or "", ground.book.guides.get(ground.case.safety)
        self.steps = [] if guide is None else [f"step_{place}" for place in range(len(guide.steps))]
        for name, step in zip(self.steps, guide.steps if guide else (), strict=True):
            text = step.text.told_in(language) if step.text else ""
            self.fields[name] = forms.BooleanField(label=step.title.told_in(language), help_text=text)
            self.fields[name].error_messages["required"] = gettext("Look at this step, then tick it.")
        self.asked = cases.asked_at_the_start(ground.book, ground.case)
        ask_items(self.fields, self.asked)

    def seen(self) -> dict[str, object]:
        """What was seen to, by item of the checklist."""
        return {SEEN: all(self.cleaned_data[name] for name in self.steps), **given_for(self.asked, self.cleaned_data)}


class QuoteForm(CountingForm):
    """A price line by line: the lines of the topic first, then labour and materials of the whole list."""

    other_title = forms.CharField(
        label=gettext_lazy("Something that is not on the list"), max_length=60, required=False
    )
    other_price = forms.DecimalField(
        label=gettext_lazy("Its price in yuan"),
        min_value=Decimal("0.01"),
        max_value=Decimal(1_000_000),
        decimal_places=2,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01", "data-priced": ""}),
    )

    def prepare(self, ground: Ground) -> None:
        """The list of today; what was put before stands there."""
        topic, language = ground.book.topics.get(ground.case.topic), get_language() or ""
        self.fitting = list(topic.prices) if topic else []
        self.listed = repairs.prices_of(ground.case.community_id, ground.at)
        self.covered = repairs.covers(cases.case_ref(ground.case.id), at=ground.at)
        for item in sorted(self.listed.values(), key=lambda one: (one.kind, one.code not in self.fitting, one.code)):
            price = f"¥{as_yuan(item.price)} / {item.unit_in(language)}"
            if item.code in self.covered:
                price = gettext("free, under the warranty of %(number)s") % {"number": self.covered[item.code].number}
            self.fields[f"n_{item.code}"] = amount(item.told_in(language), price)
            fen = 0 if item.code in self.covered else item.price
            self.fields[f"n_{item.code}"].widget.attrs["data-fen"] = fen
        self._as_before(ground)

    def _as_before(self, ground: Ground) -> None:
        quote = repairs.repair_on(ground.actor, ground.case.id, ground.case.state, at=ground.at).quote
        for line in quote.lines if quote else ():
            if line.code:
                self.initial.setdefault(f"n_{line.code}", line.count)
            else:
                self.initial["other_title"], self.initial["other_price"] = line.title, in_yuan(line.price)

    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """Labour and materials of the topic; folded, the rest of the list; then what is not on it."""
        fits = {code for code in self.listed if code in self.fitting} or set(self.listed)
        heads = {ItemKind.LABOUR: gettext("Labour"), ItemKind.MATERIAL: gettext("Materials")}
        for kind, head in heads.items():
            yield head, [self[f"n_{code}"] for code, item in self.listed.items() if item.kind is kind and code in fits]
        yield gettext("The rest of the list"), [self[f"n_{code}"] for code in self.listed if code not in fits]
        yield "", [self["other_title"], self["other_price"]]

    def clean(self) -> dict[str, Any]:
        """What is not on the list has both a name and a price."""
        given = super().clean() or {}
        if bool(given.get("other_title")) != bool(given.get("other_price")):
            self.add_error("other_title", gettext("A line that is not on the list needs a name and a price."))
        return given

    def wanted(self) -> list[Wanted]:
        """The lines as the verb takes them."""
        lines = [Wanted(code, count) for code, count in self.counted().items()]
        title, price = self.cleaned_data["other_title"], self.cleaned_data["other_price"]
        return [*lines, Wanted(FREE_LINE, 1, title, fen_of(price))] if title else lines


class AgreedForm(SignForm):
    """The resident looks at the price and signs on this phone."""

    def prepare(self, ground: Ground) -> None:
        """What is signed is shown above the pad."""
        super().prepare(ground)
        self.quote = repairs.repair_on(ground.actor, ground.case.id, ground.case.state, at=ground.at).quote
        self.pad_words = gettext("“I have seen the price and agree to it.” Hand over the phone.")
        del self.fields["at"]


class MaterialsForm(CountingForm):
    """What went from the van into the work; what was agreed to stands there already."""

    short = forms.BooleanField(
        label=gettext_lazy("Used although my van has fewer by the count"),
        help_text=gettext_lazy("It is written down as short until the van is counted."),
        required=False,
    )

    def prepare(self, ground: Ground) -> None:
        """Every material of the list with how many are on the reader's van."""
        staff_id = ground.actor.staff_id
        rows = repairs.on_van(staff_id, ground.case.community_id, at=ground.at) if staff_id else []
        found = repairs.repair_on(ground.actor, ground.case.id, ground.case.state, at=ground.at)
        agreed = {line.code: line.count for line in (found.quote.lines if found.quote else ()) if line.is_material}
        rows.sort(key=lambda row: row.code not in agreed)
        for row in rows:
            self.fields[f"n_{row.code}"] = amount(row.title, _there(row))
            if not found.used and row.code in agreed:
                self.initial.setdefault(f"n_{row.code}", agreed[row.code])
        self.order_fields([name for name in self.fields if name != "short"])


class PutBackForm(CountingForm):
    """What was written down as used by error and is on the van again."""

    def prepare(self, ground: Ground) -> None:
        """What the reader used on this case."""
        staff_id = ground.actor.staff_id
        for code, one in (repairs.used_from(ground.case.id, staff_id) if staff_id else {}).items():
            hint = gettext("%(count)s %(unit)s written down") % {"count": one.count, "unit": one.unit}
            self.fields[f"n_{code}"] = amount(one.title, hint, most=one.count)


class VanForm(forms.Form):
    """What comes on the van, or what was counted on it."""

    def __init__(self, rows: list[StockRow], *args: Any, counting: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.counting = counting
        for row in rows:
            self.fields[f"n_{row.code}"] = amount(row.title, _there(row), most=9_999)
            if counting:
                self.initial.setdefault(f"n_{row.code}", row.count)

    def given(self) -> dict[str, int]:
        """By code what was typed; what was left empty is left out, and nothing taken in as well."""
        typed = {name.removeprefix("n_"): count for name, count in self.cleaned_data.items() if count is not None}
        return typed if self.counting else {code: count for code, count in typed.items() if count}


def _there(row: StockRow) -> str:
    return gettext("%(count)s %(unit)s on the van") % {"count": row.count, "unit": row.unit}


class PaidForm(FieldForm):
    """How it was paid."""

    paid_by = forms.ChoiceField(
        label=gettext_lazy("How it was paid"),
        choices=[
            (PaidBy.WECHAT.value, gettext_lazy("WeChat")),
            (PaidBy.ALIPAY.value, gettext_lazy("Alipay")),
            (PaidBy.CASH.value, gettext_lazy("Cash")),
            (PaidBy.CARD.value, gettext_lazy("Card")),
            (PaidBy.TRANSFER.value, gettext_lazy("Bank transfer")),
        ],
        widget=forms.RadioSelect,
    )

    def way(self) -> PaidBy:
        """As the verb takes it."""
        return PaidBy(self.cleaned_data["paid_by"])
