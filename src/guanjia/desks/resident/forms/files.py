"""Files residents send: photos, several at once, and a recording; looked at before anything is written."""

from typing import Any

from django import forms
from django.utils.translation import gettext

from guanjia.rooms.cases.rules.evidence import check_sent
from guanjia.rooms.cases.rules.sound import check_length, sound_of
from guanjia.rooms.cases.types import NewPhoto, PhotoOf
from guanjia.rooms.cases.types.sound import NewRecording
from guanjia.rooms.handbook.types.terms import CaseTerms
from guanjia.shared.errors import Invalid
from guanjia.shared.sounds import VOICE_LABEL, Voice
from guanjia.shared.web import said


class Photos(forms.FileField):
    """Several photos at once, from the camera or the album."""

    class Many(forms.FileInput):
        """A file input that gives every file."""

        allow_multiple_selected = True

        def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
            """Every file sent under this name."""
            return files.getlist(name) if hasattr(files, "getlist") else files.get(name)

    widget = Many(attrs={"accept": "image/*", "multiple": True, "class": "input"})

    def clean(self, data: Any, initial: Any = None) -> list[NewPhoto]:
        """The photos, as what shows the trouble."""
        given = [one for one in (data if isinstance(data, list) else [data]) if one]
        return [NewPhoto(super(Photos, self).clean(one).read(), PhotoOf.TROUBLE) for one in given]


def check_photos(form: forms.Form, name: str, terms: CaseTerms) -> None:
    """Put what is wrong with the photos at their field, before anything is written."""
    photos = form.cleaned_data.get(name, [])
    if len(photos) > terms.photos_most:
        form.add_error(name, gettext("At most %(most)s photos in one go.") % {"most": terms.photos_most})
    try:
        for one in photos:
            check_sent(one.content, terms.photo_bytes_most)
    except Invalid as wrong:
        form.add_error(name, said(wrong))


def recording_of(form: forms.Form, terms: CaseTerms) -> NewRecording | None:
    """The recording of a form with `voice` and `seconds`; what is wrong with it lands at its field."""
    content = form.cleaned_data.get("voice")
    if not content:
        return None
    try:
        sound_of(content, terms.voice_bytes_most)
        check_length(form.cleaned_data.get("seconds"), terms.voice_seconds_most)
    except Invalid as wrong:
        form.add_error("voice", said(wrong))
    return NewRecording(content, form.cleaned_data.get("seconds"))


__all__ = ["VOICE_LABEL", "Photos", "Voice", "check_photos", "recording_of"]
