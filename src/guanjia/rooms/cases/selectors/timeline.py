"""The course of a case: its facts from the journal, in the reader's language, with the seal's number."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from guanjia.rooms.cases import access
from guanjia.rooms.cases.models import Case
from guanjia.rooms.cases.selectors.words import OUTCOME_WORDS, REPLY_WORDS, BookWords
from guanjia.rooms.cases.types import CaseView, TimelineRow
from guanjia.rooms.cases.types.complaints import Outcome, Reply
from guanjia.rooms.people import selectors as people
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.models import JournalEvent
from guanjia.shared.money import as_yuan

# kind of fact: words, icon, tone. In the words: %(who)s a person, the others as named in _values.
_TOLD: Mapping[str, tuple[str, str, str]] = {
    "case.opened": (_("Taken down"), "inbox", "brand"),
    "case.classified": (_("Classified as %(topic)s, %(urgency)s"), "filter", ""),
    "case.reclassified": (_("Put right to %(topic)s, %(urgency)s, by %(who)s"), "filter", ""),
    "case.urgency_changed": (_("Urgency changed to %(urgency)s by %(who)s"), "alarm", "near"),
    "case.about_named": (_("It is about a colleague; they stay out of it"), "users", ""),
    "complaint.facts_noted": (_("%(who)s notes what was found"), "search", ""),
    "complaint.decided": (_("%(outcome)s, decided by %(who)s"), "check", "brand"),
    "complaint.solution_offered": (_("%(who)s talks the solution through: %(reply)s"), "chat", "met"),
    "complaint.solution_put": (_("%(who)s puts the solution to the resident, who answers on their page"), "chat", ""),
    "complaint.talk_tried": (_("%(who)s tried to talk it through and reached nobody"), "phone", ""),
    "complaint.unreached": (_("The resident could not be reached as often as the handbook asks"), "nowifi", "near"),
    "complaint.action_set": (_("%(owner)s is to see to it that it gets better"), "pen", ""),
    "improvement.done": (_("%(who)s has done what was to be done better"), "check", "met"),
    "compensation.asked": (_("%(who)s asks for ¥%(amount)s for the resident"), "receipt", ""),
    "compensation.approved": (_("%(who)s approves ¥%(amount)s for the resident"), "check", "met"),
    "compensation.declined": (_("%(who)s declines ¥%(amount)s for the resident"), "cross", "near"),
    "compensation.granted": (_("The resident was given ¥%(amount)s"), "receipt", "met"),
    "case.passed_on": (_("Passed on to %(department)s by %(who)s"), "arrow", ""),
    "case.dispatched": (_("Somebody was asked to go"), "user", ""),
    "case.unassigned": (_("Nobody could be sent; the desk decides"), "alert", "near"),
    "case.taken_on": (_("%(who)s takes it on"), "user", "brand"),
    "case.transferred": (_("%(to)s is the owner now"), "user", ""),
    "case.departed": (_("%(who)s is on the way"), "arrow", ""),
    "case.arrived": (_("%(who)s is there"), "pin", "met"),
    "case.appointment_agreed": (_("Appointment agreed"), "calendar", ""),
    "case.paused": (_("Paused: %(reason)s"), "pause", "paused"),
    "case.resumed": (_("Going on"), "play", ""),
    "case.contained": (_("%(who)s has stopped the damage"), "check", "met"),
    "case.done": (_("Work done"), "tick", "brand"),
    "case.feedback_given": (_("The resident was told by %(who)s"), "chat", ""),
    "case.work_started": (_("%(who)s has seen the safety steps and begins"), "check", "met"),
    "case.photo_taken": (_("Time and place of a photo kept"), "camera", ""),
    "case.under_warranty": (_("The same trouble again, under warranty: free of charge"), "refresh", "near"),
    "case.warranty_lifted": (_("%(who)s saw that it is no warranty"), "refresh", ""),
    "case.quote_given": (_("A price was put to the resident"), "receipt", ""),
    "case.quote_refused": (_("The resident did not agree to the price: %(reason)s"), "receipt", "near"),
    "case.quote_expired": (_("Nobody answered the price in time"), "receipt", "near"),
    "case.material_put_back": (_("%(who)s put material back on the van: written down by error"), "undo", ""),
    "case.material_used": (_("%(who)s used material from the van"), "box", ""),
    "case.paid_for": (_("Paid"), "card", "met"),
    "case.receipt_given": (_("Receipt given"), "receipt", "met"),
    "case.refund_asked": (_("%(who)s asks to give back ¥%(amount)s: %(reason)s"), "receipt", ""),
    "case.refund_approved": (_("%(who)s approves giving back ¥%(amount)s"), "check", "met"),
    "case.refund_declined": (_("%(who)s declines giving back ¥%(amount)s"), "cross", "near"),
    "case.refunded": (_("¥%(amount)s were given back to the resident"), "receipt", "met"),
    "case.quote_accepted": (_("The resident agreed to the price"), "receipt", "met"),
    "case.acceptance_asked": (_("The resident was reminded to accept"), "bell", ""),
    "case.accepted": (_("Accepted"), "check", "met"),
    "case.refused": (_("Not accepted: %(reason)s"), "undo", "near"),
    "case.closed": (_("Closed"), "check", ""),
    "case.reopened": (_("Reopened"), "refresh", "near"),
    "case.merged": (_("Merged into another case"), "merge", ""),
    "case.withdrawn": (_("Withdrawn"), "undo", ""),
    "case.archived": (_("Archived"), "box", ""),
    "contact.joined": (_("Heard about it again, taken down by %(who)s"), "phone", ""),
    "case.hurried": (_("The resident asked again"), "bell", "near"),
    "case.escalated": (_("Brought up to %(role)s"), "up", "near"),
    "case.seen_to": (_("%(who)s has seen what was brought up to %(role)s"), "eye", ""),
    "join.made": (_("Another home waits for it too"), "users", ""),
    "join.told": (_("Who joined was told by %(who)s"), "chat", ""),
    "join.ended": (_("A home that joined waits no longer"), "undo", ""),
    "docket.opened": (_("Followed by %(party)s under a number of its own"), "inbox", "brand"),
    "docket.contacted": (_("%(who)s spoke with the resident for %(party)s"), "phone", ""),
    "docket.moved": (_("Another time agreed with %(party)s: %(reason)s"), "calendar", "near"),
    "docket.answered": (_("Answered to %(party)s"), "check", "met"),
    "docket.returned": (_("Sent back to %(party)s: %(reason)s"), "undo", ""),
    "assignment.offered": (_("%(who)s was asked to go"), "user", ""),
    "assignment.taken": (_("%(who)s accepts the task"), "check", "met"),
    "assignment.declined": (_("%(who)s declines the task"), "cross", "near"),
    "assignment.expired": (_("%(who)s did not answer in time"), "latemet", "near"),
    "assignment.released": (_("%(who)s is relieved of the task"), "undo", ""),
    "assignment.finished": (_("%(who)s is through with their part"), "tick", "met"),
    "opening.made": (_("Lies open for %(role)s to take"), "users", ""),
    "opening.claimed": (_("%(who)s claimed it"), "check", "met"),
    "opening.closed": (_("Lies open no longer"), "void", ""),
    "message.answered": (_("%(who)s answers the resident"), "chat", "met"),
    "follow_up.planned": (_("The resident will be asked afterwards"), "phone", ""),
    "follow_up.attempted": (_("%(who)s tried to reach the resident"), "phone", ""),
    "follow_up.answered": (_("The resident rates it %(score)s"), "star", "met"),
    "follow_up.unreached": (_("The resident was not reached"), "nowifi", ""),
    "still_fixed.planned": (_("Drawn to be asked weeks later whether it still holds"), "phone", ""),
    "still_fixed.attempted": (_("%(who)s tried to reach the resident"), "phone", ""),
    "still_fixed.answered": (_("Asked weeks later; the resident rates it %(score)s"), "star", "met"),
    "still_fixed.unreached": (_("Weeks later the resident was not reached"), "nowifi", ""),
    "still_fixed.dropped": (_("Not asked weeks later: the work has begun again"), "void", ""),
    "promise.warned": (_("Due soon: %(standard)s"), "alarm", "near"),
    "promise.missed": (_("Not kept in time: %(standard)s"), "alert", "late"),
    "promise.escalated": (_("%(standard)s was told to %(role)s"), "up", "near"),
    "promise.seen_to": (_("Seen to by who was told: %(standard)s"), "eye", ""),
    "promise.met_after_all": (_("Kept after all: %(standard)s"), "check", "met"),
    "promise.waived": (_("Waived: %(standard)s"), "waive", "waived"),
    "promise.waiver_asked": (_("Waiver asked for: %(standard)s"), "pen", ""),
    "promise.appealed": (_("Appealed: %(standard)s"), "hand", ""),
    "promise.upheld": (_("Decided, nothing changes: %(standard)s"), "void", "void"),
}
_SILENT = (_("Settled by silence, not accepted by anybody"), "void", "void")
_ACCEPTED_BY: Mapping[str, str] = {
    "signature": _("the resident signed on the worker's phone"),
    "desk": _("the desk, on the resident's word"),
    "silence": _("settled by silence: nobody answered within the handbook's days"),
    "resident": _("the resident, by themselves"),
}
_WITH_REASON = frozenset({"assignment.declined", "assignment.released", "case.escalated"})
OUTCOMES = {one.value: OUTCOME_WORDS[one] for one in Outcome}
REPLIES = {one.value: REPLY_WORDS[one] for one in Reply}
_INSIDE = frozenset({"case.dispatched", "case.paid_for"})
_SHOWN_TO_RESIDENTS = frozenset(
    {
        "case.opened",
        "case.taken_on",
        "case.departed",
        "case.arrived",
        "case.appointment_agreed",
        "case.paused",
        "case.resumed",
        "case.contained",
        "case.done",
        "case.feedback_given",
        "case.work_started",
        "case.under_warranty",
        "case.quote_given",
        "case.quote_refused",
        "case.quote_accepted",
        "case.receipt_given",
        "case.refunded",
        "case.accepted",
        "case.refused",
        "complaint.facts_noted",
        "complaint.decided",
        "complaint.solution_put",
        "complaint.solution_offered",
        "case.closed",
        "case.reopened",
        "case.withdrawn",
    }
)


def timeline(actor: Actor, case_id: UUID, *, at: datetime) -> list[TimelineRow]:
    """Every fact of the case, the oldest first; residents see their part. Raises Missing.

    Three queries: the case, and the two of its course.
    """
    return course_of(actor, access.case(actor, case_id), at=at)


def course_of(actor: Actor, found: Case | CaseView, *, at: datetime) -> list[TimelineRow]:
    """The same of a case that was reached already. Two queries: its facts with their seals, the names."""
    sealed = journal.sealed_facts_of({"case": found.id}, found.community_id)
    facts = [row for row, _ in sealed if _shown(actor, row)]
    seals = {row.id: number for row, number in sealed}
    names = people.staff_names(_staff(row, key) for row in facts for key in ("staff", "to_staff", "for_staff"))
    words = BookWords(at)
    late = timedelta(seconds=words.book(found.community_id).terms.journal.late_after.in_seconds())
    return [_row(row, names, words, late, seals.get(row.id)) for row in facts]


def _shown(actor: Actor, row: JournalEvent) -> bool:
    if actor.staff_id is None:
        return row.kind in _SHOWN_TO_RESIDENTS
    return row.kind in _TOLD and row.kind not in _INSIDE


def _staff(row: JournalEvent, key: str) -> UUID | None:
    return UUID(row.refs[key]) if key in row.refs else None


def _row(
    row: JournalEvent, names: Mapping[UUID, str], words: BookWords, late: timedelta, seal: int | None
) -> TimelineRow:
    pattern, icon, tone = _TOLD[row.kind]
    how = str(row.data.get("by", "")) if row.kind == "case.accepted" else ""
    if how == "silence":
        pattern, icon, tone = _SILENT
    text = gettext(pattern) % _values(row, names, words)
    more = ""
    is_late = row.recorded_at - row.at > late
    if row.kind == "case.classified" and "staff" not in row.refs:
        more = gettext("recognised by the house, %(percent)s%% sure") % {
            "percent": round(100 * float(row.data.get("confidence", 0)))
        }
    elif row.kind == "case.about_named" and row.data.get("department"):
        department = words.of("departments", row.community_id, row.data["department"])
        more = gettext("%(department)s neither sees nor handles it") % {"department": department}
    elif row.kind == "complaint.decided" and row.data.get("ground"):
        more = ground_in_words(words, row.community_id, row.data["ground"])
    elif how in _ACCEPTED_BY:
        more = gettext(_ACCEPTED_BY[how])
    elif row.kind in _WITH_REASON and row.data.get("reason") in words.book(row.community_id).reasons:
        more = str(_values(row, names, words)["reason"])
    elif is_late:
        more = gettext("recorded later, counted by when it happened")
    return TimelineRow(row.id, row.at, row.kind, text, more, icon, tone, is_late, how, seal)


def ground_in_words(words: BookWords, community_id: UUID, code: str, clause: str = "") -> str:
    """What a decision rests on: the law and its article, what it says, and the clause where one was written."""
    found = words.book(community_id).content.grounds.get(code)
    parts: list[str] = []
    if found is not None:
        law, article = words.of("sources", community_id, found.source or ""), words.told(found.article)
        both = gettext("%(law)s, %(article)s") % {"law": law, "article": article}
        where = both if law and article else law or article
        parts = [part for part in (where, words.told(found.title)) if part]
    return gettext("; ").join([*parts, clause] if clause else parts)


def _values(row: JournalEvent, names: Mapping[UUID, str], words: BookWords) -> dict[str, Any]:
    def title(kind: str, name: str) -> str:
        return words.of(kind, row.community_id, str(row.data.get(name, "")))

    return {
        "who": _name(row, "staff", names),
        "to": _name(row, "to_staff", names),
        "topic": title("topics", "topic"),
        "urgency": title("urgencies", "urgency"),
        "department": title("departments", "department"),
        "party": title("departments", "party"),
        "reason": title("reasons", "reason"),
        "role": title("roles", "to_role"),
        "standard": title("standards", "standard"),
        "owner": _name(row, "for_staff", names),
        "amount": as_yuan(int(row.data.get("amount") or 0)),
        "score": row.data.get("score", ""),
        "outcome": OUTCOMES.get(str(row.data.get("outcome", "")), ""),
        "reply": REPLIES.get(str(row.data.get("reply", "")), ""),
    }


def _name(row: JournalEvent, key: str, names: Mapping[UUID, str]) -> str:
    staff_id = _staff(row, key)
    return names.get(staff_id, gettext("the house")) if staff_id else gettext("the house")
