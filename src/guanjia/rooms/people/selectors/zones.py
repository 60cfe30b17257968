"""What somebody looks after, until when their skills are valid, and where they are posted. Light queries, no actor."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from guanjia.shared.riding import ask


def zone_of(staff_id: UUID, community_id: UUID) -> frozenset[UUID]:
    """The buildings and areas somebody looks after in the community, by any post. One light query."""
    return frozenset(key for (key,) in ask(_ZONE, [staff_id, community_id]))


_ZONE = """
select coalesce(zone.building_id, zone.area_id) from people_zone as zone join people_post as post
    on post.id = zone.post_id where post.staff_id = %s and post.community_id = %s
"""


def zones_named(staff_ids: Iterable[UUID], community_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The buildings and areas these people look after, as they are said, in a row. One light query."""
    return dict(ask(_ZONES_NAMED, [list(staff_ids), list(community_ids)]))


_ZONES_NAMED = """
select post.staff_id, string_agg(coalesce(building.code, area.name), ' ' order by length(building.code), building.code)
  from people_zone as zone join people_post as post on post.id = zone.post_id
  left join places_building as building on building.id = zone.building_id
  left join places_area as area on area.id = zone.area_id
 where post.staff_id = any(%s) and post.community_id = any(%s) group by post.staff_id
"""


def walkers(
    community_id: UUID, roles: Iterable[str], starts: datetime, ends: datetime
) -> list[tuple[UUID, str, frozenset[str], frozenset[datetime]]]:
    """Who of these roles has a shift that begins in a span of time: who, role, the codes of the buildings they look
    after, and when their shifts begin. By name's reading. One light query."""
    found = ask(_WALKERS, [community_id, list(roles), starts, ends])
    return [(key, role, frozenset(codes), frozenset(times)) for key, role, codes, times in found]


_WALKERS = """
select shift.staff_id, shift.role,
       array(select building.code from people_post as post join people_zone as zone on zone.post_id = post.id
               join places_building as building on building.id = zone.building_id
              where post.staff_id = shift.staff_id and post.community_id = shift.community_id
                and post.role = shift.role),
       array_agg(distinct shift.starts)
  from people_shift as shift join people_staff as staff on staff.id = shift.staff_id
 where shift.community_id = %s and shift.role = any(%s) and shift.starts >= %s and shift.starts < %s
 group by shift.staff_id, shift.community_id, shift.role, staff.pinyin
 order by staff.pinyin, shift.staff_id
"""


def away(staff_ids: Iterable[UUID], starts: datetime, ends: datetime) -> list[tuple[UUID, datetime, datetime]]:
    """The leaves of these people that touch a span of time. One light query."""
    return [(key, first, last) for key, first, last in ask(_AWAY, [list(staff_ids), ends, starts])]


_AWAY = "select staff_id, starts, ends from people_leave where staff_id = any(%s) and starts < %s and ends > %s"


def looking_after(community_id: UUID) -> dict[tuple[str, str], list[UUID]]:
    """Who looks after a building by their post: by role and the building's code. One light query."""
    found: dict[tuple[str, str], list[UUID]] = {}
    for role, code, staff_id in ask(_LOOKING_AFTER, [community_id]):
        found.setdefault((role, code), []).append(staff_id)
    return found


_LOOKING_AFTER = """
select post.role, building.code, post.staff_id from people_zone as zone
  join people_post as post on post.id = zone.post_id join places_building as building on building.id = zone.building_id
 where post.community_id = %s order by post.role, building.code, post.staff_id
"""


def staff_at(staff_ids: Iterable[UUID], community_ids: Iterable[UUID]) -> list[tuple[UUID, str, UUID, str]]:
    """These people by name's reading, with one community they serve and their role there. One light query, or none."""
    wanted = list(staff_ids)
    return [(key, name, place, role) for key, name, place, role, _ in ask(_AT, [wanted, list(community_ids)])]


_AT = """
select * from (
    select distinct on (staff.id) staff.id, staff.name, post.community_id, post.role, staff.pinyin
      from people_post as post join people_staff as staff on staff.id = post.staff_id
     where staff.id = any(%s) and post.community_id = any(%s) order by staff.id, post.community_id, post.role
) as found order by pinyin, id
"""


def valid_until(staff_ids: Iterable[UUID], codes: Iterable[str]) -> dict[UUID, dict[str, datetime]]:
    """Until when the skills and certificates of these codes are valid, where they end. One light query."""
    text = "select staff_id, code, valid_until from people_skill where staff_id = any(%s) and code = any(%s)"
    found: dict[UUID, dict[str, datetime]] = {}
    for staff_id, code, until in ask(text, [list(staff_ids), list(codes)]):
        if until is not None:
            found.setdefault(staff_id, {})[code] = until
    return found
