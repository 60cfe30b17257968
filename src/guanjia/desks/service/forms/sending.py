"""The forms of who goes: naming somebody, and asking another role to help."""

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from guanjia.desks.service.forms.acts import LONG, ActForm, Choices, titles
from guanjia.desks.service.types import Ground
from guanjia.rooms.cases.types import Because
from guanjia.rooms.dispatch import selectors as dispatch
from guanjia.rooms.dispatch.types import HelpWanted


class AssignForm(ActForm):
    """Who goes: those who fit best first, with why."""

    staff = forms.ChoiceField(
        label=gettext_lazy("Who goes"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who goes.")},
    )

    reason = forms.ChoiceField(
        label=gettext_lazy("Why not who has it now"),
        error_messages={"required": gettext_lazy("Say why it goes to another.")},
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def prepare(self, ground: Ground) -> None:
        """Everybody on duty who does such work; a reason where it is taken from somebody."""
        self.choose("reason", [("", "–"), *titles(ground.book.reasons_for("transfer"))])
        if ground.case.state.value in ("taken", "classified"):
            del self.fields["reason"], self.fields["note"]
        rows = dispatch.choices(ground.actor, ground.case.id, at=ground.at)
        told = [(row.staff_id, "%(name)s · %(role)s · %(why)s", row) for row in rows]
        self.choose(
            "staff",
            [
                (str(key), words % {"name": row.name, "role": row.role_title, "why": row.reason})
                for key, words, row in told
            ],
        )
        if not rows:
            self.fields["staff"].help_text = _("Nobody who does such work is on duty now.")

    def why(self) -> Because:
        """Why it goes to another, as the verb takes it."""
        return Because(self.cleaned_data.get("reason", ""), self.cleaned_data.get("note", ""))


class HelpForm(ActForm):
    """Which role helps, with what, and by when."""

    role = forms.ChoiceField(label=gettext_lazy("Who helps"))
    task = forms.CharField(label=gettext_lazy("What they should do"), widget=LONG, max_length=300)
    until = forms.DateTimeField(
        label=gettext_lazy("Through by"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        required=False,
    )

    def prepare(self, ground: Ground) -> None:
        """The roles that are sent to do work, under their departments."""
        language, departments = get_language() or "", ground.book.content.departments
        heaps: dict[str, Choices] = {}
        for role in ground.book.roles.values():
            if role.works:
                found = departments.get(role.department or "")
                heaps.setdefault(found.title.told_in(language) if found else "–", []).extend(titles([role]))
        self.choose("role", list(heaps.items()))

    def wanted(self) -> HelpWanted:
        """The part as the verb takes it."""
        given = self.cleaned_data
        return HelpWanted(role=given["role"], task=given["task"], until=given["until"])
