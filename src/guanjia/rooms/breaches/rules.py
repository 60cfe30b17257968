"""Where each verb leads, what each needs, and what is to be done next; without database or clock."""

from collections.abc import Collection, Mapping
from datetime import datetime

from guanjia.rooms.breaches.types import (
    Answer,
    BreachState,
    Delivered,
    Delivery,
    Look,
    NewNotice,
    NewReport,
    Talk,
    Verb,
)
from guanjia.shared.errors import Invalid, Refused, gettext_noop

S = BreachState
OPEN, PROMISED, REFUSED, NOTICED, SERVED, REPORTED, FIXED = list(S)[:7]
ENDS = frozenset({S.SETTLED, S.TAKEN, S.WITHDRAWN})
GOING = frozenset(S) - ENDS
AT_WORK = GOING - {FIXED}
FROM: Mapping[Verb, frozenset[BreachState]] = {
    Verb.TALK: AT_WORK,
    Verb.NOTICE: frozenset({OPEN, PROMISED, REFUSED, NOTICED, SERVED}),
    Verb.DELIVER: frozenset({NOTICED}),
    Verb.REPORT: AT_WORK,
    Verb.PUT_RIGHT: AT_WORK,
    Verb.CHECK: GOING - {OPEN},
    Verb.TAKE_OVER: frozenset({REPORTED}),
    Verb.WITHDRAW: GOING,
    Verb.LEAD: GOING,
}
STAYS = frozenset({NOTICED, SERVED, REPORTED})
"""Being talked to again takes nothing of this back."""


def check_move(verb: Verb, now: BreachState) -> None:
    """Raises Refused where the verb leads nowhere from here."""
    if now not in FROM[verb]:
        raise Refused("breaches.move", gettext_noop("This can't be done any more as the breach stands now."))


def after_talk(now: BreachState, answer: Answer) -> BreachState:
    """Where a talk leads: a refusal shows that words don't stop it."""
    if now in STAYS:
        return now
    return PROMISED if answer is Answer.PROMISED else REFUSED


def after_failed(now: BreachState) -> BreachState:
    """Where a look leads that found it not right: an authority that knows of it knows on."""
    return REPORTED if now is REPORTED else REFUSED


def refuses_anew(now: BreachState, answer: Answer) -> bool:
    """Whether a refusal is to be told: what an authority knows is none any more."""
    return answer is Answer.REFUSED and now is not REPORTED


def next_step(now: BreachState, *, had_notice: bool, time_is_up: bool) -> Verb | None:
    """What is to be done now."""
    if now is SERVED:
        return Verb.CHECK if time_is_up else Verb.PUT_RIGHT
    if now is REFUSED:
        return Verb.REPORT if had_notice else Verb.NOTICE
    steps = {
        OPEN: Verb.TALK,
        PROMISED: Verb.CHECK,
        NOTICED: Verb.DELIVER,
        REPORTED: Verb.CHECK,
        FIXED: Verb.CHECK,
    }
    return steps.get(now)


def check_talk(talk: Talk) -> None:
    """Raises Invalid without who or what was said."""
    if talk.resident_id is None and not talk.who.strip():
        raise Invalid("breaches.who", gettext_noop("Say who was talked to."), field="who")
    _words(talk.words, "words")


def check_notice(notice: NewNotice, at: datetime) -> None:
    """Raises Invalid for a time that is over, or without what is to be done."""
    if notice.until <= at:
        raise Invalid("breaches.until", gettext_noop("The notice must leave time: choose a later day."), field="until")
    _words(notice.measure, "measure")


def check_delivery(given: Delivery) -> None:
    """Raises Invalid for one handed over to nobody, posted without a photo, or refused with neither witness nor
    photo."""
    if given.way is Delivered.HANDED and given.resident_id is None and not given.who.strip():
        raise Invalid("breaches.who", gettext_noop("Say who took the notice."), field="who")
    if given.way is Delivered.POSTED and not given.photos:
        raise Invalid("breaches.photo", gettext_noop("A notice that is posted up needs a photo of it."), field="photos")
    if given.way is Delivered.REFUSED and not given.photos and not given.witness.strip():
        message = gettext_noop("A notice that was refused needs a witness or a photo.")
        raise Invalid("breaches.witness", message, field="witness")


def check_report(report: NewReport, departments: Collection[str]) -> None:
    """Raises Invalid for a department that isn't an outside one of the handbook, or without what was done to stop
    it."""
    if report.department not in departments:
        raise Invalid("breaches.department", gettext_noop("Choose an authority of the handbook."), field="department")
    _words(report.stopped, "stopped")


def check_look(look: Look) -> None:
    """Raises Invalid without a photo, and without words for what is not right."""
    if not look.photos:
        raise Invalid("breaches.photo", gettext_noop("Take a photo of how it is now."), field="photos")
    if not look.right:
        _words(look.words, "words")


def check_words(words: str) -> None:
    """Raises Invalid without words."""
    _words(words, "words")


def _words(words: str, field: str) -> None:
    if not words.strip():
        raise Invalid("breaches.words", gettext_noop("Write it down in a few words."), field=field)
