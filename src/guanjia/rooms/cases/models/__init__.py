"""The tables of cases: the case, its numbers, who works on it, what is noted and shown, what was learned."""

from django.db import models
from django.db.models import F, Q

from guanjia.rooms.cases.models.learning import LearnedModel as LearnedModel
from guanjia.rooms.cases.models.learning import Lesson as Lesson
from guanjia.rooms.cases.models.raising import BroughtUp as BroughtUp
from guanjia.rooms.cases.models.remedies import Compensation as Compensation
from guanjia.rooms.cases.models.remedies import Improved as Improved
from guanjia.rooms.cases.models.remedies import Improvement as Improvement
from guanjia.rooms.cases.types import FAR, OPEN, CaseState, NoteKind, Origin, PhotoOf
from guanjia.rooms.cases.types.complaints import FileState, Outcome, Reply
from guanjia.rooms.cases.types.dockets import DocketState
from guanjia.shared.db import Row

STATES = [(state.value, state.value) for state in CaseState]
OPEN_STATES = sorted(state.value for state in OPEN)
IN_SIGHT = Q(is_open=True) | Q(docket_open=True)
"""What stands in the queue: something is to be done, or somebody outside waits for our word."""


class Case(Row):
    """A need of a resident from intake to archive.

    `due_at` is that of the nearest promise, of the case or of one of its dockets, kept beside it for the lists.
    """

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    number = models.CharField(max_length=20)
    numbered_on = models.DateField()
    """First day of the period in which the number is the only one."""
    title = models.CharField(max_length=80)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=STATES, default=CaseState.TAKEN.value)
    is_open = models.BooleanField(default=True)
    case_class = models.CharField(max_length=8, blank=True)
    topic = models.CharField(max_length=60, blank=True)
    urgency = models.CharField(max_length=20, blank=True)
    confidence = models.FloatField(null=True)
    guesses = models.JSONField(default=list)
    heard_id = models.UUIDField(null=True)
    """The message it was made of, so that the same one never makes two."""
    needs_desk = models.BooleanField(default=False)
    needs_why = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=20)
    origin = models.CharField(max_length=12, choices=[(o.value, o.value) for o in Origin])
    contact = models.ForeignKey("people.Contact", models.PROTECT, null=True, related_name="+")
    conversation = models.ForeignKey("conversations.Conversation", models.PROTECT, null=True, related_name="+")
    home = models.ForeignKey("places.Home", models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey("places.Area", models.PROTECT, null=True, related_name="+")
    place_text = models.CharField(max_length=120, blank=True)
    owner = models.ForeignKey("people.Staff", models.PROTECT, null=True, related_name="+")
    worker = models.ForeignKey("people.Staff", models.PROTECT, null=True, related_name="+")
    about_staff = models.ForeignKey("people.Staff", models.PROTECT, null=True, related_name="+")
    about_department = models.CharField(max_length=60, blank=True, default="", db_default="")
    """The department it is about, where that neither sees nor handles it."""
    closed_to = models.TextField(blank=True, default="", db_default="")
    """The roles it is hidden from, each between bars: "|desk|chat|"."""
    department = models.CharField(max_length=60, blank=True)
    opened_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    due_at = models.DateTimeField(default=FAR)
    departed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    contained_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("people.Staff", models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    settle_at = models.DateTimeField(null=True)
    """When silence counts as acceptance; also the next reminder before it."""
    archive_at = models.DateTimeField(null=True)
    """When to look whether it can be filed; moved on while something is owed."""
    reminders = models.PositiveSmallIntegerField(default=0)
    appointment_start = models.DateTimeField(null=True)
    appointment_end = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=60, blank=True)
    paused_until = models.DateTimeField(null=True)
    hurried = models.PositiveSmallIntegerField(default=0)
    says_fine = models.BooleanField(default=False)
    auto_answered = models.BooleanField(default=False)
    escalated_to = models.CharField(max_length=60, blank=True)
    paid = models.BooleanField(default=False)
    price = models.PositiveIntegerField(null=True)
    price_agreed = models.PositiveIntegerField(null=True)
    price_agreed_at = models.DateTimeField(null=True)
    has_dockets = models.BooleanField(default=False, db_default=False)
    """Somebody else follows it too; only then is looked for what is owed to them."""
    docket_open = models.BooleanField(default=False, db_default=False)
    """Somebody else still waits for our word: it stays in sight, whatever its state."""
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    accepted_by = models.CharField(max_length=12, blank=True, default="", db_default="")
    """resident, signature, desk, silence; empty: not accepted."""
    follows_id = models.UUIDField(null=True)
    """The earlier case it came of."""
    hurried_at = models.DateTimeField(null=True)
    """When it was last asked for; sooner than the handbook's time after it counts as the same."""
    has_joins = models.BooleanField(default=False, db_default=False)
    """Other homes wait for it too; only then is looked for what is owed to them."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "numbered_on", "number"], name="case_number_once"),
            models.UniqueConstraint(fields=["heard_id"], name="case_of_message_once"),
            models.CheckConstraint(
                condition=Q(is_open=True, state__in=OPEN_STATES) | Q(Q(is_open=False), ~Q(state__in=OPEN_STATES)),
                name="case_open_by_state",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | Q(~Q(state="merged"), merged_into__isnull=True),
                name="case_merged_into_one",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="case_not_into_itself"),
            models.CheckConstraint(
                condition=Q(state="taken") | Q(topic__gt="", case_class__gt="") | Q(state__in=["merged", "withdrawn"]),
                name="case_classified_after_taken",
            ),
            models.CheckConstraint(
                condition=Q(state="paused", pause_reason__gt="") | Q(~Q(state="paused"), pause_reason=""),
                name="case_paused_for_a_reason",
            ),
            models.CheckConstraint(condition=Q(moved_at__gte=F("opened_at")), name="case_moved_after_opened"),
        ]
        indexes = [
            models.Index(fields=["community", "due_at", "id"], condition=IN_SIGHT, name="case_in_sight"),
            models.Index(fields=["due_at", "id"], condition=IN_SIGHT, name="case_in_sight_all"),
            models.Index(fields=["community", "opened_at", "id"], name="case_register"),
            models.Index(fields=["community", "number"], name="case_by_number"),
            models.Index(fields=["conversation", "opened_at"], name="case_of_conversation"),
            models.Index(fields=["contact", "opened_at", "id"], name="case_of_contact"),
            models.Index(fields=["home", "opened_at"], name="case_of_home"),
            models.Index(fields=["settle_at"], condition=Q(state="done"), name="case_silent"),
            models.Index(fields=["archive_at"], condition=Q(state="closed"), name="case_to_archive"),
            models.Index(fields=["worker"], condition=Q(is_open=True), name="case_at_work"),
            models.Index(fields=["follows_id"], condition=Q(follows_id__isnull=False), name="case_that_follows"),
        ]


class CaseCounter(Row):
    """The last number given in a period of one community."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    since = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "since"], name="case_counter_once")]


class CaseWorker(Row):
    """Somebody who did work on a case; nobody of them asks the resident about it."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="workers")
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+")
    since = models.DateTimeField()
    active = models.BooleanField(default=True)
    departed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "staff"], name="case_worker_once")]
        indexes = [models.Index(fields=["staff"], condition=Q(active=True), name="case_worker_load")]


class CaseNote(Row):
    """A line on the case: a note, the resident's word, a worker's report, what the resident was told."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in NoteKind])
    staff = models.ForeignKey("people.Staff", models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    heard_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["heard_id"], name="case_note_of_message_once")]
        indexes = [models.Index(fields=["case", "at"], name="case_notes")]


class Photo(Row):
    """A photo of a case; what is kept lies in the files under its digest, this row says what it shows."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="photos")
    staff = models.ForeignKey("people.Staff", models.PROTECT, null=True, related_name="+")
    of = models.CharField(max_length=12, choices=[(p.value, p.value) for p in PhotoOf])
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    text = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    kept = models.CharField(max_length=64, blank=True, default="", db_default="")
    """The digest of what is kept; `digest` is that of what came. Empty: kept as it came, before photos were remade."""
    taken_at = models.DateTimeField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    """When and where it was taken, by the camera of somebody at work."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "digest"], name="case_photo_once")]
        indexes = [models.Index(fields=["case", "at"], name="case_photos")]


class CaseWords(models.Model):
    """The words a case is found by, plain, kept by the database itself (decision 6).

    In a row of their own, for a case moves twenty times and its words hardly ever: the index is left alone meanwhile.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    words = models.TextField()


class Recording(Row):
    """What a resident said instead of writing; the bytes lie in the files under their digest."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="recordings")
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    size = models.PositiveBigIntegerField()
    seconds = models.PositiveBigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "digest"], name="case_recording_once")]
        indexes = [models.Index(fields=["digest"], name="recording_by_digest")]


class Join(Row):
    """A home that waits for somebody else's case; its promise to be told is about this row."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="joins")
    contact = models.ForeignKey("people.Contact", models.PROTECT, related_name="+")
    home = models.ForeignKey("places.Home", models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    told = models.TextField(blank=True)
    """What they were told last."""
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "contact"], name="case_joined_once")]
        indexes = [models.Index(fields=["contact", "at", "id"], name="join_of_contact")]


class Docket(Row):
    """A number under which a department, or a body outside, follows a case; its promises are about this row.

    A body counts its orders by itself: the same number of the same body is there once in a community.
    """

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="dockets")
    party = models.CharField(max_length=60)
    outside = models.BooleanField()
    number = models.CharField(max_length=40)
    urgency = models.CharField(max_length=20, blank=True)
    until = models.DateTimeField(null=True)
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in DocketState], default=DocketState.OPEN.value
    )
    text = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    staff = models.ForeignKey("people.Staff", models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    contacted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "party", "number"], name="docket_number_once"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True) | Q(~Q(state="open"), ended_at__isnull=False),
                name="docket_end_complete",
            ),
        ]
        indexes = [models.Index(fields=["case", "opened_at"], name="docket_of_case")]


class Finding(Row):
    """What was found about a complaint: both sides' words, or why one has none. Never changed, only added to."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="findings")
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+")
    found = models.TextField()
    resident_side = models.TextField(blank=True)
    other_side = models.TextField(blank=True)
    no_resident = models.CharField(max_length=60, blank=True)
    no_other = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(found__gt=""), name="finding_in_words")]
        indexes = [models.Index(fields=["case", "at"], name="finding_of_case")]


class Decision(Row):
    """How a complaint was decided, and what that rests on. Never changed; the last one holds."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="decisions")
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Outcome])
    text = models.TextField()
    ground = models.CharField(max_length=60, blank=True)
    clause = models.TextField(blank=True)
    liability = models.CharField(max_length=10, blank=True, default="", db_default="")
    """Whose fault it was; empty where it was not said."""
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ground__gt="") | Q(clause__gt=""), name="decision_rests_on_something"),
            models.CheckConstraint(condition=Q(text__gt=""), name="decision_in_words"),
        ]
        indexes = [models.Index(fields=["case", "at"], name="decision_of_case")]


class Offer(Row):
    """A talk with the resident about the solution, or a try that reached nobody; `number` counts both.

    `stands` until the resident refuses the work or it is taken up again: then it is talked through anew.
    """

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="offers")
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+")
    reply = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Reply])
    channel = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    words = models.TextField(blank=True)
    number = models.PositiveBigIntegerField()
    stands = models.BooleanField(default=True)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reply=Reply.NOT_REACHED.value) | Q(text__gt=""), name="offer_in_words"),
            models.UniqueConstraint(fields=["case", "number"], name="offer_number_once"),
        ]
        indexes = [models.Index(fields=["case", "at"], name="offer_of_case")]


class CaseFile(Row):
    """The complete file of a case as PDF, made by a worker; the bytes are kept for a day, for who asked."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+")
    in_full = models.CharField(max_length=20, blank=True)
    """Why personal data stand in it in full; empty: masked."""
    language = models.CharField(max_length=20)
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in FileState], default=FileState.WAITING.value
    )
    problem = models.CharField(max_length=60, blank=True)
    content = models.BinaryField(null=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["case", "staff", "asked_at"], name="case_file_of_who_asked"),
            models.Index(fields=["expires_at"], name="case_file_over"),
        ]
