"""Saying which colleague, or which department, a complaint is about."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanjia.desks.service.forms.acts import ActForm, role_title, titles
from guanjia.desks.service.types import Ground
from guanjia.rooms.people import selectors as people

DEPARTMENT = "department:"


class NameAboutForm(ActForm):
    """The colleague it is about, on duty or not; or a department that neither sees nor handles complaints about it."""

    staff = forms.ChoiceField(label=gettext_lazy("Who it is about"))

    def prepare(self, ground: Ground) -> None:
        """Everybody of the community by name, after the departments with a way of their own."""
        rows = people.colleagues(ground.case.community_id)
        told = [(one, " · ".join(role_title(ground, role) for role in one.roles)) for one in rows]
        named = [(str(one.id), f"{one.name} · {roles}") for one, roles in told]
        terms = ground.book.terms.complaint
        of = terms.own_way.departments if terms is not None and terms.own_way is not None else ()
        whole = titles(ground.book.content.departments[code] for code in of)
        groups = [(_("A department as a whole"), [(f"{DEPARTMENT}{code}", title) for code, title in whole])]
        self.choose("staff", [*(groups if whole else ()), *([(_("A colleague"), named)] if whole else named)])

    def about(self) -> tuple[UUID | None, str]:
        """The colleague, or the department, as the verb takes it."""
        chosen = self.cleaned_data["staff"]
        if chosen.startswith(DEPARTMENT):
            return None, chosen.removeprefix(DEPARTMENT)
        return UUID(chosen), ""
