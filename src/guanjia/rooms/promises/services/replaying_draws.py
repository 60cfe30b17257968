"""Draws as another edition would have made them. Nothing is written, and the same facts give the same draws.

A period that really was drawn keeps its secret, so an edition that asks for the same as the one in force draws the
same. A period the house never began (the edition draws by the quarter, say) takes a secret made of its name: anyone
gets the same again, and nobody is really drawn by it.
"""

from collections import defaultdict
from collections.abc import Mapping
from hashlib import sha256
from uuid import UUID

from guanjia.rooms.promises.models import DrawPeriod
from guanjia.rooms.promises.rules.book import Shelf
from guanjia.rooms.promises.rules.replay import refold
from guanjia.rooms.promises.rules.sample import DRAWN, RELEASED, Member, Reached, draw, number_of, period_at
from guanjia.rooms.promises.selectors.by_subject import by_subject
from guanjia.rooms.promises.services.draws import Group, share_of, shares_told
from guanjia.rooms.promises.types import Happening, SubjectRef

_LAST = 0xFFFF << 112
"""An id after every id of the journal: a draw comes after what it follows from."""
Draws = Mapping[SubjectRef, list[Happening]]


def would_draw(shelf: Shelf, community_id: UUID, as_of: int) -> Draws:
    """What the samples of one edition draw among the facts until `as_of`. Reads the journal once."""
    if not shelf.samples:
        return {}
    secrets, shares = _secrets(community_id), shares_told(community_id)
    groups: dict[Group, list[Member]] = defaultdict(list)
    reached: dict[tuple[Group, str], tuple[SubjectRef, Reached]] = {}
    for subject, known in by_subject(shelf, community_id):
        events = [event for event in known if event.at <= as_of and event.kind not in (DRAWN, RELEASED)]
        for one in shelf.reached(refold(shelf, subject, events)[0]):
            group = (one.period, one.code, one.stratum)
            secret = secrets.get(one.period) or _made_up(community_id, one.period)
            share = share_of(shelf, one, shares.get(one.code, []))
            groups[group].append(Member(subject.id, share, number_of(secret, subject.id)))
            reached[group, subject.id] = (subject, one)
    found: dict[SubjectRef, list[Happening]] = defaultdict(list)
    for group, members in groups.items():
        end = _end(shelf, reached[group, members[0].subject][1])
        drawn = draw(members, ended=end <= as_of)
        for key in sorted(drawn.at_once | drawn.added):
            subject, one = reached[group, key]
            found[subject].append(_fact(subject, one, one.at if key in drawn.at_once else end))
    return found


def with_draws(events: list[Happening], drawn: list[Happening]) -> list[Happening]:
    """The facts of a subject with the draws of another edition in place of those that were made."""
    return [event for event in events if event.kind not in (DRAWN, RELEASED)] + drawn


def _secrets(community_id: UUID) -> Mapping[str, bytes]:
    rows = DrawPeriod.objects.filter(community=community_id).values_list("period", "secret")
    return {period: bytes.fromhex(secret) for period, secret in rows}


def _made_up(community_id: UUID, period: str) -> bytes:
    return sha256(f"{community_id} {period}".encode()).digest()


def _end(shelf: Shelf, one: Reached) -> int:
    rule = shelf.book(one.edition).rules[one.code]
    per: Mapping[str, int] = rule.sample.per if rule.sample is not None else {"months": 1}
    return period_at(per, one.at, rule.duty.zone).end


def _fact(subject: SubjectRef, one: Reached, at: int) -> Happening:
    digest = sha256(f"{one.code}|{subject}|{one.period}".encode()).digest()
    key = str(UUID(int=_LAST | int.from_bytes(digest[:14], "big")))
    data = {"standard": one.code, "period": one.period, "stratum": one.stratum}
    return Happening(key, DRAWN, at, data, {subject.type: subject.id})
