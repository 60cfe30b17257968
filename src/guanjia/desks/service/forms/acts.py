"""The forms of the acts of a case; what may be chosen comes from the handbook and from who is on duty."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from guanjia.desks.service.forms.answering import without_blanks
from guanjia.desks.service.types import Ground
from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases.items import answers_of, ask_items
from guanjia.rooms.cases.types import Because, Feedback, NewPhoto, PhotoOf, QueueFilter, QueueRow, Report, Window
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.shared.money import fen_of

Choices = list[tuple[str, Any]]
LONG = forms.Textarea(attrs={"rows": 3})
PICTURE = forms.FileInput(attrs={"accept": "image/jpeg,image/png"})


def titles(found: Iterable[Any]) -> Choices:
    """Parts of the handbook to choose from, by their words."""
    language = get_language() or ""
    return [(one.code, one.title.told_in(language)) for one in found]


def topics(book: Book) -> Choices:
    """Every topic that opens a case, under its class."""
    heaps: dict[str, Choices] = {}
    for topic in book.topics.values():
        heaps.setdefault(topic.class_, []).extend(titles([topic]))
    return [(str(CLASSES[name]), heaps[name]) for name in CLASSES if name in heaps]


CLASSES = {
    "EMG": gettext_lazy("Emergencies"),
    "REP": gettext_lazy("Repairs"),
    "CMP": gettext_lazy("Complaints"),
    "INQ": gettext_lazy("Questions"),
    "PAID": gettext_lazy("Paid service"),
    "BAS": gettext_lazy("Basic service"),
    "SUG": gettext_lazy("Suggestions"),
    "PRA": gettext_lazy("Praise"),
    "OTH": gettext_lazy("Other"),
}


class ActForm(forms.Form):
    """An act that needs no word beside it; the others ask for more. Knows what it stands on."""

    def __init__(self, ground: Ground, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.ground = ground
        self.prepare(ground)
        first = next((field for field in self.fields.values() if not field.widget.is_hidden), None)
        if first is not None:
            first.widget.attrs["autofocus"] = True

    def prepare(self, ground: Ground) -> None:
        """Fill in what may be chosen."""

    def choose(self, name: str, choices: Choices) -> None:
        """Give a field its choices."""
        field: Any = self.fields[name]
        field.choices = choices


class NoteForm(ActForm):
    """A word beside the act, as one likes."""

    note = forms.CharField(label=gettext_lazy("Note"), widget=LONG, required=False)


class TextForm(ActForm):
    """A line for colleagues."""

    text = forms.CharField(label=gettext_lazy("Note"), widget=LONG)


class ReasonForm(ActForm):
    """One of the handbook's reasons, and a word where it asks for one."""

    use = ""
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), widget=forms.RadioSelect)
    note = forms.CharField(label=gettext_lazy("Note"), widget=LONG, required=False)

    def prepare(self, ground: Ground) -> None:
        """The reasons of this use."""
        self.choose("reason", titles(ground.book.reasons_for(self.use)))

    def why(self) -> Because:
        """The reason as the verbs take it."""
        return Because(self.cleaned_data["reason"], self.cleaned_data["note"], self.cleaned_data.get("until"))


class PauseForm(ReasonForm):
    """Why the work rests, and until when where that is known."""

    use = "pause"
    until = forms.DateTimeField(
        label=gettext_lazy("Goes on at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        required=False,
    )
    field_order = ("reason", "until", "note")


class RefuseForm(ReasonForm):
    """Why the resident doesn't accept."""

    use = "refuse"


class RefusePriceForm(ReasonForm):
    """Why the resident doesn't agree to the price."""

    use = "refuse_quote"


class ReopenForm(ReasonForm):
    """Why it isn't over."""

    use = "reopen"


class ClassifyForm(ActForm):
    """The topic, and the urgency where it isn't the topic's own."""

    topic = forms.ChoiceField(label=gettext_lazy("Topic"))
    urgency = forms.ChoiceField(label=gettext_lazy("Urgency"), required=False)

    def prepare(self, ground: Ground) -> None:
        """Topics by class; the case's own stands already."""
        self.choose("topic", topics(ground.book))
        self.choose("urgency", [("", _("as the topic says")), *titles(ground.book.urgencies.values())])
        guess = ground.case.guesses[0].topic if ground.case.guesses else ""
        self.fields["topic"].initial = ground.case.topic or guess

    def given(self) -> tuple[str, str]:
        """Topic and urgency; one that was guessed brings the urgency its words told."""
        topic, urgency = self.cleaned_data["topic"], self.cleaned_data["urgency"]
        guessed = {one.topic: one.urgency for one in self.ground.case.guesses}
        return topic, urgency or guessed.get(topic, "")


class UrgencyForm(ActForm):
    """Another urgency, and why."""

    urgency = forms.ChoiceField(label=gettext_lazy("Urgency"), widget=forms.RadioSelect)
    note = forms.CharField(label=gettext_lazy("Why"), widget=LONG)

    def prepare(self, ground: Ground) -> None:
        """The levels of the handbook."""
        self.choose("urgency", titles(ground.book.urgencies.values()))
        self.fields["urgency"].initial = ground.case.urgency


class TransferForm(ActForm):
    """The next owner, and why."""

    to_staff = forms.ChoiceField(label=gettext_lazy("New owner"))
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), required=False)
    note = forms.CharField(label=gettext_lazy("Note"), widget=LONG, required=False)

    def prepare(self, ground: Ground) -> None:
        """Colleagues on duty but the present owner."""
        duty = people.staff_on_duty(ground.case.community_id, None, ground.at)
        roles = {code for code, role in ground.book.roles.items() if Duty.SEE_QUEUE in role.duties}
        rows = [one for one in duty if one.role in roles and one.id != ground.case.owner_id]
        self.choose("to_staff", [(str(one.id), f"{one.name} · {role_title(ground, one.role)}") for one in rows])
        self.choose("reason", [("", "–"), *titles(ground.book.reasons_for("transfer"))])

    def why(self) -> Because:
        """The reason as the verbs take it."""
        return Because(self.cleaned_data["reason"], self.cleaned_data["note"])


def role_title(ground: Ground, code: str) -> str:
    """What the handbook calls a role."""
    found = ground.book.roles.get(code)
    return found.title.told_in(get_language() or "") if found else code


class PassOnForm(ActForm):
    """The department that does its part."""

    department = forms.ChoiceField(label=gettext_lazy("Department"))
    note = forms.CharField(label=gettext_lazy("What they should do"), widget=LONG, required=False)

    def prepare(self, ground: Ground) -> None:
        """The departments of the handbook."""
        self.choose("department", titles(ground.book.content.departments.values()))


class TellForm(ActForm):
    """What the resident is told, and by which way."""

    what = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        widget=forms.RadioSelect,
        choices=[("progress", gettext_lazy("How it goes")), ("result", gettext_lazy("The result"))],
        initial="progress",
    )
    channel = forms.ChoiceField(label=gettext_lazy("How they were told"), widget=forms.RadioSelect, required=False)
    text = forms.CharField(label=gettext_lazy("What they were told"), widget=LONG)

    def prepare(self, ground: Ground) -> None:
        """By the chat they wrote in, where there is one; by phone or in person always."""
        spoken = [("phone", _("by phone")), ("counter", _("in person"))]
        self.choose("channel", [("", _("here, as a message")), *spoken] if ground.case.conversation_id else spoken)
        self.fields["channel"].initial = "" if ground.case.conversation_id else "phone"
        if ground.case.state in {"done", "accepted", "closed"}:
            self.fields["what"].initial = "result"
        if self.initial.get("text"):  # all is suggested: only the words are looked over
            self.order_fields(["text", "what", "channel"])

    def clean_text(self) -> str:
        """A wording whose blanks were not filled goes to nobody."""
        return without_blanks(str(self.cleaned_data["text"]))

    def word(self) -> Feedback:
        """What is told as the verbs take it."""
        return Feedback(self.cleaned_data["what"], self.cleaned_data["text"], self.cleaned_data["channel"])


class DoneForm(ActForm):
    """What was done, written down for the worker or oneself, with a photo where one is needed."""

    text = forms.CharField(label=gettext_lazy("What was done"), widget=LONG)
    materials = forms.CharField(label=gettext_lazy("Materials"), max_length=200, required=False)
    price = forms.DecimalField(
        label=gettext_lazy("Price in yuan"), min_value=0, max_value=100_000, decimal_places=2, required=False
    )
    before = forms.FileField(label=gettext_lazy("Photo before the work"), required=False, widget=PICTURE)
    photo = forms.FileField(label=gettext_lazy("Photo after the work"), required=False, widget=PICTURE)
    tested = forms.BooleanField(label=gettext_lazy("Tested before the resident's eyes"), required=False)
    all_the_same = forms.BooleanField(
        label=gettext_lazy("Done without what is asked for: write it down, it counts as missed"), required=False
    )

    def prepare(self, ground: Ground) -> None:
        """What the handbook's checklists ask for; only paid work has a price, and only who dispatches writes down what
        was done all the same."""
        self.asked = cases.asked_at_the_end(ground.book, ground.case)
        if not any(item.photo is PhotoOf.BEFORE and item.lacks_photo for item in self.asked):
            del self.fields["before"]
        ask_items(self.fields, self.asked)
        if not ground.case.paid:
            del self.fields["price"]
        if not ground.actor.may(Duty.DISPATCH):
            del self.fields["all_the_same"]

    def report(self) -> Report:
        """The report as the verbs take it."""
        given = self.cleaned_data
        price = given.get("price")
        fen = None if price is None else fen_of(price)
        anyway = given.get("all_the_same", False)
        answers = answers_of(self.asked, given)
        return Report(given["text"], given["materials"], fen, given["tested"], *answers, all_the_same=anyway)

    def pictures(self) -> list[NewPhoto]:
        """The photos as the verbs take them."""
        sent = ((self.cleaned_data.get("before"), PhotoOf.BEFORE), (self.cleaned_data["photo"], PhotoOf.AFTER))
        return [NewPhoto(file.read(), of) for file, of in sent if file]


class SettleForm(ActForm):
    """The words that settle it; the topic where the case has none yet."""

    text = forms.CharField(label=gettext_lazy("The answer"), widget=LONG, required=False)
    topic = forms.ChoiceField(label=gettext_lazy("Topic"))

    def prepare(self, ground: Ground) -> None:
        """A case with a topic keeps it."""
        if ground.case.topic:
            del self.fields["topic"]
            return
        self.choose("topic", topics(ground.book))
        self.fields["topic"].initial = ground.case.guesses[0].topic if ground.case.guesses else ""


class EscalateForm(ActForm):
    """To whom it is brought, and why: one of the handbook's reasons, where it has some."""

    to_role = forms.ChoiceField(label=gettext_lazy("To"))
    reason = forms.ChoiceField(label=gettext_lazy("Reason"))
    note = forms.CharField(label=gettext_lazy("Why"), widget=LONG)

    def prepare(self, ground: Ground) -> None:
        """The roles that hear escalations."""
        roles = [role for role in ground.book.roles.values() if Duty.RECEIVE_ESCALATION in role.duties]
        self.choose("to_role", titles(roles))
        reasons = titles(ground.book.reasons_for("escalate"))
        self.choose("reason", reasons)
        if not reasons:
            del self.fields["reason"]

    def why(self) -> Because:
        """The reason as the verb takes it."""
        return Because(self.cleaned_data.get("reason", ""), self.cleaned_data["note"])


class AppointmentForm(ActForm):
    """From when to when somebody comes; moving an agreed one needs a reason."""

    window_start = forms.DateTimeField(
        label=gettext_lazy("From"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    window_end = forms.TimeField(
        label=gettext_lazy("To"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    reason = forms.ChoiceField(label=gettext_lazy("Why it is moved"))

    def prepare(self, ground: Ground) -> None:
        """The next full hour and the handbook's window, unless a window stands already."""
        longest = timedelta(seconds=ground.book.terms.case.appointment_window.in_seconds())
        start = ground.case.appointment_start or _next_hour(ground.at)
        end = ground.case.appointment_end or start + longest
        self.fields["window_start"].initial = timezone.localtime(start)
        self.fields["window_end"].initial = timezone.localtime(end).time()
        if ground.case.appointment_start is None:
            del self.fields["reason"]
        else:
            self.choose("reason", titles(ground.book.reasons_for("redate")))

    def window(self) -> Window:
        """The window as the verbs take it; an end before the start is of the next day."""
        start = self.cleaned_data["window_start"]
        end = timezone.localtime(start).replace(
            hour=self.cleaned_data["window_end"].hour, minute=self.cleaned_data["window_end"].minute
        )
        if end <= start:
            end += timedelta(days=1)
        return Window(start, end, self.cleaned_data.get("reason", ""))


def _next_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


class MergeForm(ActForm):
    """The case it is carried on in: one of the same home or resident, or another by its number."""

    into = forms.ChoiceField(label=gettext_lazy("Perhaps one of these"), widget=forms.RadioSelect, required=False)
    number = forms.CharField(label=gettext_lazy("Or the number of another"), max_length=20, required=False)

    def prepare(self, ground: Ground) -> None:
        """Open cases of the same home and of the same resident."""
        case = ground.case
        found: dict[UUID, QueueRow] = {}
        if case.home_id:
            found |= {row.id: row for row in cases.of_home(ground.actor, case.home_id, at=ground.at)}
        if case.contact_id:
            found |= {row.id: row for row in cases.of_contact(ground.actor, case.contact_id, at=ground.at)}
        ended = {"closed", "archived", "merged", "withdrawn"}
        rows = [row for row in found.values() if row.id != case.id and row.state.value not in ended]
        self.choose("into", [(str(row.id), f"{row.number} {row.title}") for row in rows])
        if not rows:
            del self.fields["into"]

    def clean(self) -> dict[str, Any]:
        """One of the two, and a number that leads to an open case."""
        given: dict[str, Any] = super().clean() or {}
        number = str(given.get("number") or "").strip()
        if number:
            here = QueueFilter(text=number, community_id=self.ground.case.community_id)
            rows = [row for row in cases.queue(self.ground.actor, here, at=self.ground.at) if row.number == number]
            given["into"] = str(rows[0].id) if rows else ""
            if not rows:
                self.add_error("number", _("No open case has this number."))
        elif not given.get("into"):
            self.add_error("number", _("Choose a case or write its number."))
        return given
