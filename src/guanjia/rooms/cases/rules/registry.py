"""Numbers of cases that people can say on the phone."""

from datetime import date
from typing import Literal


def number_of(form: str, day: date, number: int) -> str:
    """The number in the handbook's form: "0302-17" is the seventeenth of 2 March."""
    return form.format(year=day.year, month=day.month, day=day.day, number=number)


def number_period(day: date, restarts: Literal["day", "month", "year"]) -> date:
    """The first day of the period in which numbers run on."""
    if restarts == "day":
        return day
    return day.replace(day=1) if restarts == "month" else day.replace(month=1, day=1)
