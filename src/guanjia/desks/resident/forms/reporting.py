"""A new need: in words or said, with photos, at a place."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext, gettext_lazy

from guanjia.desks.resident.forms import Keyed
from guanjia.desks.resident.forms.files import VOICE_LABEL, Photos, Voice, check_photos, recording_of
from guanjia.rooms.cases.types import OpenCase
from guanjia.rooms.cases.types.sound import NewRecording
from guanjia.rooms.handbook.types.terms import OwnWay, Terms
from guanjia.rooms.places.types import Sign


class NeedForm(Keyed):
    """The words or a recording, where, when it suits, photos."""

    text = forms.CharField(label=gettext_lazy("What is it?"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    voice = Voice(label=VOICE_LABEL, required=False)
    photos = Photos(label=gettext_lazy("Photos"), required=False)
    place = forms.CharField(label=gettext_lazy("Where"), max_length=120, required=False)
    suits = forms.CharField(
        label=gettext_lazy("When does it suit you"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("for example: after six, or Saturday morning")}),
    )
    seconds = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=86_400)
    at = forms.CharField(widget=forms.HiddenInput, required=False, max_length=120)
    anyway = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, terms: Terms, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.terms, self.longest = terms, terms.conversation.longest_text
        self.recording: NewRecording | None = None
        self.fields["voice"].widget.attrs["data-most"] = terms.case.voice_seconds_most
        self.fields["photos"].widget.attrs["data-most"] = terms.case.photos_most

    def clean_text(self) -> str:
        """Not longer than the handbook's longest text."""
        text = str(self.cleaned_data["text"])
        if len(text) > self.longest:
            message = gettext_lazy("The text has %(length)s characters; at most %(longest)s fit.")
            raise forms.ValidationError(message % {"length": len(text), "longest": self.longest})
        return text

    def clean(self) -> dict[str, Any]:
        """Words or a recording, and every file of a kind that can be shown or played."""
        given = super().clean() or {}
        check_photos(self, "photos", self.terms.case)
        self.recording = recording_of(self, self.terms.case)
        if not (given.get("text", "").strip() or self.recording or self.errors):
            self.add_error("text", gettext("Tell us in a few words what it is about."))
        return given

    def carries_files(self) -> bool:
        """Whether something was sent that a page can't give back."""
        return bool(self.cleaned_data["photos"] or self.recording)

    def wanted(self, community_id: UUID, home: tuple[UUID | None, str], sign: Sign | None) -> OpenCase:
        """The need as the verb takes it; `home` is the resident's own, with its label; `sign` the place scanned."""
        given, (home_id, label) = self.cleaned_data, home
        here = given["place"].strip()
        own = not here or here == label
        wish = f"\n{self.fields['suits'].label}: {given['suits']}" if given["suits"] else ""
        return OpenCase(
            community_id=community_id,
            text=given["text"].strip() + wish,
            title="" if given["text"].strip() else gettext("Said on a recording"),
            channel="page",
            home_id=home_id if own else None,
            area_id=sign.area_id if sign and here == sign.words else None,
            place_text="" if own else here,
        )


class AroundForm(NeedForm):
    """A complaint about customer service itself: the words or a recording, and photos, nothing else."""

    def __init__(self, terms: Terms, *args: Any, **options: Any) -> None:
        super().__init__(terms, *args, **options)
        for name in ("place", "suits", "at", "anyway"):
            del self.fields[name]

    def complained(self, community_id: UUID, home_id: UUID | None, way: OwnWay) -> OpenCase:
        """The complaint as the verb takes it, from the resident's own home; it goes around the department."""
        text = self.cleaned_data["text"].strip()
        return OpenCase(
            community_id=community_id,
            text=text,
            title="" if text else gettext("Said on a recording"),
            channel="page",
            home_id=home_id,
            topic=way.topic,
            about_department=way.departments[0],
        )


class NearForm(forms.Form):
    """What is typed so far, to look for open troubles of the same kind near."""

    text = forms.CharField(required=False, max_length=20_000)
    place = forms.CharField(required=False, max_length=120)
