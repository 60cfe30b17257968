"""A form's field for photos, from a phone's camera or its album."""

from typing import Any

from django import forms


class Photos(forms.FileField):
    """Several photos at once, from the camera or the album."""

    class Many(forms.FileInput):
        """A file input that gives every file."""

        allow_multiple_selected = True

        def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
            """Every file sent under this name."""
            return files.getlist(name) if hasattr(files, "getlist") else files.get(name)

    widget = Many(attrs={"accept": "image/*", "capture": "environment", "multiple": True, "class": "input"})

    def clean(self, data: Any, initial: Any = None) -> list[bytes]:
        """The photos' bytes."""
        given = [one for one in (data if isinstance(data, list) else [data]) if one]
        if self.required and not given:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(Photos, self).clean(one).read() for one in given]
