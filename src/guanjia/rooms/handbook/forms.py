"""Forms of the life of an edition: steps, packs that are sent, one standard of a draft."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from guanjia.rooms.handbook.division_page import Lying
from guanjia.rooms.handbook.edition_page import DraftStandard, PublishWish
from guanjia.rooms.handbook.rules import words
from guanjia.rooms.handbook.rules.packing import LARGEST, unzipped
from guanjia.rooms.handbook.types.base import Within
from guanjia.rooms.handbook.types.life import StandardChange
from guanjia.shared.errors import Invalid, gettext_noop

LONG = {"rows": 3}
UNITS = ("seconds", "minutes", "hours", "days", "workdays", "months")
UNIT_WORDS = {
    "seconds": gettext_lazy("seconds"),
    "minutes": gettext_lazy("minutes"),
    "hours": gettext_lazy("hours"),
    "days": gettext_lazy("days"),
    "workdays": gettext_lazy("workdays"),
    "months": gettext_lazy("months"),
}


class StepForm(forms.Form):
    """A remark beside a step."""

    sent = forms.CharField(widget=forms.HiddenInput, initial="yes")
    words = forms.CharField(
        label=gettext_lazy("Remark"), max_length=1000, required=False, widget=forms.Textarea(attrs=LONG)
    )

    def remark(self) -> str:
        """What was written beside it."""
        return str(self.cleaned_data["words"]).strip()


class ReturnForm(StepForm):
    """What has to be changed must be said."""

    words = forms.CharField(
        label=gettext_lazy("What has to be changed"), max_length=1000, widget=forms.Textarea(attrs=LONG)
    )


class PublishForm(StepForm):
    """From when it holds."""

    when = forms.ChoiceField(
        label=gettext_lazy("It holds"),
        choices=[("now", gettext_lazy("at once")), ("day", gettext_lazy("from the day below, from midnight"))],
        widget=forms.RadioSelect,
        initial="now",
    )
    day = forms.DateField(
        label=gettext_lazy("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ("when", "day", "words", "sent")

    def clean(self) -> dict[str, Any]:
        """A day is needed where one was chosen."""
        found = super().clean() or {}
        if found.get("when") == "day" and not found.get("day") and "day" not in self.errors:
            self.add_error("day", _("Choose the day."))
        return found

    def wish(self) -> PublishWish:
        """The date as the verbs take it."""
        chosen = self.cleaned_data
        return PublishWish(chosen["day"] if chosen["when"] == "day" else None, self.remark())


class DivisionForm(forms.Form):
    """Where a community lies, by the code of its district."""

    division = forms.CharField(label=gettext_lazy("Code of the district"), max_length=6, min_length=6)

    def __init__(self, found: Lying, data: Any = None) -> None:
        super().__init__(data, initial={"division": found.community.division})
        language = get_language() or "zh"
        known = ", ".join(f"{one.code} {one.title.told_in(language)}" for one in found.known)
        self.guide = _(
            "Six digits of the national list of administrative divisions, such as 330106. The handbook has rules of "
            "their own for: %(known)s"
        ) % {"known": known or "–"}
        self.fields["division"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def code(self) -> str:
        """The code as the verb takes it."""
        return str(self.cleaned_data["division"])


class PackForm(forms.Form):
    """A pack as a zip, or one YAML file of it."""

    file = forms.FileField(
        label=gettext_lazy("Zip of the pack, or one YAML file"),
        widget=forms.FileInput(attrs={"accept": ".zip,.yaml,.yml"}),
    )
    path = forms.CharField(
        label=gettext_lazy("Where the YAML file stands in the pack"),
        help_text=gettext_lazy("needed for a new file only: standards/night.yaml"),
        max_length=200,
        required=False,
    )
    words = forms.CharField(label=gettext_lazy("Remark"), max_length=1000, required=False)

    def clean_file(self) -> Any:
        """Not larger than a handbook can be."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST:
            raise forms.ValidationError(_("This file is too large for a handbook: at most 20 MB."))
        return sent

    def remark(self) -> str:
        """What was written beside it."""
        return str(self.cleaned_data["words"]).strip()

    def pack(self) -> dict[str, bytes]:
        """The files of a whole pack that was sent. Raises Invalid."""
        return self.files_beside({})

    def files_beside(self, beside: Mapping[str, bytes]) -> dict[str, bytes]:
        """A zip is the whole pack; a YAML file takes the place of the one of its name. Raises Invalid."""
        sent = self.cleaned_data["file"]
        content: bytes = sent.read()
        if not str(sent.name).endswith((".yaml", ".yml")):
            return unzipped(content)
        return {**beside, self._path(str(sent.name), beside): content}

    def _path(self, name: str, beside: Mapping[str, bytes]) -> str:
        given = str(self.cleaned_data["path"]).strip()
        same = [path for path in beside if PurePosixPath(path).name == name]
        if given or len(same) == 1:
            return given or same[0]
        message = gettext_noop("Say where %(name)s stands in the pack: in which folder.")
        raise Invalid("handbook.which_file", message, {"name": name})


TEXTS = (
    ("title", pgettext_lazy("standard", "Name"), 0),
    ("text", gettext_lazy("The standard in a sentence"), 2),
    ("promise", gettext_lazy("What residents are told"), 2),
    ("why", gettext_lazy("Why"), 2),
)
COUNTS = (
    ("times", gettext_lazy("How often")),
    ("need", gettext_lazy("People needed")),
)


class StandardForm(forms.Form):
    """One standard of a draft: what it says now stands in the fields, and only what differs is changed."""

    def __init__(self, found: DraftStandard, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.found = found
        self.limits: list[tuple[str, dict[str, Any], str]] = []
        self._figures()
        self._choices()
        for name, label, rows in TEXTS:
            self._text(name, label, rows)
        if found.community is not None:
            self.fields["rests_on"] = forms.CharField(
                label=_("What this rests on"), max_length=300, initial=found.rests_on, required=False
            )
        self.fields["words"] = forms.CharField(label=_("Remark"), max_length=1000, required=False)

    # Fields ---------------------------------------------------------------------------------------------------------

    def _figures(self) -> None:
        plain = self.found.plain
        language = get_language() or "zh"
        if plain.get("within"):
            self._limit("within", plain["within"], _("Time limit"))
        for code, within in (plain.get("by_urgency") or {}).items():
            level = self.found.content.urgencies.get(code)
            self._limit(f"by_urgency.{code}", within, level.title.told_in(language) if level else code)
        for name, label in COUNTS:
            if name in plain:
                self.fields[name] = forms.IntegerField(label=label, min_value=1, initial=plain[name])
        if "share" in plain:
            share = round(100 * float(plain["share"]), 4)
            self.fields["share"] = forms.FloatField(
                label=_("Share, %"), min_value=0, max_value=100, initial=f"{share:g}"
            )

    def _limit(self, key: str, within: Mapping[str, Any], label: str) -> None:
        unit = next((one for one in UNITS if within.get(one) is not None), "")
        if not unit:
            return  # the same day, or as agreed: there is no figure
        name = key.replace(".", "_")
        self.limits.append((key, dict(within), unit))
        self.fields[f"{name}_n"] = forms.IntegerField(label=label, min_value=1, initial=within[unit])
        self.fields[f"{name}_unit"] = forms.ChoiceField(
            label=_("Unit"), choices=[(one, UNIT_WORDS[one]) for one in UNITS], initial=unit
        )

    def _choices(self) -> None:
        plain, content, language = self.found.plain, self.found.content, get_language() or "zh"
        if "calendar" in plain:
            hours = [(one.code, one.title.told_in(language)) for one in content.calendars.values()]
            self.fields["calendar"] = forms.ChoiceField(label=_("Clock runs"), choices=hours, initial=plain["calendar"])
        self.fields["weight"] = forms.FloatField(
            label=_("Weight in the score"), min_value=0, initial=f"{float(plain['weight']):g}"
        )
        if self.found.community is None:
            self.fields["status"] = forms.ChoiceField(
                label=_("Status"),
                choices=[(code, _(word)) for code, word in words.STATUSES.items()],
                initial=plain["status"],
            )
        self.fields["enabled"] = forms.BooleanField(label=_("In force"), required=False, initial=bool(plain["enabled"]))

    def _text(self, name: str, label: Any, rows: int) -> None:
        now = self.found.plain.get(name) or {}
        for language, said in (("zh", _("Chinese")), ("en", _("English"))):
            widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
            self.fields[f"{name}_{language}"] = forms.CharField(
                label=f"{label} · {said}",
                max_length=1000,
                required=name == "title" and language == "zh",
                initial=now.get(language, ""),
                widget=widget,
            )

    def pairs(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """The figures with their units."""
        for key, _within, _unit in self.limits:
            name = key.replace(".", "_")
            yield self[f"{name}_n"], self[f"{name}_unit"]

    def rest(self) -> Iterator[forms.BoundField]:
        """Every other field in order."""
        of_limits = {bound.name for pair in self.pairs() for bound in pair}
        for bound in self:
            if bound.name not in of_limits:
                yield bound

    # What was asked -------------------------------------------------------------------------------------------------

    def change(self) -> StandardChange:
        """What differs from what stands there."""
        given = self.cleaned_data
        changed = {**self._limits_changed(), **self._plain_changed(), **self._texts_changed()}
        community = self.found.community.code if self.found.community else ""
        return StandardChange(
            self.found.part.code, changed, community, str(given.get("rests_on", "")), str(given["words"])
        )

    def _limits_changed(self) -> dict[str, Any]:
        given, changed = self.cleaned_data, {}
        rows = {code: _tidy(one) for code, one in (self.found.plain.get("by_urgency") or {}).items()}
        for key, within, unit in self.limits:
            name, rest = key.replace(".", "_"), {one: value for one, value in within.items() if one not in UNITS}
            new = _tidy({given[f"{name}_unit"]: given[f"{name}_n"], **rest})
            if new == _tidy({unit: within[unit], **rest}):
                continue
            if key == "within":
                changed["within"] = new
            else:
                rows[key.partition(".")[2]] = new
                changed["by_urgency"] = dict(rows)
        return changed

    def _plain_changed(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        if "share" in given:
            given["share"] = round(given["share"] / 100, 6)
        names = ("calendar", "weight", "status", "enabled", "share", "times", "need")
        plain = {name: given[name] for name in names if name in given}
        if float(plain["weight"]).is_integer():
            plain["weight"] = int(plain["weight"])
        return {name: value for name, value in plain.items() if value != self.found.plain.get(name)}

    def _texts_changed(self) -> dict[str, Any]:
        changed: dict[str, Any] = {}
        for name, _label, _rows in TEXTS:
            now = self.found.plain.get(name) or {"zh": "", "en": ""}
            new = {language: " ".join(self.cleaned_data[f"{name}_{language}"].split()) for language in ("zh", "en")}
            if new != {"zh": now["zh"], "en": now["en"]}:
                changed[name] = {key: value for key, value in new.items() if value} if new["zh"] else None
        return changed


def _tidy(within: Mapping[str, Any]) -> dict[str, Any]:
    """A limit as it is written: without what is not said."""
    return Within.model_validate(within).model_dump(mode="json")
