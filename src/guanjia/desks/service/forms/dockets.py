"""The forms of dockets: what another body's number needs, and what is told of it later."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanjia.desks.service.forms.acts import LONG, ActForm, titles
from guanjia.desks.service.types import Ground
from guanjia.rooms.cases import selectors as read
from guanjia.rooms.cases import services as cases
from guanjia.rooms.cases.types import Because
from guanjia.rooms.cases.types.dockets import DocketState, NewDocket


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, required=False)


class DocketForm(ActForm):
    """Who follows the case, under which number, of which class, and by when."""

    party = forms.ChoiceField(label=gettext_lazy("Who follows it"))
    number = forms.CharField(
        label=gettext_lazy("Their number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("For a department of ours leave it empty: it gets one."),
    )
    urgency = forms.ChoiceField(label=gettext_lazy("Class they gave"), required=False)
    until = _moment(gettext_lazy("To be answered or done by"))
    text = forms.CharField(label=gettext_lazy("What they ask"), widget=LONG, required=False)

    def prepare(self, ground: Ground) -> None:
        """Bodies outside first: their orders come most often."""
        parties = sorted(ground.book.content.departments.values(), key=lambda one: one.level != "outside")
        self.choose("party", titles(parties))
        self.choose("urgency", [("", _("none given")), *titles(ground.book.urgencies.values())])

    def wanted(self) -> NewDocket:
        """What the verb takes."""
        return NewDocket(**{name: self.cleaned_data[name] for name in ("party", "number", "urgency", "until", "text")})


class DocketNewsForm(ActForm):
    """Which of them, and what is new: the resident spoken to, answered, another time, or sent back."""

    docket = forms.ChoiceField(label=gettext_lazy("Which"), widget=forms.RadioSelect)
    what = forms.ChoiceField(
        label=gettext_lazy("What is new"),
        widget=forms.RadioSelect,
        choices=[
            ("contacted", gettext_lazy("The resident was spoken to")),
            ("answered", gettext_lazy("Answered, or done")),
            ("moved", gettext_lazy("Another time was agreed")),
            ("returned", gettext_lazy("Sent back or taken back")),
        ],
    )
    text = forms.CharField(label=gettext_lazy("In words"), widget=LONG, required=False)
    until = _moment(gettext_lazy("The new time"))
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), required=False)

    def prepare(self, ground: Ground) -> None:
        """The open ones of this case, and the reasons for moving and for sending back."""
        rows = [
            one for one in read.dockets(ground.actor, ground.case.id, at=ground.at) if one.state is DocketState.OPEN
        ]
        told = [(str(one.id), f"{one.number} · {one.party_title}") for one in rows]
        self.choose("docket", told)
        if len(told) == 1:
            self.fields["docket"].initial = told[0][0]
        moving, back = (titles(ground.book.reasons_for(use)) for use in ("redate", "withdraw"))
        self.choose("reason", [("", "–"), (_("Another time"), moving), (_("Sent back"), back)])
        self.fields["until"].widget.attrs["min"] = timezone.localtime(ground.at).strftime("%Y-%m-%dT%H:%M")

    def clean(self) -> dict[str, Any]:
        """A new time and a sending back need their reason."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("what") in {"moved", "returned"} and not given.get("reason"):
            self.add_error("reason", _("Choose one of the handbook's reasons."))
        return given

    def perform(self, ground: Ground) -> None:
        """Do what is new."""
        given, key = self.cleaned_data, UUID(self.cleaned_data["docket"])
        why = Because(given["reason"], given["text"], given["until"])
        if given["what"] == "contacted":
            cases.docket_contacted(ground.actor, key, given["text"], at=ground.at)
        elif given["what"] == "answered":
            cases.answer_docket(ground.actor, key, given["text"], at=ground.at)
        elif given["what"] == "moved":
            cases.move_docket(ground.actor, key, why, at=ground.at)
        else:
            cases.return_docket(ground.actor, key, why, at=ground.at)
