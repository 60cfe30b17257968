"""Things that lead to themselves: standards that open each other, roles that report in a ring, plans that wait."""

from collections.abc import Iterator, Mapping

from guanjia.rooms.handbook.rules.assembling import Assembly, Entry
from guanjia.rooms.handbook.types.problems import Path, Problem
from guanjia.shared.errors import gettext_noop

Edges = Mapping[str, list[tuple[str, Path]]]


def chain_problems(found: Assembly) -> Iterator[Problem]:
    """Each ring once, at the entry of it that stands first."""
    standards: Edges = {
        entry.code: [
            (one["standard"], (key, number, "standard"))
            for key in ("start", "reaches", "activity")
            for number, one in enumerate(entry.plain.get(key, ()))
            if one.get("standard")
        ]
        for entry in found.all("standards")
    }
    what = gettext_noop("these standards open each other in a ring: %(ring)s")
    instead = gettext_noop("a start that is not a breach or warning of this chain")
    for ring, where in rings(standards):
        yield found.entries["standards"][ring[0]].wrong(where, what, instead, ring=" → ".join([*ring, ring[0]]))
    roles: Edges = {
        entry.code: [(entry.plain["reports_to"], ("reports_to",))] if entry.plain["reports_to"] else []
        for entry in found.all("roles")
    }
    what = gettext_noop("these roles report to each other in a ring: %(ring)s")
    for ring, where in rings(roles):
        entry = found.entries["roles"][ring[0]]
        yield entry.wrong(where, what, gettext_noop("nothing for the highest role"), ring=" → ".join([*ring, ring[0]]))
    for entry in found.all("plans"):
        yield from _plan(entry)


def _plan(entry: Entry) -> Iterator[Problem]:
    steps: Edges = {
        one["code"]: [(one["after"], ("steps", number, "after"))] if one["after"] else []
        for number, one in enumerate(entry.plain["steps"])
    }
    what = gettext_noop("these steps wait for each other: %(ring)s")
    for ring, where in rings(steps):
        yield entry.wrong(where, what, gettext_noop("a step that comes before"), ring=" → ".join([*ring, ring[0]]))


def rings(edges: Edges) -> Iterator[tuple[list[str], Path]]:
    """Every ring found by walking in order; each one once, with the place of the edge that leaves its first code."""
    done: set[str] = set()
    for start in edges:
        if start in done:
            continue
        trail: list[str] = []
        waiting = [(start, iter(edges[start]))]
        trail.append(start)
        while waiting:
            code, targets = waiting[-1]
            target = next(targets, None)
            if target is None:
                waiting.pop()
                trail.pop()
                done.add(code)
            elif target[0] in trail:
                ring = trail[trail.index(target[0]) :]
                following = ring[1] if len(ring) > 1 else ring[0]
                yield ring, next(where for to, where in edges[ring[0]] if to == following)
            elif target[0] in edges and target[0] not in done:
                trail.append(target[0])
                waiting.append((target[0], iter(edges[target[0]])))
