"""Looking ahead while somebody is still speaking: what would be owed, and what it may be the same as."""

from datetime import datetime
from uuid import UUID

from guanjia.rooms.cases import events
from guanjia.rooms.cases.types import OpenCase
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.needs import Topic
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.types import PromiseRow
from guanjia.shared.time import new_id


def foreseen(wanted: OpenCase, *, at: datetime) -> list[PromiseRow]:
    """What would be owed if this case were taken down now, the nearest first. Nothing is written; two light queries."""
    key = new_id()
    opened = events.CaseOpened(
        community_id=wanted.community_id,
        subject_id=key,
        at=at,
        contact_id=wanted.contact_id or key,
        home_id=wanted.home_id,
        channel=wanted.channel,
        origin=wanted.origin.value,
        staff_id=wanted.staff_id,
    )
    book = handbook.edition_in_force(wanted.community_id, at)
    topic = book.topics.get(wanted.topic)
    if topic is None:
        return promises.would_owe("case", [opened], at=at)
    return promises.would_owe("case", [opened, _classified(wanted, topic, key, at)], at=at)


def _classified(wanted: OpenCase, topic: Topic, key: UUID, at: datetime) -> events.CaseClassified:
    return events.CaseClassified(
        community_id=wanted.community_id,
        subject_id=key,
        at=at,
        home_id=wanted.home_id,
        case_class=topic.class_,
        topic=topic.code,
        urgency=wanted.urgency or topic.urgency or "",
        paid=topic.paid or topic.class_ == "PAID",
        staff_id=wanted.staff_id,
    )
