"""What the phone of somebody at work shows, gathered from the rooms."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language, gettext, pgettext

from guanjia.desks.field.acts import ACTS, OFFERED, row
from guanjia.desks.field.types import ActRow, Ground, StepLine, Steps, TaskPage, Tasks
from guanjia.rooms.cases import selectors as cases
from guanjia.rooms.cases.types import FAR, CaseState, CaseView, PhotoOf, PhotoRow, TimelineRow
from guanjia.rooms.dispatch import selectors as dispatch
from guanjia.rooms.dispatch.types import AssignmentState
from guanjia.rooms.handbook import selectors as handbook
from guanjia.rooms.handbook.rules.wording import spoken
from guanjia.rooms.handbook.types.editions import Book
from guanjia.rooms.people import selectors as people
from guanjia.rooms.people.types import Duty
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.repairs import selectors as repairs
from guanjia.rooms.repairs.types import QuoteState, RepairView
from guanjia.shared.actor import Actor
from guanjia.shared.templatetags.clockwork import clock
from guanjia.shared.templatetags.guanjia import yuan

TOLD = frozenset({"case.taken_on", "case.departed", "case.arrived", "case.contained", "case.done", "case.refused"})
EMERGENCY = "EMG"
PRICED = frozenset({"REP", "PAID"})
"""Classes of work that may turn out to be the resident's to pay."""


def tasks(actor: Actor, *, at: datetime, after: str | None = None) -> Tasks:
    """Offers, what lies open, what is in hand with the nearest due first, and what was taken away.

    Twelve queries at most, and one for each community's shifts.
    """
    page = dispatch.tasks(actor, at=at, after=after)
    offers = [one for one in page.rows if one.state is AssignmentState.OFFERED]
    mine = [one for one in page.rows if one.state is not AssignmentState.OFFERED]
    mine.sort(key=lambda one: (one.case_state == CaseState.PAUSED, one.due_at or FAR, one.number))
    lying = dispatch.openings(actor, at=at)
    return Tasks(offers, mine, _on_duty_until(actor, at), page.next, lying.rows, dispatch.gone(actor, at=at))


def _on_duty_until(actor: Actor, at: datetime) -> datetime | None:
    for community_id in actor.community_ids:
        for one in people.staff_on_duty(community_id, None, at):
            if one.id == actor.staff_id:
                return one.shift_ends
    return None


def ground(actor: Actor, case_id: UUID, *, at: datetime) -> Ground:
    """What an act on a case stands on. Raises Missing."""
    case = cases.case(actor, case_id, at=at)
    mine = dispatch.task_of_case(actor, case_id) if actor.staff_id else None
    task = dispatch.task(actor, mine, at=at) if mine else None
    return Ground(actor, case, task, handbook.edition_in_force(case.community_id, at), at)


def offer_ground(actor: Actor, assignment_id: UUID, *, at: datetime) -> Ground:
    """What the answer to an offer stands on. Raises Missing."""
    task = dispatch.task(actor, assignment_id, at=at)
    case = cases.case(actor, task.case_id, at=at)
    return Ground(actor, case, task, handbook.edition_in_force(case.community_id, at), at)


def task_page(found: Ground) -> TaskPage:
    """Everything the page of one task shows."""
    case = found.case
    facts = [one for one in cases.course_of(found.actor, case, at=found.at) if one.kind in TOLD]
    known = promises.of_subject("case", case.id, at=found.at)
    owed = [promises.owed_in_words(one, found.book) for one in known if one.ended_at is None]
    repair = repairs.repair_on(found.actor, case.id, case.state, at=found.at)
    offered, next_name, names = _open_acts(found, facts, repair)
    table = {act.name: act for act in (*OFFERED, *ACTS)}
    rows = {name: row(table[name], found, lack(found) if name == "done" else "") for name in names}
    before = [one for one in case.photos if one.of is PhotoOf.BEFORE]
    after = [one for one in case.photos if one.of is PhotoOf.AFTER]
    return TaskPage(
        case=case,
        promises=sorted(owed, key=lambda one: (one.owed_id != found.actor.staff_id, one.due_at or FAR)),
        told=facts,
        guides=list(guides(found.book, case, {**_known(found), **_in_yuan(repair)})),
        photos=[captioned(one) for one in case.photos],
        before=len(before),
        after=len(after),
        next_act=rows.pop(next_name, None),
        acts=list(rows.values()),
        reason=found.task.reason if found.task else "",
        may_call=case.contact_id is not None and (at_work(found) or found.actor.may(Duty.UNMASK)),
        may_photo=case.is_open and not offered,
        repair=repair,
    )


def at_work(found: Ground) -> bool:
    """Whether the reader has taken this task."""
    return found.task is not None and found.task.state is AssignmentState.TAKEN


def _open_acts(found: Ground, facts: Iterable[TimelineRow], repair: RepairView) -> tuple[bool, str, list[str]]:
    """Whether it is still an offer, what usually comes next, and every act open now."""
    task, case = found.task, found.case
    if task is not None and task.state is AssignmentState.OFFERED:
        return True, "take", ["take", "decline"]
    if task is None and not found.actor.may(Duty.DISPATCH):
        return False, *_left_to_sign(found, repair)
    if task is not None and task.is_help:
        return False, *_part_acts(found)
    gone = {"depart"} if task and (task.departed or task.arrived) else set()
    gone |= {"arrive"} if task and task.arrived else set()
    kinds = {one.kind for one in facts}
    if "case.contained" in kinds or not _to_contain(case):
        gone.add("contain")
    gone |= _no_money(case, repair)
    if case.started_at is not None or not case.safety or case.arrived_at is None:
        gone.add("start")
    verbs = {*case.verbs, *_spot_verbs(found, repair)}
    names = [act.name for act in ACTS if act.verb in verbs and act.name not in gone]
    if at_work(found) and case.is_open and case.state is not CaseState.DONE:
        names += ["pass_on", "release"]
    return False, next_of(case, names), names


def _left_to_sign(found: Ground, repair: RepairView) -> tuple[str, list[str]]:
    """Who did the work and is still at the door may have it signed and paid."""
    case = found.case
    if case.worker_id is None or case.worker_id != found.actor.staff_id:
        return "", []
    able = {"sign": "sign" in case.verbs, "paid": repair.may_pay, "put_back": _has_used(found, repair)}
    names = [name for name, open_ in able.items() if open_]
    return (names[0], names) if names else ("", [])


def _has_used(found: Ground, repair: RepairView) -> bool:
    """Whether something of the reader's van stands written down as used here."""
    mine = (one for one in repair.used if one.staff_id == found.actor.staff_id)
    return sum(-one.count if one.back else one.count for one in mine) > 0


def _no_money(case: CaseView, repair: RepairView) -> set[str]:
    """Acts on the price that make no sense as it stands."""
    priced = case.paid or case.case_class in PRICED
    gone = set() if priced and repair.receipt is None else {"price"}
    waits = repair.quote is not None and repair.quote.state is QuoteState.OFFERED
    return gone if waits else {*gone, "agreed"}


def _spot_verbs(found: Ground, repair: RepairView) -> set[str]:
    """What can be done with material and money, beside the verbs of the case."""
    verbs = {"paid"} if repair.may_pay else set()
    verbs |= {"put_back"} if _has_used(found, repair) else set()
    on_it = found.case.state in (CaseState.IN_HAND, CaseState.PAUSED, CaseState.DONE)
    return {*verbs, "materials"} if at_work(found) and on_it else verbs


def _to_contain(case: CaseView) -> bool:
    """Whether stopping the damage is a step of its own: in danger, and where it is owed."""
    return case.case_class == EMERGENCY or promises.asks_for("case", case.id, "case.contained")


def _part_acts(found: Ground) -> tuple[str, list[str]]:
    """What a helper does: gets there, does their part; the case itself is reported by who has it."""
    task, verbs = found.task, found.case.verbs
    on_the_way = [name for name in ("depart", "arrive") if name in verbs]
    if task is not None and (task.arrived or (task.departed and "arrive" not in verbs)):
        on_the_way = []
    elif task is not None and task.departed:
        on_the_way = ["arrive"]
    names = [*on_the_way, "part_done", *(name for name in ("note", "escalate") if name in verbs), "pass_on", "release"]
    return names[0], names


def next_of(case: CaseView, names: list[str]) -> str:
    """What usually comes next: the road's next stop that is still open."""
    if case.state in (CaseState.PAUSED, CaseState.REFUSED):
        return "resume"
    contains = ("contain",) if case.case_class == EMERGENCY else ()
    road = [name for name in ("depart", "arrive", *contains, "start", "done", "sign") if name in names]
    return road[0] if road else ""


def lack(found: Ground) -> str:
    """What is still missing before the work can be reported, in words; empty when nothing is."""
    case = found.case
    asked = cases.asked_at_the_end(found.book, case)
    missing = [item.title for item in asked if item.lacks_photo]
    if case.price is not None and case.price_agreed_at is None:
        missing.append(gettext("the agreed price"))
    if case.safety and case.arrived_at is not None and case.started_at is None:
        missing.append(gettext("the safety steps"))
    named = pgettext("between names", ", ").join(missing)
    return gettext("still missing: %(items)s") % {"items": named} if missing else ""


def _known(found: Ground) -> dict[str, str]:
    """What fills a wording at the door."""
    case, here = found.case, places.community(found.case.community_id)
    return {
        "community": here.name,
        "company": here.company_name,
        "phone": here.phone,
        "agent": found.actor.name,
        "resident": case.contact_name,
        "number": case.number,
        "matter": case.title,
        "place": case.place,
        "home": case.place,
        "amount": yuan(case.price) if case.price is not None else "",
    }


def _in_yuan(repair: RepairView) -> dict[str, str]:
    """What labour and materials of a price come to, for the words at the door; nothing while there is no price."""
    if repair.quote is None:
        return {}
    parts = sum(line.amount for line in repair.quote.lines if line.is_material)
    return {"labour": yuan(repair.quote.total - parts), "parts": yuan(parts)}


def guides(book: Book, case: CaseView, known: Mapping[str, str]) -> Iterable[Steps]:
    """The safety steps seen before the work, then the way it is done, with what is said at each step."""
    language = get_language() or ""
    for code in dict.fromkeys((case.safety, case.guide)):
        guide = book.guides.get(code)
        if guide is None:
            continue
        steps = [
            StepLine(
                f"{code}.{place}",
                step.title.told_in(language),
                step.text.told_in(language) if step.text else "",
                spoken(book, step.script, known),
            )
            for place, step in enumerate(guide.steps, 1)
        ]
        yield Steps(code, guide.title.told_in(language), steps)


def captioned(photo: PhotoRow) -> PhotoRow:
    """A photo with what it shows in words: before, after, the trouble."""
    words = {
        PhotoOf.BEFORE: pgettext("photo", "Before"),
        PhotoOf.AFTER: pgettext("photo", "After"),
        PhotoOf.TROUBLE: pgettext("photo", "From the resident"),
    }
    note = f"{words[photo.of]} {clock(photo.at)}"
    return PhotoRow(photo.id, photo.url, photo.note or words[photo.of], note, photo.of, photo.at)


def act_row(found: Ground, name: str) -> ActRow:
    """One act for its own page."""
    act = next(one for one in (*OFFERED, *ACTS) if one.name == name)
    return row(act, found, lack(found) if name == "done" else "")
