"""Gates told straight from the law: who may do what, by everything that happened before.

Nothing is remembered from act to act: each looks back at all events before it. People have posts; posts report up.
"""

from random import Random
from typing import Any

RANKS = {"desk": "lead", "chat": "lead", "lead": "manager", "fitter": "foreman", "foreman": "manager"}
RANKS |= {"manager": "company"}
POSTS = [*RANKS, "company"]
PEOPLE = {f"p{number}": posts for number, posts in enumerate([[one] for one in POSTS] + [["desk", "lead"]])}
MINUTE = 60


def chance(number: int) -> dict[str, Any]:
    """A gate, and what happens on one case."""
    random = Random(f"gate {number}")
    out = random.sample(["worker", "named", "named_lead", "machine"], random.randrange(5))
    asked = [{"role": role, "count": random.choice([1, 1, 2])} for role in random.sample(POSTS, random.randrange(3))]
    spec = {
        "code": "G",
        "kind": "gate",
        "subject": "case",
        "activity": [{"event": "case.taken_on"}, {"event": "case.closed"}],
        "approved": [{"event": "approved"}],
        "approvals": asked,
        "different_people": random.random() < 0.5,
        "not_by": out,
        "level_above": random.random() < 0.5,
        "ranks": {**RANKS, "company": None},
        **({"lead_time": {"minutes": 5}} if random.random() < 0.3 else {}),
    }
    return {"spec": spec, "events": [_event(random, place) for place in range(random.randint(2, 9))]}


def _event(random: Random, place: int) -> dict[str, Any]:
    who = random.choice(list(PEOPLE))
    event = {"id": random.randrange(100) * 100 + place, "at": random.choice([0, 1, 4, 5, 6, 10, 11]) * MINUTE}
    event |= {"kind": random.choice(["case.taken_on", "case.closed", "case.about_named", "approved"]), "who": who}
    if event["kind"] == "case.closed":
        event["by"] = random.choice(["desk", "machine", "silence"])
    if event["kind"] == "approved":
        event["role"], event["version"] = random.choice(PEOPLE[who]), random.choice(["1", "1", "2"])
    if event["kind"] == "case.taken_on" and random.random() < 0.3:
        event["version"] = "1"
    return event


# The law ------------------------------------------------------------------------------------------------------------


def over(post: str) -> list[str]:
    """Everybody a post reports to, the nearest first."""
    above = RANKS.get(post)
    return [above, *over(above)] if above else []


def _lead(post: str) -> str | None:
    """Who leads the team of somebody who leads nobody."""
    return None if post in RANKS.values() else RANKS.get(post)


def wanting(spec: dict[str, Any], act: dict[str, Any], before: list[dict[str, Any]]) -> list[str]:
    """What the act lacks, in the order of the law."""
    lacks = _unapproved(spec, act, before)
    about = [one["who"] for one in before if one["kind"] == "case.about_named"]
    posts = PEOPLE[act["who"]] if act["kind"] == "case.taken_on" else []
    involved = {
        "worker": any(one["kind"] == "case.taken_on" and one["who"] == act["who"] for one in before),
        "named": act["who"] in about,
        "named_lead": any(_lead(post) in posts for one in about for post in PEOPLE[one]),
        "machine": act.get("by") == "machine",
    }
    lacks += [f"own:{one}" for one in spec["not_by"] if involved[one]]
    named = [post for one in about for post in PEOPLE[one]]
    if spec["level_above"] and posts and all(set(named) & {post, *over(post)} for post in posts):
        lacks.append("level")
    return lacks


def _unapproved(spec: dict[str, Any], act: dict[str, Any], before: list[dict[str, Any]]) -> list[str]:
    given = [one for one in before if one["kind"] == "approved"]
    if "lead_time" in spec:
        given = [one for one in given if one["at"] <= act["at"] - 5 * MINUTE]
    if "version" in act:
        given = [one for one in given if one["version"] == act["version"]]
    lacks, taken = [], set[str]()
    for asked in spec["approvals"]:
        people = list(dict.fromkeys(one["who"] for one in given if one["role"] == asked["role"]))
        free = [one for one in people if not (spec["different_people"] and one in taken)][: asked["count"]]
        taken |= set(free)
        lacks += [f"approval:{asked['role']}"] if len(free) < asked["count"] else []
    return lacks
