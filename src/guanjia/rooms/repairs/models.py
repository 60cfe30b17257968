"""The tables of paid repair. Money is whole fen; lines are kept as they were when they were written."""

from django.db import models
from django.db.models import F, Q

from guanjia.rooms.cases.types.remedies import AskState
from guanjia.rooms.repairs.types import ItemKind, MoveOf, PaidBy, QuoteState
from guanjia.shared.db import Row

ASKED, GIVEN = AskState.ASKED.value, AskState.GIVEN.value
OFFERED, ACCEPTED = QuoteState.OFFERED.value, QuoteState.ACCEPTED.value


class PriceItem(Row):
    """A line of a community's price list from a day on; `on_list` false takes it off the list from that day."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in ItemKind])
    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=12)
    unit_en = models.CharField(max_length=20, blank=True)
    price = models.PositiveIntegerField()
    warranty_days = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField()
    on_list = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "code", "valid_from"], name="price_item_once_a_day"),
            models.CheckConstraint(condition=Q(code__gt="", title__gt="", unit__gt=""), name="price_item_named"),
        ]


class Quote(Row):
    """A price put to the resident, line by line. One waits for an answer at a time."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    home = models.ForeignKey("places.Home", models.PROTECT, null=True, related_name="+")
    staff = models.ForeignKey("people.Staff", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in QuoteState], default=OFFERED)
    lines = models.JSONField()
    total = models.PositiveIntegerField()
    offered_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state=OFFERED), name="quote_waiting_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(state=ACCEPTED), name="quote_agreed_once"),
            models.CheckConstraint(
                condition=Q(state=OFFERED, answered_at__isnull=True) | Q(~Q(state=OFFERED), answered_at__isnull=False),
                name="quote_answer_complete",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "offered_at", "id"], name="quote_of_case"),
            models.Index(fields=["home"], condition=Q(state=ACCEPTED), name="quote_at_home"),
            models.Index(fields=["valid_until"], condition=Q(state=OFFERED), name="quote_running_out"),
        ]


class VanStock(Row):
    """How many of a material are on somebody's van. Below nothing only where a use said so."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    count = models.IntegerField(default=0)
    said_short = models.BooleanField(default=False)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "staff", "code"], name="van_stock_once"),
            models.CheckConstraint(
                condition=Q(count__gte=0) | Q(said_short=True), name="van_stock_never_below_nothing"
            ),
        ]


class StockMove(Row):
    """One change of what is on a van; those with a case are the materials used on it."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=12)
    unit_en = models.CharField(max_length=20, blank=True)
    of = models.CharField(max_length=10, choices=[(m.value, m.value) for m in MoveOf])
    delta = models.IntegerField()
    short = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(of=MoveOf.USED.value, case__isnull=False, delta__lt=0)
                | Q(of=MoveOf.PUT_BACK.value, case__isnull=False, delta__gt=0)
                | Q(~Q(of__in=[MoveOf.USED.value, MoveOf.PUT_BACK.value]), case__isnull=True),
                name="stock_move_on_a_case",
            )
        ]
        indexes = [models.Index(fields=["case", "at"], condition=Q(case__isnull=False), name="stock_used_on_case")]


class ReceiptCounter(Row):
    """The last receipt number of a month in one community."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    since = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "since"], name="receipt_counter_once")]


class Receipt(Row):
    """What was paid for a case; the PDF is made once by a worker and then given out as it is."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    number = models.CharField(max_length=30)
    lines = models.JSONField()
    total = models.PositiveIntegerField()
    paid_by = models.CharField(max_length=10, choices=[(p.value, p.value) for p in PaidBy])
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    language = models.CharField(max_length=10)
    content = models.BinaryField(null=True)
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], name="receipt_once_per_case"),
            models.UniqueConstraint(fields=["community", "number"], name="receipt_number_once"),
            models.CheckConstraint(condition=Q(total__gt=0), name="receipt_of_something"),
        ]


class Refund(Row):
    """What is given back of a receipt: asked for, decided by who may, paid out; the slip is a PDF of its own."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="refunds")
    number = models.CharField(max_length=40)
    amount = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=60)
    note = models.TextField(blank=True)
    to_role = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in AskState], default=ASKED)
    asked_by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Staff", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    given_by = models.ForeignKey("people.Staff", models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)
    paid_by = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=10)
    content = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="refund_number_once"),
            models.CheckConstraint(condition=Q(amount__gt=0, reason__gt=""), name="refund_of_something"),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="refund_by_two_people"),
            models.CheckConstraint(
                condition=Q(state=ASKED, decided_at__isnull=True) | Q(~Q(state=ASKED), decided_at__isnull=False),
                name="refund_decided_complete",
            ),
            models.CheckConstraint(
                condition=Q(state=GIVEN, given_at__isnull=False, paid_by__gt="")
                | Q(~Q(state=GIVEN), given_at__isnull=True, paid_by=""),
                name="refund_given_complete",
            ),
        ]
        indexes = [models.Index(fields=["receipt", "asked_at"], name="refund_of_receipt")]


class Warranty(Row):
    """A case that is the same trouble at the same home again, under the warranty of an earlier one."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    of = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    until = models.DateTimeField()
    found_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    """It was another trouble after all: nothing is free for its sake."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case"], name="warranty_once_per_case")]
