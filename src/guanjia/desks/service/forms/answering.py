"""An answer to the resident, or a note among ourselves."""

from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from guanjia.rooms.handbook.rules.wording import BLANK

ANSWER, NOTE = "answer", "note"


def known_id(text: str) -> UUID | None:
    """An id, or None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


class AnswerForm(forms.Form):
    """What is said; `draft` is this form's own key, so that sent twice it is said once."""

    kind = forms.ChoiceField(choices=[(ANSWER, _("Answer the resident")), (NOTE, _("Internal note"))], initial=ANSWER)
    text = forms.CharField(
        label=_("Text"), strip=False, error_messages={"required": _("Write something first, then send it.")}
    )
    draft = forms.CharField(max_length=64, required=False)
    seen = forms.CharField(max_length=40, required=False)
    """The newest line of the talk when this was begun."""
    then = forms.CharField(required=False)

    @property
    def key(self) -> str:
        """The key of what is being written: kept while it comes back with errors, new for the next text."""
        return str(self.data.get("draft") or "") if self.is_bound else uuid4().hex

    def clean_seen(self) -> UUID | None:
        """The line as an id; what is none says nothing."""
        return known_id(self.cleaned_data["seen"])

    def clean_text(self) -> str:
        """A wording whose blanks were not filled goes to nobody."""
        text = str(self.cleaned_data["text"])
        return text if self.data.get("kind") == NOTE else without_blanks(text)


def without_blanks(text: str) -> str:
    """The text itself. Raises ValidationError while a blank of a wording stands in it."""
    if BLANK in text:
        raise forms.ValidationError(_("Fill in the blanks (%(blank)s) first.") % {"blank": BLANK})
    return text
