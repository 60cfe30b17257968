"""The life of one community: each home's cases, what was said about them, and what was owed."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from guanjia.config.filling import stories
from guanjia.config.filling.copying import Rows
from guanjia.config.filling.stories import Need, Story
from guanjia.config.filling.town import DAYS, Door, Here
from guanjia.rooms.cases.events import CaseTakenOn
from guanjia.rooms.cases.rules.recognition import title_of
from guanjia.rooms.cases.rules.registry import number_of, number_period
from guanjia.rooms.cases.types import FAR
from guanjia.rooms.conversations.events import ConversationClosed, MessageAnswered, MessageReceived
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.needs import Topic
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises import services as promises
from guanjia.rooms.surveys.events import FollowUpAnswered, FollowUpUnreached
from guanjia.shared.facts import Fact
from guanjia.shared.time import id_of_then, new_id

CLASSES = {"REP": 6, "BAS": 2, "INQ": 2}
ANSWERED = {"INQ"}
CHATS = 0.65
ANSWER = "您好，已收到，我们马上安排。"
REACHED = 0.9
KEEP = timedelta(days=2)
BATCH = 25
"""Homes written at once."""
REGULARS, THEIR_CASES = 5, 60
"""The first homes of a large community ask all the time, so that a full page of one resident can be measured."""


def live(now: datetime, here: Here) -> int:
    """Write a community's cases with all that belongs to them; returns how many."""
    life = _Life(here, now)
    doors = iter(life.doors())
    while some := list(islice(doors, BATCH)):
        life.write(some)
    life.finish()
    return life.made


class _Life:
    def __init__(self, here: Here, now: datetime) -> None:
        self.here, self.now, self.made = here, now, 0
        self.chance = random.Random(str(here.community_id))  # noqa: S311 - made-up data
        self.zone = ZoneInfo(places.community(here.community_id).zone)
        self.book = handbook.edition_in_force(here.community_id, now)
        self.needs, self.weights = _needs(self.book)
        self.numbers: dict[Any, int] = defaultdict(int)
        self.rows = Rows()

    def doors(self) -> Iterator[tuple[Door, int]]:
        """Each home with how many cases it has; all together as many as are due."""
        homes = self.here.homes
        regulars = REGULARS if self.here.cases > 2 * REGULARS * THEIR_CASES else 0
        weights = [self.chance.expovariate(1) for _ in homes[regulars:]]
        counts = Counter(self.chance.choices(homes[regulars:], weights, k=self.here.cases - regulars * THEIR_CASES))
        return ((home, THEIR_CASES if place < regulars else counts[home]) for place, home in enumerate(homes))

    def write(self, doors: list[tuple[Door, int]]) -> None:
        """Write the cases of some homes, and fold what they heard: no subject reaches beyond its home."""
        told: list[Fact] = []
        found: list[Story] = []
        for door, number in doors:
            talks = False
            for opened_at, most in sorted(stories.opened(self.chance, self.now, DAYS) for _ in range(number)):
                story, said = self._case(door, opened_at, most, may_talk=not talks)
                talks |= story.refs["conversation_id"] is not None and "closed_at" not in story.columns
                found.append(story)
                told += [*story.facts, *said]
        with transaction.atomic():
            due = promises.lay_down(self.here.community_id, told)
            for story in found:
                self.rows.add("cases.Case", **story.columns, due_at=due.get(("case", story.id), FAR))
            self.rows.write()
        self.made += len(found)

    def finish(self) -> None:
        """Write how far the numbers of each day have come."""
        for day, last in self.numbers.items():
            self.rows.add("cases.CaseCounter", id=new_id(), community_id=self.here.community_id, since=day, last=last)
        self.rows.write()

    def _case(self, door: Door, opened_at: datetime, most: int, *, may_talk: bool) -> tuple[Story, list[Fact]]:
        chance, here, staff = self.chance, self.here.community_id, self.here.staff
        need = chance.choices(self.needs, self.weights)[0]
        chats = may_talk and chance.random() < CHATS
        contact, key = door.chat_id if chats else door.phone_id, id_of_then(opened_at, chance)
        conversation = id_of_then(opened_at, chance) if chats else None
        desk, worker = chance.choice(staff["desk"]), chance.choice(staff["technician"])
        text, day = chance.choice(need.texts), opened_at.astimezone(self.zone).date()
        since = number_period(day, self.book.terms.case.number_restarts)
        self.numbers[since] += 1
        story = Story(key, here, need, opened_at, self.now)
        story.refs = {"contact_id": contact, "home_id": door.home_id, "conversation_id": conversation}
        by = {"channel": "wechat" if chats else "phone", "origin": "resident"}
        story.columns = {
            "id": key,
            "community_id": here,
            "number": number_of(self.book.terms.case.number_format, day, self.numbers[since]),
            "numbered_on": since,
            "title": title_of(text),
            "text": text,
            "opened_at": opened_at,
            "moved_at": opened_at,
            **story.refs,
            **by,
        }
        story.run(stories.course(need, desk, worker, by, chance), most, chance)
        self._worked(story)
        said = self._talk(story, desk, text) if conversation else []
        return story, [*self._asked(story, desk), *said]

    def _asked(self, story: Story, desk: UUID) -> list[Fact]:
        """How it was: most say so the same day, some can't be reached, of some nobody has asked yet."""
        done, chance = story.columns.get("done_at"), self.chance
        if done is None or story.need.case_class != "REP":
            return []
        key, answered, over = id_of_then(done, chance), done + timedelta(minutes=chance.randrange(20, 200)), done + KEEP
        row = {"done_at": done, "ask_until": done + timedelta(days=1), "settle_at": over}
        own: dict[str, Any] = {"community_id": story.community_id, "subject_id": key, "case_id": story.id}
        told: list[Fact] = []
        if chance.random() < REACHED and answered <= self.now:
            score, one = chance.choices((5, 4, 3, 2), (70, 20, 7, 3))[0], id_of_then(answered, chance)
            told.append(FollowUpAnswered(id=one, at=answered, staff_id=desk, score=score, asked=True, **own))
            row |= {"state": "answered", "score": score, "answered_at": answered, "staff_id": desk}
        elif over <= self.now:
            told.append(FollowUpUnreached(id=id_of_then(over, chance), at=over, **own))
            row["state"] = "unreached"
        self.rows.add("surveys.FollowUp", id=key, community_id=story.community_id, case_id=story.id, **row)
        return told

    def _worked(self, story: Story) -> None:
        worker, own = story.columns.get("worker_id"), {"community_id": story.community_id, "case_id": story.id}
        if story.columns["state"] == "taken":
            story.columns |= {"needs_desk": True, "needs_why": "unsure"}
        if worker is None:
            return
        taken = next(one.at for one in story.facts if isinstance(one, CaseTakenOn))
        done = story.columns.get("done_at")
        times = {name: story.columns.get(name) for name in ("departed_at", "arrived_at")}
        row = {**own, "staff_id": worker}
        key = id_of_then(taken, self.chance)
        self.rows.add("cases.CaseWorker", id=key, since=taken, active=done is None, **times, **row)
        state = {"state": "finished", "ended_at": done} if done else {"state": "taken"}
        self.rows.add("dispatch.Assignment", id=key, role="technician", offered_at=taken, **state, **row)

    def _talk(self, story: Story, desk: UUID, text: str) -> list[Fact]:
        """What was said: the need, an answer, thanks; closed with the case."""
        chance, key, at = self.chance, story.refs["conversation_id"], story.opened_at - timedelta(seconds=5)
        own: dict[str, Any] = {"community_id": story.community_id, "subject_id": key}
        here: dict[str, Any] = {"contact_id": story.refs["contact_id"], "channel": "wechat"}
        heard, told = id_of_then(at, chance), id_of_then(story.opened_at, chance)
        closed, answered = story.columns.get("closed_at"), at + timedelta(seconds=chance.randrange(60, 900))
        said: list[Fact] = [
            MessageReceived(id=heard, at=at, home_id=story.refs["home_id"], message_id=heard, **own, **here)
        ]
        self._message(story, at, heard, "in", "resident", text)
        state: dict[str, Any] = {"state": "waiting", "unread_since": at, "last_message_at": at}
        if answered <= self.now and len(story.facts) > 1:
            said.append(MessageAnswered(id=told, at=answered, staff_id=desk, message_id=told, **own, **here))
            self._message(story, answered, told, "out", "staff", ANSWER, desk)
            state = {"state": "open", "owner_id": desk, "last_message_at": answered}
        if closed is not None:
            end = id_of_then(closed, chance)
            said.append(ConversationClosed(id=end, at=closed + timedelta(seconds=1), reason="settled", **own, **here))
            state |= {"state": "closed", "closed_at": closed, "closed_because": "settled"}
        who = {"community_id": story.community_id, **here}
        self.rows.add("conversations.Conversation", id=key, opened_at=at, **who, **state)
        return said

    def _message(  # noqa: PLR0913 - what a message is made of
        self, story: Story, at: datetime, key: UUID, direction: str, author: str, text: str, staff: UUID | None = None
    ) -> None:
        self.rows.add(
            "conversations.Message",
            id=key,
            conversation_id=story.refs["conversation_id"],
            community_id=story.community_id,
            channel="wechat",
            direction=direction,
            author=author,
            staff_id=staff,
            kind="text",
            text=text,
            outside_id=key.hex if author == "resident" else "",
            at=at,
        )


def _needs(book: Book) -> tuple[list[Need], list[float]]:
    """The topics a case is made of, each with its weight."""
    spot, least = book.terms.case.on_the_spot_classes, list(book.urgencies)[-1]
    at_once = ANSWERED & {*spot}

    def need(one: Topic) -> Need:
        said = one.examples or (one.title.zh or one.code,)
        return Need(one.code, one.class_, one.urgency or least, said, one.class_ in at_once)

    found = [need(one) for one in book.topics.values() if one.class_ in CLASSES]
    sizes = Counter(one.case_class for one in found)
    return found, [CLASSES[one.case_class] / sizes[one.case_class] for one in found]
