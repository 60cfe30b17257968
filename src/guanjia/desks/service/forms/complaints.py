"""The forms of a complaint's road."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanjia.desks.service.forms.acts import LONG, PICTURE, ActForm, ReasonForm, titles
from guanjia.desks.service.selectors.words import channel_title
from guanjia.desks.service.types import Ground
from guanjia.rooms.cases import selectors as read
from guanjia.rooms.cases.events import ComplaintFactsNoted
from guanjia.rooms.cases.selectors.remedies import LIABILITY_WORDS
from guanjia.rooms.cases.selectors.words import OUTCOME_WORDS, REPLY_WORDS, BookWords
from guanjia.rooms.cases.types import Because, NewPhoto, PhotoOf
from guanjia.rooms.cases.types.complaints import NewDecision, NewFinding, NewOffer, Outcome, Reply, ResidentsWord
from guanjia.rooms.cases.types.remedies import Liability
from guanjia.rooms.conversations import selectors as conversations
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.standards import Checklist

BY_MESSAGE = "message:"
CHANNELS = ("phone", "counter", "visit", "wechat", "page")


class FindingForm(ActForm):
    """What was found, and what both sides say; or why one says nothing."""

    found = forms.CharField(label=gettext_lazy("What was found"), widget=LONG)
    resident_side = forms.CharField(label=gettext_lazy("What the resident says"), widget=LONG, required=False)
    no_resident = forms.ChoiceField(label=gettext_lazy("Or why there is nothing of theirs"), required=False)
    other_side = forms.CharField(label=gettext_lazy("What the other side says"), widget=LONG, required=False)
    no_other = forms.ChoiceField(label=gettext_lazy("Or why there is no other side"), required=False)
    photo = forms.FileField(label=gettext_lazy("A photo, or a picture of the record"), required=False, widget=PICTURE)

    def prepare(self, ground: Ground) -> None:
        """The reasons for which the handbook's checklist lets a side be left out; the resident's first words."""
        reasons = _left_out_for(ground.book)
        for name in ("no_resident", "no_other"):
            self.choose(name, [("", _("written above")), *reasons])
        self.fields["resident_side"].initial = ground.case.text

    def given(self) -> NewFinding:
        """What the verb takes."""
        names = ("found", "resident_side", "other_side", "no_resident", "no_other")
        return NewFinding(**{name: self.cleaned_data[name] for name in names})

    def pictures(self) -> list[NewPhoto]:
        """The photo as the verb takes it."""
        sent = self.cleaned_data["photo"]
        return [NewPhoto(sent.read(), PhotoOf.TROUBLE, _("found"))] if sent else []


def _left_out_for(book: Book) -> list[tuple[str, Any]]:
    kind = ComplaintFactsNoted.kind
    codes = [
        code
        for one in book.standards.values()
        if isinstance(one, Checklist) and one.enabled and any(t.event == kind for t in one.activity)
        for code in one.not_applicable_reasons
    ]
    return titles(book.reasons[code] for code in dict.fromkeys(codes) if code in book.reasons)


class DecisionForm(ActForm):
    """How it is decided and what that rests on."""

    outcome = forms.ChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect)
    rests_on = forms.ChoiceField(label=gettext_lazy("It rests on"), required=False)
    clause = forms.CharField(
        label=gettext_lazy("Clause, or another ground in words"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Needed for the contract and the handbook, and where nothing of the list fits."),
    )
    liability = forms.ChoiceField(
        label=gettext_lazy("Whose fault it was"),
        help_text=gettext_lazy("Ours or partly ours: what is done better must be settled within three workdays."),
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=gettext_lazy("What is decided, in words the resident understands"), widget=LONG)

    def prepare(self, ground: Ground) -> None:
        """The grounds of the handbook, those of the topic first."""
        words = BookWords(ground.at)
        here = ground.case.community_id
        listed = [
            (one.code, read.ground_in_words(words, here, one.code))
            for one in ground.book.grounds_for(ground.case.topic)
        ]
        self.choose("outcome", [(one.value, OUTCOME_WORDS[one]) for one in Outcome])
        self.choose("liability", [(one.value, LIABILITY_WORDS[one]) for one in Liability])
        self.choose("rests_on", [("", _("none of the list: written below")), *listed])

    def given(self) -> NewDecision:
        """What the verb takes."""
        given = self.cleaned_data
        return NewDecision(
            outcome=Outcome(given["outcome"]),
            text=given["text"],
            ground=given["rests_on"],
            clause=given["clause"],
            liability=Liability(given["liability"]),
        )


class TalkForm(ActForm):
    """What was offered, by which way, and what the resident said."""

    reply = forms.ChoiceField(label=gettext_lazy("What came of it"), widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=gettext_lazy("How they were told"))
    text = forms.CharField(label=gettext_lazy("What was offered"), widget=LONG, required=False)
    words = forms.CharField(label=gettext_lazy("What the resident said"), widget=LONG, required=False)

    def prepare(self, ground: Ground) -> None:
        """The last decision's words to begin with; the way the resident wrote first."""
        road = read.complaint(ground.actor, ground.case.id, at=ground.at)
        open_to = [one for one in Reply if one is not Reply.WAITS or ground.case.contact_id]
        self.choose("reply", [(one.value, REPLY_WORDS[one]) for one in open_to])
        ways = dict.fromkeys(("phone", *CHANNELS))
        self.choose("channel", [(way, channel_title(way)) for way in ways])
        if road is not None and road.decisions:
            self.fields["text"].initial = road.decisions[-1].text

    def given(self) -> NewOffer:
        """What the verb takes."""
        given = self.cleaned_data
        return NewOffer(reply=Reply(given["reply"]), text=given["text"], channel=given["channel"], words=given["words"])


class WithdrawForm(ReasonForm):
    """Why it isn't wanted any more; of a complaint also how the resident said so."""

    use = "withdraw"
    heard = forms.ChoiceField(
        label=gettext_lazy("How the resident said so"),
        help_text=gettext_lazy("needed for a complaint"),
        widget=forms.RadioSelect,
        required=False,
    )
    said = forms.CharField(
        label=gettext_lazy("In the resident's own words"),
        help_text=gettext_lazy("needed unless a message says it"),
        widget=LONG,
        max_length=2000,
        required=False,
    )
    field_order = ("reason", "heard", "said", "note")

    def prepare(self, ground: Ground) -> None:
        """The resident's last messages first, then the ways to talk."""
        super().prepare(ground)
        case = ground.case
        if not read.was_complaint(case.id, case.community_id, case.case_class):
            del self.fields["heard"], self.fields["said"]
            return
        wrote = conversations.said_since(case.contact_id, case.opened_at) if case.contact_id else []
        theirs = [
            (f"{BY_MESSAGE}{key}", _("in a message: “%(text)s”") % {"text": text[:40]})
            for key, text, _at in wrote
            if text
        ]
        ways = [(way, channel_title(way)) for way in ("phone", "counter", "visit")]
        self.choose("heard", [*theirs, *ways])

    def why(self) -> Because:
        """The reason, with the resident's own word."""
        heard = self.cleaned_data.get("heard", "")
        message = UUID(heard.removeprefix(BY_MESSAGE)) if heard.startswith(BY_MESSAGE) else None
        word = ResidentsWord("" if message else heard, self.cleaned_data.get("said", ""), message)
        return replace(super().why(), word=word)
