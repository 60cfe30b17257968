"""What a book may say and the house doesn't carry out yet: kept, printed, exported, and told by the check.

A test reads the code beside it: what begins to be read is taken out of here.
"""

from collections.abc import Mapping

from guanjia.shared.errors import gettext_noop

JUDGED_LATER = "coverage"
"""A kind of standard that no engine judges yet."""

KEPT: Mapping[str, tuple[str, ...]] = {
    "grades": ("appraisal.*.code", "levels.*.plan_within"),
    "plans": ("notices.*",),
    "prices": ("parts_extra",),
    "questionnaires": ("content_from", "not_asked_again_within"),
    "roles": ("may_decide_yuan",),
    "standards": ("items.*.signed_by",),
    "terms": (
        "case.appointment_first_within",
        "case.grave_homes",
        "conversation.call_minutes_flagged",
        "conversation.queue_wait_alert",
        "conversation.rating_low_below",
        "conversation.ring_seconds",
        "conversation.rings_most",
        "emergency.confirm_start",
        "emergency.notice_every",
        "emergency.practice_mark",
        "escalation.again_after",
        "escalation.roles_told_on_warning.*",
        "escalation.warn_at",
        "follow_up.content_from",
        "journal.seal_sent_every",
        "money.cash_gap_allowed",
        "money.quote_needed_above",
        "money.reminders_after_days.*",
        "money.second_approval_above",
        "privacy.access_closed_within",
        "privacy.erase_within",
        "privacy.link_valid_for",
        "privacy.locked_for",
        "privacy.looks_checked_share",
        "privacy.request_within",
        "privacy.sign_out_after",
        "privacy.tries_before_lock",
        "privacy.unmask_for",
        "quiet.late_event_after",
        "quiet.late_event_until",
        "round.findings_within",
        "round.verify_within",
        "round.visit_early_least",
        "round.visit_early_most",
        "round.wait_between_knocks",
        "team.acknowledge_within",
        "team.exam_pass",
        "team.roster_ahead",
        "team.statement_within",
        "team.warning_memory",
    ),
    "urgencies": ("disturbs_quiet",),
}
"""By list of the book, the keys that have no effect; `*` stands for each of several."""

UNTOLD: Mapping[str, tuple[str, ...]] = {
    "checklist": ("warn", "ladder"),
    "gate": ("warn", "ladder"),
    "coverage": ("warn", "ladder"),
    "target": ("warn", "ladder"),
}
"""By kind of standard, the keys without an effect: what is judged at once has nothing to warn of and no step after."""

NOT_YET = gettext_noop("kept in the book, not carried out yet")
NOT_JUDGED = gettext_noop("kept in the book, not judged yet: no promise follows from a standard of this kind")
SAID = gettext_noop("%(file)s:%(line)s: %(key)s: %(what)s")
MORE = gettext_noop("%(line)s (and %(count)s more)")
