"""Who could go: everybody of the roles whose shift runs, with what counts in the choice."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from guanjia.rooms.cases import access as case_access
from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases import services as case_verbs
from guanjia.rooms.cases.selectors import CaseRef, Site
from guanjia.rooms.dispatch import rules
from guanjia.rooms.dispatch.selectors.words import in_words, role_title
from guanjia.rooms.dispatch.types import Candidate, CandidateRow
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.handbook.types.needs import Topic
from guanjia.rooms.people import selectors as people
from guanjia.shared.actor import Actor
from guanjia.shared.riding import ask


def candidates(
    case: CaseRef, roles: Iterable[str], at: datetime, but: Iterable[UUID] = (), topic: Topic | None = None
) -> list[Candidate]:
    """Everybody of these roles whose shift runs, but those named and whoever must keep out of a complaint.

    Three light queries, one more where the topic asks for certificates; a few for each where some must keep out.
    """
    barred = {*but, case.about_staff_id}
    wanted = set(roles)
    found = [
        one for one in people.staff_on_duty(case.community_id, None, at) if one.role in wanted and one.id not in barred
    ]
    if case.about_staff_id is not None or case.about_department:
        found = [one for one in found if case_verbs.may_take(case.id, one.id, at=at)]
    if not found:
        return []
    ids = [one.id for one in found]
    load, site, valid = load_of(ids), cases.site_of(case), _valid(ids, topic)
    return [
        Candidate(
            one.id,
            one.role,
            one.skills,
            one.shift_ends,
            load.get(one.id, 0),
            knows_home=one.id in site.workers,
            zone=_zone(site, one.zone),
            valid=valid.get(one.id, {}),
        )
        for one in found
    ]


def roles_for(case: CaseRef, book: Book, topic: Topic) -> list[str]:
    """The roles asked for this case, the first owns it; a complaint about a department may go a way of its own."""
    way = book.terms.complaint.own_way if book.terms.complaint is not None else None
    if way is not None and case.about_department:
        return rules.on_own_way(way, case.closed_to)
    about = people.roles_of(case.about_staff_id, case.community_id) if case.about_staff_id else ()
    return rules.roles_asked(book, topic, about)


def _valid(ids: list[UUID], topic: Topic | None) -> Mapping[UUID, Mapping[str, datetime]]:
    return people.valid_until(ids, topic.certificates) if topic is not None and topic.certificates else {}


def _zone(site: Site, looked_after: frozenset[UUID]) -> Mapping[str, str]:
    """The place of the case as far as it is this person's to look after."""
    if site.building_id in looked_after:
        return {"building": site.building}
    return {"area": site.area} if site.area_id in looked_after else {}


def load_of(staff_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How much each has: cases in hand and offers that stand, each case once. Nobody without any. One light query."""
    wanted = list(staff_ids)
    return dict(ask(_LOAD, [wanted, wanted]))


_LOAD = """
select staff_id, count(distinct case_id) from (
    select w.staff_id, w.case_id from cases_caseworker w join cases_case c on c.id = w.case_id
     where w.active and w.staff_id = any(%s) and c.is_open and c.state not in ('done', 'accepted')
    union all
    select staff_id, case_id from dispatch_assignment where state = 'offered' and staff_id = any(%s)
) as held group by staff_id
"""


def person(case: CaseRef, staff_id: UUID, at: datetime, topic: Topic) -> tuple[Candidate, bool]:
    """One person as a candidate, and whether they are on duty. Six queries at most."""
    duty = next((one for one in people.staff_on_duty(case.community_id, None, at) if one.id == staff_id), None)
    site, zone = cases.site_of(case), people.zone_of(staff_id, case.community_id)
    if duty is None:
        roles = people.roles_of(staff_id, case.community_id)
        role, skills, ends = roles[0] if roles else "", people.skills_of(staff_id, at), at
    else:
        role, skills, ends = duty.role, duty.skills, duty.shift_ends
    found = Candidate(
        staff_id,
        role,
        skills,
        ends,
        load_of([staff_id]).get(staff_id, 0),
        knows_home=staff_id in site.workers,
        zone=_zone(site, zone),
        valid=_valid([staff_id], topic).get(staff_id, {}),
    )
    return found, duty is not None


def choices(actor: Actor, case_id: UUID, *, at: datetime) -> list[CandidateRow]:
    """Whom the desk may name: the roles asked first, then everybody on duty; who fits best first. Eight queries."""
    case_access.case(actor, case_id)
    case = cases.case_ref(case_id)
    book = handbook.edition_in_force(case.community_id, at)
    topic = book.topics.get(case.topic)
    duty = people.staff_on_duty(case.community_id, None, at)
    names = {one.id: one.name for one in duty}
    works = {one.role for one in duty if one.role in book.roles and book.roles[one.role].works}
    asked = roles_for(case, book, topic) if topic else []
    rows = [
        (one, _choice(one, topic, book, names.get(one.staff_id, "")))
        for one in candidates(case, {*works, *asked}, at, (), topic)
    ]
    order = {role: place for place, role in enumerate(asked)}
    rows.sort(key=lambda pair: (not pair[1].fits, order.get(pair[0].role, len(order)), pair[0].load, pair[1].name))
    return [row for _, row in rows]


def _choice(one: Candidate, topic: Topic | None, book: Book, name: str) -> CandidateRow:
    most = rules.most_open(book.terms.dispatch, one.role)
    grounds = [reason.as_plain() for reason in rules.reasons_of(one, topic, most)] if topic else []
    return CandidateRow(
        staff_id=one.staff_id,
        name=name,
        role_title=role_title(book, one.role),
        load=one.load,
        reason=in_words(grounds, book),
        fits=topic is not None and {*topic.skills, *topic.certificates} <= one.skills,
    )
