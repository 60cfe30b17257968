"""Reads of dispatch: who could go, a worker's tasks, and why somebody was chosen, in words."""

from guanjia.rooms.dispatch.selectors.askings import next_answer_by, of_case, task, task_of_case, tasks
from guanjia.rooms.dispatch.selectors.choosing import candidates, choices, load_of, person
from guanjia.rooms.dispatch.selectors.words import in_words

__all__ = [
    "candidates",
    "choices",
    "in_words",
    "load_of",
    "next_answer_by",
    "of_case",
    "person",
    "task",
    "task_of_case",
    "tasks",
]
