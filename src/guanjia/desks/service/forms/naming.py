"""Saying which colleague a complaint is about."""

from django import forms
from django.utils.translation import gettext_lazy

from guanjia.desks.service.forms.acts import ActForm, role_title
from guanjia.desks.service.types import Ground
from guanjia.rooms.people import selectors as people


class NameAboutForm(ActForm):
    """The colleague it is about: anybody who serves here, on duty or not."""

    staff = forms.ChoiceField(label=gettext_lazy("Who it is about"))

    def prepare(self, ground: Ground) -> None:
        """Everybody of the community by name."""
        rows = people.colleagues(ground.case.community_id)
        told = [(one, " · ".join(role_title(ground, role) for role in one.roles)) for one in rows]
        self.choose("staff", [(str(one.id), f"{one.name} · {roles}") for one, roles in told])
