"""What is taken down at the counter or on the phone."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanjia.desks.service.forms.acts import titles, topics
from guanjia.desks.service.forms.answering import known_id
from guanjia.rooms.cases.types import Caller, OpenCase
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.places.types import CommunityRow

DISPATCH = "dispatch"
SOME, WHOLE = 4, 7
"""Digits by whose end a known phone is found, and from which they are a phone of their own."""


def digits_of(phone: str) -> str:
    """The digits of what was typed as a phone."""
    return "".join(sign for sign in phone if sign.isdigit())


class RegisterForm(forms.Form):
    """One need as it is told; `draft` is this form's own key, so that sent twice it is one case."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How they came"),
        choices=[("phone", gettext_lazy("phone")), ("counter", gettext_lazy("counter"))],
        widget=forms.RadioSelect,
        initial="phone",
    )
    community = forms.ChoiceField(label=gettext_lazy("Community"))
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "data-next": "id_text"}),
    )
    contact_name = forms.CharField(label=gettext_lazy("Name"), max_length=60, required=False)
    text = forms.CharField(
        label=gettext_lazy("What was said"),
        max_length=2000,
        widget=forms.Textarea(),
        error_messages={"required": gettext_lazy("Write down what was said.")},
    )
    place = forms.CharField(
        label=gettext_lazy("Place"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "3-2-1402", "autocomplete": "off"}),
    )
    extra = forms.CharField(label=gettext_lazy("Before the visit"), max_length=200, required=False)
    topic = forms.CharField(required=False)
    other_topic = forms.ChoiceField(label=gettext_lazy("Another topic"), required=False)
    urgency = forms.ChoiceField(label=gettext_lazy("Urgency"), widget=forms.RadioSelect, required=False)
    resident = forms.CharField(required=False)
    guessed = forms.CharField(required=False)
    draft = forms.CharField(max_length=64, required=False)
    then = forms.CharField(required=False)
    join = forms.CharField(max_length=60, required=False)
    """"hurry:<case>" or "add:<case>": it is about a case that is open already."""

    sure = ""
    """The topic the words speak of beyond doubt: taken when the form is sent before it was shown."""

    def __init__(self, book: Book, served: list[CommunityRow], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.book = book
        given: Any = self.fields
        given["community"].choices = [(str(row.id), row.name) for row in served]
        given["community"].required = len(served) > 1
        given["other_topic"].choices = [("", _("none of these: choose")), *topics(book)]
        given["urgency"].choices = titles(book.urgencies.values())
        first = "text" if self.typed("phone") or self.typed("resident") else "phone"
        given[first].widget.attrs["autofocus"] = True
        if self.joins is not None:  # who only asks where it stays says nothing new
            given["text"].required = False

    @property
    def key(self) -> str:
        """The key of what is being taken down: kept while it comes back with errors."""
        return self.typed("draft") or str(uuid4())

    def typed(self, name: str) -> str:
        """What stands in a field now, right or wrong."""
        return str((self.data if self.is_bound else self.initial).get(name) or "").strip()

    def clean_draft(self) -> UUID | None:
        """The key as an id; one that isn't is none."""
        return known_id(self.cleaned_data["draft"])

    def clean(self) -> dict[str, Any]:
        """To be dispatched it needs a topic of the handbook."""
        given: dict[str, Any] = super().clean() or {}
        given["topic"] = given.get("other_topic") or given.get("topic") or self.sure
        if given.get("then") == DISPATCH and given["topic"] not in self.book.topics:
            self.add_error("other_topic", _("Choose a topic, or register only."))
        return given

    @property
    def joins(self) -> UUID | None:
        """The open case it is about, if it is about one."""
        return known_id(self.typed("join").partition(":")[2])

    @property
    def hurries(self) -> bool:
        """They ask where it stays."""
        return self.typed("join").startswith("hurry:")

    def caller(self, resident_id: UUID | None) -> Caller:
        """Who speaks, as the verb takes it; `resident_id` where they were recognised, be it by half a number."""
        given = self.cleaned_data
        whole = len(digits_of(given["phone"])) >= WHOLE or resident_id is None
        return Caller(resident_id=resident_id, phone=given["phone"] if whole else "", name=given["contact_name"])

    def wanted(self, community_id: UUID, home_id: UUID | None) -> OpenCase:
        """The need as the verb takes it; registered only, it keeps no topic."""
        given = self.cleaned_data
        text = given["text"]
        if given["extra"]:
            text = f"{text}\n{_('Before the visit')}: {given['extra']}"
        topic = given["topic"] if given["then"] == DISPATCH else ""
        return OpenCase(
            community_id=community_id,
            text=text,
            channel=given["channel"],
            home_id=home_id,
            place_text=given["place"],
            topic=topic,
            urgency=given["urgency"] if topic else "",
        )
