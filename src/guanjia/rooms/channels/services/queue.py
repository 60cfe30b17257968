"""What is to be done later, named so that services need not know the jobs."""

from datetime import timedelta
from uuid import UUID

from guanjia.rooms.handbook.types.base import Length
from guanjia.shared import jobs

TAKE_IN, SEND = "rooms.channels.tasks.take_in", "rooms.channels.tasks.send"
FETCH = "rooms.channels.tasks.fetch_picture"


def to_be_taken(inbound_id: UUID) -> None:
    """Queue the taking in of a body."""
    jobs.defer(jobs.JOBS[TAKE_IN], inbound_id=str(inbound_id))


def to_be_sent(outgoing_id: UUID) -> None:
    """Queue the sending of a message."""
    jobs.defer(jobs.JOBS[SEND], outgoing_id=str(outgoing_id))


def to_be_fetched(picture_id: UUID) -> None:
    """Queue the fetching of a picture."""
    jobs.defer(jobs.JOBS[FETCH], picture_id=str(picture_id))


def span(length: Length) -> timedelta:
    """A length of the handbook as a span of time."""
    return timedelta(seconds=length.in_seconds())
