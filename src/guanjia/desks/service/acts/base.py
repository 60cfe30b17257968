"""What an act of the desk is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from guanjia.desks.service.forms import acts as forms
from guanjia.desks.service.types import Ground
from guanjia.rooms.people.types import Duty

Words = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One verb as the desk offers it: its door, its form, what it does and what it says afterwards."""

    name: str
    label: Words
    icon: str
    verb: str
    duty: Duty
    perform: Callable[[Ground, Any], Any]
    told: Words
    form: type[forms.ActForm] = forms.ActForm
    text: Words = ""
    kind: str = "main"
    key: str = ""
    files: bool = False
