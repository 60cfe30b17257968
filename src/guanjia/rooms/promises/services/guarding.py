"""Before an act: what a checklist or a gate would say of it. The same judgement as when the fact is recorded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from guanjia.rooms.promises import models
from guanjia.rooms.promises.rules import reckoning
from guanjia.rooms.promises.rules.book import ClockRule, Role, Shelf
from guanjia.rooms.promises.rules.clock import Step
from guanjia.rooms.promises.rules.replay import in_order, refold
from guanjia.rooms.promises.rules.state import EditionUnseen, SubjectState
from guanjia.rooms.promises.rules.verdicts import Lack, Verdict
from guanjia.rooms.promises.selectors.judged import ToldLacks, together, told, words_of
from guanjia.rooms.promises.selectors.shelves import shelf_of
from guanjia.rooms.promises.selectors.stored import happening
from guanjia.rooms.promises.services.applying import history
from guanjia.rooms.promises.types import Found, Happening, Owed, SubjectRef
from guanjia.shared.db import rows_of
from guanjia.shared.errors import Refused, gettext_noop
from guanjia.shared.facts import Fact


def check_allowed(fact: Fact) -> None:
    """Raises Refused when this fact would miss checklists or gates; says which, and everything that is missing.

    Nothing is written. One light query where such a standard listens to the fact, none elsewhere.
    """
    found = lacking(fact)
    if found:
        message = gettext_noop("Not yet, by the standard “%(standard)s”. Missing: %(lacks)s.")
        words = {"standard": "”, “".join(one.said.title for one in found)}
        raise Refused("promises.not_allowed", message, words | {"lacks": together(one.said for one in found)})


@dataclass(frozen=True, slots=True)
class Lacking:
    """A checklist or a gate that an act would miss, what would be missing, and the same in the reader's language."""

    standard: str
    kind: str
    lacks: tuple[Lack, ...]
    said: ToldLacks


def lacking(fact: Fact) -> list[Lacking]:
    """The checklists and gates that this fact would miss, if it were recorded. Writes nothing.

    One light query where such a standard listens to the fact, none elsewhere.
    """
    shelf = shelf_of(fact.community_id)
    event = happening(fact.id, fact.kind, fact.at, fact.refs(), fact.data())
    return [
        Lacking(
            rule.code, rule.spec["kind"], verdict.lacks, told(words_of(rule, fact.community_id, fact.at), verdict.lacks)
        )
        for about, key in shelf.heard_by(event.kind, event.refs)
        for rule, verdict in _verdicts(shelf, SubjectRef(about, key), event, fact)
        if not verdict.kept
    ]


def findings(fact: Fact) -> list[Found]:
    """What the checklists that judge this fact found, and what each says it opens. Writes nothing.

    One light query where such a checklist listens to the fact, none elsewhere.
    """
    shelf = shelf_of(fact.community_id)
    event = happening(fact.id, fact.kind, fact.at, fact.refs(), fact.data())
    edition = shelf.in_force(event.at)
    found: dict[str, Found] = {}
    for about, key in shelf.heard_by(event.kind, event.refs) if edition else ():
        rules = shelf.book(str(edition)).listening.get(about, {}).get(event.kind, ())
        if any(_opening(rule) for rule in rules):
            for rule, verdict in _verdicts(shelf, SubjectRef(about, key), event, fact):
                words = words_of(rule, fact.community_id, fact.at)
                for code, opens in _opening(rule).items():
                    if f"finding:{code}" in verdict.marks:
                        urgency = opens.get("urgency") or ""
                        found.setdefault(code, Found(code, words.items[code], opens["topic"], urgency))
    return list(found.values())


def _opening(rule: ClockRule) -> Mapping[str, Mapping[str, str]]:
    """What findings at the items of a checklist open, by item."""
    items = rule.spec.get("items") or () if rule.judged is not None else ()
    return {item["code"]: item["opens"] for item in items if item.get("opens")}


def _verdicts(shelf: Shelf, subject: SubjectRef, event: Happening, fact: Fact) -> Iterator[tuple[ClockRule, Verdict]]:
    edition = shelf.in_force(event.at)
    if edition is None or not _is_judged(shelf, edition, subject.type, event.kind):
        return
    step = _step(shelf, subject, event, fact, edition)
    for key, verdict in step.verdicts.items():
        yield shelf.book(edition).rules[step.changed[key].standard], verdict


def _is_judged(shelf: Shelf, edition: str, about: str, kind: str) -> bool:
    rules = shelf.book(edition).listening.get(about, {}).get(kind, ())
    return any(part.role is Role.JUDGE for rule in rules for part in rule.parts[kind])


def _step(shelf: Shelf, subject: SubjectRef, event: Happening, fact: Fact, edition: str) -> Step[Owed]:
    """The event on what is known of the subject before it; on a copy, so nothing is kept."""
    row = next(iter(rows_of(models.SubjectState, subject_id=UUID(subject.id), subject_type=subject.type)), None)
    state = SubjectState.read(subject, row.state if row else {})
    if in_order(state, event):
        try:
            step = Step(shelf, state, event, reckoning)
            step.take()
            return step
        except EditionUnseen:
            pass
    earlier = [one for one in history(subject, fact.community_id) if one.order < event.order]
    heard = [one for one in earlier if one.kind in shelf.kinds.get(subject.type, ())]
    step = Step(shelf, refold(shelf, subject, heard, [edition])[0], event, reckoning)
    step.take()
    return step
