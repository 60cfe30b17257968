"""The forms of a round: what the handbook's checklists ask for at the door, and that nobody opened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language, gettext, gettext_lazy

from guanjia.desks.field.forms import Signature, check_pictures, moment
from guanjia.desks.field.phone_fields import PHONE, phone_fields, phone_said
from guanjia.rooms.cases.rules.sound import check_length, sound_of
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.breaching import BreachTerms
from guanjia.rooms.rounds.rules.proving import PhoneSaid
from guanjia.rooms.rounds.types import AskedItem, Attempt, Recording, StopKind, StopView
from guanjia.shared.errors import Invalid
from guanjia.shared.photo_fields import Photos
from guanjia.shared.sounds import VOICE_LABEL, Voice
from guanjia.shared.web import said

KNOCKS_MOST = 9
MINOR, GRAVE = "minor", "grave"
WRONG = ("voice", "seconds", "fixed", "after", "breach")
TICK, PHOTO, READING, SIGNATURE = "tick", "photo", "reading", "signature"


@dataclass(frozen=True, slots=True)
class Block:
    """One item as the page shows it: how it is answered, what is wrong, why it can't be had."""

    item: AskedItem | None
    answer: BoundField | None
    found: BoundField | None = None
    why: BoundField | None = None
    voice: BoundField | None = None
    seconds: BoundField | None = None
    fixed: BoundField | None = None
    after: BoundField | None = None
    breach: BoundField | None = None


class DoorForm(forms.Form):
    """What is said at a door; counts by when it happened, also when that is told later."""

    at = moment(label=gettext_lazy("Happened at"), help_text=gettext_lazy("only if earlier than now, without a signal"))

    def __init__(self, view: StopView, now: datetime, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.view, self.now = view, now

        self.fields |= phone_fields()

    def happened(self) -> datetime:
        """When it happened; now when nothing else was said."""
        return min(self.cleaned_data.get("at") or self.now, self.now)

    def phone(self) -> PhoneSaid:
        """What the phone knew of time and place."""
        return phone_said(self.cleaned_data, self.now)


class RecordForm(DoorForm):
    """Every item of the checklists, who was met, and what was asked for."""

    def __init__(self, view: StopView, now: datetime, *args: Any, **options: Any) -> None:
        super().__init__(view, now, *args, **options)
        terms = handbook.edition_in_force(view.stop.community_id, now).terms
        self.seconds_most, self.terms = terms.case.voice_seconds_most, terms.breach
        visit = view.stop.kind is StopKind.VISIT
        if visit:
            self.fields["met"] = forms.CharField(label=gettext("Who was met"), max_length=60, required=False)
        for item in view.items:
            self._ask(item)
        if any(item.last is not None for item in view.items):
            label = gettext("A reading below the last one was looked at again")
            self.fields["sure"] = forms.BooleanField(label=label, required=False)
        if visit:
            self.fields["matters"] = _long(
                gettext("What the resident asks for"), gettext("one a line; each becomes a case"), 4
            )
        self.fields["words"] = _long(gettext("Notes"), "", 2)
        self.order_fields([name for name in self.fields if name not in ("at", *PHONE)])

    def _ask(self, item: AskedItem) -> None:
        if item.kind == SIGNATURE:
            self.fields["signature"] = Signature(label=item.title, required=False)
            self.fields["signer"] = forms.CharField(label=gettext("Who signs"), max_length=60, required=False)
            return
        name = f"photo_{item.code}" if item.kind == PHOTO else f"item_{item.code}"
        self.fields[name] = _answer(item)
        if item.opens:
            told = gettext("Opens a case of its own: %(topic)s") % {"topic": item.opens}
            self.fields[f"found_{item.code}"] = forms.CharField(
                label=gettext("What is wrong"), required=False, max_length=300, help_text=told
            )
        if item.opens:
            self._ask_wrong(item)
        if item.reasons:
            choices = [("", gettext("it can be had")), *item.reasons]
            self.fields[f"why_{item.code}"] = forms.ChoiceField(
                label=gettext("Why not"), choices=choices, required=False
            )

    def _ask_wrong(self, item: AskedItem) -> None:
        """What else can be said of something wrong: out loud, or that it was put right at once."""
        self.fields[f"voice_{item.code}"] = Voice(label=VOICE_LABEL, required=False)
        hidden = forms.HiddenInput(attrs={"data-voice-seconds": True})
        self.fields[f"seconds_{item.code}"] = forms.IntegerField(min_value=0, required=False, widget=hidden)
        if item.priority == MINOR:
            label = gettext("Put right on the spot, no case")
            self.fields[f"fixed_{item.code}"] = forms.BooleanField(label=label, required=False)
            self.fields[f"after_{item.code}"] = Photos(label=gettext("How it is now"), required=False)
        if self.terms.kinds:
            self.fields[f"breach_{item.code}"] = breach_field(self.terms, item)

    def blocks(self) -> Iterator[Block]:
        """The items in the handbook's order, then the rest."""
        if "met" in self.fields:
            yield Block(None, self["met"])
        for item in self.view.items:
            if item.kind != SIGNATURE:
                name = f"photo_{item.code}" if item.kind == PHOTO else f"item_{item.code}"
                more = {part: self._one(f"{part}_{item.code}") for part in ("found", "why", *WRONG)}
                yield Block(item, self[name], **more)
        for name in ("sure", "matters", "words", "signature", "signer", "at"):
            if name in self.fields:
                yield Block(None, self[name])

    def _one(self, name: str) -> BoundField | None:
        return self[name] if name in self.fields else None

    def clean(self) -> dict[str, Any]:
        """Every photo of a kind that can be shown."""
        given = super().clean() or {}
        self.ground = _Ground(handbook.edition_in_force(self.view.stop.community_id, self.now))
        for name in [one for one in self.fields if one.startswith(("photo_", "after_"))]:
            check_pictures(self, name, self.ground)
        for name in [one for one in self.fields if one.startswith("voice_") and given.get(one)]:
            self._listen(name)
        for name in [one for one in self.fields if one.startswith("fixed_") and given.get(one)]:
            if not given.get(f"after_{name.removeprefix('fixed_')}"):
                self.add_error(f"after_{name.removeprefix('fixed_')}", gettext("Take a photo of how it is now."))
        return given

    def _listen(self, name: str) -> None:
        terms = self.ground.book.terms.case
        try:
            sound_of(self.cleaned_data[name], terms.voice_bytes_most)
            check_length(self.cleaned_data.get(f"seconds_{name.removeprefix('voice_')}"), terms.voice_seconds_most)
        except Invalid as wrong:
            self.add_error(name, said(wrong))

    def recording(self) -> Recording:
        """What was written down, as the verb takes it."""
        given = self.cleaned_data
        return Recording(
            met=given.get("met", ""),
            words=given["words"],
            matters=tuple(line.strip() for line in given.get("matters", "").splitlines() if line.strip()),
            given={item.code: value for item in self.view.items if (value := self._given(item)) is not None},
            found={item.code: words for item in self.view.items if (words := given.get(f"found_{item.code}"))},
            photos={item.code: given[name] for item in self.view.items if given.get(name := f"photo_{item.code}")},
            voices={item.code: told for item in self.view.items if (told := self._voice(item)) is not None},
            fixed={
                item.code: given.get(f"after_{item.code}") or []
                for item in self.view.items
                if given.get(f"fixed_{item.code}")
            },
            breaches={item.code: kind for item in self.view.items if (kind := given.get(f"breach_{item.code}"))},
            signature=given.get("signature") or b"",
            signer=given.get("signer", ""),
            sure=bool(given.get("sure")),
            phone=self.phone(),
        )

    def _voice(self, item: AskedItem) -> tuple[bytes, int | None] | None:
        content = self.cleaned_data.get(f"voice_{item.code}")
        return (content, self.cleaned_data.get(f"seconds_{item.code}")) if content else None

    def _given(self, item: AskedItem) -> object:
        value, why = self.cleaned_data.get(f"item_{item.code}"), self.cleaned_data.get(f"why_{item.code}")
        if value not in (None, "", False):
            return float(value) if isinstance(value, Decimal) else value
        return {"not_applicable": why} if why else None


@dataclass(frozen=True, slots=True)
class _Ground:
    book: Any


class AbsentForm(DoorForm):
    """Nobody opened, or the door is locked."""

    knocks = forms.IntegerField(
        label=gettext_lazy("How often we knocked"),
        min_value=0,
        max_value=KNOCKS_MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    card = forms.BooleanField(label=gettext_lazy("A card with name and number was left"), required=False)
    words = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)
    field_order = ("knocks", "card", "words", "at")

    def __init__(self, view: StopView, now: datetime, *args: Any, **options: Any) -> None:
        super().__init__(view, now, *args, **options)
        tries = handbook.edition_in_force(view.stop.community_id, now).terms.round.knock_tries
        self.initial.update(knocks=tries, card=True)
        if view.stop.kind is not StopKind.VISIT:
            del self.fields["knocks"], self.fields["card"]

    def attempt(self) -> Attempt:
        """The try as the verb takes it."""
        given = self.cleaned_data
        return Attempt(given.get("knocks", 0), bool(given.get("card")), given["words"])


def _long(label: str, help_text: str, rows: int) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, widget=widget, max_length=2000, required=False)


def breach_field(terms: BreachTerms, item: AskedItem) -> forms.ChoiceField:
    """Whether a resident did it: no case, but a breach of this kind for the steward. The likely kind stands first."""
    language, likely = get_language() or "", terms.likely(item.topic, grave=item.priority == GRAVE)
    kinds = sorted(terms.kinds, key=lambda one: one.code != likely)
    choices = [("", gettext("no"))] + [(one.code, one.title.told_in(language)) for one in kinds]
    told = gettext("No case then: the steward talks to them today.")
    label = gettext("A resident's breach")
    return forms.ChoiceField(label=label, choices=choices, required=False, help_text=told)


def _answer(item: AskedItem) -> forms.Field:
    """A field for one item; whether it may stay empty is the checklist's to say."""
    if item.kind == PHOTO:
        return Photos(label=item.title, required=False)
    if item.kind == READING:
        widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"})
        last = "" if item.last is None else gettext("last time %(value)s") % {"value": f"{item.last:g}"}
        label = f"{item.title} ({item.unit})" if item.unit else item.title
        return forms.DecimalField(label=label, help_text=last, required=False, widget=widget)
    if item.kind == "note":
        return forms.CharField(
            label=item.title, required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
        )
    return forms.BooleanField(label=item.title, required=False)
