"""Joining an open trouble instead of a new case: one truth, one sentence, and each home is told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from guanjia.rooms.cases import access, rules
from guanjia.rooms.cases.events.joining import JoinEnded, JoinFact, JoinMade, JoinTold
from guanjia.rooms.cases.models import Case, Join
from guanjia.rooms.cases.rules import Verb
from guanjia.rooms.cases.services.ground import begin, book_of, keep_due, owned
from guanjia.rooms.cases.services.talking import PROGRESS, RESULT
from guanjia.rooms.cases.types import CaseState, Feedback
from guanjia.rooms.conversations import selectors as talks
from guanjia.rooms.conversations import services as conversations
from guanjia.rooms.conversations.types import Channel
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import change, insert_new, row_of, rows_of
from guanjia.shared.errors import Denied, Invalid, Missing, Refused, gettext_noop


@transaction.atomic
def join(actor: Actor, case_id: UUID, text: str = "", *, at: datetime) -> UUID:
    """Wait for an open trouble somebody else told of; returns the join. Joined again it is the same one.

    Raises Denied for staff, Missing for a case of elsewhere or of a kind that tells of a person, Refused for one's
    own case and for one that is over. Nothing of the other's is shown.
    """
    if actor.contact_id is None:
        raise Denied("cases.join_resident", gettext_noop("Only residents can join a request."))
    case = row_of(Case, case_id, lock=True)
    if case is None or case.community_id not in actor.community_ids or not _joinable(case, at):
        raise Missing(access.MISSING.code, access.MISSING.message)
    if case.contact_id in people.same_person(actor.contact_id):
        raise Refused("cases.join_own", gettext_noop("This is your own request. Open it to see how it goes."))
    if not case.is_open:
        raise Refused("cases.join_over", gettext_noop("This is settled meanwhile. If it isn't over for you, ask anew."))
    home_id = people.contact_row(actor.contact_id).home_id
    row = Join(
        community_id=case.community_id,
        case=case,
        contact_id=actor.contact_id,
        home_id=home_id,
        text=text.strip(),
        at=at,
    )
    if not insert_new(row):
        return _again(case, actor.contact_id)
    case.has_joins = True
    change(case, ["has_joins"])
    _tell(row, JoinMade, at, owner_id=case.owner_id)
    keep_due(case, at)
    return row.pk


def _joinable(case: Case, at: datetime) -> bool:
    topic = book_of(case, at).topics.get(case.topic)
    return topic is not None and topic.joinable


def _again(case: Case, contact_id: UUID) -> UUID:
    return rows_of(Join, case_id=case.pk, contact_id=contact_id)[0].pk


def _tell(row: Join, fact: type[JoinFact], at: datetime, **fields: Any) -> None:
    refs = {"community_id": row.community_id, "subject_id": row.pk, "case_id": row.case_id}
    journal.record(fact(**refs, at=at, contact_id=row.contact_id, home_id=row.home_id, **fields))


@transaction.atomic
def leave_join(actor: Actor, join_id: UUID, *, at: datetime) -> None:
    """Wait for it no longer. Again it changes nothing. Raises Missing for somebody else's."""
    row = access.join(actor, join_id)
    case = row_of(Case, row.case_id, lock=True)
    if row.ended_at is not None or case is None:
        return
    row.ended_at = at
    change(row, ["ended_at"])
    _tell(row, JoinEnded, at)
    keep_due(case, at)


@transaction.atomic
def tell_joined(actor: Actor, case_id: UUID, word: Feedback, *, at: datetime, key: str = "") -> int:
    """Tell everybody who joined how it goes, each in the talk they have with us; returns how many were told.

    The same `key` (of the form it was typed in) sent twice is said once. Raises Denied without the duty, Invalid
    without words, Refused where nobody joined.
    """
    actor.need(Duty.ANSWER)
    if word.what not in (PROGRESS, RESULT) or not word.text.strip():
        raise Invalid("cases.empty", gettext_noop("Write down what the resident was told."), field="text")
    case, _ = begin(actor, case_id, at)
    rules.check_move(Verb.TELL_JOINED, CaseState(case.state))
    rows = [row for row in rows_of(Join, case_id=case.pk) if row.ended_at is None]
    if not rows or actor.staff_id is None:
        raise Refused("cases.nobody_joined", gettext_noop("Nobody else waits for this."))
    journal.record(*owned(case, actor, at))
    for row in sorted(rows, key=lambda one: (one.at, one.pk)):
        _said_to(actor, row, word, at, f"{key}:{row.pk}"[:64] if key else "")
    change(case, ["owner"])
    keep_due(case, at)
    return len(rows)


def _said_to(actor: Actor, row: Join, word: Feedback, at: datetime, draft: str) -> None:
    channel = people.contact_row(row.contact_id).channel
    channel = channel if channel in (Channel.WECHAT, Channel.PAGE) else Channel.PAGE.value
    conversations.greet_contact(row.community_id, row.contact_id, channel, at=at)
    talk = talks.open_of_contact(row.contact_id, channel)
    if talk is not None:
        conversations.answer(actor, talk, word.text, at=at, case_id=row.case_id, draft=draft)
    row.told, row.told_at = word.text.strip(), at
    change(row, ["told", "told_at"])
    _tell(row, JoinTold, at, what=word.what, staff_id=actor.staff_id)


def carry_joins(case: Case, into: Case, *, at: datetime) -> None:
    """Who joined a case that is merged waits for the other one from now on, unless they do already."""
    there = {into.contact_id, *(row.contact_id for row in rows_of(Join, case_id=into.pk))}
    for row in rows_of(Join, case_id=case.pk):
        if row.contact_id in there:
            if row.ended_at is None:
                row.ended_at = at
                change(row, ["ended_at"])
                _tell(row, JoinEnded, at)
            continue
        row.case_id = into.pk
        change(row, ["case"])
        into.has_joins = True
    change(into, ["has_joins"])
