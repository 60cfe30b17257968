"""Forms of approvals; shape only. Which papers are asked for follows the handbook."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext, gettext_lazy, pgettext

from guanjia.rooms.approvals.types import ActKind, Begun, BegunOutside, NewMatter, NewVersion, SentPaper, Word

ACCEPT = ".pdf,application/pdf,image/*"
_LOCAL = "%Y-%m-%dT%H:%M"


class Papers(forms.FileField):
    """Several files for one paper: PDF or pictures."""

    class Many(forms.FileInput):
        """A file input that gives every file."""

        allow_multiple_selected = True

        def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
            """Every file sent under this name."""
            return files.getlist(name) if hasattr(files, "getlist") else files.get(name)

    widget = Many(attrs={"accept": ACCEPT, "multiple": True, "class": "input"})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files; none where none must be there."""
        given = [one for one in (data if isinstance(data, list) else [data]) if one]
        return [super(Papers, self).clean(one) for one in given] if given else super().clean(None, initial) or []


def _time(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL)
    return forms.DateTimeField(label=label, help_text=help_text, widget=widget, required=required)


def _words(label: Any, *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=1000, widget=widget, required=required)


class PapersForm(forms.Form):
    """A form with a field for each paper of a kind of act; `fresh`: laid for the first time, so what must be there
    must be sent."""

    fresh = True

    def __init__(self, kind: ActKind, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        for paper in kind.papers:
            self.fields[f"paper_{paper.code}"] = Papers(label=paper.title, required=self.fresh and paper.required)

    def papers(self) -> Iterator[tuple[BoundField, str]]:
        """The fields of the papers, in the handbook's order, each with who approves it."""
        for paper in self.kind.papers:
            who = (
                gettext("for %(roles)s") % {"roles": pgettext("between names", ", ").join(paper.roles)}
                if paper.roles
                else ""
            )
            yield self[f"paper_{paper.code}"], who

    def sent(self) -> tuple[SentPaper, ...]:
        """What was sent."""
        return tuple(
            SentPaper(paper.code, one.name, one.read())
            for paper in self.kind.papers
            for one in self.cleaned_data.get(f"paper_{paper.code}") or ()
        )


class LayForm(PapersForm):
    """Papers laid for the first time."""

    title = forms.CharField(label=gettext_lazy("What it is about"), max_length=120)
    home = forms.CharField(
        label=gettext_lazy("Home"), help_text=gettext_lazy("as on the door: 3-2-1402"), max_length=40
    )
    meant_for = _time(gettext_lazy("Meant to begin"))
    words = _words(gettext_lazy("What those who approve should know"), required=False)

    def __init__(self, kind: ActKind, *args: Any, **options: Any) -> None:
        super().__init__(kind, *args, **options)
        if not kind.of_home:
            del self.fields["home"]

    def head(self) -> Iterator[BoundField]:
        """What is asked beside the papers."""
        for name in ("title", "home", "meant_for", "words"):
            if name in self.fields:
                yield self[name]

    def new(self, community_id: UUID) -> NewMatter:
        """What the verb takes."""
        given = self.cleaned_data
        return NewMatter(
            community_id=community_id,
            act=self.kind.code,
            title=given["title"],
            meant_for=given["meant_for"],
            words=given["words"],
            home=given.get("home", ""),
            papers=self.sent(),
        )


class AgainForm(PapersForm):
    """Papers put in the place of earlier ones."""

    fresh = False
    changed = _words(gettext_lazy("What has changed"))
    later = _time(gettext_lazy("Meant to begin"), gettext_lazy("only if it has changed"), required=False)

    def version(self) -> NewVersion:
        """What the verb takes."""
        given = self.cleaned_data
        return NewVersion(papers=self.sent(), words=given["changed"], meant_for=given["later"])


class WordForm(forms.Form):
    """Yes or no to a version, in a role, with a word for a no."""

    role = forms.ChoiceField(label=gettext_lazy("You speak as"))
    seen = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    words = _words(gettext_lazy("Remark; for a no what must be changed"), required=False)

    def __init__(self, roles: Sequence[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["role"]
        field.choices = roles
        if len(roles) == 1:
            field.widget, field.initial = forms.HiddenInput(), roles[0][0]

    @property
    def approves(self) -> bool:
        """Whether it is a yes."""
        return bool(self.cleaned_data["decision"] == "yes")

    def word(self) -> Word:
        """What is said."""
        given = self.cleaned_data
        return Word(given["role"], given["seen"], given["words"])


class StartForm(forms.Form):
    """What is shown at the act's start, item by item."""

    def __init__(self, kind: ActKind, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        for item in kind.proofs:
            made: forms.Field = forms.BooleanField(label=item.title, required=item.required)
            if item.by_file:
                made = Papers(label=item.title, required=item.required)
            self.fields[f"paper_{item.code}"] = made

    def begun(self) -> Begun:
        """What the verb takes."""
        given = {item: self.cleaned_data.get(f"paper_{item.code}") for item in self.kind.proofs}
        files = [
            SentPaper(item.code, one.name, one.read())
            for item, found in given.items()
            if item.by_file
            for one in found or ()
        ]
        ticked = frozenset(item.code for item, found in given.items() if not item.by_file and found)
        return Begun(files=tuple(files), ticked=ticked)


class WithdrawForm(forms.Form):
    """Why the papers are taken back."""

    why = forms.CharField(label=gettext_lazy("Why"), max_length=300)


class BegunForm(forms.Form):
    """It began all the same."""

    happened = _time(gettext_lazy("When it began"))
    seen_words = _words(gettext_lazy("What was seen"))

    def happened_at(self, now: datetime) -> datetime:
        """When it began; a minute that is not over counts as now."""
        given: datetime = self.cleaned_data["happened"]
        return min(given, now) if (given - now).total_seconds() < 60 else given

    def told(self) -> str:
        """What was seen."""
        return str(self.cleaned_data["seen_words"])


class UnaskedForm(BegunForm):
    """It began, and nobody had laid papers for it."""

    act = forms.ChoiceField(label=gettext_lazy("What was begun"))
    title = forms.CharField(label=gettext_lazy("What it is about"), max_length=120)
    home = forms.CharField(
        label=gettext_lazy("Home"), help_text=gettext_lazy("where it is done at a home"), max_length=40, required=False
    )

    field_order = ("act", "title", "home", "happened", "seen_words")

    def __init__(self, kinds: Sequence[ActKind], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["act"]
        field.choices = [("", gettext("Choose one")), *((one.code, one.title) for one in kinds)]

    def new(self, community_id: UUID, now: datetime) -> BegunOutside:
        """What the verb takes."""
        given = self.cleaned_data
        return BegunOutside(
            community_id=community_id,
            act=given["act"],
            title=given["title"],
            happened_at=self.happened_at(now),
            words=given["seen_words"],
            home=given["home"],
        )
