"""Reads of cases: the queue, one case with everything on it, its course, and what other rooms ask."""

from guanjia.rooms.cases.selectors.asked import AskedItem, asked_at_the_end
from guanjia.rooms.cases.selectors.dockets import dockets, dockets_of
from guanjia.rooms.cases.selectors.inner import (
    CaseRef,
    Site,
    TaskCase,
    case_ref,
    contacts_of,
    conversations_at_work,
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
from guanjia.rooms.cases.selectors.lists import counts, heard_lately, of_caller, of_contact, of_home, queue
from guanjia.rooms.cases.selectors.one import case, guesses_of, similar
from guanjia.rooms.cases.selectors.timeline import timeline
from guanjia.rooms.cases.selectors.words import BookWords

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
    "case",
    "case_ref",
    "contacts_of",
    "conversations_at_work",
    "counts",
    "dockets",
    "dockets_of",
    "guesses_of",
    "heard_lately",
    "live_cases",
    "needing_somebody",
    "of_caller",
    "of_contact",
    "of_home",
    "open_of_contact",
    "open_of_conversation",
    "open_rows_of_contact",
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
    "was_heard",
    "workers_of",
    "workers_of_all",
]
