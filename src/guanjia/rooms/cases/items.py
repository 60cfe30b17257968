"""The items of the handbook's checklists on a form: what is asked, and what was given."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext

from guanjia.rooms.cases.selectors.asked import AskedItem


def ask_items(fields: dict[str, forms.Field], asked: Iterable[AskedItem]) -> None:
    """Add a field for each item, and one for why it can't be had. Photos have their own fields; those that are there
    are asked for no more."""
    for item in asked:
        if item.photo is None:
            fields[f"item_{item.code}"] = _answer(item)
        if item.timed:
            label = gettext("%(item)s: at") % {"item": item.title}
            fields[f"at_{item.code}"] = forms.DateTimeField(label=label, required=False, widget=_moment())
        if item.opens:
            label = gettext("%(item)s: what is wrong") % {"item": item.title}
            told = gettext("Opens a case of its own: %(topic)s") % {"topic": item.opens}
            fields[f"found_{item.code}"] = forms.CharField(label=label, required=False, max_length=300, help_text=told)
        if item.reasons and (item.photo is None or item.lacks_photo):
            choices = [("", gettext("it can be had")), *item.reasons]
            label = gettext("%(item)s: why not") % {"item": item.title}
            fields[f"why_{item.code}"] = forms.ChoiceField(label=label, choices=choices, required=False)


def answers_of(
    asked: Iterable[AskedItem], given: Mapping[str, Any]
) -> tuple[dict[str, object], dict[str, datetime], dict[str, str]]:
    """Evidence, times and findings by item, as a report takes them."""
    items = list(asked)
    return given_for(items, given), times_of(items, given), found_of(items, given)


def given_for(asked: Iterable[AskedItem], given: Mapping[str, Any]) -> dict[str, object]:
    """The evidence by item, as a checklist reads it."""
    found: dict[str, object] = {}
    for item in asked:  # photos are counted where they are kept
        value, why = given.get(f"item_{item.code}"), given.get(f"why_{item.code}")
        if value not in (None, "", False):
            found[item.code] = float(value) if isinstance(value, Decimal) else value if item.kind != "note" else True
        elif why:
            found[item.code] = {"not_applicable": why}
    return found


def times_of(asked: Iterable[AskedItem], given: Mapping[str, Any]) -> dict[str, datetime]:
    """When each item of a list in order was seen to."""
    told = {item.code: given.get(f"at_{item.code}") for item in asked}
    return {code: at for code, at in told.items() if at is not None}


def found_of(asked: Iterable[AskedItem], given: Mapping[str, Any]) -> dict[str, str]:
    """What was found, in words, by item."""
    return {item.code: words for item in asked if (words := given.get(f"found_{item.code}"))}


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def _answer(item: AskedItem) -> forms.Field:
    """A field for one item; whether it may stay empty is the checklist's to say."""
    if item.kind == "reading":
        widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"})
        return forms.DecimalField(label=item.title, required=False, widget=widget)
    if item.kind in ("score", "photo"):
        return forms.IntegerField(label=item.title, required=False, min_value=0)
    if item.kind == "note":
        return forms.CharField(label=item.title, required=False, max_length=500)
    return forms.BooleanField(label=item.title, required=False)
