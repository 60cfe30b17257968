"""Who stands where: what the roles of the handbook report to says who leads a team and who stands above whom."""

from collections.abc import Iterable, Mapping

Ranks = Mapping[str, str | None]
"""By role: the role it reports to."""


def leads_of(ranks: Ranks, roles: Iterable[str]) -> frozenset[str]:
    """The roles that lead the teams of these roles. Who leads others is the lead of the own team, so has none above.

    Source: about a team's member neither they nor their lead; about the supervisor the manager.
    """
    leaders = {above for above in ranks.values() if above}
    return frozenset(above for role in roles if role not in leaders and (above := ranks.get(role)))


def at_or_under(ranks: Ranks, roles: Iterable[str]) -> frozenset[str]:
    """These roles and all that report to them, directly or not."""
    found = set(roles)
    while more := {role for role, above in ranks.items() if above in found and role not in found}:
        found |= more
    return frozenset(found)
