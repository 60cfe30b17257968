"""What other rooms and the verbs ask of cases; no person behind it, so no masking and no words."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from guanjia.rooms.cases import access
from guanjia.rooms.cases.models import Case, CaseWorker
from guanjia.rooms.cases.types import CaseState
from guanjia.rooms.cases.types.refs import CaseRef
from guanjia.rooms.places import selectors as places
from guanjia.shared.actor import Actor
from guanjia.shared.db import in_reach, row_of, rows_of
from guanjia.shared.errors import Missing, gettext_noop
from guanjia.shared.riding import ask


def case_ref(case_id: UUID) -> CaseRef:
    """One case for another room. Raises Missing. One light query."""
    rows = ask(_REF, [case_id])
    if not rows:
        raise Missing("cases.missing", gettext_noop("There is no such case."))
    known = dict(zip((one.name for one in fields(CaseRef)), rows[0], strict=True))
    return CaseRef(**{**known, "state": CaseState(known["state"])})


_REF = """
select c.id, c.community_id, c.number, c.title, c.state, c.is_open, c.case_class, c.topic, c.urgency, c.paid,
       c.contact_id, c.conversation_id, c.home_id, coalesce(h.label, c.place_text), c.owner_id, c.worker_id,
       c.about_staff_id, c.about_department, c.closed_to, c.needs_why, c.opened_at, c.moved_at, c.done_at
  from cases_case c left join places_home h on h.id = c.home_id where c.id = %s
"""


def contacts_of(case_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Whose the cases are, where that is known. One light query."""
    text = "select id, contact_id from cases_case where id = any(%s) and contact_id is not null"
    return dict(ask(text, [list(case_ids)]))


def state_of(case_id: UUID) -> CaseState | None:
    """How far a case is; None when there is none. One light query."""
    found = ask("select state from cases_case where id = %s", [case_id])
    return CaseState(found[0][0]) if found else None


def live_cases(case_ids: Iterable[UUID], seen_by: Actor | None = None) -> dict[UUID, CaseRef]:
    """Several cases for another room, open or not; what `seen_by` must not see is left out. One query."""
    rows = Case.objects.select_related("home").filter(pk__in=set(case_ids))
    refs = {row.pk: ref_of(row) for row in rows}
    return refs if seen_by is None else {key: ref for key, ref in refs.items() if access.in_sight(seen_by, ref)}


def ref_of(found: Case) -> CaseRef:
    """The row as a plain value; its home should have been read with it, or is read now."""
    return CaseRef(
        id=found.pk,
        community_id=found.community_id,
        number=found.number,
        title=found.title,
        state=CaseState(found.state),
        is_open=found.is_open,
        case_class=found.case_class,
        topic=found.topic,
        urgency=found.urgency,
        paid=found.paid,
        contact_id=found.contact_id,
        conversation_id=found.conversation_id,
        home_id=found.home_id,
        place=place_of(found),
        owner_id=found.owner_id,
        worker_id=found.worker_id,
        about_staff_id=found.about_staff_id,
        about_department=found.about_department,
        closed_to=found.closed_to,
        needs_why=found.needs_why,
        opened_at=found.opened_at,
        moved_at=found.moved_at,
        done_at=found.done_at,
    )


def place_of(found: Case) -> str:
    """Where it is: the home's label, else what was said."""
    if found.home_id is None:
        return found.place_text
    return found.home.label if "home" in found._state.fields_cache and found.home else places.label(found.home_id)


def workers_of(case_id: UUID) -> frozenset[UUID]:
    """Everybody who did work on the case, also those it was taken from. One query."""
    return frozenset(CaseWorker.objects.filter(case=case_id).values_list("staff_id", flat=True))


def open_of_conversation(conversation_id: UUID) -> Case | None:
    """The newest open case of a conversation; a merged one leads to the one it was merged into. One query, or two."""
    rows = rows_of(Case, conversation_id=conversation_id, is_open=True)
    if rows:
        return max(rows, key=lambda row: (row.opened_at, row.pk))
    into = ask(_MERGED, [conversation_id])
    return row_of(Case, into[0][0]) if into else None


_ABOUT = "select 1 from cases_case where conversation_id = %s and about_staff_id = %s and is_open limit 1"


def is_complained_about(staff_id: UUID, conversation_id: UUID) -> bool:
    """Whether an open complaint that came by this conversation is about this person. One light query."""
    return bool(ask(_ABOUT, [conversation_id, staff_id]))


_MERGED = """
select into_.id from cases_case as merged join cases_case as into_ on into_.id = merged.merged_into_id
 where merged.conversation_id = %s and merged.state = 'merged' and into_.is_open
 order by merged.opened_at desc limit 1
"""


def open_rows_of_contact(contact_id: UUID) -> list[Case]:
    """The open cases of one contact, the newest first, for verbs of this room. One query."""
    rows = Case.objects.filter(contact=contact_id, is_open=True).select_related("home")
    return list(rows.order_by("-opened_at", "-id"))


def open_of_contact(contact_id: UUID) -> list[CaseRef]:
    """The open cases of one contact, the newest first. One query."""
    return [ref_of(row) for row in open_rows_of_contact(contact_id)]


def done_at_home(case_id: UUID, topic: str) -> list[CaseRef]:
    """Finished cases of this topic at the same home, the newest first. Two queries; none for a case without a home."""
    home_id = Case.objects.filter(pk=case_id).values_list("home_id", flat=True).first()
    if home_id is None:
        return []
    after = [CaseState.DONE, CaseState.ACCEPTED, CaseState.CLOSED, CaseState.ARCHIVED]
    rows = Case.objects.filter(home=home_id, topic=topic, done_at__isnull=False, state__in=after).exclude(pk=case_id)
    return [ref_of(row) for row in rows.select_related("home").order_by("-done_at", "-id")[:10]]


def same_place(case_id: UUID, since: datetime) -> list[CaseRef]:
    """Open cases of the same topic at the same home since then: candidates for merging. Two queries."""
    found = Case.objects.filter(pk=case_id).values("community_id", "home_id", "topic").first()
    if not found or not found["topic"] or not found["home_id"]:
        return []
    rows = Case.objects.filter(**found, is_open=True, opened_at__gte=since).exclude(pk=case_id)
    return [ref_of(row) for row in rows.select_related("home").order_by("-opened_at", "-id")[:10]]


def needing_somebody(after: UUID | None, limit: int) -> list[UUID]:
    """Classified open cases that nobody has been asked to do, by id, for the sweep of offers. One query."""
    rows = in_reach(Case.objects.filter(is_open=True, state=CaseState.CLASSIFIED, needs_why="unassigned"))
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])


def was_heard(message_id: UUID) -> bool:
    """Whether this message was taken in already. One light query."""
    return bool(ask(_HEARD, [message_id, message_id])[0][0])


_HEARD = """
select exists (select from cases_case where heard_id = %s) or exists (select from cases_casenote where heard_id = %s)
"""


@dataclass(frozen=True, slots=True)
class Site:
    """Where a case lies, and who has worked at that home before."""

    building_id: UUID | None
    building: str
    area_id: UUID | None
    area: str
    workers: frozenset[UUID]


def site_of(case: CaseRef) -> Site:
    """The building or area of a case, with who knows the home from other cases. One light query."""
    building_id, building, area_id, area, workers = ask(_SITE, [case.id, case.home_id])[0]
    return Site(building_id, building or "", area_id, area or "", frozenset(workers))


_SITE = """
select b.id, b.code, a.id, a.name,
       array(select distinct w.staff_id from cases_caseworker w join cases_case k on k.id = w.case_id
              where k.home_id = c.home_id and k.id <> c.id)
  from (select one.id, one.home_id, (select area_id from cases_case where id = one.id) as area_id
          from (select %s::uuid as id, %s::uuid as home_id) as one) as c
       left join places_home h on h.id = c.home_id left join places_building b on b.id = h.building_id
       left join places_area a on a.id = c.area_id
"""


@dataclass(frozen=True, slots=True)
class TaskCase:
    """A case as its workers see it."""

    ref: CaseRef
    appointment_start: datetime | None
    appointment_end: datetime | None
    departed: frozenset[UUID]
    arrived: frozenset[UUID]


def task_cases(case_ids: Iterable[UUID], staff_ids: Iterable[UUID]) -> dict[UUID, TaskCase]:
    """Cases for the lists of these workers. Two queries."""
    wanted = set(case_ids)
    ways = list(CaseWorker.objects.filter(case__in=wanted, staff__in=set(staff_ids)))
    return {
        row.pk: TaskCase(
            ref_of(row),
            row.appointment_start,
            row.appointment_end,
            frozenset(one.staff_id for one in ways if one.case_id == row.pk and one.departed_at),
            frozenset(one.staff_id for one in ways if one.case_id == row.pk and one.arrived_at),
        )
        for row in Case.objects.select_related("home").filter(pk__in=wanted)
    }


def workers_of_all(case_ids: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Everybody who did work on each of these cases. One query."""
    found: dict[UUID, set[UUID]] = {}
    for case_id, staff_id in CaseWorker.objects.filter(case__in=set(case_ids)).values_list("case_id", "staff_id"):
        found.setdefault(case_id, set()).add(staff_id)
    return {case_id: frozenset(ids) for case_id, ids in found.items()}


def conversations_at_work(conversation_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these conversations an open case runs in; silence never ends them. One query."""
    rows = Case.objects.filter(conversation__in=set(conversation_ids), is_open=True)
    return {key for key in rows.values_list("conversation_id", flat=True) if key is not None}
