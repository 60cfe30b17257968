"""Who has what: the people of the day with their tasks side by side."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guanjia.rooms.dispatch import rules
from guanjia.rooms.dispatch.selectors.askings import holders, of_people
from guanjia.rooms.dispatch.selectors.choosing import load_of
from guanjia.rooms.dispatch.selectors.words import role_title
from guanjia.rooms.dispatch.types import Board, BoardPerson, TaskRow
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import selectors as people
from guanjia.shared.actor import Actor

PEOPLE = 24
"""People on one page of the board."""


@dataclass(frozen=True, slots=True)
class _Person:
    community_id: UUID
    id: UUID
    name: str
    role: str
    until: datetime | None


def board(actor: Actor, *, at: datetime, after: str | None = None, size: int = PEOPLE) -> Board:
    """One page of the people who do work, those on duty first, each with what they have and how much they may.

    `after` is the id of the last person of the page before; an unknown one begins again. Ten queries and two for each
    community, however much they have.
    """
    everybody = _everybody(actor, at)
    places = {str(one.id): place for place, one in enumerate(everybody, 1)}
    begin = places.get(after or "", 0)
    shown = everybody[begin : begin + size]
    ids = [one.id for one in shown]
    loads, tasks = load_of(ids), of_people(actor, ids, at=at)
    zones = people.zones_named(ids, actor.community_ids)
    books = {key: handbook.edition_in_force(key, at) for key in {one.community_id for one in shown}}
    rows = [_row(one, books[one.community_id], loads.get(one.id, 0), zones.get(one.id, ""), tasks) for one in shown]
    more = len(everybody) > begin + size
    return Board(rows, str(shown[-1].id) if more and shown else None)


def _everybody(actor: Actor, at: datetime) -> list[_Person]:
    """Whoever is on duty and does work, by name's reading; then those off duty who have something open."""
    found: dict[UUID, _Person] = {}
    having = holders(actor.community_ids)
    for community_id in actor.community_ids:
        roles = handbook.edition_in_force(community_id, at).roles
        for one in people.staff_on_duty(community_id, None, at):
            works = one.role in roles and roles[one.role].works
            if works or one.id in having:
                found[one.id] = _Person(community_id, one.id, one.name, one.role, one.shift_ends)
    away = people.staff_at(having - found.keys(), actor.community_ids)
    return [*found.values(), *(_Person(place, key, name, role, None) for key, name, place, role in away)]


def _row(one: _Person, book: Book, load: int, zone: str, tasks: list[TaskRow]) -> BoardPerson:
    return BoardPerson(
        staff_id=one.id,
        name=one.name,
        role_title=role_title(book, one.role),
        until=one.until,
        load=load,
        most=rules.most_open(book.terms.dispatch, one.role),
        zone=zone,
        tasks=[task for task in tasks if task.staff_id == one.id],
    )
