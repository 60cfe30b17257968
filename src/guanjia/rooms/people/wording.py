"""What the sheets and columns of a workbook are called, in the reader's language and in every other."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, override, pgettext_lazy

from guanjia.rooms.people.rules.cells import folded
from guanjia.rooms.people.selectors import titles_in
from guanjia.rooms.people.types import Duty, ResidentKind
from guanjia.rooms.people.types.importing import SHEETS, Words
from guanjia.rooms.places.types import Occupancy

TITLES: Mapping[tuple[str, str], Promise] = {
    ("homes", ""): pgettext_lazy("sheet", "Homes"),
    ("homes", "building"): pgettext_lazy("column", "Building"),
    ("homes", "unit"): pgettext_lazy("column", "Unit"),
    ("homes", "number"): pgettext_lazy("column", "Number"),
    ("homes", "floor"): pgettext_lazy("column", "Floor"),
    ("homes", "area"): pgettext_lazy("column", "Area (m²)"),
    ("homes", "occupancy"): pgettext_lazy("column", "Occupancy"),
    ("residents", ""): pgettext_lazy("sheet", "Residents"),
    ("residents", "home"): pgettext_lazy("column", "Home"),
    ("residents", "name"): pgettext_lazy("column", "Name"),
    ("residents", "phone"): pgettext_lazy("column", "Phone"),
    ("residents", "kind"): pgettext_lazy("column", "Belongs as"),
    ("residents", "since"): pgettext_lazy("column", "Moved in"),
    ("residents", "until"): pgettext_lazy("column", "Moved out"),
    ("staff", ""): pgettext_lazy("sheet", "Staff"),
    ("staff", "username"): pgettext_lazy("column", "Staff number"),
    ("staff", "name"): pgettext_lazy("column", "Name"),
    ("staff", "phone"): pgettext_lazy("column", "Phone"),
    ("staff", "role"): pgettext_lazy("column", "Role"),
    ("skills", ""): pgettext_lazy("sheet", "Skills and certificates"),
    ("skills", "username"): pgettext_lazy("column", "Staff number"),
    ("skills", "skill"): pgettext_lazy("column", "Skill or certificate"),
    ("skills", "valid_until"): pgettext_lazy("column", "Valid until"),
    ("shifts", ""): pgettext_lazy("sheet", "Shifts"),
    ("shifts", "username"): pgettext_lazy("column", "Staff number"),
    ("shifts", "role"): pgettext_lazy("column", "Role"),
    ("shifts", "day"): pgettext_lazy("column", "Day"),
    ("shifts", "starts"): pgettext_lazy("column", "From"),
    ("shifts", "ends"): pgettext_lazy("column", "To"),
}
KINDS: Mapping[str, Promise] = {
    ResidentKind.OWNER.value: pgettext_lazy("belongs as", "Owner"),
    ResidentKind.TENANT.value: pgettext_lazy("belongs as", "Tenant"),
    ResidentKind.FAMILY.value: pgettext_lazy("belongs as", "Family"),
}
OCCUPANCIES: Mapping[str, Promise] = {
    Occupancy.OCCUPIED.value: pgettext_lazy("occupancy", "Occupied"),
    Occupancy.VACANT.value: pgettext_lazy("occupancy", "Vacant"),
    Occupancy.RENOVATING.value: pgettext_lazy("occupancy", "Renovating"),
}

DUTIES: Mapping[str, Promise] = {
    Duty.SEE_QUEUE.value: gettext_lazy("See what waits"),
    Duty.ANSWER.value: gettext_lazy("Answer residents"),
    Duty.REGISTER.value: gettext_lazy("Take needs down, write moves down"),
    Duty.CLASSIFY.value: gettext_lazy("Give class, topic and urgency"),
    Duty.DISPATCH.value: gettext_lazy("Send somebody"),
    Duty.DO_WORK.value: gettext_lazy("Do the work"),
    Duty.ACCEPT_FOR_RESIDENT.value: gettext_lazy("Accept for the resident"),
    Duty.DECIDE_COMPLAINTS.value: gettext_lazy("Decide complaints"),
    Duty.CLOSE_CASES.value: gettext_lazy("Close cases"),
    Duty.ASK_RESIDENTS.value: gettext_lazy("Ask residents afterwards"),
    Duty.SEE_RESIDENTS.value: gettext_lazy("See homes and residents, masked"),
    Duty.UNMASK.value: gettext_lazy("See names and phones in full, with a reason"),
    Duty.SEE_SCORE.value: gettext_lazy("See score and conformance"),
    Duty.SEE_HANDBOOK.value: gettext_lazy("Read the handbook"),
    Duty.EDIT_HANDBOOK.value: gettext_lazy("Edit the handbook"),
    Duty.APPROVE_HANDBOOK.value: gettext_lazy("Approve the handbook"),
    Duty.WAIVE.value: gettext_lazy("Decide waivers and appeals"),
    Duty.RECEIVE_ESCALATION.value: gettext_lazy("Be told of what is overdue"),
    Duty.MANAGE.value: gettext_lazy("Manage staff, master data and sign-in"),
    Duty.SEE_OPS.value: gettext_lazy("See the operation of the house"),
    Duty.AS_RESIDENT.value: gettext_lazy("The resident's own pages"),
}


def sheet_words(community_id: UUID) -> Words:
    """The words of this community's workbooks: the reader's language first, then every other, then the code's."""
    reader = get_language() or settings.LANGUAGE_CODE
    sheets: dict[str, str] = {}
    columns: dict[str, dict[str, str]] = {code: {} for code in SHEETS}
    choices: dict[tuple[str, str], dict[str, str]] = {}
    for language in dict.fromkeys([reader, *(code for code, _ in settings.LANGUAGES)]):
        with override(language):
            for (sheet, column), title in TITLES.items():
                kept = columns[sheet] if column else sheets
                kept.setdefault(folded(str(title)), column or sheet)
            for place, code, word in _choices(community_id):
                choices.setdefault(place, {}).setdefault(folded(word), code)
    for place, known in choices.items():
        for code in list(dict.fromkeys(known.values())):
            choices[place].setdefault(folded(code), code)
    return Words(sheets, columns, choices, {key: str(title) for key, title in TITLES.items()})


def choice_words(community_id: UUID) -> Mapping[tuple[str, str], Mapping[str, str]]:
    """For each column of choices the word of each code, in the reader's language."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for place, code, word in _choices(community_id):
        found.setdefault(place, {})[code] = word
    return found


def _choices(community_id: UUID) -> Iterator[tuple[tuple[str, str], str, str]]:
    for code, word in KINDS.items():
        yield ("residents", "kind"), code, str(word)
    for code, word in OCCUPANCIES.items():
        yield ("homes", "occupancy"), code, str(word)
    for key, title in titles_in(community_id).items():
        if key.startswith("skill:"):
            yield ("skills", "skill"), key.removeprefix("skill:"), title
        elif key != "resident":
            yield ("staff", "role"), key, title
            yield ("shifts", "role"), key, title
