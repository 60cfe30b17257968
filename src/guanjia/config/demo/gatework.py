"""The demo's gates: papers are laid before those who must approve, and the act begins when all of them have."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from guanjia.config.demo.life import Life
from guanjia.config.demo.scenes import scene
from guanjia.config.demo.world import Span, planned
from guanjia.rooms.approvals import services
from guanjia.rooms.approvals.rules import Asking, askings
from guanjia.rooms.approvals.types import Begun, BegunOutside, NewMatter, NewVersion, SentPaper, Word
from guanjia.rooms.handbook import selectors as handbook

WRITTEN_DOWN = timedelta(minutes=20)
"""So long after it began somebody who saw it writes it down."""


@dataclass(frozen=True, slots=True)
class Papers:
    """What was laid, who is still to be asked, and who said something already."""

    life: Life
    plan: dict[str, Any]
    asking: Asking
    matter_id: UUID
    meant_for: datetime
    version: int
    waits_for: tuple[str, ...]
    spoke: frozenset[UUID]


def begin(life: Life, span: Span) -> None:
    """Papers come on their days; of a shorter demo the first."""
    for at, one, home in planned(life.town.community_id, life.town.code, span, "papers"):
        act = partial(_seen, life, one) if "unasked" in one else partial(_lay, life, one, home.label)
        life.town.later(at, act)


def _seen(life: Life, one: dict[str, Any], at: datetime) -> None:
    """Somebody began without asking; whoever sees it writes it down."""
    who = life.town.on_duty("supervisor", "guard_lead")
    if who is not None:
        begun = BegunOutside(
            community_id=life.town.community_id,
            act=one["act"],
            title=one["title"],
            happened_at=at - WRITTEN_DOWN,
            words=one["unasked"],
        )
        services.record_begun_unasked(who.actor, begun, at=at)


def _lay(life: Life, one: dict[str, Any], home: str, at: datetime) -> None:
    town = life.town
    asking = askings(handbook.edition_in_force(town.community_id, at))[one["act"]]
    who = town.on_duty(asking.owed_role)
    if who is None:
        return
    laid = NewMatter(
        community_id=town.community_id,
        act=one["act"],
        title=one["title"],
        meant_for=at + timedelta(days=one["in_days"]),
        home=home if asking.act.of_home else "",
        papers=tuple(_paper(one, code) for code in asking.papers()),
    )
    matter_id = services.lay(who.actor, laid, at=at)
    asked = tuple(word.role for gate in asking.gates for word in gate.approvals)
    _next(Papers(life, one, asking, matter_id, laid.meant_for, 1, asked, frozenset({who.id})))


def _paper(one: dict[str, Any], code: str, version: int = 1) -> SentPaper:
    return SentPaper(code, f"{code}-{version}.jpg", scene(f"{one['title']} {code} {version}"))


def _next(papers: Papers) -> None:
    """Whoever is asked next looks at the papers when they get to it; when nobody is left the act begins."""
    town = papers.life.town
    if papers.waits_for:
        _when_there(papers, papers.waits_for[0], town.after("decide"), _say)
    else:
        anybody = replace(papers, spoke=frozenset())
        _when_there(anybody, papers.asking.owed_role, papers.meant_for, _start)


def _when_there(papers: Papers, role: str, at: datetime, act: Any) -> None:
    """Somebody of the role does it when they are on duty; who said something already only where nobody else is."""
    staff = papers.life.town.staff[role]
    others = [one for one in staff if one.id not in papers.spoke] or staff
    starts = [(when, number, one) for number, one in enumerate(others) if (when := one.next_on(at)) is not None]
    if starts:
        when, _, who = min(starts)
        papers.life.town.later(when, partial(act, papers, who))


def _say(papers: Papers, who: Any, at: datetime) -> None:
    role, *left = papers.waits_for
    word = Word(role, papers.version, papers.plan.get("says_no", ""))
    if word.words and papers.version == 1 and not left:
        services.refuse(who.actor, papers.matter_id, word, at=at)
        _when_there(papers, papers.asking.owed_role, papers.life.town.after("settle"), _lay_again)
        return
    services.approve(who.actor, papers.matter_id, replace(word, words=""), at=at)
    _next(replace(papers, waits_for=tuple(left), spoke=papers.spoke | {who.id}))


def _lay_again(papers: Papers, who: Any, at: datetime) -> None:
    """What was found wrong is put right in a second version, and everybody is asked anew."""
    asked = tuple(word.role for gate in papers.asking.gates for word in gate.approvals)
    meant = max(papers.meant_for, at + timedelta(days=1))
    code = next(iter(papers.asking.papers()))
    new = NewVersion(papers=(_paper(papers.plan, code, 2),), words=papers.plan["put_right"], meant_for=meant)
    services.lay_again(who.actor, papers.matter_id, new, at=at)
    _next(replace(papers, version=2, meant_for=meant, waits_for=asked, spoke=frozenset({who.id})))


def _start(papers: Papers, who: Any, at: datetime) -> None:
    ticked = frozenset(item.code for sheet in papers.asking.begun for item in sheet.items)
    services.start(who.actor, papers.matter_id, Begun(ticked=ticked), at=at)
