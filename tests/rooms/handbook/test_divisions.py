"""Where a standard applies: prefixes of codes, what a pack may say, and what holds in a community by its place."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from guanjia.rooms.handbook import division_page, selectors, services
from guanjia.rooms.handbook.models import Edition, ResolvedEdition
from guanjia.rooms.handbook.rules.checking import check_files
from guanjia.rooms.handbook.rules.differing import differences
from guanjia.rooms.handbook.rules.divisions import applies, by_place, divisions_of, lies_in
from guanjia.rooms.handbook.rules.overriding import conflicts, for_community
from guanjia.rooms.handbook.services.loading import known_world
from guanjia.rooms.handbook.types.book import HandbookContent
from guanjia.rooms.people.services.employment import post_to
from guanjia.rooms.places import services as places
from guanjia.rooms.places.models import Community
from guanjia.rooms.places.types import NewCommunity
from guanjia.rooms.promises import selectors as promises
from guanjia.rooms.promises import services as promise_verbs
from guanjia.shared.db import PAGE
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from guanjia.shared.models import JournalEvent
from tests.cast import Cast

Files = dict[str, bytes]
BEIJING, HANGZHOU = "110105", "330106"


def content(files: Files) -> HandbookContent:
    checked = check_files(files, known_world())
    assert checked.content is not None, [str(one) for one in checked.problems]
    return checked.content


def with_override(files: Files, figures: bytes) -> Files:
    path = "overrides/lakeside.yaml"
    return files | {path: files[path].replace(b"standards:\n", b"standards:\n  G10: " + figures + b"\n")}


# Rules ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "division", "lies"),
    [
        ("330106", "330106", True),
        ("330106", "330100", True),
        ("330106", "330000", True),
        ("330100", "330106", False),
        ("330206", "330100", False),
        ("110105", "110000", True),
        ("130102", "110000", False),
        ("", "110000", False),
    ],
)
def test_a_code_lies_in_its_district_its_city_and_its_province(code: str, division: str, lies: bool) -> None:
    assert lies_in(code, division) is lies


def test_a_rule_of_a_place_is_in_force_there_and_in_the_book_elsewhere(every: Files) -> None:
    book = content(every)
    assert divisions_of(book, BEIJING) == ("110000",)
    assert by_place(book, BEIJING).standards["G10"].enabled
    assert [one.enabled for code in (HANGZHOU, "") for one in [by_place(book, code).standards["G10"]]] == [False, False]
    assert applies(book.standards["B07"], "")
    assert list(by_place(book, HANGZHOU).standards) == list(book.standards)


def test_a_rule_of_another_place_is_switched_on_by_who_wants_it(every: Files) -> None:
    book = content(with_override(every, b"{enabled: true}"))
    assert for_community(book, "lakeside", HANGZHOU).standards["G10"].enabled
    assert not for_community(book, "garden", HANGZHOU).standards["G10"].enabled


@pytest.mark.parametrize("figures", [b"{enabled: false}", b"{within: {months: 2}}"])
def test_a_rule_of_the_place_is_never_asked_for_less_there(every: Files, figures: bytes) -> None:
    book = content(with_override(every, figures))
    assert conflicts(book, "lakeside", BEIJING)[0].key.startswith("standards.G10.")
    assert conflicts(book, "lakeside", HANGZHOU) == []
    assert conflicts(content(with_override(every, b"{weight: 2}")), "lakeside", BEIJING) == []


def test_an_override_does_not_say_where_a_standard_applies(every: Files) -> None:
    (problem,) = check_files(with_override(every, b'{only_in: ["330100"]}'), known_world()).problems
    assert "G10 does not let this be changed" in problem.told()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b'only_in: ["440300"]', "G10.only_in.0: `440300` is not in divisions"),
        (b'only_in: ["1100"]', "G10.only_in.0:"),
        (b"only_in: [110000]", "G10.only_in.0:"),
    ],
)
def test_a_place_the_book_does_not_know_is_told_with_file_and_line(every: Files, written: bytes, said: str) -> None:
    path = "standards/all.yaml"
    every[path] = every[path].replace(b'only_in: ["110000"]', written)
    line = every[path].decode().splitlines().index(next(s for s in every[path].decode().splitlines() if "only_in" in s))
    (problem,) = check_files(every, known_world()).problems
    assert problem.told().startswith(f"{path}:{line + 1}: {said}")


def test_a_difference_of_places_is_found_where_it_holds(every: Files) -> None:
    path = "standards/all.yaml"
    new = every | {path: every[path].replace(b'only_in: ["110000"]', b'only_in: ["330100"]')}
    lying = {"north": BEIJING, "south": HANGZHOU}
    found = {(one.key, one.communities): one.after for one in differences(content(every), content(new), lying)}
    assert found[("only_in", ())] == ["330100"]
    assert found[("enabled", ("north",))] is False
    assert found[("enabled", ("south",))] is True


# On the database ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Two:
    """A community in Beijing and one in Hangzhou, under the base handbook."""

    cast: Cast
    edition: UUID


@pytest.fixture
def two(cast: Cast) -> Two:
    Community.objects.filter(pk=cast.garden.id).update(division=BEIJING)
    Community.objects.filter(pk=cast.orchard.id).update(division=HANGZHOU)
    return Two(cast, cast.publish())


def held(community_id: UUID, at: datetime) -> set[str]:
    """What the engine judges by there."""
    book = selectors.edition_in_force(community_id, at)
    return {one["code"] for one in (*book.clocks, *book.further)}


@pytest.mark.django_db
def test_each_community_is_judged_by_the_rules_of_its_place(two: Two) -> None:
    here, there = (held(one.id, two.cast.now) for one in (two.cast.garden, two.cast.orchard))
    assert here - there == {"A46", "B15", "D04", "E31", "E32", "H12"}
    assert there - here == {"C09"}


@pytest.mark.django_db
def test_a_dark_staircase_is_due_by_the_rule_of_beijing_there_only(two: Two) -> None:
    case_id = two.cast.opened_case("rep.light.public", "楼道灯不亮了")
    owed = {one.code for one in promises.of_subject("case", case_id, at=two.cast.now)}
    assert "B15" in owed
    assert "C09" not in owed


@pytest.mark.django_db
def test_where_a_community_lies_counts_from_when_it_is_said(cast: Cast) -> None:
    first, begun = cast.publish(), cast.now
    earlier = cast.opened_case("rep.light.public", "楼道灯不亮了")
    later = begun + timedelta(hours=1)
    services.set_division(cast.actor(cast.zhao), cast.garden.id, BEIJING, at=later)
    assert "B15" not in held(cast.garden.id, begun)
    assert "B15" in held(cast.garden.id, later)
    assert selectors.edition_in_force(cast.orchard.id, later).id == first
    assert "B15" not in {one.code for one in promises.of_subject("case", earlier, at=cast.now)}
    told = JournalEvent.objects.filter(kind="edition.published", at=later)
    assert [one.community_id for one in told] == [cast.garden.id]
    assert selectors.content_in_force(cast.company_id, later) == selectors.content_of(first)


@pytest.mark.django_db
def test_cases_before_and_after_are_each_judged_by_their_own_and_the_audit_agrees(cast: Cast) -> None:
    cast.publish()
    earlier = cast.opened_case("rep.light.public", "楼道灯不亮了")
    cast.now += timedelta(minutes=5)
    services.set_division(cast.actor(cast.zhao), cast.garden.id, BEIJING, at=cast.now)
    cast.now += timedelta(minutes=5)
    later = cast.opened_case("rep.light.public", "三楼的灯也不亮了")
    owed = [{one.code for one in promises.of_subject("case", case, at=cast.now)} for case in (earlier, later)]
    assert ["B15" in one for one in owed] == [False, True]
    assert promise_verbs.audit().is_clean


@pytest.mark.django_db
def test_an_edition_to_come_is_said_anew_too_and_what_stays_the_same_is_not(cast: Cast) -> None:
    first = cast.publish()
    coming = cast.now + timedelta(days=9)
    draft = services.draft_from(cast.actor(cast.zhao), first, at=cast.now)
    services.publish(draft, effective_from=coming, approver=cast.he, at=cast.now)
    zhao = cast.actor(cast.zhao)
    services.set_division(zhao, cast.garden.id, BEIJING, at=cast.now + timedelta(minutes=1))
    assert "B15" in held(cast.garden.id, coming + timedelta(seconds=1))
    known = Edition.objects.count()
    services.set_division(zhao, cast.garden.id, "110101", at=cast.now + timedelta(minutes=2))
    assert Edition.objects.count() == known == 4
    assert ResolvedEdition.objects.filter(community=cast.orchard.id).count() == 2


@pytest.mark.django_db
def test_only_who_edits_the_handbook_says_where_a_community_they_serve_lies(cast: Cast) -> None:
    cast.publish()
    with pytest.raises(Denied):
        services.set_division(cast.actor(cast.chen), cast.garden.id, BEIJING, at=cast.now)
    with pytest.raises(Missing):
        services.set_division(cast.actor(cast.zhao), UUID(int=1), BEIJING, at=cast.now)
    for code in ("", "1101", "011000", "11010x"):
        with pytest.raises(Invalid):
            services.set_division(cast.actor(cast.zhao), cast.garden.id, code, at=cast.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Community.objects.filter(pk=cast.garden.id).update(division="1101")
    with pytest.raises(Invalid):
        places.open_community(cast.company_id, NewCommunity("north", "北苑", division="11"))


@pytest.mark.django_db
def test_a_place_whose_rules_the_communitys_own_figures_undercut_is_refused(cast: Cast, every: Files) -> None:
    path = "overrides/lakeside.yaml"
    files = with_override(every, b"{within: {months: 2}}")
    files[path] = files[path].replace(b"[lakeside]", b"[garden]")
    made = services.load_files(files, cast.company_id, at=cast.now)
    services.publish(made, effective_from=cast.now, approver=cast.he, at=cast.now)
    with pytest.raises(Refused):
        services.set_division(cast.actor(cast.zhao), cast.garden.id, BEIJING, at=cast.now)


@pytest.mark.django_db
def test_a_manager_says_it_on_the_page_and_reads_which_rules_hold(cast: Cast) -> None:
    cast.publish()
    manager = cast.client(cast.zhao)
    address = f"/handbook/communities/{cast.garden.id}/"
    assert manager.post(address, {"division": "12"}).status_code == 422
    assert manager.post(address, {"division": BEIJING}).status_code == 302
    cast.now += timedelta(minutes=1)
    page = manager.get("/handbook/communities/").content.decode()
    assert BEIJING in page
    assert "楼内照明一般故障" in page
    assert "仅北京市" in manager.get("/handbook/standards/B15/").content.decode()


@pytest.mark.django_db
def test_a_program_says_it_and_reads_it(cast: Cast) -> None:
    cast.publish()
    program, key = Client(), cast.bearer(cast.zhao)
    address = f"/api/v1/handbook/communities/{cast.garden.id}/division"
    told = {"data": {"division": "1101"}, "content_type": "application/json", "headers": key}
    assert program.put(address, **told).status_code == 422
    told["data"] = {"division": HANGZHOU}
    assert program.put(address, **told).status_code == 204
    rows = program.get("/api/v1/handbook/communities", headers=key).json()["rows"]
    (here,) = [one for one in rows if one["code"] == "garden"]
    assert (here["division"], here["local"]) == (HANGZHOU, ["C09"])


@pytest.mark.django_db
def test_of_many_communities_a_page_is_shown_at_a_time(cast: Cast, django_assert_max_num_queries: Any) -> None:
    cast.publish()
    for number in range(PAGE + 10):
        new = NewCommunity(code=f"more-{number}", name=f"小区 {number:02}")
        post_to(cast.zhao, places.open_community(cast.garden.company_id, new), "manager")
    actor, seen, after = cast.actor(cast.zhao), list[str](), None
    for _ in range(2):
        with django_assert_max_num_queries(2 * PAGE + 4):
            page = division_page.communities(actor, cast.now, after)
        assert len(page) <= PAGE
        seen, after = seen + [one.community.code for one in page], page.next
    assert after is None and len(set(seen)) == len(seen) == len(actor.community_ids)


def test_the_base_handbook_knows_the_places_of_its_rules() -> None:
    pack = Path(services.__file__).parents[3] / "packs" / "residential"
    book = content(services.read_folder(pack))
    assert set(book.divisions) == {"110000", "310000", "330100", "370100"}
