"""Taking in a workbook of master data: looked at first, nothing written; then all of it in one transaction."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from guanjia.rooms.people import access, rules
from guanjia.rooms.people.events import MasterDataImported
from guanjia.rooms.people.models import Import, Residence, Resident, Staff
from guanjia.rooms.people.rules.cells import read_sheets
from guanjia.rooms.people.rules.importing import check_sound, planned
from guanjia.rooms.people.selectors import importing as reads
from guanjia.rooms.people.services.employment import BATCH, give_skill, hire, post_to, roster
from guanjia.rooms.people.services.moving import end_residence
from guanjia.rooms.people.types import Duty
from guanjia.rooms.people.types.importing import (
    ChangedResident,
    ImportedResident,
    ImportState,
    Plan,
    StaffChange,
    Words,
)
from guanjia.rooms.people.wording import sheet_words
from guanjia.rooms.places import access as places_access
from guanjia.rooms.places import selectors as places
from guanjia.rooms.places import services as place_verbs
from guanjia.rooms.places.types import HomeChange
from guanjia.shared import journal
from guanjia.shared.actor import Actor
from guanjia.shared.db import row_of
from guanjia.shared.errors import Refused, gettext_noop
from guanjia.shared.sheets import read


@dataclass(frozen=True, slots=True)
class SentFile:
    """A workbook as it came: for which community, under which name, its bytes."""

    community_id: UUID
    name: str
    content: bytes


def look_at(actor: Actor, community_id: UUID, content: bytes, *, at: datetime) -> Plan:
    """What a workbook would change, or which cells are wrong; nothing is written.

    Raises Denied without the duty, Missing for another community, Invalid for what is no workbook or too large.
    """
    actor.need(Duty.MANAGE)
    places_access.check_community(actor, community_id)
    words: Words = sheet_words(community_id)
    sheets, problems, alone = read_sheets(read(content), words)
    plan = planned(sheets, reads.known(actor, community_id, sheets, at=at))
    order = {sheet.name: number for number, sheet in enumerate(sheets)}
    plan.problems = sorted([*problems, *plan.problems], key=lambda one: (order.get(one.sheet, -1), one.row, one.column))
    plan.left_alone = alone
    return plan


@transaction.atomic
def send_import(actor: Actor, sent: SentFile, *, at: datetime) -> UUID:
    """Keep a workbook that was looked at until it is confirmed, at most a day; returns its id.

    Raises as `look_at` does. One with wrong cells is kept, too, so that its page can name them.
    """
    plan = look_at(actor, sent.community_id, sent.content, at=at)
    assert actor.staff_id is not None  # noqa: S101 - only staff have the duty
    made = Import(
        community_id=sent.community_id,
        staff_id=actor.staff_id,
        file_name=sent.name[:120],
        content=sent.content,
        counts={code: asdict(count) for code, count in plan.counts.items()},
        sent_at=at,
    )
    made.save(force_insert=True)
    return made.pk


@transaction.atomic
def confirm_import(actor: Actor, import_id: UUID, *, at: datetime) -> Plan:
    """Take in a workbook that was looked at: all of it, in one transaction. What it changed is returned.

    It is looked at again, by what is written down now. Raises Refused when it is done or dropped already, Invalid
    when a cell is wrong now, Missing for another community's.
    """
    actor.need(Duty.MANAGE)
    found = access.sent_file(actor, import_id)
    place_verbs.hold_community(found.community_id)  # two files at once would each find the other's rows missing
    held = row_of(Import, import_id, lock=True)
    if held is None or held.state != ImportState.CHECKED.value or held.content is None:
        raise Refused("people.import_over", gettext_noop("This file is taken in already, or no longer kept."))
    plan = look_at(actor, held.community_id, bytes(held.content), at=at)
    check_sound(plan)
    _take_in(plan, held.community_id, at)
    held.state, held.content, held.done_at = ImportState.DONE.value, None, at
    held.counts = {code: asdict(count) for code, count in plan.counts.items()}
    held.save(update_fields=["state", "content", "done_at", "counts"])
    new = sum(one.new for one in plan.counts.values())
    changed = sum(one.changed for one in plan.counts.values())
    assert actor.staff_id is not None  # noqa: S101 - who sent it is staff
    journal.record(
        MasterDataImported(
            community_id=held.community_id,
            subject_id=held.pk,
            at=at,
            staff_id=actor.staff_id,
            new=new,
            changed=changed,
        )
    )
    return plan


@transaction.atomic
def drop_import(actor: Actor, import_id: UUID) -> None:
    """Forget a workbook that was looked at. Raises Missing for another community's."""
    actor.need(Duty.MANAGE)
    found = access.sent_file(actor, import_id)
    waiting = Import.objects.filter(pk=found.pk, state=ImportState.CHECKED.value)
    waiting.update(state=ImportState.DROPPED.value, content=None)


@transaction.atomic
def forget_imports(*, before: datetime) -> int:
    """Drop workbooks sent before a time and never confirmed: they hold names and phones. Returns how many."""
    waiting = Import.objects.filter(state=ImportState.CHECKED.value, sent_at__lt=before)
    return waiting.update(state=ImportState.DROPPED.value, content=None)


def _take_in(plan: Plan, community_id: UUID, at: datetime) -> None:
    place_verbs.add_homes(community_id, plan.homes, at=at)
    changes = [HomeChange(one.id, one.floor, one.area, one.occupancy) for one in plan.changed_homes]
    place_verbs.change_homes(community_id, changes, at=at)
    _add_residents(plan.residents, community_id)
    for one in plan.changed_residents:
        _change_resident(one)
    company_id = places.community(community_id).company_id
    ids = {new.username: hire(company_id, new) for new in plan.staff.values()}
    for change in plan.changed_staff:
        _change_staff(change, community_id)
    ids |= _ids([name for name, _, _ in plan.skills] + [name for name, _ in plan.shifts], ids)
    for username, code, until in plan.skills:
        give_skill(ids[username], code, until)
    roster([replace(shift, staff_id=ids[username]) for username, shift in plan.shifts])


def _ids(names: list[str], known: Mapping[str, UUID]) -> dict[str, UUID]:
    wanted = set(names) - set(known)
    return dict(Staff.objects.filter(account__username__in=wanted).values_list("account__username", "id"))


def _add_residents(new: list[ImportedResident], community_id: UUID) -> None:
    """The same name with the same phone is the same person, also in another home."""
    labels = {one.label: one.id for one in places.all_homes(community_id)} if new else {}
    phones = {one.phone for one in new if one.phone}
    people: dict[tuple[str, str], Resident] = {
        (row.name, row.phone): row for row in Resident.objects.filter(community=community_id, phone__in=phones)
    }
    made, residences, back = [], [], []
    for one in new:
        person = people.get((one.name, one.phone))
        if person is None:
            person = Resident(
                community_id=community_id,
                home_id=labels[one.home],
                name=one.name,
                phone=one.phone,
                kind=one.kind,
                left_on=one.until,
            )
            made.append(person)
            if one.phone:
                people[one.name, one.phone] = person
        elif person.left_on and not one.until:
            person.home_id, person.kind, person.left_on = labels[one.home], one.kind.value, None
            back.append(person)
        residences.append(
            Residence(
                community_id=community_id,
                resident=person,
                home_id=labels[one.home],
                kind=one.kind,
                since=one.since,
                until=one.until,
            )
        )
    Resident.objects.bulk_create(made, batch_size=BATCH)
    Resident.objects.bulk_update([row for row in back if row not in made], ["home", "kind", "left_on"])
    Residence.objects.bulk_create(residences, batch_size=BATCH)


def _change_resident(one: ChangedResident) -> None:
    residence = Residence.objects.select_related("resident", "home").get(pk=one.living.residence_id)
    person = residence.resident
    if one.phone is not None:
        person.phone = one.phone
    if one.kind is not None:
        residence.kind = one.kind.value
        if person.home_id == residence.home_id:
            person.kind = one.kind.value
    if one.since is not None:
        residence.since = one.since
    person.save(update_fields=["phone", "kind"])
    residence.save(update_fields=["kind", "since"])
    if one.until is not None:
        end_residence(residence, one.until)


def _change_staff(change: StaffChange, community_id: UUID) -> None:
    words: dict[str, str] = {}
    if change.name is not None:
        words |= {"name": change.name, "pinyin": rules.reading(change.name)}
    if change.phone is not None:
        words["phone"] = change.phone
    if words:
        Staff.objects.filter(pk=change.staff_id).update(**words)
    for role in change.roles:
        post_to(change.staff_id, community_id, role)
