"""What residents need: topics, urgency levels, and the texts and forms that answer them."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from guanjia.rooms.handbook.types.base import (
    Code,
    Codes,
    Counted,
    Evidence,
    Figure,
    Flag,
    Length,
    OneOrMore,
    Part,
    Text,
    Whole,
    Words,
)
from guanjia.rooms.handbook.types.conditions import Condition

TopicClass = Literal["EMG", "REP", "CMP", "INQ", "SUG", "PRA", "PAID", "BAS", "OTH"]
WordList = tuple[Words, ...]


class Urgency(Part):
    """One level of urgency; rank 0 is the most urgent."""

    code: Code
    title: Text
    rank: Whole
    text: Text | None = None
    disturbs_quiet: Flag = False
    """Whether people may be rung in quiet hours for it."""
    words: WordList = ()
    """Words that raise any message to this level."""


class FormField(Part):
    """A field asked for this topic."""

    code: Code
    title: Text
    kind: Literal["text", "number", "date", "time", "choice", "photo", "yes_no", "phone", "place"] = "text"
    choices: tuple[Text, ...] = ()
    required: Flag = False
    help: Text | None = None


class Raise(Part):
    """Words or a condition that raise the urgency or turn the topic into another."""

    words: WordList = ()
    when: Condition | None = None
    urgency: Code | None = None
    topic: Code | None = None


class Topic(Part):
    """A kind of need: what a resident says, how urgent it is, who does it."""

    code: Code
    """Dotted: `rep.water.leak` lies below `rep.water`."""
    title: Text
    class_: TopicClass = Field(alias="class")
    urgency: Code | None = None
    team: Codes = ()
    """Roles that do it; the first one owns it."""
    skills: Codes = ()
    certificates: Codes = ()
    words: WordList = ()
    not_words: WordList = ()
    """Words after which it is not this (negations, "已经好了")."""
    examples: WordList = ()
    form: tuple[FormField, ...] = ()
    place: Literal["none", "home", "area", "either"] = "either"
    paid: Flag = False
    prices: Codes = ()
    standard_answer: Code | None = None
    """The script that answers it."""
    plan: Code | None = None
    """The emergency plan it starts."""
    guide: Code | None = None
    safety: Code | None = None
    """The guide of safety steps seen before work begins."""
    raises: tuple[Raise, ...] = ()
    opens_case: Flag = True
    """False: answered without a case where it can be."""
    accepted_by_resident: Flag = True
    """Whether the resident accepts the work."""
    joinable: Flag = False
    """Whether neighbours may join an open case of it: a trouble of a place, that tells nothing of a person."""
    levels_above: Whole = 0
    """Handled this many levels above the one it would fall to."""
    note: str = ""


class Examples(Part):
    """What residents say of one topic: the sentences recognition learns from."""

    code: Code
    """The topic they are about."""
    said: Words
    """One sentence a line. `CMP u2|` before one: its class or urgency where it isn't the topic's."""


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence and what it is about."""

    text: str
    topic: str
    case_class: str
    urgency: str = ""


class Script(Part):
    """Fixed wording for one situation."""

    code: Code
    title: Text
    text: Text
    """With slots in braces: `您好，{company}{agent}为您服务`."""
    slots: Codes = ()
    must: tuple[Text, ...] = ()
    never: tuple[Text, ...] = ()
    touchpoint: Code | None = None
    channel: Literal["any", "phone", "chat", "counter", "door", "notice", "letter"] = "any"


class GuideStep(Part):
    """One step of a guide."""

    title: Text
    text: Text | None = None
    role: Code | None = None
    script: Code | None = None
    standard: Code | None = None


class Guide(Part):
    """How a process is done, step by step."""

    code: Code
    title: Text
    touchpoint: Code | None = None
    roles: Codes = ()
    steps: Annotated[tuple[GuideStep, ...], Field(min_length=1)]


class Question(Part):
    """One question of a questionnaire."""

    code: Code
    title: Text
    kind: Literal["score", "choice", "choices", "text", "yes_no", "recommend"]
    choices: tuple[Text, ...] = ()
    required: Flag = True
    overall: Flag = False
    """The answer that stands for the whole."""
    opens_on: Codes = ()
    """Answers that open a case whatever the score: `no` where it is asked whether it still holds."""


class Questionnaire(Part):
    """What is asked, on which scale, and what counts as low."""

    code: Code
    title: Text
    use: Literal["follow_up", "conversation", "survey", "interview", "inspection"]
    opening: Text | None = None
    best: Counted = 5
    """Scores run from 1, worst, to this."""
    steps: tuple[Text, ...] = ()
    """The scale in words, from worst to best."""
    content_from: Counted = 3
    """The score from which an answer counts as content."""
    low_below: Counted = 3
    """A score below this opens a case."""
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    not_asked_again_within: Length | None = None


class PlanStep(Part):
    """One step of an emergency plan."""

    code: Code
    title: Text
    role: Code
    within: Length | None = None
    """From the report (t0), or from the step named by `after`."""
    after: Code | None = None
    calls: Codes = ()
    """Contacts to be called: roles, or outside numbers of the plan."""
    script: Code | None = None
    evidence: Annotated[tuple[Evidence, ...], OneOrMore] = ()
    standard: Code | None = None
    when: Condition | None = None


class Outside(Part):
    """A number outside the company."""

    code: Code
    title: Text
    phone: str = ""


class Plan(Part):
    """An emergency plan: who does what, by when, who is told."""

    code: Code
    title: Text
    topics: Codes = ()
    leader: Code
    outside: tuple[Outside, ...] = ()
    steps: Annotated[tuple[PlanStep, ...], Field(min_length=1)]
    notices: Codes = ()
    """Scripts of the messages to residents."""
    closing: tuple[Text, ...] = ()
    """What must be true before it is closed."""


class Price(Part):
    """One line of the price list for paid service."""

    code: Code
    title: Text
    unit: Text
    amount: Figure = Field(ge=0)
    """Yuan."""
    kind: Literal["labour", "material"] = "labour"
    warranty: Length | None = None
    """The same work at the same home again within it is free."""
    covers: Text | None = None
    parts_extra: Flag = True


AnyPart = dict[str, Any]
