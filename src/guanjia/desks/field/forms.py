"""The forms of the field: few words, big fields; what may be chosen comes from the handbook."""

import base64
import binascii
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy

from guanjia.desks.field.types import Ground
from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases.items import answers_of, ask_items
from guanjia.rooms.cases.rules.evidence import check_sent
from guanjia.rooms.cases.rules.signing import inked
from guanjia.rooms.cases.rules.windows import windows_offered
from guanjia.rooms.cases.selectors.words import window_words
from guanjia.rooms.cases.types import Because, Feedback, NewPhoto, PhotoOf, Report, Signed, Window
from guanjia.rooms.dispatch import selectors as dispatch
from guanjia.rooms.people.types import UnmaskReason
from guanjia.shared.errors import Invalid
from guanjia.shared.photo_fields import Photos
from guanjia.shared.web import said

LONG = forms.Textarea(attrs={"rows": 3})


def moment(**more: Any) -> forms.DateTimeField:
    """A time as a phone gives it: picked by hand, or with its zone from a script."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(widget=widget, required=False, **more)


class FieldForm(forms.Form):
    """An act; knows what it stands on."""

    def __init__(self, ground: Ground, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.ground = ground
        self.prepare(ground)

    def prepare(self, ground: Ground) -> None:
        """Fill in what may be chosen."""

    def choose(self, name: str, use: str) -> None:
        """The handbook's reasons of one use as choices."""
        language, field = get_language() or "", self.fields[name]
        reasons = self.ground.book.reasons_for(use)
        field.choices = [(one.code, one.title.told_in(language)) for one in reasons]  # type: ignore[attr-defined]

    told: str = ""
    """What is said afterwards where it isn't what the act always says."""

    def happened(self) -> datetime:
        """When it happened; now when nothing else was said."""
        return self.cleaned_data.get("at") or self.ground.at


class TimedForm(FieldForm):
    """An act that counts by when it happened, also when that is told later."""

    at = moment(label=gettext_lazy("Happened at"), help_text=gettext_lazy("only if earlier than now, without a signal"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields([name for name in self.fields if name != "at"])


class DeclineForm(FieldForm):
    """Why somebody can't go."""

    reason = forms.ChoiceField(label=gettext_lazy("Why"), widget=forms.RadioSelect)

    def prepare(self, ground: Ground) -> None:
        """The handbook's reasons for saying no."""
        self.choose("reason", "decline")


class ReleaseForm(DeclineForm):
    """Why somebody gives a task back."""

    def prepare(self, ground: Ground) -> None:
        """The handbook's reasons for passing work on."""
        self.choose("reason", "transfer")


class PassOnForm(ReleaseForm):
    """To which colleague a task goes, and why; those who fit, with what they have."""

    to_staff = forms.ChoiceField(label=gettext_lazy("To whom"), widget=forms.RadioSelect)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)
    field_order = ("to_staff", "reason", "note")

    def prepare(self, ground: Ground) -> None:
        """Colleagues on duty who know the trade, but oneself."""
        super().prepare(ground)
        found = dispatch.choices(ground.actor, ground.case.id, at=ground.at)
        rows = [one for one in found if one.fits and one.staff_id != ground.actor.staff_id]
        field: Any = self.fields["to_staff"]
        field.choices = [(str(one.staff_id), f"{one.name} · {one.role_title} · {one.reason}") for one in rows]
        if not rows:
            field.help_text = gettext("Nobody else who knows this trade is on duty now.")

    def why(self) -> Because:
        """The reason as the verbs take it."""
        return Because(self.cleaned_data["reason"], self.cleaned_data["note"])


class PartForm(FieldForm):
    """What came of a helper's part."""

    text = forms.CharField(label=gettext_lazy("What came of it"), widget=LONG, max_length=1000, required=False)


class PauseForm(TimedForm):
    """Why the work rests, and until when where that is known."""

    reason = forms.ChoiceField(label=gettext_lazy("Why"), widget=forms.RadioSelect)
    until = moment(label=gettext_lazy("Goes on at"))
    note = forms.CharField(label=gettext_lazy("Note"), widget=LONG, required=False)

    def prepare(self, ground: Ground) -> None:
        """The handbook's reasons for a pause."""
        self.choose("reason", "pause")

    def why(self) -> Because:
        """The reason as the verbs take it."""
        return Because(self.cleaned_data["reason"], self.cleaned_data["note"], self.cleaned_data["until"])


class AppointmentForm(FieldForm):
    """When somebody comes: a window of the handbook's hours, or another time; than the agreed one, with a reason."""

    offered = forms.ChoiceField(label=gettext_lazy("When"), widget=forms.RadioSelect, required=False)
    window_start = moment(label=gettext_lazy("Another time, from"))
    window_end = moment(label=gettext_lazy("To"))
    reason = forms.ChoiceField(label=gettext_lazy("Why another time"), widget=forms.RadioSelect)

    def prepare(self, ground: Ground) -> None:
        """The windows from now on; a reason only where a time was agreed before."""
        self.windows = {one.start.isoformat(): one for one in windows_offered(ground.book, ground.at)}
        field: Any = self.fields["offered"]
        field.choices = [(key, window_words(one, ground.at)) for key, one in self.windows.items()]
        if not self.windows:
            del self.fields["offered"]
        if ground.case.appointment_start is None:
            del self.fields["reason"]
        else:
            self.choose("reason", "redate")

    def clean(self) -> dict[str, Any]:
        """One of both ways."""
        given = super().clean() or {}
        if not given.get("offered") and not (given.get("window_start") and given.get("window_end")) and not self.errors:
            raise forms.ValidationError(gettext("Choose a time, or write from when to when."), code="no_time")
        return given

    def window(self) -> Window:
        """The window as the verb takes it; a time that was written goes before one that was pressed."""
        given, why = self.cleaned_data, self.cleaned_data.get("reason", "")
        if given["window_start"] and given["window_end"]:
            return Window(given["window_start"], given["window_end"], why)
        return replace(self.windows[given["offered"]], reason=why)


class PhotoForm(forms.Form):
    """Photos of before and after, several of each."""

    before = Photos(label=gettext_lazy("Before"), required=False)
    after = Photos(label=gettext_lazy("After"), required=False)

    def __init__(self, ground: Ground, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.ground = ground

    def clean(self) -> dict[str, Any]:
        """At least one picture, and every one of a kind that can be shown."""
        given = super().clean() or {}
        for name in ("before", "after"):
            check_pictures(self, name, self.ground)
        if not self.errors and not (given.get("before") or given.get("after")):
            raise forms.ValidationError(gettext("No photo came. Take one and send it again."))
        return given

    def pictures(self) -> list[NewPhoto]:
        """The photos as the verb takes them."""
        kinds = (("before", PhotoOf.BEFORE), ("after", PhotoOf.AFTER))
        return [NewPhoto(content, of) for name, of in kinds for content in self.cleaned_data[name]]


def check_pictures(form: forms.Form, name: str, ground: Any) -> None:
    """Put what is wrong with a photo at its field, before anything is written."""
    try:
        for content in form.cleaned_data.get(name, []):
            check_sent(content, ground.book.terms.case.photo_bytes_most)
    except Invalid as wrong:
        form.add_error(name, said(wrong))


class Signature(forms.CharField):
    """What was drawn on the pad: a picture as a `data:` address, so that it is kept on a phone without a signal."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> bytes:
        """The picture's bytes; empty for an empty pad. Whether it is a signature is looked at before the act."""
        given = super().clean(value)
        if not given:
            return b""
        try:
            content = base64.b64decode(given.partition(",")[2], validate=True)
            inked(content)
        except Invalid as wrong:
            raise forms.ValidationError(said(wrong), code=wrong.code) from wrong
        except binascii.Error as wrong:
            raise forms.ValidationError(gettext("Clear the pad and sign once more."), code="signature") from wrong
        return content


class SignForm(TimedForm):
    """The resident looks at the work and signs on this phone."""

    signature = Signature(label=gettext_lazy("The resident signs here"))
    signer = forms.CharField(label=gettext_lazy("Who signs"), max_length=60, required=False)

    def prepare(self, ground: Ground) -> None:
        """Usually it is who asked."""
        self.initial.setdefault("signer", ground.case.contact_name)
        self.fields["signature"].error_messages["required"] = gettext("The pad is empty. Ask the resident to sign.")

    def signed(self) -> Signed | None:
        """The signature as the verb takes it; None for an empty pad."""
        given = self.cleaned_data
        return Signed(given["signature"], given["signer"]) if given.get("signature") else None


class DoneForm(SignForm):
    """What was done; photos and the resident's signature may come with it."""

    text = forms.CharField(label=gettext_lazy("What was done"), widget=LONG, max_length=2000)
    before = Photos(label=gettext_lazy("Photos before the work"), required=False)
    after = Photos(label=gettext_lazy("Photos after the work"), required=False)
    tested = forms.BooleanField(label=gettext_lazy("Tried out together with the resident"), required=False)

    def prepare(self, ground: Ground) -> None:
        """What the handbook's checklists ask for; the signature stands last."""
        super().prepare(ground)
        self.fields["signature"].required = False
        self.asked = cases.asked_at_the_end(ground.book, ground.case)
        if not any(item.photo is PhotoOf.BEFORE and item.lacks_photo for item in self.asked):
            del self.fields["before"]
        ask_items(self.fields, self.asked)
        self.order_fields([name for name in self.fields if name not in ("signature", "signer")])

    def clean(self) -> dict[str, Any]:
        """Every photo of a kind that can be shown."""
        given = super().clean() or {}
        for name in self.fields.keys() & {"before", "after"}:
            check_pictures(self, name, self.ground)
        return given

    def pictures(self) -> list[NewPhoto]:
        """The photos as the verb takes them."""
        kinds = (("before", PhotoOf.BEFORE), ("after", PhotoOf.AFTER))
        return [NewPhoto(content, of) for name, of in kinds for content in self.cleaned_data.get(name) or ()]

    def report(self) -> Report:
        """The report as the verb takes it; what is charged was put to the resident before."""
        given, price = self.cleaned_data, self.ground.case.price
        return Report(given["text"], "", price, given["tested"], *answers_of(self.asked, given))


class TellForm(FieldForm):
    """A word to the resident about how it goes."""

    text = forms.CharField(label=gettext_lazy("What the resident is told"), widget=LONG, max_length=1000)

    def word(self) -> Feedback:
        """The word as the verb takes it."""
        return Feedback("progress", self.cleaned_data["text"])


class NoteForm(FieldForm):
    """A line for colleagues."""

    text = forms.CharField(label=gettext_lazy("Note"), widget=LONG, max_length=2000)


class CallForm(forms.Form):
    """Why the number must be seen in full."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=[
            (UnmaskReason.VISIT.value, gettext_lazy("To make or keep an appointment")),
            (UnmaskReason.CALL.value, gettext_lazy("To call back")),
            (UnmaskReason.EMERGENCY.value, gettext_lazy("Emergency")),
        ],
        widget=forms.RadioSelect,
    )
