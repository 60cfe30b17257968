"""Reads of cases: the queue, one case with everything on it, its course, and what other rooms ask."""

from guanjia.rooms.cases.selectors.asked import AskedItem, asked_at_the_end, asked_at_the_start
from guanjia.rooms.cases.selectors.complaints import complaint, was_complaint
from guanjia.rooms.cases.selectors.dockets import dockets, dockets_of
from guanjia.rooms.cases.selectors.inner import (
    Site,
    TaskCase,
    case_ref,
    contacts_of,
    conversations_at_work,
    done_at_home,
    is_complained_about,
    live_cases,
    needing_somebody,
    open_of_contact,
    open_of_conversation,
    open_rows_of_contact,
    ref_of,
    same_place,
    site_of,
    state_of,
    task_cases,
    was_heard,
    workers_of,
    workers_of_all,
)
from guanjia.rooms.cases.selectors.lessons import (
    Failure,
    Record,
    TopicRecord,
    recognition_failures,
    recognition_record,
)
from guanjia.rooms.cases.selectors.lists import (
    counts,
    heard_lately,
    ids_by_channel,
    of_caller,
    of_contact,
    of_home,
    queue,
)
from guanjia.rooms.cases.selectors.near import my_joins, one_join, own_spot, troubles_near
from guanjia.rooms.cases.selectors.one import case, guesses_of, price_signature, similar
from guanjia.rooms.cases.selectors.timeline import ground_in_words, timeline
from guanjia.rooms.cases.selectors.whole_file import files
from guanjia.rooms.cases.selectors.words import BookWords
from guanjia.rooms.cases.types.refs import CaseRef

__all__ = [
    "AskedItem",
    "BookWords",
    "CaseRef",
    "Failure",
    "Record",
    "Site",
    "TaskCase",
    "TopicRecord",
    "asked_at_the_end",
    "asked_at_the_start",
    "case",
    "case_ref",
    "complaint",
    "contacts_of",
    "conversations_at_work",
    "counts",
    "dockets",
    "dockets_of",
    "done_at_home",
    "files",
    "ground_in_words",
    "guesses_of",
    "heard_lately",
    "ids_by_channel",
    "is_complained_about",
    "live_cases",
    "my_joins",
    "needing_somebody",
    "of_caller",
    "of_contact",
    "of_home",
    "one_join",
    "open_of_contact",
    "open_of_conversation",
    "open_rows_of_contact",
    "own_spot",
    "price_signature",
    "queue",
    "recognition_failures",
    "recognition_record",
    "ref_of",
    "same_place",
    "similar",
    "site_of",
    "state_of",
    "task_cases",
    "timeline",
    "troubles_near",
    "was_complaint",
    "was_heard",
    "workers_of",
    "workers_of_all",
]
