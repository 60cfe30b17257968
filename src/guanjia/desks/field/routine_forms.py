"""The form of routine work on the phone: the checklist's items, with photos where they say so."""

from typing import Any

from guanjia.desks.field.forms import Photos, check_pictures
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.routines.items import PHOTO, DoneForm
from guanjia.rooms.routines.types import Done, RoutineView
from guanjia.shared.time import now


class RoutineForm(DoneForm):
    """What was seen at one doing."""

    def __init__(self, view: RoutineView, *args: Any, **options: Any) -> None:
        super().__init__(view.items, *args, initial={"people": view.together}, **options)
        self.view = view
        for item in view.items:
            if item.kind == PHOTO:
                self.fields[f"item_{item.code}"] = Photos(label=item.title, required=False)
        if view.together == 1:
            del self.fields["people"]

    def clean(self) -> dict[str, Any]:
        """Every photo of a kind that can be shown."""
        given = super().clean() or {}
        self.book = handbook.edition_in_force(self.view.routine.community_id, now())
        for item in self.items:
            if item.kind == PHOTO:
                check_pictures(self, f"item_{item.code}", self)
        return given

    def seen(self) -> Done:
        """What was seen, as the verb takes it."""
        sent = {item.code: self.cleaned_data.get(f"item_{item.code}") for item in self.items if item.kind == PHOTO}
        return self.done({code: photos for code, photos in sent.items() if photos})
