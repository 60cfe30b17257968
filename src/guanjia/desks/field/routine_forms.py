"""The form of routine work on the phone: the checklist's items, with photos where they say so."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext

from guanjia.desks.field.forms import check_pictures
from guanjia.desks.field.round_forms import MINOR, breach_field
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.rounds.types import AskedItem
from guanjia.rooms.routines.items import PHOTO, DoneForm
from guanjia.rooms.routines.types import Done, RoutineView
from guanjia.shared.photo_fields import Photos
from guanjia.shared.time import now


@dataclass(frozen=True, slots=True)
class Seen:
    """One item as the page shows it: how it is answered, what is wrong, what became of it."""

    answer: BoundField
    found: BoundField | None
    photos: BoundField | None = None
    fixed: BoundField | None = None
    after: BoundField | None = None
    breach: BoundField | None = None

    @property
    def open(self) -> bool:
        """Whether something about what is wrong was filled in or refused."""
        parts = [one for one in (self.found, self.photos, self.fixed, self.after, self.breach) if one is not None]
        return any(one.errors or one.value() for one in parts)


class RoutineForm(DoneForm):
    """What was seen at one doing; what is wrong is put right on the spot, a case, or a resident's breach."""

    def __init__(self, view: RoutineView, *args: Any, **options: Any) -> None:
        super().__init__(view.items, *args, initial={"people": view.together}, **options)
        self.view = view
        for item in view.items:
            if item.kind == PHOTO:
                self.fields[f"item_{item.code}"] = Photos(label=item.title, required=False)
            if item.opens:
                self._ask_wrong(item)
        if view.together == 1:
            del self.fields["people"]

    def _ask_wrong(self, item: AskedItem) -> None:
        terms = handbook.edition_in_force(self.view.routine.community_id, now()).terms.breach
        if item.kind != PHOTO:
            self.fields[f"photo_{item.code}"] = Photos(label=gettext("Photo of it"), required=False)
        if item.priority == MINOR:
            label = gettext("Put right on the spot, no case")
            self.fields[f"fixed_{item.code}"] = forms.BooleanField(label=label, required=False)
            self.fields[f"after_{item.code}"] = Photos(label=gettext("How it is now"), required=False)
        if terms.kinds:
            self.fields[f"breach_{item.code}"] = breach_field(terms, item)

    def seen_items(self) -> Iterator[Seen]:
        """The items in the handbook's order, each with what is wrong at it and what became of it."""
        for item, (answer, found) in zip(self.items, self.blocks(), strict=True):
            names = {part: f"{part}_{item.code}" for part in ("fixed", "after", "breach")}
            more = {part: self[name] for part, name in names.items() if name in self.fields}
            photo = f"photo_{item.code}"
            yield Seen(answer, found, photos=self[photo] if photo in self.fields else None, **more)

    def clean(self) -> dict[str, Any]:
        """Every photo of a kind that can be shown."""
        given = super().clean() or {}
        self.book = handbook.edition_in_force(self.view.routine.community_id, now())
        for item in self.items:
            name = f"item_{item.code}" if item.kind == PHOTO else f"photo_{item.code}"
            for one in (name, f"after_{item.code}"):
                if one in self.fields and isinstance(self.fields[one], Photos):
                    check_pictures(self, one, self)
        return given

    def seen(self) -> Done:
        """What was seen, as the verb takes it."""
        given = self.cleaned_data
        names = {item.code: f"item_{item.code}" if item.kind == PHOTO else f"photo_{item.code}" for item in self.items}
        photos = {code: sent for code, name in names.items() if (sent := given.get(name)) and isinstance(sent, list)}
        codes = [item.code for item in self.items]
        return replace(
            self.done(photos),
            fixed={code: given.get(f"after_{code}") or [] for code in codes if given.get(f"fixed_{code}")},
            breaches={code: kind for code in codes if (kind := given.get(f"breach_{code}"))},
        )
