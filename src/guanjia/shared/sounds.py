"""Recordings as forms take them: made on the page where the phone can (shared/voice.js), else a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

VOICE_LABEL = gettext_lazy("Or say it")


class Voice(forms.FileField):
    """A recording: made on the page where the phone can, else a file."""

    widget = forms.FileInput(attrs={"accept": "audio/*", "capture": True, "class": "input"})

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        """The bytes, None without any. An empty file is none."""
        if not data or not data.size:
            return None
        content: bytes = super().clean(data).read()
        return content
