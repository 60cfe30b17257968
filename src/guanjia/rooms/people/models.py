"""Accounts, staff with posts and shifts, contacts and residents."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from guanjia.rooms.people.types import AccountKind, ResidentKind
from guanjia.rooms.people.types.asking import Asked, RequestState
from guanjia.rooms.people.types.importing import ImportState
from guanjia.shared.db import Row


class Account(AbstractBaseUser, Row):
    """What one signs in with. `language` is what the person reads; empty: not chosen."""

    username = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in AccountKind], default=AccountKind.STAFF)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, blank=True, default="")
    last_login = models.DateTimeField(null=True)

    objects = BaseUserManager["Account"]()

    USERNAME_FIELD = "username"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(username=""), name="account_named"),
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in AccountKind]), name="account_kind_known"),
        ]


class Staff(Row):
    """Somebody employed by the company. `pinyin` is the name's reading, so lists run as a phone book does."""

    account = models.OneToOneField(Account, models.PROTECT, related_name="staff")
    company = models.ForeignKey("places.Company", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    pinyin = models.CharField(max_length=200)
    phone = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="staff_named")]
        indexes = [models.Index(fields=["company", "pinyin", "id"], name="staff_list")]


class Post(Row):
    """A role somebody fills in a community."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="posts")
    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "community", "role"], name="post_once"),
            models.CheckConstraint(condition=~Q(role=""), name="post_role_named"),
        ]
        indexes = [models.Index(fields=["community", "role", "staff"], name="post_of_role")]


class Zone(Row):
    """A building or a shared area somebody looks after by their post; a post without any serves the whole community."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, related_name="zones")
    building = models.ForeignKey("places.Building", models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey("places.Area", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "building"], name="zone_building_once"),
            models.UniqueConstraint(fields=["post", "area"], name="zone_area_once"),
            models.CheckConstraint(
                condition=Q(building__isnull=False, area__isnull=True) | Q(building__isnull=True, area__isnull=False),
                name="zone_building_or_area",
            ),
        ]


class Skill(Row):
    """What somebody can and may do; with a certificate that ends, until then."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="skills")
    code = models.CharField(max_length=40)
    valid_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "code"], name="skill_once_per_person")]


class RoleDuty(Row):
    """Which duties a role has in a company: data, so that a company can cut its roles its own way."""

    company = models.ForeignKey("places.Company", models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    duty = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "role", "duty"], name="role_duty_once"),
            models.CheckConstraint(condition=~Q(role="") & ~Q(duty=""), name="role_duty_named"),
        ]


class Shift(Row):
    """A stretch of duty of one person at one post, [starts, ends)."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="shifts")
    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    starts = models.DateTimeField()
    ends = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="shift_has_length"),
            ExclusionConstraint(
                name="shift_not_twice_at_once",
                expressions=[
                    (
                        Func(
                            F("starts"),
                            F("ends"),
                            RangeBoundary(),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    ("staff", RangeOperators.EQUAL),
                ],
            ),
        ]
        indexes = [models.Index(fields=["community", "ends", "starts"], name="shift_on_duty")]


class Leave(Row):
    """A stretch in which somebody is away, [starts, ends); shifts inside it are taken off the roster."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="leaves")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    granted_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="leave_has_length"),
            models.UniqueConstraint(fields=["staff", "starts", "ends"], name="leave_once"),
        ]


class Resident(Row):
    """Somebody who lives in or owns a home."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    home = models.ForeignKey("places.Home", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=40, blank=True, default="")
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in ResidentKind])
    """How they belong to `home`, the one they are thought of with; all their homes are their residences."""
    left_on = models.DateField(null=True)
    """The day they moved out of their last home here."""
    erased_at = models.DateTimeField(null=True)
    """When name, phone and what they wrote were taken away on request."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="resident_named"),
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in ResidentKind]), name="resident_kind_known"),
        ]
        indexes = [
            models.Index(fields=["community", "home"], name="resident_of_home"),
            models.Index(fields=["community", "phone"], name="resident_by_phone"),
        ]


class Residence(Row):
    """Somebody belongs to a home, from a day to a day; kept for good, so that what happened then stays true."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+", db_index=False)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="residences", db_index=False)
    home = models.ForeignKey("places.Home", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in ResidentKind])
    since = models.DateField(null=True)
    """The first day; null: not known."""
    until = models.DateField(null=True)
    """The last day; null: still."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "home"], condition=Q(until__isnull=True), name="residence_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in ResidentKind]), name="residence_kind_known"),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(since__lte=F("until")),
                name="residence_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["home", "until"], name="residence_of_home"),
            models.Index(fields=["resident"], name="residence_of_resident"),
        ]


class Contact(Row):
    """Somebody on one channel, known by the outside's id; who it is may come later, or never."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20)
    outside_id = models.CharField(max_length=100)
    name = models.CharField(max_length=60, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    home = models.ForeignKey("places.Home", models.PROTECT, related_name="+", null=True)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="contacts", null=True)
    account = models.OneToOneField(Account, models.PROTECT, related_name="contact", null=True)
    link_number = models.PositiveIntegerField(default=0, db_default=0)
    """Part of the signed link; raised, every link given out before stops working."""
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "channel", "outside_id"], name="contact_once_per_channel"),
            models.CheckConstraint(condition=~Q(channel="") & ~Q(outside_id=""), name="contact_from_outside"),
            models.CheckConstraint(
                condition=Q(resident__isnull=True) | Q(home__isnull=False), name="contact_resident_has_home"
            ),
        ]
        indexes = [
            models.Index(fields=["community", "phone"], name="contact_by_phone"),
            models.Index(fields=["community", "home"], name="contact_of_home"),
        ]


class DataRequest(Row):
    """What a resident asks about what is kept of them: their family, or their own data."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+")
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="+", null=True)
    what = models.CharField(max_length=16, choices=[(a.value, a.value) for a in Asked])
    home = models.ForeignKey("places.Home", models.PROTECT, related_name="+", null=True)
    residence = models.ForeignKey(Residence, models.PROTECT, related_name="+", null=True)
    name = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    belongs = models.CharField(max_length=10, choices=[(k.value, k.value) for k in ResidentKind])
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in RequestState], default="open")
    answer = models.TextField(blank=True)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True) | Q(~Q(state="open"), ended_at__isnull=False),
                name="data_request_end_complete",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "asked_at", "id"], condition=Q(state="open"), name="data_request_open")
        ]


class Token(Row):
    """A key for programs. Only its SHA-256 is kept. `only` are the duties it is good for; none: all of its owner."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="tokens")
    hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=60)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    only = models.CharField(max_length=600, blank=True, default="", db_default="")
    revoked_at = models.DateTimeField(null=True)


class Unmasking(Row):
    """Somebody saw a name and a phone in full, and said why. Kept for the privacy report."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="+", null=True)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+", null=True)
    whole = models.BooleanField(default=False, db_default=False)  # everybody's, as a file of the community
    reason = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(resident__isnull=False) | Q(contact__isnull=False) | Q(whole=True), name="unmasking_of_whom"
            ),
        ]
        indexes = [models.Index(fields=["community", "at"], name="unmasking_report")]


class WrongPassword(Row):
    """A failed sign-in; too many in a short time close the name for a while."""

    username = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["username", "at"], name="wrong_password_recent")]


class Import(Row):
    """A workbook of master data that was sent. Its bytes go when it is done or dropped, or after a day."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=120)
    content = models.BinaryField(null=True)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in ImportState], default=ImportState.CHECKED.value
    )
    counts = models.JSONField(default=dict)
    sent_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ImportState.DONE.value, done_at__isnull=False, content__isnull=True)
                | Q(state=ImportState.DROPPED.value, content__isnull=True)
                | Q(state=ImportState.CHECKED.value, content__isnull=False),
                name="import_kept_until_done",
            ),
        ]
        indexes = [models.Index(fields=["community", "sent_at", "id"], name="import_list")]


class SignIn(Row):
    """A browser somebody is signed in with, beside Django's own row of the session."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=200, blank=True, default="")
    shared = models.BooleanField(default=False)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()


class SecondFactor(Row):
    """The secret of somebody's authenticator, locked; asked for from the moment it was confirmed."""

    account = models.OneToOneField(Account, models.PROTECT, related_name="second_factor")
    secret = models.CharField(max_length=300)
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)
    """The step of the last code used: none counts twice."""


class RecoveryCode(Row):
    """A code for whoever lost the phone; only its SHA-256 is kept, and it goes when it is used."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "hash"], name="recovery_code_once")]


class SignInRule(Row):
    """What a company asks of signing in."""

    company = models.OneToOneField("places.Company", models.PROTECT, related_name="+")
    shared_minutes = models.PositiveBigIntegerField(default=10)
    roles = models.JSONField(default=list)
    """Roles that need a second factor."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(shared_minutes__gte=1, shared_minutes__lte=120), name="sign_in_minutes")
        ]


class Export(Row):
    """Master data as a workbook, for who asked for it, for a day."""

    community = models.ForeignKey("places.Community", models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    in_full = models.BooleanField(default=False)
    language = models.CharField(max_length=10, blank=True, default="")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    made = models.BooleanField(default=False)
    content = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(made=True, content__isnull=False) | Q(made=False, content__isnull=True), name="export_made"
            )
        ]
        indexes = [models.Index(fields=["expires_at"], name="export_over")]
