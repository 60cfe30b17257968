"""What the board shows: people with their tasks, and the cases nobody has."""

from dataclasses import dataclass
from datetime import datetime

from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases.types import QueueFilter, QueueRow, View
from guanjia.rooms.dispatch import selectors as dispatch
from guanjia.rooms.dispatch.types import Board
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page


@dataclass(frozen=True, slots=True)
class BoardPage:
    """One page of people, and the first page of what nobody has."""

    board: Board
    nobody: Page[QueueRow]


def board(actor: Actor, *, at: datetime, after: str | None = None) -> BoardPage:
    """The board from one person on. The people's queries, and four for what nobody has."""
    nobody = cases.queue(actor, QueueFilter(view=View.UNASSIGNED), at=at)
    return BoardPage(dispatch.board(actor, at=at, after=after), nobody)
