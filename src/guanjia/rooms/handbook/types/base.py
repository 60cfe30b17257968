"""What every part of a handbook is made of: frozen values, words in two languages, codes, lengths, periods."""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    StrictBool,
    StrictFloat,
    StrictInt,
    StringConstraints,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from guanjia.shared.errors import gettext_noop

Code = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$", max_length=60)]
"""A short name without spaces: letters, digits, `.`, `_`, `-`."""

DivisionCode = Annotated[str, StringConstraints(strict=True, pattern=r"^[1-9][0-9]{5}$")]
"""Six digits of the national list of administrative divisions; zeros at the end for a whole province or city."""

Words = Annotated[str, StringConstraints(strict=True, min_length=1, strip_whitespace=True)]
Whole = Annotated[StrictInt, Field(ge=0)]
Counted = Annotated[StrictInt, Field(ge=1)]
Share = Annotated[StrictFloat | StrictInt, Field(ge=0, le=1)]
"""A part of one: 0.1 is ten per cent."""

Figure = StrictFloat | StrictInt
Flag = StrictBool
TimeOfDay = Annotated[str, StringConstraints(strict=True, pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
Day = Annotated[str, StringConstraints(strict=True, pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
DayOfYear = Annotated[str, StringConstraints(strict=True, pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]

Status = Literal["law", "local", "recommended", "company", "seed"]
Evidence = Literal[
    "tick",
    "photo",
    "reading",
    "signature",
    "note",
    "score",
    "file",
    "audio",
    "form",
    "certificate",
    "log",
    "roster",
]


def wrong(what: str, instead: str, **values: Any) -> PydanticCustomError:
    """An error of our own making: what is wrong and what to write instead, both marked for translation."""
    return PydanticCustomError("handbook", "{what}", {"what": what, "instead": instead, **values})


class Part(BaseModel):
    """A frozen piece of a handbook. Unknown keys are errors; the plain form uses the keys of the files."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        serialize_by_alias=True,
    )


class Brief(Part):
    """A piece whose plain form leaves out what was not said."""

    @model_serializer(mode="wrap")
    def _only_said(self, plain: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {key: value for key, value in plain(self).items() if value is not None}


class Text(Part):
    """Words for people, in Chinese and, where it is given, in English."""

    zh: Words
    en: str = ""

    @model_validator(mode="before")
    @classmethod
    def _plain_is_chinese(cls, given: Any) -> Any:
        if isinstance(given, str):
            return {"zh": given}
        if not isinstance(given, dict | Text):
            raise wrong(gettext_noop("must be words"), "{zh: …, en: …}")
        return given

    def told_in(self, language: str) -> str:
        """The words in the reader's language; Chinese where there are none in it."""
        return self.en if self.en and language.startswith("en") else self.zh

    def __str__(self) -> str:
        return self.zh


def _one_of(part: BaseModel, names: tuple[str, ...], example: str) -> None:
    said = [name for name in names if getattr(part, name) is not None and getattr(part, name) is not False]
    if len(said) != 1:
        raise wrong(
            gettext_noop("must say exactly one of %(names)s, not %(count)s"),
            "%(example)s",
            names=", ".join(names),
            count=len(said),
            example=example,
        )


class Length(Brief):
    """A natural length of time: no calendar, no pauses. Exactly one unit."""

    seconds: Whole | None = None
    minutes: Whole | None = None
    hours: Whole | None = None
    days: Whole | None = None
    """Days of 24 hours."""
    months: Counted | None = None
    years: Counted | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        _one_of(self, ("seconds", "minutes", "hours", "days", "months", "years"), "{minutes: 30}")
        return self

    def in_seconds(self) -> int:
        """Whole seconds; a month counts 30 days and a year 365 (for comparing and for keeping times)."""
        units = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400, "months": 2592000, "years": 31536000}
        return sum(units[name] * (getattr(self, name) or 0) for name in units)

    def in_days(self) -> int:
        """Whole days of it; what is left of a day is left out."""
        return self.in_seconds() // 86400


class Within(Brief):
    """How long a promise has (engine: lengths). Exactly one unit; the rest belongs to that unit."""

    seconds: Whole | None = None
    minutes: Whole | None = None
    hours: Whole | None = None
    same_day: Flag | None = None
    days: Counted | None = None
    workdays: Counted | None = None
    months: Counted | None = None
    at_field: Code | None = None
    """A field of the opening event that carries the instant (an appointment's end, an agreed date)."""
    cutoff: TimeOfDay | None = None
    """With same_day: opened at or after this time, it is due at `late_until` on the next day."""
    late_until: TimeOfDay | None = None
    until: Literal["close"] | None = None
    """With days, workdays, months: due at the end of that date's last span instead of 24:00."""
    roll: Flag | None = None
    """With days, months: a date without duty spans moves on to the next that has some."""

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        units = ("seconds", "minutes", "hours", "same_day", "days", "workdays", "months", "at_field")
        _one_of(self, units, "{minutes: 5}, {same_day: true}, {workdays: 3} …")
        if (self.cutoff is None) != (self.late_until is None) or (self.cutoff and not self.same_day):
            raise wrong(
                gettext_noop("`cutoff` and `late_until` go together, and only with `same_day`"),
                '{same_day: true, cutoff: "21:00", late_until: "12:00"}',
            )
        if (self.until or self.roll) and not (self.days or self.workdays or self.months):
            raise wrong(
                gettext_noop("`until` and `roll` belong to days, workdays and months only"),
                "{days: 3, until: close, roll: true}",
            )
        return self

    @property
    def counts_duty_time(self) -> bool:
        """Whether the limit is used up by duty time, second by second."""
        return self.seconds is not None or self.minutes is not None or self.hours is not None

    def in_seconds(self) -> int | None:
        """The limit in seconds where it is one of seconds, minutes, hours; else None."""
        if not self.counts_duty_time:
            return None
        return (self.seconds or 0) + 60 * (self.minutes or 0) + 3600 * (self.hours or 0)


def _period_word(given: Any) -> Any:
    words = {"day", "week", "month", "quarter", "half_year", "year"}
    return {f"{given}s": 1} if isinstance(given, str) and given in words else given


class Period(Brief):
    """A stretch of the calendar in which something is owed or measured. A word (`month`) stands for one of it."""

    days: Counted | None = None
    weeks: Counted | None = None
    months: Counted | None = None
    quarters: Counted | None = None
    half_years: Counted | None = None
    years: Counted | None = None

    @model_validator(mode="before")
    @classmethod
    def _word(cls, given: Any) -> Any:
        return _period_word(given)

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        _one_of(self, ("days", "weeks", "months", "quarters", "half_years", "years"), "month, quarter, {days: 15} …")
        return self

    def least_days(self) -> int:
        """Days of the shortest such period."""
        units = {"days": 1, "weeks": 7, "months": 28, "quarters": 90, "half_years": 181, "years": 365}
        return sum(units[name] * (getattr(self, name) or 0) for name in units)


def listed(given: Any) -> Any:
    """One thing where several are allowed is a list of one."""
    return [given] if isinstance(given, str | dict) else given


OneOrMore = BeforeValidator(listed)
Codes = Annotated[tuple[Code, ...], OneOrMore]
