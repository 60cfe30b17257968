"""Where service happens: the company, its communities, their buildings, homes and shared areas."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import IsNull

from guanjia.rooms.places.types import Occupancy
from guanjia.shared.db import Row

EPOCH = Value(datetime(2000, 1, 1, tzinfo=UTC))


class Company(Row):
    """A property company: the employer and the owner of the handbook."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="company_named")]


class Community(Row):
    """A place served. Its clock is `zone`: duty hours and days are counted in it."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="communities")
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    zone = models.CharField(max_length=64, default="Asia/Shanghai")
    phone = models.CharField(max_length=40, blank=True, default="")
    address = models.CharField(max_length=200, blank=True, default="")
    division = models.CharField(max_length=6, blank=True, default="", db_default="")
    """The six digits of the district it lies in (行政区划代码); empty: not said yet."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="community_named"),
            models.CheckConstraint(
                condition=Q(division="") | Q(division__regex=r"^[1-9][0-9]{5}$"), name="community_division_code"
            ),
            # The database knows every zone; an unknown name fails inside the function.
            models.CheckConstraint(
                condition=IsNull(
                    Func(F("zone"), EPOCH, function="timezone", output_field=models.DateTimeField()), rhs=False
                ),
                name="community_zone_known",
            ),
        ]
        indexes = [models.Index(fields=["company", "code"], name="community_of_company")]


class Building(Row):
    """A building of a community; `code` is what people say: 3 of 3栋."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="buildings")
    code = models.CharField(max_length=10)
    name = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="building_once_per_community")]


class Unit(Row):
    """A stairwell of a building, with a door and a lift of its own."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="units")
    building = models.ForeignKey(Building, models.PROTECT, related_name="units")
    code = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["building", "code"], name="unit_once_per_building")]


class Home(Row):
    """A home. `label` is how it is said (3-2-1402), `place_order` the same with padded numbers, so lists run 2, 10."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="homes")
    building = models.ForeignKey(Building, models.PROTECT, related_name="homes")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="homes", null=True)
    floor = models.SmallIntegerField()
    number = models.CharField(max_length=10)
    label = models.CharField(max_length=32)
    place_order = models.CharField(max_length=60)
    area = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    occupancy = models.CharField(
        max_length=10, choices=[(o.value, o.value) for o in Occupancy], default=Occupancy.OCCUPIED.value
    )
    told = models.CharField(max_length=10, blank=True, default="", db_default="")
    """The occupancy the journal knows; empty: none yet."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "label"], name="home_label_once_per_community"),
            models.CheckConstraint(condition=Q(area__isnull=True) | Q(area__gt=0), name="home_area_positive"),
            models.CheckConstraint(
                condition=Q(occupancy__in=[o.value for o in Occupancy]), name="home_occupancy_known"
            ),
        ]
        indexes = [
            models.Index(fields=["community", "place_order", "id"], name="home_list"),
            models.Index(fields=["community", "building", "number"], name="home_without_unit"),
            models.Index(fields=["community", "id"], condition=~Q(told=F("occupancy")), name="home_to_tell"),
        ]


class Area(Row):
    """A shared place: a gate, a garage, a lift, a garden."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="areas")
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "name"], name="area_once_per_community"),
            models.CheckConstraint(condition=~Q(name=""), name="area_named"),
        ]
