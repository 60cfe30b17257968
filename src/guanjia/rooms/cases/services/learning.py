"""What the house learns about messages: the model of each handbook, and each company's corrections.

A company's corrections count from the next local day on: what is known on a day is a function of what was said before
it, the same in every process and whenever it is asked again.
"""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from threading import Lock
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from guanjia.rooms.cases import rules
from guanjia.rooms.cases.models import Case, LearnedModel, Lesson
from guanjia.rooms.cases.types import CaseState, Recognition
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.places import selectors as places
from guanjia.shared.db import in_reach
from guanjia.shared.riding import write

UNSURE = ("unsure", "unknown")
_DAYS_KEPT = 2  # layers of corrections of a company: messages around midnight ask for both days
_KEPT = 32  # layers of all companies
_layers: OrderedDict[tuple[UUID, str, datetime], rules.Layer | None] = OrderedDict()
_SIGHTS_KEPT = 2000
_sights: OrderedDict[tuple[str, str], rules.Sight] = OrderedDict()
_lock = Lock()


def recognised(community_id: UUID, text: str, *, at: datetime) -> Recognition:
    """What a message is about, by the handbook in force there and what its company has corrected until yesterday."""
    book = handbook.edition_in_force(community_id, at)
    learned = learned_from(book)
    lessons = _lessons(community_id, book, learned, at) if learned is not None else None
    return rules.recognise(book, text, learned, lessons)


def learned_from(book: Book) -> rules.Learned | None:
    """The model of a handbook, None where it has few examples. Learned once in a house, read once in a process."""
    if not rules.teaches(book):
        return None
    digest = rules.digest_kept(book)
    return rules.kept(digest, lambda: _learned(book, digest))


def _learned(book: Book, digest: str) -> rules.Learned | None:
    found = _written(digest)
    if found is not None:
        return found
    with transaction.atomic():
        # one process learns, the others wait for what it wrote
        write("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"learn:{digest}"])
        return _written(digest) or _learn(book, digest)


def _written(digest: str) -> rules.Learned | None:
    found = LearnedModel.objects.filter(digest=digest).values_list("content", flat=True).first()
    return rules.read_back(bytes(found)) if found is not None else None


def _learn(book: Book, digest: str) -> rules.Learned | None:
    made = rules.learn(book, rules.seer(book), float(book.terms.recognition.sure_right))
    if made is None:
        return None
    row = LearnedModel(digest=digest, content=rules.written(made))
    LearnedModel.objects.bulk_create([row], ignore_conflicts=True)
    return rules.read_back(bytes(row.content))  # as every other process reads it, to the last digit


def _lessons(community_id: UUID, book: Book, learned: rules.Learned, at: datetime) -> rules.Layer | None:
    here = places.community(community_id)
    today = at.astimezone(ZoneInfo(here.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    key = (here.company_id, rules.digest_kept(book), today)
    with _lock:
        if key not in _layers:
            texts, topics = _corrected(here.company_id, today, book.terms.recognition.lessons)
            _layers[key] = rules.learn_lessons(learned, _seen_before(key[1], rules.seer(book)), texts, topics)
            _forget_days(key[:2])
        return _layers[key]


def _forget_days(of: tuple[UUID, str]) -> None:
    """A layer weighs megabytes, and a day that is over is hardly asked for again."""
    for key in [key for key in _layers if key[:2] == of][:-_DAYS_KEPT]:
        del _layers[key]
    while len(_layers) > _KEPT:
        _layers.popitem(last=False)


def _seen_before(digest: str, see: rules.See) -> rules.See:
    """The same, remembering what it saw: day after day a company's corrections are mostly those of the day before."""

    def again(text: str) -> rules.Sight:
        key = digest, text
        if key not in _sights:
            _sights[key] = see(text)
            while len(_sights) > _SIGHTS_KEPT:
                _sights.popitem(last=False)
        _sights.move_to_end(key)
        return _sights[key]

    return again


def _corrected(company_id: UUID, before: datetime, most: int) -> tuple[Sequence[str], Sequence[str]]:
    """Texts and topics of the last cases a desk of this company judged before a day, as far as this process reaches.

    One query.
    """
    rows = in_reach(Lesson.objects.filter(community__company_id=company_id, by_desk=True, at__lt=before))
    last = rows.order_by("-at", "-id").values_list("at", "case__text", "case__title", "topic")[:most]
    told = sorted((at, text.strip() or title, topic) for at, text, title, topic in last)
    return [text for _, text, _ in told], [topic for *_, topic in told]


def was_sure(case: Case) -> bool:
    """Whether the machine gave this case its topic and was sure; asked before a verb changes anything."""
    return case.state != CaseState.TAKEN and case.needs_why not in UNSURE


def keep_lesson(case: Case, at: datetime, *, sure: bool) -> None:
    """What a person of the desk says a case is about, beside what the machine said; said again, the last word counts.

    Nothing for a case the machine never read.
    """
    if case.confidence is None:
        return
    row = _row(case, at, by_desk=True, sure=sure)
    changed = ["topic", "by_desk", "at"]
    Lesson.objects.bulk_create([row], update_conflicts=True, unique_fields=["case"], update_fields=changed)


def let_stand(case: Case, at: datetime) -> None:
    """A case is closed under the topic the machine gave it, and nobody said otherwise: it is counted, not learned."""
    if case.confidence is not None and was_sure(case):
        Lesson.objects.bulk_create([_row(case, at, by_desk=False, sure=True)], ignore_conflicts=True)


def _row(case: Case, at: datetime, *, by_desk: bool, sure: bool) -> Lesson:
    guessed = case.guesses[0]["topic"] if case.guesses else ""
    return Lesson(
        community_id=case.community_id,
        case=case,
        guessed=guessed,
        topic=case.topic,
        confidence=case.confidence or 0.0,
        sure=sure and bool(guessed),
        by_desk=by_desk,
        at=at,
    )
