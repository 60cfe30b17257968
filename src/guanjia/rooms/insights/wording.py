"""Facts in words: what the journal says, as the way down to it reads."""

from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy

from guanjia.rooms.conversations.types import Channel
from guanjia.rooms.insights.types import Period, PeriodKind, TargetRow
from guanjia.shared.errors import gettext_noop

WORDS: Mapping[str, str] = {
    "message.received": gettext_noop("The resident wrote"),
    "message.answered": gettext_noop("Answered by a person"),
    "message.auto_answered": gettext_noop("Answered by the machine"),
    "conversation.handover_asked": gettext_noop("Asked for a person"),
    "conversation.person_joined": gettext_noop("A person joined"),
    "conversation.closed": gettext_noop("Conversation closed"),
    "conversation.rated": gettext_noop("Conversation rated"),
    "contact.taken": gettext_noop("Taken down at the counter or on the phone"),
    "contact.joined": gettext_noop("Added to a case that was open"),
    "case.opened": gettext_noop("Case opened"),
    "case.classified": gettext_noop("Class, topic and urgency given"),
    "case.reclassified": gettext_noop("Class or topic put right"),
    "case.urgency_changed": gettext_noop("Urgency changed"),
    "case.passed_on": gettext_noop("Passed on to a department"),
    "case.dispatched": gettext_noop("Somebody was asked to go"),
    "case.unassigned": gettext_noop("Nobody could be sent"),
    "case.taken_on": gettext_noop("Taken on"),
    "case.transferred": gettext_noop("Handed to a colleague"),
    "case.departed": gettext_noop("On the way"),
    "case.arrived": gettext_noop("Arrived"),
    "case.appointment_agreed": gettext_noop("Appointment agreed"),
    "case.paused": gettext_noop("Paused with a reason"),
    "case.resumed": gettext_noop("Went on"),
    "case.contained": gettext_noop("Damage stopped"),
    "case.done": gettext_noop("Work done"),
    "case.feedback_given": gettext_noop("The resident was told how it goes"),
    "case.work_started": gettext_noop("Safety steps seen, work begun"),
    "case.photo_taken": gettext_noop("Time and place of a photo"),
    "case.under_warranty": gettext_noop("Found to be under warranty"),
    "case.warranty_lifted": gettext_noop("No warranty after all"),
    "case.quote_given": gettext_noop("A price was put to the resident"),
    "case.quote_refused": gettext_noop("The resident did not agree to the price"),
    "case.quote_expired": gettext_noop("The price ran out unanswered"),
    "case.material_put_back": gettext_noop("Material put back on the van"),
    "case.material_used": gettext_noop("Material used"),
    "case.paid_for": gettext_noop("Paid"),
    "case.receipt_given": gettext_noop("Receipt given"),
    "van.stocked": gettext_noop("Material taken on a van"),
    "van.counted": gettext_noop("Van counted"),
    "case.quote_accepted": gettext_noop("The resident agreed to the price"),
    "case.acceptance_asked": gettext_noop("Asked to accept"),
    "case.accepted": gettext_noop("Accepted"),
    "case.refused": gettext_noop("Refused; the work goes on"),
    "case.closed": gettext_noop("Case closed"),
    "case.reopened": gettext_noop("Opened again"),
    "case.merged": gettext_noop("Merged into another case"),
    "case.withdrawn": gettext_noop("Withdrawn"),
    "case.archived": gettext_noop("Archived"),
    "case.hurried": gettext_noop("The resident asked again"),
    "case.escalated": gettext_noop("Taken up a level"),
    "assignment.offered": gettext_noop("Offered to somebody"),
    "assignment.taken": gettext_noop("Offer taken"),
    "assignment.declined": gettext_noop("Offer declined"),
    "assignment.expired": gettext_noop("Offer not taken in time"),
    "assignment.released": gettext_noop("Handed back"),
    "assignment.finished": gettext_noop("Helper's part done"),
    "opening.made": gettext_noop("Laid open"),
    "opening.claimed": gettext_noop("Claimed"),
    "opening.closed": gettext_noop("Open no longer"),
    "staff.leave_granted": gettext_noop("Leave granted"),
    "follow_up.planned": gettext_noop("Follow-up planned"),
    "follow_up.attempted": gettext_noop("Follow-up tried"),
    "follow_up.answered": gettext_noop("Asked and answered"),
    "follow_up.unreached": gettext_noop("Not reached"),
    "sample.drawn": gettext_noop("Drawn for follow-up"),
    "sample.released": gettext_noop("Draw taken back"),
    "promise.warned": gettext_noop("Warned before the due time"),
    "promise.missed": gettext_noop("Due, and not done"),
    "promise.escalated": gettext_noop("Told one level up"),
    "promise.seen_to": gettext_noop("Seen to by who was told"),
    "promise.met_after_all": gettext_noop("Met after all: the fact came late"),
    "promise.waived": gettext_noop("Waived"),
    "promise.waiver_asked": gettext_noop("Waiver asked for"),
    "promise.appealed": gettext_noop("Appealed"),
    "promise.upheld": gettext_noop("Decided: nothing changes"),
}


def fact_in_words(kind: str, staff: str = "") -> str:
    """What happened, and who did it where a colleague did."""
    text = gettext(WORDS[kind]) if kind in WORDS else kind
    return f"{text} · {staff}" if staff else text


VERDICTS: Mapping[str, str] = {
    "met": gettext_noop("On target"),
    "missed": gettext_noop("Below target"),
    "small": gettext_noop("Too few to judge"),
    "watch": gettext_noop("Watched"),
    "none": gettext_noop("Nothing yet"),
}
LEFT_OUT: Mapping[str, str] = {
    "void": gettext_noop("void"),
    "waived": gettext_noop("waived"),
    "merged_or_withdrawn": gettext_noop("merged or withdrawn"),
}


def period_in_words(period: Period) -> str:
    """How a period is called: April 2026, the second quarter of 2026, a week by its days."""
    match period.kind:
        case PeriodKind.YEAR:
            return gettext("the year %(year)s") % {"year": period.code}
        case PeriodKind.QUARTER:
            return gettext("quarter %(number)s of %(year)s") % {"number": period.code[-1], "year": period.code[:4]}
        case PeriodKind.WEEK:
            days = [date_format(day, gettext("j M")) for day in (period.first, period.last)]
            return gettext("%(from)s – %(to)s, %(year)s") % {"from": days[0], "to": days[1], "year": period.last.year}
        case _:
            return date_format(period.first, gettext("F Y"))


LENGTHS: Mapping[PeriodKind, Promise] = {
    PeriodKind.WEEK: pgettext_lazy("length of a period", "Week"),
    PeriodKind.MONTH: pgettext_lazy("length of a period", "Month"),
    PeriodKind.QUARTER: pgettext_lazy("length of a period", "Quarter"),
    PeriodKind.YEAR: pgettext_lazy("length of a period", "Year"),
}


def verdict_in_words(row: TargetRow) -> str:
    """The verdict; while the period runs it is how things stand."""
    return gettext(VERDICTS[row.verdict])


def left_out_in_words(row: TargetRow) -> str:
    """How many were left out and why: "2 void, 1 waived"."""
    parts = [f"{number} {gettext(LEFT_OUT[why])}" for why, number in sorted(row.left_out.items())]
    return pgettext("between grounds", ", ").join(parts)


CHANNELS: Mapping[str, Promise] = {
    Channel.WECHAT.value: pgettext_lazy("channel", "WeChat"),
    Channel.PAGE.value: pgettext_lazy("channel", "Resident's page"),
    Channel.PHONE.value: pgettext_lazy("channel", "Phone"),
    Channel.COUNTER.value: pgettext_lazy("channel", "Counter"),
    "visit": pgettext_lazy("channel", "In person"),
    Channel.LETTER.value: pgettext_lazy("channel", "Letter"),
    Channel.EMAIL.value: pgettext_lazy("channel", "E-mail"),
    Channel.SMS.value: pgettext_lazy("channel", "Text message"),
    Channel.GOV_HOTLINE.value: pgettext_lazy("channel", "Government hotline"),
    Channel.API.value: pgettext_lazy("channel", "Another program"),
}
"""The ways in, as a filter names them."""
