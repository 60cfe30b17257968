"""Evidence before "done", a quote before paid work, a certificate before dangerous work: all from the handbook."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import TypeAdapter

from guanjia.rooms.cases import services
from guanjia.rooms.cases.events import CaseClosed
from guanjia.rooms.cases.models import Case
from guanjia.rooms.cases.types import NewPhoto, PhotoOf, Report
from guanjia.rooms.dispatch import services as dispatch
from guanjia.rooms.dispatch.models import Assignment
from guanjia.rooms.handbook import services as handbook
from guanjia.rooms.handbook.rules.checking import Checked
from guanjia.rooms.handbook.services.loading import load_checked
from guanjia.rooms.handbook.types.standards import Standard
from guanjia.rooms.people import services as people
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises import services as verbs
from guanjia.rooms.promises.models import Promise
from guanjia.shared import jobs
from guanjia.shared.errors import Denied, Refused
from guanjia.shared.models import JournalEvent
from tests.cast import DAY_STARTS, PICTURE, SAFE, Cast, base_handbook


@pytest.fixture
def house(cast: Cast) -> Cast:
    cast.publish()
    return cast


def publish(cast: Cast, **topic: Any) -> None:
    """The base handbook with something else about leaking taps."""
    content = base_handbook().content
    assert content is not None
    changed = content.topics["rep.water.leak"].model_copy(update=topic)
    plain = content.model_copy(update={"topics": {**content.topics, "rep.water.leak": changed}})
    made = load_checked(Checked(plain, (), ()), cast.company_id, at=DAY_STARTS)
    handbook.publish(made, effective_from=DAY_STARTS, approver=cast.zhao, at=DAY_STARTS)


def stands(case_id: Any, code: str) -> tuple[str, list[str]]:
    found = Promise.objects.get(subject_id=case_id, standard=code)
    return found.state, found.flags


def test_work_is_not_done_before_its_evidence_is_there(house: Cast) -> None:
    case_id = house.taken_case()
    li = house.actor(house.li)
    services.add_photo(li, case_id, NewPhoto(PICTURE, PhotoOf.BEFORE), at=house.later(minutes=10))
    with pytest.raises(Refused, match="Missing") as refused:
        services.done(li, case_id, Report("换了软管"), at=house.later(minutes=10))
    assert refused.value.params["lacks"] == "试水试电试门，结果正常、修后和现场照片"  # all of it at once
    with pytest.raises(Refused):  # tried, but no photo of how it is now
        services.done(li, case_id, Report("换了软管", tested=True), at=house.now)
    assert not JournalEvent.objects.filter(kind="case.done").exists()
    assert Case.objects.get(pk=case_id).state == "in_hand"
    services.add_photo(li, case_id, NewPhoto(PICTURE + b"1", PhotoOf.AFTER), at=house.now)
    services.done(li, case_id, Report("换了软管", tested=True), at=house.now)
    assert stands(case_id, "B28") == stands(case_id, "B29") == ("met", [])
    assert verbs.audit().is_clean


def test_what_cannot_be_had_is_left_out_for_a_reason_of_the_list(house: Cast) -> None:
    case_id = house.taken_case()
    li = house.actor(house.li)
    services.add_photo(li, case_id, NewPhoto(PICTURE, PhotoOf.BEFORE), at=house.later(minutes=10))
    report = {"text": "阀门在吊顶里", "tested": True}
    with pytest.raises(Refused, match=r"reason|理由"):
        services.done(li, case_id, Report(**report, evidence={"after": {"not_applicable": "lazy"}}), at=house.now)
    services.done(li, case_id, Report(**report, evidence={"after": {"not_applicable": "locked"}}), at=house.now)
    assert stands(case_id, "B29") == ("met", [])


def test_what_was_done_all_the_same_is_written_down_by_the_desk_and_missed(house: Cast) -> None:
    case_id = house.taken_case()
    with pytest.raises(Denied):
        services.done(house.actor(house.li), case_id, Report(all_the_same=True), at=house.later(minutes=20))
    services.done(house.actor(house.ma), case_id, Report("师傅忘了拍照", all_the_same=True), at=house.now)
    assert stands(case_id, "B28") == ("missed", ["item:tested"])
    assert stands(case_id, "B29") == ("missed", ["item:before", "item:after"])
    while verbs.sweep(at=house.later(minutes=1)):
        pass
    told = JournalEvent.objects.filter(kind="promise.missed", refs__case=str(case_id))
    assert {"B28", "B29"} <= set(told.values_list("data__standard", flat=True))
    rows = {row.code: row for row in promises.of_subject("case", case_id, at=house.now)}
    assert len(rows["B29"].why) == 3  # when it was judged, and the photos that are missing
    assert verbs.audit().is_clean


def test_a_missed_checklist_counts_in_the_score(house: Cast) -> None:
    case_id = house.taken_case()
    services.done(house.actor(house.ma), case_id, Report("忘了", all_the_same=True), at=house.later(minutes=20))
    rows = promises.tally([house.garden.id], DAY_STARTS, house.later(minutes=1), at=house.now)
    assert {(row.standard, row.state, row.count) for row in rows} >= {("B28", "missed", 1), ("B29", "missed", 1)}


def test_paid_work_needs_a_price_the_resident_agreed_to_before(house: Cast) -> None:
    case_id = house.taken_case("paid.repair", "帮我换个龙头")
    worker = house.actor(Case.objects.get(pk=case_id).worker_id)
    services.add_photo(worker, case_id, NewPhoto(PICTURE + b"0", PhotoOf.BEFORE), at=house.later(minutes=10))
    services.add_photo(worker, case_id, NewPhoto(PICTURE, PhotoOf.AFTER), at=house.now)
    with pytest.raises(Refused):
        services.done(worker, case_id, Report("换好了", tested=True, price=6000), at=house.now)
    services.quote(worker, case_id, 6000, at=house.later(minutes=1))
    services.accept_quote(house.resident(), case_id, 6000, at=house.later(minutes=1))
    services.done(worker, case_id, Report("换好了", tested=True, price=6000), at=house.later(minutes=20))
    found = Promise.objects.get(subject_id=case_id, standard="B25")
    accepted = JournalEvent.objects.get(kind="case.quote_accepted")
    assert (found.state, found.evidence[0]) == ("met", str(accepted.id))


def test_money_taken_without_a_quote_is_missed_when_it_comes_to_light(house: Cast) -> None:
    case_id = house.taken_case("paid.repair", "帮我换个龙头")
    report = Report("已收现金", price=6000, tested=True, all_the_same=True)
    services.done(house.actor(house.ma), case_id, report, at=house.later(minutes=20))
    assert stands(case_id, "B25") == ("missed", ["approval:resident", "requirement:0"])


def test_dangerous_work_needs_a_certificate_valid_that_day(cast: Cast) -> None:
    publish(cast, certificates=("electrician",))
    people.give_skill(cast.li, "electrician", valid_until=cast.now + timedelta(hours=2))
    case_id = cast.taken_case()
    assert stands(case_id, "B22a") == ("met", [])
    with pytest.raises(Refused, match="Missing"):
        services.arrive(cast.actor(cast.li), case_id, at=cast.later(hours=3))
    people.give_skill(cast.li, "electrician", valid_until=cast.now + timedelta(days=300))
    services.arrive(cast.actor(cast.li), case_id, at=cast.later(minutes=5))
    assert Promise.objects.filter(subject_id=case_id, standard="B22a", state="met").count() == 2
    assert verbs.audit().is_clean


def about(cast: Cast, staff_id: UUID, topic: str = "cmp.staff") -> UUID:
    """A complaint about a colleague, taken down by the desk."""
    case_id = cast.opened_case(topic, "师傅骂人")
    services.name_about(cast.actor(cast.zhao), case_id, staff_id, at=cast.later(minutes=1))
    return case_id


def test_a_complaint_about_a_colleague_goes_neither_to_them_nor_to_their_lead(house: Cast) -> None:
    case_id = about(house, house.sun)
    zhao, lead = house.actor(house.zhao), house.hired("lead", "guard_lead", skills=("guard",))
    with pytest.raises(Refused, match=r"another person|换人"):
        services.transfer(zhao, case_id, lead, "", at=house.later(minutes=1))  # leads the guards
    with pytest.raises(Refused, match=r"stands above|之上"):
        services.transfer(zhao, case_id, house.hired("second", "guard"), "", at=house.now)
    with pytest.raises(Refused, match=r"another person|换人"):
        dispatch.assign(zhao, case_id, lead, at=house.now)
    services.transfer(zhao, case_id, house.zhao, "", at=house.now)
    assert stands(case_id, "C12") == ("met", [])
    assert verbs.audit().is_clean


def test_a_complaint_about_the_supervisor_goes_around_her_department(house: Cast) -> None:
    case_id = about(house, house.he)
    jobs.run_waiting()
    assert Assignment.objects.get(case=case_id, state="offered").staff_id == house.qa
    assert Case.objects.get(pk=case_id).owner_id == house.zhao  # the desk works for her


def test_who_had_the_case_gives_it_up_when_it_turns_out_to_be_about_their_team(house: Cast) -> None:
    case_id = house.opened_case("cmp.staff", "前台骂人")
    jobs.run_waiting()
    asked = Assignment.objects.get(case=case_id, state="offered")
    assert asked.staff_id == house.he
    services.name_about(house.actor(house.zhao), case_id, house.ma, at=house.later(minutes=1))
    jobs.run_waiting()
    found = Case.objects.get(pk=case_id)
    assert (found.owner_id, found.about_staff_id) == (house.zhao, house.ma)
    assert [one.staff_id for one in Assignment.objects.filter(case=case_id, state="offered")] == [house.qa]


def test_what_only_a_person_may_close_no_machine_closes(house: Cast) -> None:
    case_id = house.done_case()
    services.accept(house.actor(house.ma), case_id, at=house.later(minutes=5))
    assert stands(case_id, "A23") == ("met", [])
    with pytest.raises(Refused, match=r"another person|换人"):
        verbs.check_allowed(
            CaseClosed(
                community_id=house.garden.id,
                subject_id=case_id,
                at=house.later(minutes=1),
                case_class="REP",
                by="machine",
            )
        )


LOOKED = {
    "code": "B29x",
    "kind": "checklist",
    "title": {"zh": "顺手看一眼"},
    "touchpoint": "repair",
    "owed_by": "technician",
    "status": "company",
    "subject": "case",
    "activity": [{"event": "case.done"}],
    "marks": {"at_least": {"minutes": 10}},
    "items": [
        {
            "code": "pressure",
            "title": {"zh": "水压"},
            "evidence": ["reading"],
            "reading": {"unit": {"zh": "MPa"}, "least": 0.1, "most": 0.35},
            "opens": {"topic": "rep.public", "urgency": "u2"},
        },
        {"code": "stairs", "title": {"zh": "楼道灯"}, "evidence": ["tick"], "opens": {"topic": "rep.light.stairs"}},
    ],
}


def test_what_a_worker_finds_beside_the_work_becomes_a_case_of_its_own(cast: Cast) -> None:
    content = base_handbook().content
    assert content is not None
    topic = next(code for code in content.topics if code.startswith("rep.") and code != "rep.water.leak")
    items = [{**one, "opens": {**one["opens"], "topic": topic}} for one in LOOKED["items"]]
    standards = {**content.standards, "B29x": TypeAdapter(Standard).validate_python({**LOOKED, "items": items})}
    made = load_checked(
        Checked(content.model_copy(update={"standards": standards}), (), ()), cast.company_id, at=DAY_STARTS
    )
    handbook.publish(made, effective_from=DAY_STARTS, approver=cast.zhao, at=DAY_STARTS)
    case_id = cast.taken_case()
    li = cast.actor(cast.li)
    services.arrive(li, case_id, at=cast.later(minutes=5))
    services.start(li, case_id, SAFE, at=cast.now)
    for more, of in ((b"0", PhotoOf.BEFORE), (b"1", PhotoOf.AFTER)):
        services.add_photo(li, case_id, NewPhoto(PICTURE + more, of), at=cast.now)
    evidence = {"pressure": 0.5, "stairs": True}
    report = Report("换了软管", tested=True, evidence=evidence, found={"stairs": "三层灯不亮"})
    services.done(li, case_id, report, at=cast.later(minutes=5))
    services.done(li, case_id, report, at=cast.later(minutes=5))
    assert stands(case_id, "B29x") == ("met", ["finding:pressure", "finding:stairs", "too_fast"])
    opened = Case.objects.filter(origin="round").order_by("text")
    assert [(one.topic, one.text.split(" ")[0], one.home_id) for one in opened] == [
        (topic, "三层灯不亮", cast.home.id),
        (topic, "水压", cast.home.id),
    ]
    assert verbs.audit().is_clean
