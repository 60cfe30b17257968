"""A draft comes from the edition in force or from a pack, is changed, takes its road, or is thrown away."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from guanjia.rooms.handbook import selectors, services
from guanjia.rooms.handbook.models import Edition
from guanjia.rooms.handbook.rules.packing import unzipped, zipped
from guanjia.rooms.handbook.rules.writing import files_of
from guanjia.rooms.handbook.types.life import StandardChange
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from guanjia.shared.models import JournalEvent
from tests.cast import Cast
from tests.rooms.handbook.conftest import EVERY

pytestmark = pytest.mark.django_db


B13 = b"by_urgency: {u0: {hours: 4}"
LAW = b"status: law\n    "


def pack() -> dict[str, bytes]:
    """The pack that uses everything; its community is the garden, and B13 is law."""
    files = services.read_folder(EVERY)
    files["overrides/lakeside.yaml"] = files["overrides/lakeside.yaml"].replace(b"[lakeside]", b"[garden]")
    files["standards/all.yaml"] = files["standards/all.yaml"].replace(B13, LAW + b"by_urgency: {u0: {hours: 4}")
    return files


@pytest.fixture
def in_force(cast: Cast) -> UUID:
    made = services.load_files(pack(), cast.company_id, at=cast.now)
    services.publish(made, effective_from=cast.now, approver=cast.zhao, at=cast.now)
    return made


@pytest.fixture
def draft(cast: Cast, in_force: UUID) -> UUID:
    return services.draft_from(cast.actor(cast.qa), in_force, at=cast.later(days=1), remark="三月修订")


def changed(cast: Cast, draft: UUID, code: str, community: str = "", rests_on: str = "", **keys: Any) -> None:
    change = StandardChange(code, keys, community, rests_on)
    services.change_standard(cast.actor(cast.qa), draft, change, at=cast.now)


def test_a_draft_says_what_the_edition_in_force_says_until_it_is_changed(in_force: UUID, draft: UUID) -> None:
    assert selectors.content_of(draft) == selectors.content_of(in_force)
    assert selectors.files_of(draft) == selectors.files_of(in_force)
    found = selectors.view(draft)
    assert (found.made_from, [(one.step.value, one.by, one.remark) for one in found.steps]) == (
        1,
        [("drafted", "钱安", "三月修订")],
    )


def test_a_change_is_written_into_the_file_and_leaves_the_rest_as_it_stands(cast: Cast, draft: UUID) -> None:
    before = selectors.files_of(draft)
    changed(cast, draft, "B07", within={"minutes": 12}, weight=4)
    after = selectors.files_of(draft)
    assert [path for path in after if after[path] != before[path]] == ["standards/all.yaml"]
    content = selectors.content_of(draft)
    limit = content.standards["B07"].within  # type: ignore[union-attr]
    assert limit is not None
    assert (limit.minutes, content.standards["B07"].weight) == (12, 4)
    untouched = {code: one for code, one in content.standards.items() if code != "B07"}
    first = services.check(before).content
    assert first is not None
    assert untouched == {code: one for code, one in first.standards.items() if code != "B07"}


def test_a_communitys_own_figure_is_an_override_that_says_what_it_rests_on(cast: Cast, draft: UUID) -> None:
    with pytest.raises(Refused, match="rests on"):
        changed(cast, draft, "B07", "orchard", within={"minutes": 12})
    changed(cast, draft, "B07", "orchard", "业主大会决议", within={"minutes": 12})
    made = selectors.content_of(draft).overrides["orchard"]
    assert (made.communities, made.why.zh, made.standards["B07"]) == (
        ("orchard",),
        "业主大会决议",
        {"within": {"minutes": 12}},
    )
    changed(cast, draft, "B07", "garden", "业委会新约定", within={"minutes": 8})
    assert selectors.content_of(draft).overrides["lakeside"].standards["B07"] == {"within": {"minutes": 8}}
    with pytest.raises(Missing):
        changed(cast, draft, "B07", "nowhere", "x", within={"minutes": 12})


@pytest.mark.parametrize("community", ["", "garden"])
def test_nothing_asks_less_than_the_law_anywhere(cast: Cast, draft: UUID, community: str) -> None:
    for looser in (
        {"enabled": False},
        {"status": "company"},
        {"by_urgency": {"u0": {"hours": 4}, "u1": {"hours": 36}, "u2": {"hours": 48}}},
        {"within": {"hours": 40}},
        {"weight": 0},
    ):
        with pytest.raises(Refused, match=r"B13.*law"):
            changed(cast, draft, "B13", community, "x", **looser)
    stricter = {"u0": {"hours": 4}, "u1": {"hours": 20}, "u2": {"hours": 48}}
    changed(cast, draft, "B13", community, "x", by_urgency=stricter, title={"zh": "尽快修好", "en": "Soon put right"})


def test_a_pack_that_loosens_the_law_is_drafted_and_not_reviewed(cast: Cast, in_force: UUID) -> None:
    quality = cast.actor(cast.qa)
    for line, now in ((LAW, LAW + b"enabled: false\n    "), (B13, b"by_urgency: {u0: {hours: 5}")):
        files = pack()
        files["standards/all.yaml"] = files["standards/all.yaml"].replace(line, now)
        made = services.draft_of_pack(quality, cast.company_id, services.check(files), files, at=cast.now)
        with pytest.raises(Refused, match="B13"):
            services.put_forward(quality, made, remark="", at=cast.later(days=1))
    files["standards/all.yaml"] = files["standards/all.yaml"].replace(LAW, LAW + b"source: [S20]\n    ")
    checked = services.check(files)
    assert not checked.problems
    made = services.draft_of_pack(quality, cast.company_id, checked, files, at=cast.now)
    services.put_forward(quality, made, remark="新法规", at=cast.now)


def test_the_road_names_who_did_each_step_and_only_the_leader_approves(cast: Cast, draft: UUID) -> None:
    quality, leader, at = cast.actor(cast.qa), cast.actor(cast.zhao), cast.now
    with pytest.raises(Denied):
        services.stand_for(quality, draft, remark="", at=at)
    with pytest.raises(Refused):
        services.stand_for(leader, draft, remark="", at=at)
    services.put_forward(quality, draft, remark="已通读", at=at)
    with pytest.raises(Refused, match="draft"):
        changed(cast, draft, "B07", within={"minutes": 12})
    with pytest.raises(Refused, match="changed"):
        services.return_to_draft(leader, draft, remark=" ", at=at)
    services.return_to_draft(leader, draft, remark="到场改十二分钟", at=at)
    changed(cast, draft, "B07", within={"minutes": 12})
    services.put_forward(quality, draft, remark="", at=at)
    with pytest.raises(Refused):
        services.put_in_force(leader, draft, effective_from=at, remark="", at=at)
    services.stand_for(leader, draft, remark="同意", at=at)
    with pytest.raises(Refused, match="before"):
        services.put_in_force(leader, draft, effective_from=at - timedelta(seconds=1), remark="", at=at)
    services.put_in_force(quality, draft, effective_from=at + timedelta(days=3), remark="", at=at)
    found = selectors.view(draft)
    assert [one.step.value for one in found.steps] == [
        "drafted",
        "reviewed",
        "sent_back",
        "changed",
        "reviewed",
        "approved",
        "published",
    ]
    assert (found.approved_by, found.row.state.value) == ("赵敏", "published")
    assert selectors.edition_in_force(cast.garden.id, at).number == 1
    assert selectors.edition_in_force(cast.garden.id, at + timedelta(days=3)).number == 2


def test_a_leader_never_approves_what_they_wrote_themselves(cast: Cast, in_force: UUID) -> None:
    leader, at = cast.actor(cast.zhao), cast.later(days=1)
    own = services.draft_from(leader, in_force, at=at)
    services.put_forward(leader, own, remark="", at=at)
    with pytest.raises(Denied, match="Another leader"):
        services.stand_for(leader, own, remark="", at=at)
    services.stand_for(cast.actor(cast.hired("head", "company")), own, remark="", at=at)
    assert selectors.view(own).row.state.value == "approved"


def test_who_changed_a_word_of_it_is_an_author_too(cast: Cast, draft: UUID) -> None:
    leader = cast.actor(cast.zhao)
    services.change_standard(leader, draft, StandardChange("B07", {"within": {"minutes": 12}}), at=cast.now)
    services.put_forward(cast.actor(cast.qa), draft, remark="", at=cast.now)
    with pytest.raises(Denied, match="Another leader"):
        services.stand_for(leader, draft, remark="", at=cast.now)


def test_each_step_of_the_road_is_a_fact_in_every_community(cast: Cast, draft: UUID) -> None:
    quality, leader, at = cast.actor(cast.qa), cast.actor(cast.zhao), cast.now
    services.put_forward(quality, draft, remark="", at=at)
    services.return_to_draft(leader, draft, remark="改", at=at)
    changed(cast, draft, "B07", within={"minutes": 12})
    services.put_forward(quality, draft, remark="", at=at)
    services.stand_for(leader, draft, remark="", at=at)
    services.put_in_force(quality, draft, effective_from=at, remark="", at=at)
    told = JournalEvent.objects.filter(refs__edition=str(draft), community_id=cast.orchard.id).order_by("id")
    assert [(row.kind, row.refs["staff"]) for row in told] == [
        ("edition.drafted", str(cast.qa)),
        ("edition.reviewed", str(cast.qa)),
        ("edition.sent_back", str(cast.zhao)),
        ("edition.reviewed", str(cast.qa)),
        ("edition.approved", str(cast.zhao)),
        ("edition.published", str(cast.qa)),
    ]
    digests = [row.data["digest"] for row in told]
    assert digests[1] != digests[3] == digests[5]  # what was changed in between shows


def test_the_steps_of_a_published_edition_stay_as_they_are(in_force: UUID) -> None:
    for change in ("update handbook_editionstep set remark = 'x'", "delete from handbook_editionstep"):
        with pytest.raises(DatabaseError, match="published"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_a_draft_is_thrown_away_and_a_published_edition_never(cast: Cast, in_force: UUID, draft: UUID) -> None:
    with pytest.raises(Refused):
        services.throw_away(cast.actor(cast.qa), in_force)
    services.throw_away(cast.actor(cast.qa), draft)
    assert list(Edition.objects.values_list("id", flat=True)) == [in_force]


def test_a_pack_in_place_of_a_draft_is_kept_whole_or_not_at_all(cast: Cast, draft: UUID) -> None:
    quality, files = cast.actor(cast.qa), pack()
    files["urgency.yaml"] = b"urgencies: 5\n"
    checked = services.rewrite(quality, draft, files, at=cast.now)
    assert ("urgency.yaml", 1) in [(one.file, one.line) for one in checked.problems]
    files = pack()
    files["standards/all.yaml"] = files["standards/all.yaml"].replace(
        b"within: {minutes: 15}", b"within: {minutes: 14}"
    )
    assert not services.rewrite(quality, draft, files, at=cast.now).problems
    assert selectors.files_of(draft) == files


def test_a_change_that_does_not_fit_names_file_line_and_key_and_keeps_nothing(cast: Cast, draft: UUID) -> None:
    before = selectors.files_of(draft)
    with pytest.raises(Invalid, match=r"standards/all\.yaml:\d+: B07"):
        changed(cast, draft, "B07", calendar="nowhere")
    assert selectors.files_of(draft) == before


def test_two_overrides_that_say_the_same_thing_differently_are_named(cast: Cast, draft: UUID) -> None:
    files = pack()
    files["overrides/second.yaml"] = files["overrides/lakeside.yaml"].replace(b"code: lakeside", b"code: second")
    found = services.rewrite(cast.actor(cast.qa), draft, files, at=cast.now)
    assert any("lakeside" in one.told() for one in found.problems)


def test_an_override_that_breaks_the_edition_it_meets_blocks_publishing_and_is_named(cast: Cast, draft: UUID) -> None:
    changed(cast, draft, "B07", "orchard", "x", calendar="nowhere")
    with pytest.raises(Refused, match=r"云栖里[\s\S]*B07[\s\S]*nowhere"):
        services.publish(draft, effective_from=cast.now, approver=None, at=cast.now)


def test_a_content_without_files_is_written_as_a_pack_that_says_the_same(in_force: UUID) -> None:
    content = selectors.content_of(in_force)
    checked = services.check(files_of(content))
    assert [one.told() for one in checked.problems] == []
    assert checked.content == content


def test_a_zip_is_read_with_its_folder_and_nothing_that_reaches_outside() -> None:
    files = pack()
    assert unzipped(zipped(files)) == files
    assert unzipped(zipped({f"mine/{path}": text for path, text in files.items()})) == files
    for bad in (b"no zip", zipped({"../pack.yaml": b"x"}), zipped({f"{n}.yaml": b"" for n in range(2001)})):
        with pytest.raises(Invalid):
            unzipped(bad)
