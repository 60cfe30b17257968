"""A complaint's road as a page shows it: what was found, decided, talked through, and what closing still asks for."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from guanjia.rooms.cases import access, events
from guanjia.rooms.cases.models import Case, Decision, Finding, Offer
from guanjia.rooms.cases.rules import complaints as rules
from guanjia.rooms.cases.selectors.remedies import improvements_of, liability_title
from guanjia.rooms.cases.selectors.timeline import ground_in_words
from guanjia.rooms.cases.selectors.words import OUTCOME_WORDS, REPLY_WORDS, BookWords
from guanjia.rooms.cases.types import COMPLAINT
from guanjia.rooms.cases.types.complaints import (
    ComplaintView,
    DecisionRow,
    FindingRow,
    OfferRow,
    Outcome,
    Reply,
)
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.standards import Gate
from guanjia.rooms.people import selectors as people
from guanjia.rooms.places import selectors as places
from guanjia.shared import journal
from guanjia.shared.actor import Actor

_UNANSWERED = (Reply.NOT_REACHED.value, Reply.WAITS.value)


def complaint(actor: Actor, case_id: UUID, *, at: datetime) -> ComplaintView | None:
    """The road of a complaint; None for a case that is none. Raises Missing. Twelve queries at most.

    A resident reads what was decided and offered, not what others said.
    """
    found = access.case(actor, case_id)
    if found.case_class != COMPLAINT:
        return None
    findings = list(Finding.objects.filter(case=found).order_by("at", "id")) if actor.staff_id else []
    decisions = list(Decision.objects.filter(case=found).order_by("at", "id"))
    offers = list(Offer.objects.filter(case=found).order_by("number"))
    written = [*(one.staff_id for one in findings), *(one.staff_id for one in decisions)]
    names = people.staff_names([*written, *(one.staff_id for one in offers), found.about_staff_id])
    words = BookWords(at)
    told = [_offer(one, names) for one in offers]
    standing = {one.pk for one in offers if one.stands} if found.is_open else set()
    return ComplaintView(
        improvements=improvements_of(found.pk) if actor.staff_id else [],
        findings=[_finding(one, names, words) for one in findings],
        decisions=[_decision(one, names, words) for one in decisions],
        offers=[one for one in told if actor.staff_id or one.reply is not Reply.NOT_REACHED],
        open_offer=next((one for one in told if one.reply is Reply.WAITS and one.id in standing), None),
        lacks=_lacks(found, words) if actor.staff_id and found.is_open else [],
        about=_about(found, names, words) if actor.staff_id else "",
        tries_left=rules.tries_left(tried_on(found), words.book(found.community_id).terms.complaint),
    )


def was_complaint(case_id: UUID, community_id: UUID, case_class: str) -> bool:
    """Whether a case is a complaint, or somebody classed it as one: classing it anew doesn't take its road away.

    No query for what is one, else one.
    """
    if case_class == COMPLAINT:
        return True
    facts = journal.facts_of({"case": case_id}, community_id)
    named = (row for row in facts if row.kind == events.CaseClassified.kind and "staff" in row.refs)
    return any(row.data.get("case_class") == COMPLAINT for row in named)


def _finding(row: Finding, names: dict[UUID, str], words: BookWords) -> FindingRow:
    def side(said: str, why_not: str) -> str:
        return said or words.of("reasons", row.community_id, why_not)

    theirs, others = side(row.resident_side, row.no_resident), side(row.other_side, row.no_other)
    return FindingRow(names.get(row.staff_id, ""), row.at, row.found, theirs, others)


def _decision(row: Decision, names: dict[UUID, str], words: BookWords) -> DecisionRow:
    outcome, fault = Outcome(row.outcome), liability_title(row.liability)
    ground = ground_in_words(words, row.community_id, row.ground, row.clause)
    return DecisionRow(
        names.get(row.staff_id, ""), row.at, outcome, str(OUTCOME_WORDS[outcome]), row.text, ground, fault
    )


def _offer(row: Offer, names: dict[UUID, str]) -> OfferRow:
    reply, who = Reply(row.reply), names.get(row.staff_id, "")
    said = (row.channel, row.text, row.words, row.number, row.pk, row.answered_at)
    return OfferRow(who, row.at, reply, str(REPLY_WORDS[reply]), *said)


def _about(found: Case, names: dict[UUID, str], words: BookWords) -> str:
    parts = [words.of("departments", found.community_id, found.about_department)]
    parts += [names.get(found.about_staff_id, "")] if found.about_staff_id else []
    return " · ".join(part for part in parts if part)


def closing_facts(case: Case, book: Book) -> dict[str, object]:
    """How far the road is gone, as the fact of closing carries it for the gates of the handbook. Four queries."""
    decided = Decision.objects.filter(case=case).order_by("-at", "-id").values_list("outcome", flat=True).first()
    talks = list(Offer.objects.filter(case=case).exclude(reply__in=_UNANSWERED).order_by("number"))
    stand = [one.reply for one in talks if one.stands]
    given_up = not stand and rules.unreachable(tried_on(case), book.terms.complaint)
    return {
        "facts_noted": Finding.objects.filter(case=case).exists(),
        "outcome": decided or "",
        "talked": stand[-1] if stand else "unreached" if given_up else "",
        "raised": _raised(case, talks),
    }


_FEEDBACK = frozenset({"case.feedback_given", "complaint.solution_offered", "message.answered"})
_FOLLOWED_UP = frozenset({"follow_up.answered", "follow_up.unreached"})


def file_holds(case: Case) -> dict[str, object] | None:
    """What the file of a complaint holds when it is put away, as the handbook's checklists ask; None for others.

    Two queries.
    """
    if case.case_class != COMPLAINT:
        return None
    kinds = {row.kind for row in journal.facts_of({"case": case.pk}, case.community_id)}
    decided = Decision.objects.filter(case=case).order_by("-at", "-id").first()
    held: dict[str, object] = {
        "time": True,
        "matter": bool(case.text or case.title),
        "feedback": bool(kinds & _FEEDBACK),
        "result": decided is not None,
        "follow_up": bool(kinds & _FOLLOWED_UP),
        "liability": decided is not None and bool(decided.liability),
    }
    return {name: True for name, there in held.items() if there}


def tried_on(case: Case) -> list[date]:
    """The days of the tries that reached nobody and still stand, in the community's zone, one for each try."""
    zone = ZoneInfo(places.community(case.community_id).zone)
    rows = Offer.objects.filter(case=case, stands=True, reply=Reply.NOT_REACHED.value)
    return [at.astimezone(zone).date() for at in rows.values_list("at", flat=True)]


def _raised(case: Case, talks: list[Offer]) -> bool:
    """Whether it was brought up after the resident had not agreed, and then talked about again."""
    refused = next((one.answered_at or one.at for one in talks if one.reply == Reply.REFUSES), None)
    if refused is None:
        return False
    facts = journal.facts_of({"case": case.pk}, case.community_id)
    return any(
        row.kind == events.CaseEscalated.kind and refused <= row.at <= (talks[-1].answered_at or talks[-1].at)
        for row in facts
    )


def _lacks(found: Case, words: BookWords) -> list[str]:
    """What the gates of the handbook would still ask for, were it closed now, by their own words."""
    book = words.book(found.community_id)
    facts = {"case_class": found.case_class, "topic": found.topic, **closing_facts(found, book)}
    return [
        words.told(one.title)
        for gate in book.standards.values()
        if isinstance(gate, Gate) and gate.enabled and any(t.event == events.CaseClosed.kind for t in gate.activity)
        if gate.when is None or gate.when.holds(facts)
        for one in gate.requires
        if not one.condition.holds(facts)
    ]
