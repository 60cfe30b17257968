"""The one table of moves: which verb leads from which state to which. What isn't in it is refused with a reason."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from guanjia.rooms.cases.types import OPEN, CaseState
from guanjia.rooms.people.types import Duty
from guanjia.shared.errors import Denied, Refused, gettext_noop


class Verb(StrEnum):
    """What can be done to a case."""

    CLASSIFY = "classify"
    CHANGE_URGENCY = "change_urgency"
    PASS_ON = "pass_on"  # noqa: S105 - a verb, no password
    DISPATCH = "dispatch"
    RELEASE = "release"
    TAKE_ON = "take_on"
    DEPART = "depart"
    ARRIVE = "arrive"
    START = "start"
    CONTAIN = "contain"
    AGREE_APPOINTMENT = "agree_appointment"
    QUOTE = "quote"
    PAUSE = "pause"
    RESUME = "resume"
    DONE = "done"
    ANSWER_ON_THE_SPOT = "answer_on_the_spot"
    ASK_ACCEPTANCE = "ask_acceptance"
    ACCEPT = "accept"
    SIGN = "sign"
    REFUSE = "refuse"
    CLOSE = "close"
    REOPEN = "reopen"
    ARCHIVE = "archive"
    MERGE = "merge"
    WITHDRAW = "withdraw"
    TRANSFER = "transfer"
    ESCALATE = "escalate"
    HURRY = "hurry"
    FEEDBACK = "feedback"
    NOTE = "note"
    OPEN_DOCKET = "open_docket"
    DOCKET_NEWS = "docket_news"
    NAME_ABOUT = "name_about"
    NOTE_FACTS = "note_facts"
    DECIDE = "decide"
    TALK_THROUGH = "talk_through"
    TELL_JOINED = "tell_joined"
    TAKE_BACK = "take_back"
    SET_ACTION = "set_action"
    FINISH_ACTION = "finish_action"
    COMPENSATE = "compensate"


TAKEN, CLASSIFIED, DISPATCHED, IN_HAND, PAUSED, DONE, REFUSED, ACCEPTED, CLOSED, ARCHIVED, MERGED, WITHDRAWN = CaseState

_AT_WORK = (IN_HAND, PAUSED, REFUSED)
_BEFORE_WORK = (TAKEN, CLASSIFIED, DISPATCHED)


def _stays(states: Iterable[CaseState]) -> dict[CaseState, CaseState]:
    return {state: state for state in states}


def _leads(states: Iterable[CaseState], to: CaseState) -> dict[CaseState, CaseState]:
    return dict.fromkeys(states, to)


MOVES: Mapping[Verb, Mapping[CaseState, CaseState]] = {
    Verb.CLASSIFY: {TAKEN: CLASSIFIED, **_stays((CLASSIFIED, DISPATCHED, *_AT_WORK, DONE))},
    Verb.CHANGE_URGENCY: _stays((CLASSIFIED, DISPATCHED, *_AT_WORK)),
    Verb.PASS_ON: _stays((*_BEFORE_WORK, *_AT_WORK)),
    Verb.DISPATCH: {**_leads((CLASSIFIED, DISPATCHED, REFUSED), DISPATCHED), **_stays((IN_HAND, PAUSED))},
    Verb.RELEASE: _leads((CLASSIFIED, DISPATCHED, IN_HAND, REFUSED), CLASSIFIED),
    Verb.TAKE_ON: {**_leads((CLASSIFIED, DISPATCHED, IN_HAND, REFUSED), IN_HAND), PAUSED: PAUSED},
    Verb.DEPART: _stays((IN_HAND, PAUSED)),
    Verb.ARRIVE: _stays((IN_HAND, PAUSED)),
    Verb.START: _stays((IN_HAND,)),
    Verb.CONTAIN: _stays((IN_HAND, PAUSED)),
    Verb.AGREE_APPOINTMENT: _stays((*_BEFORE_WORK, *_AT_WORK)),
    Verb.QUOTE: _stays((CLASSIFIED, DISPATCHED, IN_HAND, PAUSED)),
    Verb.PAUSE: {IN_HAND: PAUSED},
    Verb.RESUME: _leads((PAUSED, REFUSED), IN_HAND),
    Verb.DONE: {IN_HAND: DONE},
    Verb.ANSWER_ON_THE_SPOT: _leads((TAKEN, CLASSIFIED, DISPATCHED, IN_HAND), CLOSED),
    Verb.ASK_ACCEPTANCE: _stays((DONE,)),
    Verb.ACCEPT: {DONE: ACCEPTED},
    Verb.SIGN: {DONE: ACCEPTED},
    Verb.REFUSE: {DONE: REFUSED},
    Verb.CLOSE: {ACCEPTED: CLOSED},
    Verb.REOPEN: _leads((CLOSED, ARCHIVED), IN_HAND),
    Verb.ARCHIVE: {CLOSED: ARCHIVED},
    Verb.MERGE: _leads((*_BEFORE_WORK, IN_HAND, PAUSED), MERGED),
    Verb.WITHDRAW: _leads((*_BEFORE_WORK, IN_HAND, PAUSED), WITHDRAWN),
    Verb.TRANSFER: _stays(sorted(OPEN)),
    Verb.ESCALATE: _stays(sorted(OPEN)),
    Verb.HURRY: _stays(sorted(OPEN)),
    Verb.FEEDBACK: _stays((*sorted(OPEN), CLOSED)),
    Verb.NOTE: _stays((*sorted(OPEN), CLOSED)),
    Verb.OPEN_DOCKET: _stays((*sorted(OPEN), CLOSED)),
    Verb.DOCKET_NEWS: _stays(CaseState),
    Verb.NAME_ABOUT: _stays((*_BEFORE_WORK, *_AT_WORK, DONE)),
    Verb.NOTE_FACTS: _stays((CLASSIFIED, DISPATCHED, *_AT_WORK, DONE, ACCEPTED)),
    Verb.DECIDE: _stays((CLASSIFIED, DISPATCHED, *_AT_WORK, DONE, ACCEPTED)),
    Verb.TALK_THROUGH: _stays((CLASSIFIED, DISPATCHED, *_AT_WORK, DONE, ACCEPTED)),
    Verb.TELL_JOINED: _stays((*sorted(OPEN), CLOSED)),
    Verb.TAKE_BACK: _leads((MERGED, WITHDRAWN), CLASSIFIED),
    Verb.SET_ACTION: _stays((CLASSIFIED, DISPATCHED, *_AT_WORK, DONE, ACCEPTED, CLOSED)),
    Verb.FINISH_ACTION: _stays(CaseState),
    Verb.COMPENSATE: _stays((CLASSIFIED, DISPATCHED, *_AT_WORK, DONE, ACCEPTED, CLOSED)),
}
"""Verb → state before → state after. A verb that stays is told as a fact without moving the case."""

_WHY: Mapping[CaseState, str] = {
    TAKEN: gettext_noop("This case has no topic yet. Classify it first."),
    CLASSIFIED: gettext_noop("Nobody has taken this case on yet. Assign somebody, or take it on."),
    DISPATCHED: gettext_noop("The offer has not been taken yet. Wait for it, or assign somebody else."),
    IN_HAND: gettext_noop("This case is in hand. Reload to see what has changed."),
    PAUSED: gettext_noop("This case is paused. Resume it first."),
    DONE: gettext_noop("The work is reported as done and waits for the resident. Ask whether it is accepted."),
    REFUSED: gettext_noop("The resident did not accept the work. It has to be taken up again first."),
    ACCEPTED: gettext_noop("The resident has accepted the work. Only closing is left."),
    CLOSED: gettext_noop("This case is closed. If it isn't over, reopen it."),
    ARCHIVED: gettext_noop("This case is archived. If it isn't over, reopen it or open a new one."),
    MERGED: gettext_noop("This case was merged into another one. Go on there."),
    WITHDRAWN: gettext_noop("This case was withdrawn. Open a new one if it is needed after all."),
}


def leads_to(verb: Verb, now: CaseState) -> CaseState | None:
    """The state after `verb`, None when it leads nowhere from here."""
    return MOVES[verb].get(now)


def check_move(verb: Verb, now: CaseState) -> CaseState:
    """The state after `verb`. Raises Refused, with what now, when the verb is not in the table for this state."""
    to = leads_to(verb, now)
    if to is None:
        raise Refused(f"cases.not_from_{now}", _WHY[now])
    return to


def open_verbs(now: CaseState) -> frozenset[str]:
    """Every verb that leads somewhere from this state."""
    return frozenset(verb.value for verb, moves in MOVES.items() if now in moves)


def check_at(at: datetime, recorded_at: datetime, tolerance: timedelta) -> None:
    """Raises Refused for a time after now by more than the handbook's tolerance.

    Earlier than now is fine: a phone in a basement tells later what happened when it happened.
    """
    if at > recorded_at + tolerance:
        message = gettext_noop("This time lies in the future. Check the clock of the device, then send again.")
        raise Refused("cases.in_future", message)


def check_order(at: datetime, moved_at: datetime) -> None:
    """Raises Refused for a time before the last move: what came after it was decided without knowing this."""
    if at < moved_at:
        message = gettext_noop("This time lies before the last step of the case. Check the time, then send again.")
        raise Refused("cases.before_last_move", message)


def check_others_wait(others: bool) -> None:
    """Raises Refused for taking back what other homes wait for too: it goes on for them."""
    if others:
        message = gettext_noop("Other homes wait for this too, so it goes on. You need not do anything.")
        raise Refused("cases.others_wait", message)


def check_worker(staff_id: UUID | None, workers: Iterable[UUID | None], may_speak_for_others: bool) -> None:
    """Raises Denied unless this person works on the case, or may write down what a worker says."""
    if may_speak_for_others or (staff_id is not None and staff_id in workers):
        return
    raise Denied(
        "cases.not_your_work", gettext_noop("Somebody else works on this case. Ask the desk to assign it to you.")
    )


def check_about(staff_id: UUID | None, about_staff_id: UUID | None) -> None:
    """Raises Denied when a complaint would be handled by the person it is about.

    Source: nobody handles a complaint about himself.
    """
    if about_staff_id is not None and staff_id == about_staff_id:
        raise Denied(
            "cases.about_you", gettext_noop("This complaint is about this person; somebody else must handle it.")
        )


def check_reopen(closed_at: datetime | None, at: datetime, within: timedelta) -> None:
    """Raises Refused when the handbook's time for reopening is over."""
    if closed_at is not None and at > closed_at + within:
        raise Refused(
            "cases.reopen_late",
            gettext_noop(
                "It was closed more than %(days)s days ago. Open a new case; the old one stays linked by its place."
            ),
            {"days": within.days},
        )


def counts_again(last: datetime | None, at: datetime, within: timedelta) -> bool:
    """Whether asking again counts: not within so long of the last time, when a finger or a sentence came twice."""
    return last is None or not last <= at < last + within


_DUTIES: Mapping[Verb, frozenset[str]] = {
    Verb.CLASSIFY: frozenset({Duty.CLASSIFY}),
    Verb.CHANGE_URGENCY: frozenset({Duty.CLASSIFY}),
    Verb.PASS_ON: frozenset({Duty.CLASSIFY}),
    Verb.DISPATCH: frozenset({Duty.DISPATCH}),
    Verb.RELEASE: frozenset({Duty.DISPATCH}),
    Verb.TAKE_ON: frozenset({Duty.DO_WORK, Duty.CLASSIFY}),
    Verb.DEPART: frozenset({Duty.DO_WORK, Duty.DISPATCH}),
    Verb.ARRIVE: frozenset({Duty.DO_WORK, Duty.DISPATCH}),
    Verb.START: frozenset({Duty.DO_WORK, Duty.DISPATCH}),
    Verb.CONTAIN: frozenset({Duty.DO_WORK, Duty.DISPATCH}),
    Verb.AGREE_APPOINTMENT: frozenset({Duty.CLASSIFY, Duty.DO_WORK, Duty.ANSWER}),
    Verb.QUOTE: frozenset({Duty.DO_WORK, Duty.CLASSIFY}),
    Verb.PAUSE: frozenset({Duty.DO_WORK, Duty.DISPATCH}),
    Verb.RESUME: frozenset({Duty.DO_WORK, Duty.DISPATCH}),
    Verb.DONE: frozenset({Duty.DO_WORK, Duty.DISPATCH}),
    Verb.ANSWER_ON_THE_SPOT: frozenset({Duty.ANSWER}),
    Verb.ASK_ACCEPTANCE: frozenset({Duty.ANSWER}),
    Verb.ACCEPT: frozenset({Duty.ACCEPT_FOR_RESIDENT}),
    Verb.SIGN: frozenset({Duty.DO_WORK}),
    Verb.REFUSE: frozenset({Duty.ACCEPT_FOR_RESIDENT}),
    Verb.CLOSE: frozenset({Duty.CLOSE_CASES}),
    Verb.REOPEN: frozenset({Duty.CLOSE_CASES}),
    Verb.ARCHIVE: frozenset({Duty.CLOSE_CASES}),
    Verb.MERGE: frozenset({Duty.CLASSIFY}),
    Verb.WITHDRAW: frozenset({Duty.CLASSIFY}),
    Verb.TRANSFER: frozenset({Duty.CLASSIFY}),
    Verb.ESCALATE: frozenset({Duty.CLASSIFY, Duty.DO_WORK}),
    Verb.HURRY: frozenset({Duty.REGISTER}),
    Verb.FEEDBACK: frozenset({Duty.ANSWER, Duty.DO_WORK}),
    Verb.NOTE: frozenset({Duty.SEE_QUEUE, Duty.DO_WORK}),
    Verb.OPEN_DOCKET: frozenset({Duty.REGISTER}),
    Verb.DOCKET_NEWS: frozenset({Duty.ANSWER}),
    Verb.NAME_ABOUT: frozenset({Duty.CLASSIFY}),
    Verb.NOTE_FACTS: frozenset({Duty.ANSWER, Duty.DO_WORK}),
    Verb.DECIDE: frozenset({Duty.DECIDE_COMPLAINTS}),
    Verb.TALK_THROUGH: frozenset({Duty.ANSWER, Duty.DO_WORK}),
    Verb.TELL_JOINED: frozenset({Duty.ANSWER}),
    Verb.TAKE_BACK: frozenset({Duty.CLASSIFY}),
    Verb.SET_ACTION: frozenset({Duty.DECIDE_COMPLAINTS}),
    Verb.FINISH_ACTION: frozenset({Duty.SEE_QUEUE}),
    Verb.COMPENSATE: frozenset({Duty.ANSWER, Duty.DO_WORK, Duty.DECIDE_COMPLAINTS}),
}
_RESIDENTS = frozenset({Verb.ACCEPT, Verb.REFUSE, Verb.WITHDRAW, Verb.HURRY, Verb.REOPEN, Verb.NOTE})


def verbs_for(now: CaseState, duties: Iterable[str], *, is_resident: bool) -> frozenset[str]:
    """The verbs a page offers this person in this state; the verbs themselves check again."""
    held = frozenset(duties)
    mine = _RESIDENTS if is_resident else {verb for verb, asked in _DUTIES.items() if asked & held}
    return frozenset(verb.value for verb in mine if now in MOVES[verb])
