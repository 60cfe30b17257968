"""The forms of what follows from a complaint: what is done better, and money for what went wrong."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanjia.desks.service.forms.acts import LONG, ActForm, role_title
from guanjia.desks.service.types import Ground
from guanjia.rooms.cases import selectors as read
from guanjia.rooms.cases.rules import remedies
from guanjia.rooms.cases.types.remedies import AskState, CompensationRow, ImprovementRow, NewImprovement
from guanjia.rooms.people import selectors as people
from guanjia.shared.money import as_yuan, fen_of

MOST = Decimal(1_000_000)
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ImprovementForm(ActForm):
    """What is done so that it doesn't happen again, by whom, by which day."""

    text = forms.CharField(label=gettext_lazy("What will be done"), widget=LONG, max_length=2000)
    owner = forms.ChoiceField(label=gettext_lazy("Who sees to it"))
    until = forms.DateField(label=gettext_lazy("To be done by"), widget=DAY)

    def prepare(self, ground: Ground) -> None:
        """Everybody who serves here; a week to begin with."""
        rows = people.colleagues(ground.case.community_id)
        told = [(one, " · ".join(role_title(ground, role) for role in one.roles)) for one in rows]
        self.choose("owner", [("", "–"), *((str(one.id), f"{one.name} · {roles}") for one, roles in told)])
        self.fields["until"].initial = timezone.localtime(ground.at).date() + timedelta(weeks=1)

    def given(self) -> NewImprovement:
        """What the verb takes."""
        given = self.cleaned_data
        return NewImprovement(text=given["text"], owner_id=UUID(given["owner"]), until=given["until"])


class ImprovementDoneForm(ActForm):
    """Which of the things to be done better is done, and how."""

    improvement = forms.ChoiceField(label=gettext_lazy("What was to be done"), widget=forms.RadioSelect)
    how = forms.CharField(label=gettext_lazy("What was done"), widget=LONG, max_length=2000)

    def prepare(self, ground: Ground) -> None:
        """Those that are not done; a single one is chosen."""
        told = [(str(one.id), f"{one.text} · {one.owner}") for one in open_improvements(ground)]
        self.choose("improvement", told)
        if len(told) == 1:
            self.fields["improvement"].initial = told[0][0]

    def given(self) -> tuple[UUID, str]:
        """What the verb takes."""
        return UUID(self.cleaned_data["improvement"]), self.cleaned_data["how"]


class CompensationForm(ActForm):
    """How much, and what for."""

    amount = forms.DecimalField(
        label=gettext_lazy("Amount in yuan"), min_value=Decimal("0.01"), max_value=MOST, decimal_places=2
    )
    why = forms.CharField(label=gettext_lazy("What it is for"), widget=LONG, max_length=2000)

    def fen(self) -> int:
        """The amount as the verb takes it."""
        return fen_of(self.cleaned_data["amount"])


class CompensationDecisionForm(ActForm):
    """Yes or no to what was asked for."""

    decision = forms.ChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect)
    answer = forms.CharField(label=gettext_lazy("Remark; needed for a no"), widget=LONG, required=False)

    def prepare(self, ground: Ground) -> None:
        """What was asked for stands in the choice."""
        row = waiting(ground)
        said = {"amount": as_yuan(row.amount), "why": row.why} if row else {"amount": "", "why": ""}
        yes = _("Approve ¥%(amount)s: %(why)s") % said
        self.choose("decision", [("yes", yes), ("no", _("Decline"))])

    def is_yes(self) -> bool:
        """Whether it may be given."""
        return bool(self.cleaned_data["decision"] == "yes")


class CompensationGivenForm(ActForm):
    """How the resident got it."""

    how = forms.CharField(
        label=gettext_lazy("How the resident got it"),
        help_text=gettext_lazy("cash, transfer, off the next bill"),
        max_length=200,
    )


def open_improvements(ground: Ground) -> list[ImprovementRow]:
    """What is still to be done better after the complaint, and for this person to say that it is done."""
    return remedies.theirs_to_finish(ground.actor, read.improvements_of(ground.case.id))


def waiting(ground: Ground) -> CompensationRow | None:
    """What is asked for or approved on the case, and not through yet."""
    rows = read.compensation_of(ground.case.id, at=ground.at)
    return next((one for one in rows if one.state in (AskState.ASKED, AskState.APPROVED)), None)
