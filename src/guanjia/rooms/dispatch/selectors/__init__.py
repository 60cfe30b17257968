"""Reads of dispatch: who could go, a worker's tasks, who has what, and why somebody was chosen, in words."""

from guanjia.rooms.dispatch.selectors.askings import (
    gone,
    held_off_duty,
    next_answer_by,
    of_case,
    task,
    task_of_case,
    tasks,
    who_is_asked,
)
from guanjia.rooms.dispatch.selectors.board import board
from guanjia.rooms.dispatch.selectors.choosing import candidates, choices, load_of, person, roles_for
from guanjia.rooms.dispatch.selectors.openings import openings
from guanjia.rooms.dispatch.selectors.words import in_words, reason_title

__all__ = [
    "board",
    "candidates",
    "choices",
    "gone",
    "held_off_duty",
    "in_words",
    "load_of",
    "next_answer_by",
    "of_case",
    "openings",
    "person",
    "reason_title",
    "roles_for",
    "task",
    "task_of_case",
    "tasks",
    "who_is_asked",
]
