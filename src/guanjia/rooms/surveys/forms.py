"""The forms of asking afterwards: one field per question of the handbook; what came of a try without an answer."""

from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from guanjia.rooms.handbook.types.needs import Question, Questionnaire
from guanjia.rooms.surveys.types import Answer, Tried, TryResult

SCORES = {"score", "recommend"}


class AnswerForm(forms.Form):
    """The questions in the handbook's order; the overall score is the one that must be there."""

    def __init__(self, asked: Questionnaire, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        for question in asked.questions:
            name = "score" if question.overall else question.code
            self.fields[name] = _field(question, asked)
        self.fields.setdefault("score", _score(str(_("Overall")), asked, required=True))
        self.fields["comment"] = forms.CharField(
            label=_("In the resident's own words"),
            max_length=2000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def answer(self) -> Answer:
        """What was written down, as the room holds it."""
        given = {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}
        score, comment = int(given.pop("score")), str(given.pop("comment", ""))
        overall = next((one.code for one in self.asked.questions if one.overall), "overall")
        return Answer(score, comment, {**given, overall: score})


def _field(question: Question, asked: Questionnaire) -> forms.Field:
    language = get_language() or ""
    label = question.title.told_in(language)
    if question.kind in SCORES:
        return _score(label, asked, required=question.overall)
    if question.kind == "yes_no":
        yes_no = [("yes", _("Yes")), ("no", _("No"))]
        return forms.ChoiceField(
            label=label, required=bool(question.opens_on), choices=yes_no, widget=forms.RadioSelect
        )
    choices = [(str(place), choice.told_in(language)) for place, choice in enumerate(question.choices, 1)]
    if question.kind == "choice":
        return forms.ChoiceField(label=label, required=False, choices=choices, widget=forms.RadioSelect)
    if question.kind == "choices":
        return forms.MultipleChoiceField(
            label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
        )
    return forms.CharField(label=label, required=False, max_length=1000)


def _score(label: str, asked: Questionnaire, *, required: bool) -> forms.Field:
    language = get_language() or ""
    words = [step.told_in(language) for step in asked.steps]
    choices = [
        (value, f"{value} {words[value - 1]}" if value <= len(words) else str(value))
        for value in range(asked.best, 0, -1)
    ]
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=int, required=required, empty_value=None, widget=forms.RadioSelect
    )


class TryForm(forms.Form):
    """A try without an answer: what came of it, and when they want to be rung."""

    result = forms.ChoiceField(choices=[(one.value, one.value) for one in TryResult], required=False)
    call_at = forms.DateTimeField(
        label=_("Call again at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Choose a day and a time.")},
    )

    def tried(self) -> Tried:
        """The try as the verb takes it; without a word nobody was reached."""
        result = TryResult(self.cleaned_data["result"] or TryResult.NOT_REACHED.value)
        return Tried(result, self.cleaned_data["call_at"] if result is TryResult.CALL_AGAIN else None)


class ShareForm(forms.Form):
    """What share of the rest is asked, in per cent."""

    share = forms.DecimalField(
        label=_("Share asked, in per cent"), min_value=0, max_value=100, max_digits=5, decimal_places=2
    )

    def fraction(self) -> Fraction:
        """The share as a fraction of one, exactly."""
        return Fraction(str(self.cleaned_data["share"])) / 100
