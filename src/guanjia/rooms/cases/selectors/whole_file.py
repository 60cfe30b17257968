"""The whole file of a case for paper: what was said, found, decided, offered, promised, and who was on it."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext, pgettext

from guanjia.rooms.cases import access
from guanjia.rooms.cases.models import CaseFile
from guanjia.rooms.cases.selectors.complaints import complaint
from guanjia.rooms.cases.selectors.dockets import dockets
from guanjia.rooms.cases.selectors.one import case as one_case
from guanjia.rooms.cases.selectors.timeline import timeline
from guanjia.rooms.cases.selectors.words import BookWords
from guanjia.rooms.cases.types import CaseView, NoteKind
from guanjia.rooms.cases.types.complaints import ComplaintView, FileRow, FileState
from guanjia.rooms.conversations import selectors as conversations
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.rules import masked_name, masked_phone
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises.types import PromiseRow
from guanjia.shared.actor import Actor
from guanjia.shared.db import Page
from guanjia.shared.templatetags.clockwork import full
from guanjia.shared.templatetags.faces import named

Plain = dict[str, Any]
_PHONE = re.compile(r"(?<![0-9])1[0-9]{10}(?![0-9])")


class Veil:
    """What hides a resident's name and phone in every text of the file, or lets them through."""

    def __init__(self, name: str, phone: str, *, in_full: bool) -> None:
        self.in_full = in_full
        self.name = name if in_full else masked_name(name)
        self.phone = phone if in_full else masked_phone(phone)
        self._words = [(word, mask) for word, mask in ((phone, self.phone), (name, self.name)) if len(word) > 1]

    def __call__(self, text: str) -> str:
        """The text as it may stand in the file."""
        if self.in_full:
            return text
        for word, mask in self._words:
            text = text.replace(word, mask)
        return _PHONE.sub(lambda found: masked_phone(found.group()), text)


def whole_file(actor: Actor, case_id: UUID, *, in_full: bool, at: datetime) -> Plain:
    """Everything on a case, as the printed file says it in the reader's language. Raises Missing."""
    found = one_case(actor, case_id, at=at)
    name, phone = people.named_in_full(found.contact_id) if found.contact_id else ("", "")
    veil = Veil(name, phone, in_full=in_full)
    here, words = places.community(found.community_id), BookWords(at)
    road = complaint(actor, case_id, at=at)
    return {
        "language": "zh" if (get_language() or "").startswith("zh") else "en",
        "title": gettext("File of case %(number)s") % {"number": found.number},
        "company": here.company_name,
        "community": here.name,
        "made": gettext("made %(at)s by %(who)s") % {"at": full(at), "who": actor.name},
        "masked": "" if in_full else gettext("Names and phones of residents are masked."),
        "matter": veil(found.title),
        "head": _pairs(_head(found, road, veil)),
        "sections": [
            one
            for one in (
                _section(gettext("What was said"), [_entry("", "", veil(found.text)), *_talk(actor, found, veil)]),
                _section(gettext("What was found"), _findings(road, veil)),
                _section(gettext("What was decided, and on what ground"), _decisions(road, veil)),
                _section(gettext("What is done better"), _improvements(road, veil)),
                _section(gettext("What was offered and answered"), _offers(road, veil)),
                _section(gettext("Notes"), _notes(found, veil)),
                _section(gettext("Orders and parts of others"), _dockets(actor, found, words, veil, at)),
            )
            if one["entries"]
        ],
        "promises": _promises(promises.of_subject("case", case_id, at=at), found, words),
        "course": [[full(row.at), row.text, row.more] for row in timeline(actor, case_id, at=at)],
        "people": _people(found),
        "pictures": [[str(number), row.text, full(row.at)] for number, row in enumerate(found.photos, 1)],
        "words": {
            "promises": gettext("Promises and verdicts"),
            "course": gettext("What happened"),
            "people": gettext("People"),
            "pictures": gettext("Pictures"),
        },
    }


def files(actor: Actor, case_id: UUID, *, at: datetime) -> list[FileRow]:
    """The files of a case this person asked for that can still be fetched, the newest first. Raises Missing."""
    found = access.case(actor, case_id)
    rows = CaseFile.objects.filter(case=found, staff=actor.staff_id, expires_at__gt=at).order_by("-asked_at", "-id")
    names = ("id", "state", "in_full", "asked_at", "expires_at", "problem")
    return [
        FileRow(key, FileState(state), bool(in_full), asked_at, expires_at, problem)
        for key, state, in_full, asked_at, expires_at, problem in rows.values_list(*names)[:5]
    ]


def _pairs(given: Iterable[tuple[str, str]]) -> list[list[str]]:
    return [[label, text] for label, text in given if text]


def _section(title: str, entries: list[Plain]) -> Plain:
    return {"title": title, "entries": [one for one in entries if one["text"] or one["more"]]}


def _entry(who: str, at: str, text: str, more: list[list[str]] | None = None, head: str = "") -> Plain:
    return {"who": who, "at": at, "text": text, "more": more or [], "head": head}


def _head(found: CaseView, road: ComplaintView | None, veil: Veil) -> list[tuple[str, str]]:
    return [
        (gettext("State"), found.state_title),
        (gettext("Topic"), " · ".join(part for part in (found.topic_title, found.urgency_title) if part)),
        (gettext("Resident"), " ".join(part for part in (veil.name, veil.phone) if part)),
        (gettext("Place"), found.place),
        (gettext("It is about"), road.about if road else ""),
        (gettext("Taken down"), full(found.opened_at)),
        (pgettext("case", "Done"), full(found.done_at) if found.done_at else ""),
        (pgettext("case", "Closed"), full(found.closed_at) if found.closed_at else ""),
    ]


def _talk(actor: Actor, found: CaseView, veil: Veil) -> list[Plain]:
    """The whole conversation, the oldest line first."""
    if found.conversation_id is None:
        return []
    rows, after = [], None
    while True:
        page: Page[Any] = conversations.messages(actor, found.conversation_id, after=after)
        rows += page.rows
        after = page.next
        if after is None:
            break
    return [_entry(veil(row.who), full(row.at), veil(row.text)) for row in sorted(rows, key=lambda row: row.at)]


def _findings(road: ComplaintView | None, veil: Veil) -> list[Plain]:
    return [
        _entry(
            row.who,
            full(row.at),
            veil(row.found),
            _pairs(
                (
                    (gettext("The resident's statement"), veil(row.resident_side)),
                    (gettext("The other side's statement"), veil(row.other_side)),
                )
            ),
        )
        for row in (road.findings if road else [])
    ]


def _decisions(road: ComplaintView | None, veil: Veil) -> list[Plain]:
    rests = gettext("It rests on")
    return [
        _entry(
            row.who,
            full(row.at),
            veil(row.text),
            _pairs([(rests, row.ground), (gettext("Whose fault it was"), row.liability)]),
            row.outcome_title,
        )
        for row in (road.decisions if road else [])
    ]


def _improvements(road: ComplaintView | None, veil: Veil) -> list[Plain]:
    return [
        _entry(
            row.who,
            full(row.at),
            veil(row.text),
            _pairs(
                [
                    (gettext("Who sees to it"), row.owner),
                    (gettext("To be done by"), row.until.isoformat()),
                    (gettext("What was done"), veil(row.how)),
                    (gettext("Done"), f"{row.done_by} {full(row.done_at)}" if row.done_at else gettext("not yet")),
                ]
            ),
        )
        for row in (road.improvements if road else [])
    ]


def _offers(road: ComplaintView | None, veil: Veil) -> list[Plain]:
    said = gettext("The resident's words")
    return [
        _entry(row.who, full(row.at), veil(row.text), _pairs([(said, veil(row.words))]), row.reply_title)
        for row in (road.offers if road else [])
    ]


def _notes(found: CaseView, veil: Veil) -> list[Plain]:
    heads = {
        NoteKind.NOTE: gettext("Internal note"),
        NoteKind.WORD: gettext("The resident's words"),
        NoteKind.REPORT: gettext("Report of the work"),
        NoteKind.FEEDBACK: gettext("Told the resident"),
    }
    return [_entry(row.who, full(row.at), veil(row.text), head=heads[row.kind]) for row in found.notes]


def _dockets(actor: Actor, found: CaseView, words: BookWords, veil: Veil, at: datetime) -> list[Plain]:
    rows = dockets(actor, found.id, at=at)
    owed = promises.of_subjects("docket", [row.id for row in rows], at=at, explained=False) if rows else {}
    return [
        _entry(
            row.party_title,
            full(row.opened_at),
            veil(row.text),
            _pairs(
                [
                    (gettext("Wanted by"), full(row.until) if row.until else ""),
                    (gettext("Ended"), full(row.ended_at) if row.ended_at else ""),
                    (gettext("Answer:"), veil(row.answer)),
                    *((one[0], " · ".join(one[1:])) for one in _promises(owed[row.id], found, words)),
                ]
            ),
            row.number,
        )
        for row in rows
    ]


def _promises(rows: list[PromiseRow], found: CaseView, words: BookWords) -> list[list[str]]:
    """What was owed, by whom, until when, and the verdict."""
    book = words.book(found.community_id)
    told = [promises.owed_in_words(row, book) for row in rows]
    return [
        [
            f"{row.code} {row.title}",
            row.owed_name or row.owed_role,
            full(row.due_at) if row.due_at else "–",
            named(row.state).word,
        ]
        for row in told
    ]


def _people(found: CaseView) -> list[list[str]]:
    rows = [(found.owner_name, gettext("looks after it")), (found.worker_name, gettext("does it"))]
    rows += [(name, gettext("worked on it")) for name in found.workers if name != found.worker_name]
    return [[name, what] for name, what in rows if name]
