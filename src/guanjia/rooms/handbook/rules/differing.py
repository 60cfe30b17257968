"""What one edition says otherwise than another, entry by entry and key by key, and in which communities."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from guanjia.rooms.handbook.rules.divisions import divisions_of
from guanjia.rooms.handbook.rules.overriding import for_community, holding
from guanjia.rooms.handbook.types.book import LISTS, HandbookContent
from guanjia.rooms.handbook.types.life import Difference

ORDER = ("standards", "calendars", "urgencies", "terms", "topics", "grades")
"""Lists a reader looks for first."""
_UNSAID = frozenset({"code", "kind", "note"})

Change = tuple[str, str, str]
Lying = Mapping[str, str | None]
"""Communities by their short names, with the division each lies in; None: read whatever the place."""


def differences(old: HandbookContent, new: HandbookContent, communities: Lying) -> list[Difference]:
    """What `new` says otherwise than `old`, with the communities it holds in; empty where it holds in all.

    Each community is read with its overrides and the rules of its place. Without communities the editions are compared
    as they are written.
    """
    found: dict[Change, list[tuple[Any, Any, str]]] = {}
    for group, (one, other) in _versions(old, new, communities):
        for change, before, after in _between(one, other):
            found.setdefault(change, []).extend((before, after, community) for community in group)
    made = [one for change, told in found.items() for one in _gathered(change, told, communities)]
    return sorted(made, key=lambda one: _rank(one.list))


def _rank(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


def _versions(
    old: HandbookContent, new: HandbookContent, communities: Lying
) -> Iterator[tuple[list[str], tuple[Mapping[str, Any], Mapping[str, Any]]]]:
    """Communities that read the same, and what they read in either edition."""
    groups: dict[tuple[object, ...], list[str]] = {}
    lying = communities or {"": None}
    for community, division in lying.items():
        alike = tuple(alike_in(content, community, division) for content in (old, new))
        groups.setdefault(alike, []).append(community)
    for group in groups.values():
        yield group, (_plain(old, group[0], lying[group[0]]), _plain(new, group[0], lying[group[0]]))


def alike_in(content: HandbookContent, community: str, division: str | None) -> tuple[object, ...]:
    """Equal for two communities in which an edition says the same: the overrides, and the places with rules."""
    over = tuple(one.code for one in holding(content, community))
    return over, None if division is None else divisions_of(content, division)


def _plain(content: HandbookContent, community: str, division: str | None) -> Mapping[str, Any]:
    try:
        return for_community(content, community, division).model_dump(mode="json")
    except (ValueError, KeyError):  # an override that does not fit is told beside the differences
        return content.model_dump(mode="json")


def _between(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[Change, Any, Any]]:
    for name in ("standards", *LISTS):
        yield from _entries(name, old[name], new[name])
    for section in new["terms"]:  # a section of one handbook may be none of the other's
        yield from _keys("terms", section, old["terms"].get(section) or {}, new["terms"][section] or {})
    yield from _keys("grades", "", old["grades"], new["grades"])


def _entries(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[Change, Any, Any]]:
    for code in [*new, *(code for code in old if code not in new)]:
        before, after = old.get(code), new.get(code)
        if before is None or after is None or before.get("kind") != after.get("kind"):
            yield (name, code, ""), before, after
        else:
            yield from _keys(name, code, before, after)


def _keys(name: str, code: str, before: Any, after: Any) -> Iterator[tuple[Change, Any, Any]]:
    if before == after or not isinstance(before, Mapping):
        return
    for key in [*after, *(key for key in before if key not in after)]:
        was, now = before.get(key), after.get(key)
        if was == now or key in _UNSAID:
            continue
        if key == "by_urgency" and was and now:
            rows = [*now, *(row for row in was if row not in now)]
            yield from (
                (((name, code, f"by_urgency.{row}"), was.get(row), now.get(row)))
                for row in rows
                if was.get(row) != now.get(row)
            )
        else:
            yield (name, code, key), was, now


def _gathered(
    change: Change, told: Sequence[tuple[Any, Any, str]], communities: Collection[str]
) -> Iterator[Difference]:
    """The same change of several communities once; everywhere, when all have it."""
    kinds: list[tuple[Any, Any, list[str]]] = []
    for before, after, community in told:
        same = next((one for one in kinds if one[0] == before and one[1] == after), None)
        if same is None:
            kinds.append((before, after, [community]))
        else:
            same[2].append(community)
    for before, after, named in kinds:
        where = () if len(named) >= len(communities or ("",)) else tuple(named)
        yield Difference(*change, before, after, where)
