"""Forms of breaches: shape only. What may be chosen comes from the handbook and from who lives there."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guanjia.rooms.breaches.types import Answer, Delivered, Delivery, Look, NewNotice, NewReport, Talk
from guanjia.rooms.breaches.wording import ANSWERS, WAYS
from guanjia.rooms.rounds.types.findings import ByTheWay
from guanjia.shared.photo_fields import Photos

Choices = Sequence[tuple[str, str]]
MOMENT = "%Y-%m-%dT%H:%M"


def _long(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=2000, **more)


class NewForm(forms.Form):
    """A breach seen by the way: what, where, how it looked."""

    kind = forms.ChoiceField(label=_("What breaks the rules"))
    home = forms.CharField(
        label=_("Home"), max_length=40, required=False, help_text=_("as it is written here, for example 3-2-1102")
    )
    place = forms.CharField(
        label=_("Or where"), max_length=120, required=False, help_text=_("where no home is known: a corridor, a lane")
    )
    words = _long(_("What you saw"))
    photos = Photos(label=_("Photos"), required=False)

    def __init__(self, kinds: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["kind"]
        field.choices = [("", gettext("choose")), *kinds]

    def seen(self, home_id: UUID | None) -> ByTheWay:
        """What was seen."""
        given = self.cleaned_data
        photos = tuple(given["photos"])
        return ByTheWay(kind=given["kind"], words=given["words"], home_id=home_id, place=given["place"], photos=photos)


class StepForm(forms.Form):
    """One act on a breach. `household`: who lives there; `choices` and `initial` as the act wants them."""

    def __init__(self, household: Choices, choices: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, given in (("resident", household), ("department", choices)):
            if name in self.fields:
                field: Any = self.fields[name]
                field.choices = [("", gettext("choose")), *given]
        if not household and "resident" in self.fields:
            self.fields["who"].label = self.fields.pop("resident").label

    def whose(self) -> UUID | None:
        """Who of the household it was."""
        found = self.cleaned_data.get("resident")
        return UUID(found) if found else None


class TalkForm(StepForm):
    """Who was talked to, what was said, what they answer."""

    resident = forms.ChoiceField(label=_("Who was talked to"), required=False)
    who = forms.CharField(
        label=_("Or who else"), max_length=60, required=False, help_text=_("as what, not by name: a tenant, a worker")
    )
    words = _long(_("What was said"))
    answer = forms.ChoiceField(
        label=_("What they answer"),
        choices=[(one.value, ANSWERS[one]) for one in Answer],
        widget=forms.RadioSelect,
    )
    photos = Photos(label=_("Photos"), required=False)

    def act(self) -> Talk:
        """What was said."""
        given = self.cleaned_data
        said = {"words": given["words"], "who": given["who"], "photos": tuple(given["photos"])}
        return Talk(resident_id=self.whose(), answer=Answer(given["answer"]), **said)


class NoticeForm(StepForm):
    """Until when, and what is to be done."""

    until = forms.DateTimeField(
        label=_("To be put right by"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    )
    measure = _long(_("What is to be done"))

    def act(self) -> NewNotice:
        """What the notice says."""
        return NewNotice(until=self.cleaned_data["until"], measure=self.cleaned_data["measure"])


class DeliverForm(StepForm):
    """How the notice came to the resident."""

    way = forms.ChoiceField(
        label=_("How it was delivered"),
        choices=[(one.value, WAYS[one]) for one in Delivered],
        widget=forms.RadioSelect,
    )
    resident = forms.ChoiceField(label=_("Who took it"), required=False)
    who = forms.CharField(
        label=_("Or who else"), max_length=60, required=False, help_text=_("as what, not by name: a tenant, a worker")
    )
    witness = forms.CharField(
        label=_("Witness"), max_length=60, required=False, help_text=_("where it was refused; or take a photo")
    )
    photos = Photos(label=_("Photos"), required=False)

    def act(self) -> Delivery:
        """How it was delivered."""
        given = self.cleaned_data
        said = {"who": given["who"], "witness": given["witness"], "photos": tuple(given["photos"])}
        return Delivery(way=Delivered(given["way"]), resident_id=self.whose(), **said)


class ReportForm(StepForm):
    """To which authority, and what was done to stop it."""

    department = forms.ChoiceField(label=_("Authority"))
    stopped = _long(_("How we tried to stop it"), help_text=_("stands in the report"))
    number = forms.CharField(
        label=_("Their number"),
        max_length=60,
        required=False,
        help_text=_("of the call or the letter, once there is one"),
    )
    words = _long(_("Note"), 2, required=False, help_text=_("for us; not in the report"))

    def act(self) -> NewReport:
        """What is reported."""
        given = self.cleaned_data
        return NewReport(**{name: given[name] for name in ("department", "stopped", "number", "words")})


class CheckForm(StepForm):
    """What is seen on the spot."""

    right = forms.ChoiceField(
        label=_("How it is now"),
        choices=[("yes", _("It is right")), ("no", _("It is not right"))],
        widget=forms.RadioSelect,
    )
    photos = Photos(label=_("Photo of how it is now"))
    words = _long(_("What you see"), 2, required=False, help_text=_("needed where it is not right"))

    def act(self) -> Look:
        """What was seen."""
        given = self.cleaned_data
        return Look(right=given["right"] == "yes", words=given["words"], photos=tuple(given["photos"]))


class PutRightForm(StepForm):
    """Who says so, and what was done."""

    words = _long(_("Who says so, and what was done"), 2, required=False)

    def act(self) -> str:
        """In words."""
        return str(self.cleaned_data["words"])


class TakeOverForm(StepForm):
    """What the authority said."""

    words = _long(_("What the authority says"))
    number = forms.CharField(label=_("Their number"), max_length=60, required=False)

    def act(self) -> tuple[str, str]:
        """Words and number."""
        return str(self.cleaned_data["words"]), str(self.cleaned_data["number"])


class WithdrawForm(StepForm):
    """Why it is none."""

    words = _long(_("Why it is no breach"))

    def act(self) -> str:
        """In words."""
        return str(self.cleaned_data["words"])
