"""What people fill in; shape only."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guanjia.rooms.people.types import EraseReason, MoveIn, ResidentKind, UnmaskReason
from guanjia.rooms.people.types.looking import LookAsked
from guanjia.rooms.people.types.records import ToHire, ToRoster
from guanjia.rooms.people.types.signing import SignInTerms
from guanjia.rooms.people.wording import KINDS, OCCUPANCIES
from guanjia.rooms.places.types import CommunityRow, HomeChange, HomeRow, Occupancy
from guanjia.shared.sheets import BYTES_MOST

REASONS = [
    (UnmaskReason.CALL.value, _("To call back")),
    (UnmaskReason.VISIT.value, _("To make or keep an appointment")),
    (UnmaskReason.IDENTITY.value, _("To check who it is")),
    (UnmaskReason.EMERGENCY.value, _("Emergency")),
]


class SignInForm(forms.Form):
    """User name and password; what was typed as name stays, the password never comes back."""

    username = forms.CharField(
        label=_("Staff number or phone"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    shared = forms.BooleanField(
        label=_("This is a shared computer"),
        help_text=_("You are signed out after some minutes away."),
        required=False,
    )

    def try_again(self) -> None:
        """After a wrong try the name stands already: the hand goes to the password."""
        if self.data.get("username"):
            self.fields["username"].widget.attrs.pop("autofocus", None)
            self.fields["password"].widget.attrs["autofocus"] = True


class SearchForm(forms.Form):
    """What was typed to find somebody or a home."""

    q = forms.CharField(label=_("Home, name or phone"), max_length=60, required=False)


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


class LeaveForm(forms.Form):
    """From when until when somebody is away."""

    starts = _moment(_("Away from"))
    ends = _moment(_("Back at"))


class UnmaskForm(forms.Form):
    """Why a name and a phone must be seen in full."""

    reason = forms.ChoiceField(label=_("Why"), choices=REASONS)


class LooksForm(forms.Form):
    """Whose looks, at whom, and from which day to which; what doesn't fit is left out."""

    staff = forms.ChoiceField(label=_("Who looked"), required=False)
    q = forms.CharField(label=_("Home, name or phone"), max_length=60, required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    resident = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, staff: Sequence[tuple[UUID, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        _choose(self, "staff", [("", gettext("Everybody")), *((str(key), name) for key, name in staff)])

    def asked(self) -> LookAsked:
        """What is asked for."""
        self.is_valid()
        said = self.cleaned_data
        staff = UUID(said["staff"]) if said.get("staff") else None
        return LookAsked(staff, said.get("resident"), said.get("q", "").strip(), said.get("since"), said.get("until"))


class ImportForm(forms.Form):
    """A workbook of master data, and the community it is of."""

    community = forms.ChoiceField(label=_("Community"))
    file = forms.FileField(
        label=_("Excel workbook (.xlsx)"),
        help_text=_("At most 5 MB and 20,000 rows a sheet"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(self, *args: Any, communities: Sequence[CommunityRow], **more: Any) -> None:
        super().__init__(*args, **more)
        _communities(self, communities)

    def clean_file(self) -> Any:
        """Not larger than what is read at all."""
        sent = self.cleaned_data["file"]
        if sent.size > BYTES_MOST:
            raise forms.ValidationError(gettext("This file is too large: at most 5 MB. Send it in parts."))
        return sent


DAY = {"type": "date"}
TEL = {"type": "tel"}


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **options)


def _communities(form: forms.Form, communities: Sequence[CommunityRow]) -> None:
    """The communities to choose from; one alone is not asked for."""
    field = form.fields["community"]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared as one
    field.choices = [(str(row.id), row.name) for row in communities]
    if len(communities) == 1:
        field.initial = str(communities[0].id)
        field.widget = forms.HiddenInput()


def _choose(form: forms.Form, name: str, words: Iterable[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared as one
    field.choices = list(words)


def _roles(titles: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(code, title) for code, title in titles.items() if not code.startswith("skill:") and code != "resident"]


class HomeForm(forms.Form):
    """What may be put right about a home."""

    floor = forms.IntegerField(label=_("Floor"), min_value=-9, max_value=200, required=False)
    area = forms.DecimalField(
        label=_("Area (m²)"), min_value=Decimal("0.01"), max_digits=7, decimal_places=2, required=False
    )
    occupancy = forms.ChoiceField(label=_("Occupancy"), choices=[(code, word) for code, word in OCCUPANCIES.items()])

    @classmethod
    def of(cls, row: HomeRow) -> "HomeForm":
        """The form filled with what is written down."""
        return cls(initial={"floor": row.floor, "area": row.area, "occupancy": row.occupancy.value}, auto_id="home-%s")

    def change(self, home_id: UUID) -> HomeChange:
        """What was typed, as the verb takes it."""
        said = self.cleaned_data
        return HomeChange(home_id, said["floor"], said["area"], Occupancy(said["occupancy"]))


class MoveInForm(forms.Form):
    """Who moves in, as what, from which day."""

    name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    kind = forms.ChoiceField(label=_("Belongs as"), choices=[(code, word) for code, word in KINDS.items()])
    day = _day(label=_("First day"))

    def wanted(self) -> MoveIn:
        """What was typed, as the verb takes it."""
        said = self.cleaned_data
        return MoveIn(said["name"], said["phone"], ResidentKind(said["kind"]), said["day"])


class MoveOutForm(forms.Form):
    """The last day somebody lived there."""

    day = _day(label=_("Last day"))


class CodeForm(forms.Form):
    """A code of the authenticator, or one to recover."""

    code = forms.CharField(
        label=_("Code to type"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class PasswordForm(forms.Form):
    """The old password and a new one."""

    old = forms.CharField(
        label=_("Present password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        help_text=_("at least 8 signs"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class PostForm(forms.Form):
    """A role in a community."""

    community = forms.ChoiceField(label=_("Community"))
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, communities: Sequence[CommunityRow], titles: Mapping[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        _communities(self, communities)
        _choose(self, "role", _roles(titles))

    def post(self) -> tuple[UUID, str]:
        """Community and role."""
        return UUID(self.cleaned_data["community"]), self.cleaned_data["role"]


class HireForm(PostForm):
    """Somebody to be employed, with a first role."""

    username = forms.RegexField(
        r"^[A-Za-z0-9._@-]+$", label=_("Staff number"), max_length=60, help_text=_("they sign in with it")
    )
    name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    field_order = ("community", "username", "name", "phone", "role")

    def wanted(self) -> ToHire:
        """What was typed, as the verb takes it."""
        said = self.cleaned_data
        return ToHire(UUID(said["community"]), said["username"], said["name"], said["phone"], said["role"])


class SkillForm(forms.Form):
    """A skill or certificate, and the last day it is valid."""

    skill = forms.ChoiceField(label=_("Skill or certificate"))
    until = _day(label=_("Valid until"), required=False)

    def __init__(self, *args: Any, titles: Mapping[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        words = [(code.removeprefix("skill:"), title) for code, title in titles.items() if code.startswith("skill:")]
        _choose(self, "skill", words)

    def skill_until(self, zone: str) -> tuple[str, datetime | None]:
        """The skill, and the end of its last day in this zone."""
        day = self.cleaned_data["until"]
        until = datetime.combine(day + timedelta(1), time(), ZoneInfo(zone)) if day else None
        return self.cleaned_data["skill"], until


class ShiftForm(PostForm):
    """A shift; one that ends at or before its beginning ends on the next day."""

    day = _day(label=_("Day"))
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=_("To"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def shift(self, zone: str) -> ToRoster:
        """What was typed, as the verb takes it."""
        said = self.cleaned_data
        place, role = self.post()
        over = timedelta(1 if said["ends"] <= said["starts"] else 0)
        starts = datetime.combine(said["day"], said["starts"], ZoneInfo(zone))
        return ToRoster(place, role, starts, datetime.combine(said["day"] + over, said["ends"], ZoneInfo(zone)))


class SignInTermsForm(forms.Form):
    """What the company asks of signing in."""

    shared_minutes = forms.IntegerField(
        label=_("Minutes away from a shared computer until one is signed out"), min_value=1, max_value=120
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles that need a second factor"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, roles: Sequence[str], titles: Mapping[str, str], terms: SignInTerms, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        _choose(self, "roles", [(code, titles.get(code, code)) for code in roles if code != "resident"])
        self.initial = {"shared_minutes": terms.shared_minutes, "roles": sorted(terms.second_factor_roles)}

    def terms(self) -> SignInTerms:
        """What was chosen."""
        return SignInTerms(self.cleaned_data["shared_minutes"], frozenset(self.cleaned_data["roles"]))


class EraseForm(forms.Form):
    """Why somebody's data are taken away, and that this is meant."""

    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[
            (EraseReason.ASKED.value, _("They asked for it")),
            (EraseReason.MOVED.value, _("They moved out, and nothing is owed any more")),
            (EraseReason.MISTAKE.value, _("Written down by mistake")),
        ],
    )
    sure = forms.BooleanField(label=_("It can't be undone. I have looked at what goes."))


class SettleForm(forms.Form):
    """What the resident reads: how it was settled, or why not."""

    answer = forms.CharField(
        label=_("What the resident reads"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


MASKED = "masked"


class ExportForm(forms.Form):
    """Which community's master data, and whether names and phones stand in full."""

    community = forms.ChoiceField(label=_("Community"))
    reason = forms.ChoiceField(label=_("Names and phones"))

    def __init__(self, *args: Any, communities: Sequence[CommunityRow], may_unmask: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        _communities(self, communities)
        full = [(code, gettext("in full: %(why)s") % {"why": why}) for code, why in REASONS] if may_unmask else []
        _choose(self, "reason", [(MASKED, gettext("masked")), *full])

    def wanted(self) -> tuple[UUID, UnmaskReason | None]:
        """Community, and the reason for names in full."""
        said = self.cleaned_data
        return UUID(said["community"]), None if said["reason"] == MASKED else UnmaskReason(said["reason"])
