"""What residents fill in; the words are theirs, the choices the handbook's."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy

from guanjia.desks.resident.forms.files import Photos, check_photos
from guanjia.desks.resident.types import Ground
from guanjia.rooms.cases.rules.windows import windows_offered
from guanjia.rooms.cases.selectors.words import window_words
from guanjia.rooms.cases.types import Because
from guanjia.rooms.handbook.types.needs import Questionnaire
from guanjia.rooms.repairs import selectors as repairs
from guanjia.rooms.surveys.types import Answer

LONG = forms.Textarea(attrs={"rows": 3})


class Keyed(forms.Form):
    """A form with a key of its own, so that sent twice it counts once."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("key", uuid4())

    def clean_key(self) -> UUID:
        """The key given, or a new one from a program that has none."""
        found = self.cleaned_data["key"]
        return found if isinstance(found, UUID) else uuid4()


class ActForm(Keyed):
    """An act of one touch; the others ask for a word. Knows what it stands on."""

    def __init__(self, ground: Ground, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.ground = ground
        self.prepare(ground)

    def prepare(self, ground: Ground) -> None:
        """Fill in what may be chosen."""

    def choose(self, use: str, *, noted: bool) -> None:
        """The handbook's reasons of one use; those that need a note only where one can be written."""
        language, field = get_language() or "", self.fields["reason"]
        reasons = [one for one in self.ground.book.reasons_for(use) if noted or not one.note_needed]
        field.choices = [(one.code, one.title.told_in(language)) for one in reasons]  # type: ignore[attr-defined]


class RefuseForm(ActForm):
    """What is not right yet."""

    reason = forms.ChoiceField(label=gettext_lazy("What is not right"), widget=forms.RadioSelect)
    note = forms.CharField(label=gettext_lazy("In your words"), widget=LONG, max_length=2000, required=False)
    photos = Photos(label=gettext_lazy("Photos"), required=False)

    def prepare(self, ground: Ground) -> None:
        """The handbook's reasons."""
        self.choose("refuse", noted=True)

    def clean(self) -> dict[str, Any]:
        """Every photo of a kind that can be shown."""
        given = super().clean() or {}
        check_photos(self, "photos", self.ground.book.terms.case)
        return given

    def why(self) -> Because:
        """The reason as the verb takes it."""
        return Because(self.cleaned_data["reason"], self.cleaned_data["note"])


class WithdrawForm(ActForm):
    """Why it isn't needed any more."""

    reason = forms.ChoiceField(label=gettext_lazy("Why"), widget=forms.RadioSelect)

    def prepare(self, ground: Ground) -> None:
        """The handbook's reasons a resident can give."""
        self.choose("withdraw", noted=False)


class AgainForm(ActForm):
    """What is wrong again."""

    note = forms.CharField(label=gettext_lazy("What is wrong again"), widget=LONG, max_length=2000)


class HurryForm(ActForm):
    """A word to those who owe it, as one likes."""

    note = forms.CharField(label=gettext_lazy("What we should know"), widget=LONG, max_length=500, required=False)


class PriceForm(ActForm):
    """Agreeing to exactly the price that was shown."""

    quote = forms.UUIDField(widget=forms.HiddenInput)

    def prepare(self, ground: Ground) -> None:
        """The price of now, with its lines."""
        self.shown = repairs.repair_on(ground.actor, ground.case.id, ground.case.state, at=ground.at).quote
        if self.shown is not None:
            self.initial.setdefault("quote", self.shown.id)


class RefusePriceForm(PriceForm):
    """Why the price is not agreed to."""

    reason = forms.ChoiceField(label=gettext_lazy("Why"), widget=forms.RadioSelect)

    def prepare(self, ground: Ground) -> None:
        """The handbook's reasons."""
        super().prepare(ground)
        self.choose("refuse_quote", noted=False)


class OfferForm(ActForm):
    """Accepting the solution as it was put."""

    words = forms.CharField(label=gettext_lazy("In your words"), widget=LONG, max_length=2000, required=False)


class RefuseOfferForm(ActForm):
    """What is not right about the solution."""

    words = forms.CharField(label=gettext_lazy("What is not right about it"), widget=LONG, max_length=2000)


class WindowForm(ActForm):
    """When somebody may come: one of the windows the handbook offers."""

    window = forms.ChoiceField(label=gettext_lazy("When may we come?"), widget=forms.RadioSelect)

    def prepare(self, ground: Ground) -> None:
        """The windows from now on."""
        field: Any = self.fields["window"]
        field.choices = [
            (one.start.isoformat(), window_words(one, ground.at)) for one in windows_offered(ground.book, ground.at)
        ]
        field.error_messages["invalid_choice"] = gettext("This time is no longer offered. Choose another one.")

    def start(self) -> datetime:
        """The window's begin as the verb takes it."""
        return datetime.fromisoformat(self.cleaned_data["window"])


class RateForm(ActForm):
    """The questionnaire's overall score and a word."""

    score = forms.TypedChoiceField(label=gettext_lazy("Are you satisfied?"), coerce=int, widget=forms.RadioSelect)
    comment = forms.CharField(label=gettext_lazy("In your words"), widget=LONG, max_length=2000, required=False)

    def prepare(self, ground: Ground) -> None:
        """The handbook's scale, from worst to best."""
        asked, language = self.asked(), get_language() or ""
        words = [step.told_in(language) for step in asked.steps] + [""] * asked.best
        field: Any = self.fields["score"]
        field.choices = [(value, words[value - 1]) for value in range(1, asked.best + 1)]

    def asked(self) -> Questionnaire:
        """What is asked after work."""
        book = self.ground.book
        return book.questionnaires[book.terms.follow_up.questionnaire]

    def answer(self) -> Answer:
        """The answer as the room of surveys takes it."""
        overall = next((one.code for one in self.asked().questions if one.overall), "overall")
        score = self.cleaned_data["score"]
        return Answer(score, self.cleaned_data["comment"], {overall: score})


class RateTalkForm(forms.Form):
    """How a conversation that has ended was."""

    score = forms.TypedChoiceField(label=gettext_lazy("Did this help you?"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, asked: Questionnaire | None, best: int, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        language = get_language() or ""
        words = [step.told_in(language) for step in asked.steps] if asked else []
        field: Any = self.fields["score"]
        field.choices = [(value, words[value - 1] if len(words) == best else "") for value in range(1, best + 1)]


class SayForm(Keyed):
    """A message to us."""

    text = forms.CharField(
        label=gettext_lazy("Your message"),
        widget=forms.Textarea(attrs={"rows": 1, "class": "input", "enterkeyhint": "send"}),
        error_messages={"required": gettext_lazy("Write something first, then send it.")},
    )
