"""The figures the rooms read: everything a manager may tune that is not a standard of its own."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from guanjia.rooms.handbook.types.approving import ApprovalTerms
from guanjia.rooms.handbook.types.base import (
    Code,
    Codes,
    Counted,
    Figure,
    Flag,
    Length,
    Part,
    Share,
    Whole,
    Within,
)
from guanjia.rooms.handbook.types.breaching import BreachTerms
from guanjia.rooms.handbook.types.planning import PlanTerms
from guanjia.rooms.handbook.types.proving import ProofTerms
from guanjia.rooms.handbook.types.visiting import VisitTerms

Pattern = Annotated[str, StringConstraints(strict=True, min_length=1)]


class ConversationTerms(Part):
    """How conversations run."""

    duty_calendar: Code
    """When people answer on chat."""
    joins_within: Length
    """A message this soon after the last one joins the conversation, also when it was closed."""
    silent_reminder_after: Length
    silent_close_after: Length
    """After the reminder; never with an open case."""
    rating_asked: Flag = True
    rating_best: Counted
    rating_low_below: Counted
    auto_answer_from: Share
    """Sureness from which a standard answer is given by the machine."""
    auto_answers_in_a_row: Counted
    """After so many without a person it hands over."""
    ring_seconds: Counted
    rings_most: Counted
    call_minutes_flagged: Counted
    """Calls we place that last longer are flagged."""
    queue_wait_alert: Length
    scripts: dict[Code, Code] = {}
    """Which script is said at which moment: opening, out_of_hours, handover, reminder, closing, rating."""
    longest_text: Counted = 4000
    """Signs of one message; a longer one is refused."""
    person_words: tuple[str, ...] = ()
    """A message of only one of these asks for a person: "人工"."""


class ChannelTerms(Part):
    """The ways in from outside and out again."""

    callback_age_most: Length = Length(minutes=10)
    """What an outside platform signed longer ago is refused."""
    bytes_most: Counted = 65_536
    """Bytes of one callback; a larger one is refused."""
    again_after: Length = Length(minutes=1)
    """What could not be sent or taken in is tried again; the pause doubles each time."""
    tries_most: Counted = 8
    """After so many it is set aside and shown."""


class CaseTerms(Part):
    """How cases run."""

    number_format: Pattern
    """With {year} {month} {day} {number} and format widths: `{month:02}{day:02}-{number:02}`."""
    number_restarts: Literal["day", "month", "year"]
    settle_silence_after: Length
    """Silence after the resident was asked to accept."""
    settle_reminders: Whole
    reopen_within: Length
    archive_after: Length
    repeat_within: Length
    """Same trouble at the same place again: a repeat repair."""
    repeat_complaint_within: Length
    merge_suggested_within: Length
    hurried_to_escalate: Counted
    """So many urgings bring it to the supervisor."""
    hurried_counts_after: Length = Length(minutes=1)
    """Who asks again sooner than so long after the last time counts once."""
    called_again_within: Length = Length(days=7)
    """The calls of so long back are told to whoever answers the next."""
    appointment_window: Length
    appointment_first_within: Length
    appointment_calendar: Code | None = None
    """Its hours are cut into the windows residents may choose from; without it they choose none."""
    appointment_days: Counted = 3
    """Windows are offered for so many days, today among them."""
    appointment_notice: Length = Length(hours=1)
    """The first window offered begins no sooner."""
    appointment_moved_by: Code | None = None
    """The reason that is written down when a resident chooses another window; none: the first for another date."""
    grave_homes: Counted
    """So many homes touched make a complaint grave."""
    on_the_spot_classes: tuple[str, ...] = ()
    """Classes that may go from taken to done in one step."""
    closes_on_acceptance: tuple[str, ...] = ("EMG", "REP", "PAID", "BAS", "INQ", "SUG", "PRA", "OTH")
    """Classes that are closed when the resident accepts; the others a person closes."""
    photo_bytes_most: Counted = 10_485_760
    photos_most: Counted = 9
    """Photos sent in one go."""
    voice_bytes_most: Counted = 3_145_728
    voice_seconds_most: Counted = 60
    """How long a resident's recording may be."""
    scripts: dict[Code, Code] = {}
    """Moments: opened, same_day, paused, done, refused, late, appointment_moved."""
    guides: dict[Code, Code] = {}
    """The guide shown while a need is taken down, by the way it came: phone, counter, letter, wechat."""


class OwnWay(Part):
    """Complaints about a department go a way that it neither sees nor handles."""

    departments: Codes
    """Complaints about one of these, or about somebody of it; the first is the one residents write to most."""
    topic: Code
    """The topic of what residents send by this way."""
    goes_to: Codes
    """Roles that handle them instead, the first that is on duty."""


class ComplaintTerms(Part):
    """How complaints are talked through, and which way those about ourselves go."""

    talk_attempts: Counted
    """After so many tries the resident counts as not to be reached."""
    talk_over_days: Counted
    """On so many different days."""
    own_way: OwnWay | None = None


class DispatchWeights(Part):
    """What counts in the choice of the person, each 0 to 1."""

    skill: Share
    zone: Share
    load: Share
    known_home: Share
    shift_left: Share


class PoolTerms(Part):
    """Work that lies open for those who prefer to take it themselves."""

    roles: Codes
    """Whose work lies open for everybody of the role who fits; the first to claim it has it."""
    but_for: Codes = ()
    """Urgencies for which one person is asked all the same."""
    lies_open: Length
    """Not claimed until then: one is asked."""


class HandoverTerms(Part):
    """What becomes of work in hand when a shift ends or a leave begins."""

    after: Length
    """How long after the end of the shift it is looked at: who is nearly through finishes."""
    back_within: Length
    """What can wait stays with whose next shift begins within so long of the last one's end."""
    urgent: Codes = ()
    """Urgencies that never wait for the next shift."""
    keeps_begun: Flag = True
    """Work somebody has been there for stays theirs, but for a leave."""
    reason: Code
    """The reason that is told at the end of a shift, of those to pass work on."""
    on_leave: Code
    """The same when a leave begins."""


class DispatchTerms(Part):
    """Who goes."""

    offer: dict[Code, Length]
    """How long an offer stands, by urgency."""
    offers_before_desk: Counted
    """After so many offers not taken a person decides."""
    open_most: Counted
    """Open works one person has at most, but for `over_load`."""
    open_most_of: dict[Code, Counted] = {}
    """The same for single roles, where it differs."""
    classes: tuple[str, ...] = ("EMG", "REP", "BAS", "PAID", "CMP")
    """Classes that are offered to somebody; the others stay with the desk."""
    helps_with: Codes = ()
    """Urgencies for which every other role of the team is sent as well, the nearest first."""
    over_load: Codes = ()
    """Urgencies for which a full load is no bar."""
    shift_left_least: Length
    """Nobody is sent whose shift ends sooner, but for `over_load`."""
    weights: DispatchWeights
    on_call_urgencies: Codes = ()
    """Urgencies for which people on call are rung out of hours."""
    pool: PoolTerms | None = None
    """Without it everything is offered to one person after another."""
    handover: HandoverTerms | None = None
    """Without it work stays with whoever has it."""


class LaterTerms(Part):
    """Asking once more, weeks after: whether it still holds."""

    questionnaire: Code
    after: Length
    """From the end of the case; before it nobody is rung."""
    within: Length
    """From then on; not reached until the end of it: settled as not reached."""


class FollowUpTerms(Part):
    """Asking afterwards."""

    questionnaire: Code
    best: Counted
    low_below: Counted
    content_from: Counted
    attempts: Counted
    over_days: Counted
    """The attempts fall on at least so many days."""
    ask_within: Within
    """From the end of the work."""
    settle_after: Length
    """Not reached until then: settled as not reached."""
    quiet_calendar: Code
    """Hours in which nobody is rung."""
    not_by: Codes = ("worker",)
    later: LaterTerms | None = None
    """Without it nobody is asked weeks later."""


class RecognitionTerms(Part):
    """Recognising what a message is about."""

    sure_from: Share
    """Below it a person decides."""
    sure_right: Share = 0.95
    """Of what it is sure of, this share must be right: judged on the examples, each left out of what is learned."""
    lessons: Counted = 500
    """The last corrections of a company's desks that it learns from."""
    emergency_from: Share
    """Below it an emergency is not shown as one; above it people are told, sure or not."""
    margin: Share
    """Distance to the next topic that counts as sure."""
    suggestions: Counted
    long_message: Counted
    """Signs from which a message is read sentence by sentence."""
    already_fine: tuple[str, ...] = ()
    """Words that say it is over: "已经好了"."""
    negations: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    """Words of somebody who asks."""
    complaints: tuple[str, ...] = ()
    """Words of somebody who complains."""
    thanks: tuple[str, ...] = ()
    greetings: tuple[str, ...] = ()
    """A message of nothing else opens no case."""
    hurries: tuple[str, ...] = ()
    """Words of somebody who asks again for what was asked."""


class JournalTerms(Part):
    """Writing facts down."""

    early_tolerance: Length
    """How far `at` may lie after the time of recording (clocks that go wrong)."""
    late_after: Length
    """Recorded later than this after it happened: flagged as late recording."""
    seal_sent_every: Length
    """The newest head of the seal goes outside."""


class PrivacyTerms(Part):
    """Residents' data."""

    unmask_for: Length
    """How long data shown in full stays in full."""
    looks_checked_share: Share
    request_within: Within
    erase_within: Length
    keep: dict[Code, Length]
    """How long what is kept: cases, calls, video, messages, contracts."""
    access_closed_within: Length
    """After somebody left."""
    sign_out_after: Length
    tries_before_lock: Counted
    locked_for: Length
    link_valid_for: Length
    """A resident's signed link."""


class QuietTerms(Part):
    """When nobody is disturbed."""

    calendar: Code
    but_for: Codes = ()
    """Urgencies that disturb all the same."""
    late_event_after: Annotated[str, StringConstraints(pattern=r"^\d\d:\d\d$")]
    late_event_until: Annotated[str, StringConstraints(pattern=r"^\d\d:\d\d$")]


class EscalationTerms(Part):
    """Telling about warnings and breaches."""

    warn_at: Share
    """Where a standard does not say."""
    again_after: Length
    """Told again while nothing happens."""
    roles_told_on_warning: Codes = ()


class RoundTerms(Part):
    """Rounds and visits."""

    upload_within: Length
    """What was recorded without a net reaches us within."""
    visit_booked_ahead: Length
    visit_early_least: Length
    visit_early_most: Length
    knocks: Counted
    knock_tries: Counted
    wait_between_knocks: Length
    findings_within: Length
    findings_told: Codes = ("grave",)
    """Findings of this priority (minor, plain, grave) that become a case are told to the superior at once."""
    verify_within: Length
    high_rise_floors: Counted | None = None
    """From so many floors on a building is a high-rise; none: no building is."""
    seen_within: tuple[Length, ...] = (Length(days=7), Length(days=30), Length(days=90), Length(days=180))
    """How long ago somebody was last at a home, from light to strong in the map."""
    plan: PlanTerms = PlanTerms()
    proof: ProofTerms = ProofTerms()
    visit: VisitTerms = VisitTerms()


class EmergencyTerms(Part):
    """Emergencies."""

    notice_every: Length
    confirm_start: Flag = False
    practice_mark: Flag = True


class MoneyTerms(Part):
    """Money."""

    quote_needed_above: Figure = Field(ge=0)
    """Yuan; above it the resident accepts the quote before work."""
    quote_valid_for: Length = Length(days=7)
    """After it a quote that nobody answered holds no longer."""
    receipt_format: Pattern = "{year}{month:02}-{number:04}"
    """With {year} {month} {number}; numbers begin anew each month."""
    second_approval_above: Figure = Field(ge=0)
    reminders_after_days: tuple[Counted, ...] = ()
    """Arrears are told on these days after due."""
    cash_gap_allowed: Figure = Field(default=0, ge=0)


class TeamTerms(Part):
    """Staff."""

    acknowledge_within: Length
    """A new edition is read and acknowledged."""
    exam_pass: Counted
    warning_memory: Length
    statement_within: Within
    roster_ahead: Length


class Terms(Part):
    """All sections. A room reads its own."""

    conversation: ConversationTerms
    case: CaseTerms
    complaint: ComplaintTerms | None = None
    dispatch: DispatchTerms
    follow_up: FollowUpTerms
    recognition: RecognitionTerms
    journal: JournalTerms
    privacy: PrivacyTerms
    quiet: QuietTerms
    escalation: EscalationTerms
    round: RoundTerms
    breach: BreachTerms = BreachTerms()
    emergency: EmergencyTerms
    channel: ChannelTerms = ChannelTerms()
    money: MoneyTerms
    team: TeamTerms
    approval: ApprovalTerms = ApprovalTerms()
