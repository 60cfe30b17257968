"""Codes printed on a sign at a place: signed, so that nobody makes one up; they name a place and nothing else."""

import base64
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext

from guanjia.rooms.places import access
from guanjia.rooms.places.models import Area, Building, Unit
from guanjia.rooms.places.types import Sign
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Missing, gettext_noop

SIGNER = Signer(salt="places.sign", sep=".")
AREA, UNIT = "a", "u"
MOST = 200
"""Signs of one sheet."""


def sign_code(kind: str, key: UUID) -> str:
    """What is printed for a shared area (`AREA`) or a stairwell (`UNIT`)."""
    return SIGNER.sign(kind + base64.urlsafe_b64encode(key.bytes).decode().rstrip("="))


def read_sign(code: str) -> Sign:
    """The place a printed code stands for. Raises Missing for one that is damaged, made up, or of a place that is gone.

    Two queries at most.
    """
    try:
        packed = SIGNER.unsign(code)
        kind, key = packed[0], UUID(bytes=base64.urlsafe_b64decode(packed[1:] + "=="))
    except (BadSignature, ValueError, IndexError) as wrong:
        raise _unknown() from wrong
    found = _area(key) if kind == AREA else _unit(key)
    if found is None:
        raise _unknown()
    return found


def _unknown() -> Missing:
    message = gettext_noop("This code is damaged or no longer used. Tell us where you are and what is wrong.")
    return Missing("places.no_sign", message)


def _area(key: UUID) -> Sign | None:
    row = Area.objects.filter(pk=key).first()
    return Sign(row.community_id, row.name, area_id=row.pk) if row else None


def _unit(key: UUID) -> Sign | None:
    row = Unit.objects.select_related("building").filter(pk=key).first()
    return Sign(row.community_id, _said(row)) if row else None


def _said(row: Unit) -> str:
    return gettext("Building %(building)s, unit %(unit)s") % {"building": row.building.code, "unit": row.code}


def buildings(actor: Actor, community_id: UUID) -> list[str]:
    """The codes of a community's buildings. Raises Missing for a community of elsewhere. One query."""
    access.check_community(actor, community_id)
    return list(Building.objects.filter(community=community_id).order_by("code").values_list("code", flat=True))


def stairwells(actor: Actor, community_id: UUID, building: str) -> list[UUID]:
    """The stairwells of a building. Raises Missing for a community of elsewhere. One query."""
    access.check_community(actor, community_id)
    rows = Unit.objects.filter(community=community_id, building__code=building)
    return list(rows.order_by("code").values_list("id", flat=True)[:MOST])


def signs(actor: Actor, community_id: UUID, building: str = "") -> list[Sign]:
    """The signs of a building's stairwells, or of the shared areas without one. Raises Missing. One query."""
    access.check_community(actor, community_id)
    if building:
        rows = Unit.objects.select_related("building").filter(community=community_id, building__code=building)
        return [Sign(community_id, _said(row), sign_code(UNIT, row.pk)) for row in rows.order_by("code")[:MOST]]
    areas = Area.objects.filter(community=community_id).order_by("name", "id")[:MOST]
    return [Sign(community_id, row.name, sign_code(AREA, row.pk), row.pk) for row in areas]
