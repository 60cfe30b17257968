"""The forms of a visit to come: the time agreed, why it changes, a try that reached nobody, what they wish."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from guanjia.rooms.cases.types import Because
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.rounds.rules.booking import Slot, Way
from guanjia.rooms.rounds.selectors.visits import Preparation
from guanjia.rooms.rounds.selectors.wished import WishedRow
from guanjia.rooms.rounds.services import Agreed
from guanjia.rooms.rounds.wording import WAYS, grouped_slots

LONGEST = 300


class ReasonForm(forms.Form):
    """Why what was agreed changes: a reason of the handbook."""

    reason = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("In a word"), max_length=LONGEST, required=False)

    def __init__(self, view: Preparation, now: datetime, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        book = handbook.edition_in_force(view.stop.community_id, now)
        field: Any = self.fields["reason"]
        field.choices = [(one.code, one.title.told_in(get_language() or "")) for one in book.reasons_for("redate")]

    def why(self) -> Because:
        """The reason as the verbs take it."""
        given = self.cleaned_data
        return Because(given.get("reason", ""), given.get("note", ""))


class CallOffForm(ReasonForm):
    """What was agreed holds no more."""


class BookForm(ReasonForm):
    """The time that was agreed and how; another one than stood needs a reason."""

    start = forms.ChoiceField(label=_("When we come"))
    way = forms.ChoiceField(label=_("How it was agreed"), widget=forms.RadioSelect, initial=Way.PHONE.value)
    field_order = ("start", "way", "reason", "note")

    def __init__(self, view: Preparation, slots: list[Slot], now: datetime, *args: Any, **options: Any) -> None:
        super().__init__(view, now, *args, **options)
        start, way = self.fields["start"], self.fields["way"]
        assert isinstance(start, forms.ChoiceField)  # noqa: S101 - declared as ones
        assert isinstance(way, forms.ChoiceField)  # noqa: S101
        start.choices = grouped_slots(slots)
        way.choices = [(one.value, WAYS[one]) for one in (Way.PHONE, Way.DOOR, Way.MESSAGE)]
        if view.stop.booked_from is None:
            del self.fields["reason"], self.fields["note"]

    def agreed(self) -> Agreed:
        """What was agreed, as the verb takes it."""
        given = self.cleaned_data
        return Agreed(datetime.fromisoformat(given["start"]), Way(given["way"]), self.why())


class TryForm(forms.Form):
    """How it was tried."""

    how = forms.ChoiceField(label=_("How"), widget=forms.RadioSelect, initial=Way.PHONE.value)
    note = forms.CharField(label=_("Note"), max_length=LONGEST, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["how"]
        field.choices = [(one.value, WAYS[one]) for one in (Way.PHONE, Way.MESSAGE)]

    def way(self) -> Way:
        """How, as the verb takes it."""
        return Way(self.cleaned_data["how"])

    def words(self) -> str:
        """The note."""
        return str(self.cleaned_data["note"])


class WishForm(forms.Form):
    """Days of the week, and what to mind."""

    days = forms.TypedMultipleChoiceField(
        label=_("They would be visited on"),
        coerce=int,
        choices=[(number + 1, name) for number, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("none: any day"),
    )
    mind = forms.CharField(
        label=_("What to mind"),
        help_text=_("such as a dog, or a nap at noon; nothing private"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, wished: WishedRow, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"days": list(wished.weekdays), "mind": wished.words})
        super().__init__(*args, **options)

    def wished(self) -> WishedRow:
        """What they wish, as the verb takes it."""
        return WishedRow(tuple(self.cleaned_data["days"]), self.cleaned_data["mind"])
