"""The verbs of approvals on PostgreSQL: laid, approved by each role, begun; and begun all the same."""

from datetime import timedelta

import pytest

from guanjia.rooms.approvals import services
from guanjia.rooms.approvals.models import Attachment, Matter, Voice
from guanjia.rooms.approvals.types import Begun, BegunOutside, NewVersion, SentPaper, Word
from guanjia.rooms.people.models import Post
from guanjia.rooms.places.models import Home
from guanjia.rooms.promises.models import Promise
from guanjia.rooms.promises.services import audit, replays
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from guanjia.shared.models import JournalEvent
from tests.cast import PICTURE, Cast
from tests.rooms.approvals.conftest import PDF, People

DRAFT = SentPaper("publicity_draft", "折页二稿.pdf", PDF + b"\n%%EOF")
SHOWN = Begun(files=(SentPaper("on_door", "门.png", PICTURE), SentPaper("worker_passes", "证.pdf", PDF)))


def state(matter_id: object) -> str:
    return Matter.objects.get(pk=matter_id).state


def verdicts(matter_id: object, standard: str) -> list[str]:
    rows = Promise.objects.filter(subject_id=matter_id, standard=standard).exclude(state="superseded")
    return list(rows.order_by("opened_at", "id").values_list("state", flat=True))


def test_the_handbook_says_whose_word_is_needed(people: People) -> None:
    laid = people.lay()
    voices = Voice.objects.filter(matter=laid).order_by("role")
    assert [one.role for one in voices] == ["designer", "engineer", "legal"]
    assert {one.state for one in voices} == {"waiting"}


def test_publicity_is_released_once_three_have_approved_it_a_day_before(cast: Cast, people: People) -> None:
    laid = people.lay()
    people.approve(laid, "designer", "engineer", "legal")
    assert state(laid) == "granted"
    cast.later(days=1)
    services.start(people.actor("developer"), laid, Begun(), at=cast.now)
    assert state(laid) == "started"
    assert verdicts(laid, "G01") == ["met"]
    row = Promise.objects.get(subject_id=laid, standard="G01")
    given = JournalEvent.objects.filter(kind="approval.given", refs__matter=str(laid))
    assert {str(one.pk) for one in given} <= set(row.evidence)


def test_the_act_is_refused_while_somebody_is_missing_and_the_sentence_says_who(cast: Cast, people: People) -> None:
    laid = people.lay()
    people.approve(laid, "designer", "engineer")
    cast.later(days=2)
    with pytest.raises(Refused) as refused:
        services.start(people.actor("developer"), laid, Begun(), at=cast.now)
    assert "Legal" in str(refused.value) or "法务" in str(refused.value)
    assert "Design" not in str(refused.value) and "设计" not in str(refused.value)
    assert verdicts(laid, "G01") == []


def test_approved_too_lately_it_says_from_when_on(cast: Cast, people: People) -> None:
    laid = people.lay()
    people.approve(laid, "designer", "engineer", "legal")
    with pytest.raises(Refused, match="03-03 09:03"):
        services.start(people.actor("developer"), laid, Begun(), at=cast.now)


def test_a_changed_paper_is_a_new_version_and_the_old_approvals_count_no_more(cast: Cast, people: People) -> None:
    laid = people.lay()
    people.approve(laid, "designer", "engineer", "legal")
    services.lay_again(people.actor("developer"), laid, NewVersion(papers=(DRAFT,), words="改了容积率"), at=cast.now)
    assert state(laid) == "asked"
    assert Voice.objects.filter(matter=laid, version=2, state="waiting").count() == 3
    cast.later(days=2)
    with pytest.raises(Refused, match="法务的同意"):
        services.start(people.actor("developer"), laid, Begun(), at=cast.now)


def test_a_word_to_a_version_that_counts_no_more_is_refused(cast: Cast, people: People) -> None:
    laid = people.lay()
    services.lay_again(people.actor("developer"), laid, NewVersion(papers=(DRAFT,)), at=cast.now)
    with pytest.raises(Refused) as refused:
        people.approve(laid, "legal", seen=1)
    assert refused.value.code == "approvals.changed"


def test_nobody_approves_in_a_role_they_do_not_have_there(cast: Cast, people: People) -> None:
    laid = people.lay()
    with pytest.raises(Denied):
        services.approve(people.actor("designer"), laid, Word("legal", 1), at=cast.now)
    elsewhere = cast.hired("far", "legal", community_id=cast.orchard.id)
    with pytest.raises(Missing):
        services.approve(cast.actor(elsewhere), laid, Word("legal", 1), at=cast.now)


def test_one_person_never_speaks_in_two_roles(cast: Cast, people: People) -> None:
    Post.objects.create(community_id=cast.garden.id, staff_id=people.designer, role="legal")
    laid = people.lay()
    people.approve(laid, "designer")
    with pytest.raises(Refused) as refused:
        services.approve(people.actor("designer"), laid, Word("legal", 1), at=cast.now)
    assert refused.value.code == "approvals.two_roles"


def test_a_refusal_needs_words_and_waits_for_a_new_version(cast: Cast, people: People) -> None:
    laid = people.lay()
    with pytest.raises(Invalid):
        services.refuse(people.actor("legal"), laid, Word("legal", 1, " "), at=cast.now)
    services.refuse(people.actor("legal"), laid, Word("legal", 1, "“地铁口”没有依据"), at=cast.now)
    assert state(laid) == "refused"
    with pytest.raises(Refused):
        people.approve(laid, "designer")
    services.lay_again(people.actor("developer"), laid, NewVersion(papers=(DRAFT,)), at=cast.now)
    assert state(laid) == "asked"


def test_the_same_word_sent_twice_counts_once(cast: Cast, people: People) -> None:
    laid = people.lay()
    people.approve(laid, "legal", "legal")
    assert JournalEvent.objects.filter(kind="approval.given", refs__matter=str(laid)).count() == 1


def test_what_was_released_all_the_same_is_missed_for_good(cast: Cast, people: People) -> None:
    laid = people.lay()
    people.approve(laid, "designer", "engineer")
    happened = cast.later(hours=1)
    cast.later(hours=2)
    services.record_begun(cast.actor(cast.zhao), laid, "围挡上已经贴出来了", happened_at=happened)
    assert verdicts(laid, "G01") == ["missed"]
    with pytest.raises(Refused):
        people.approve(laid, "legal")
    row = Promise.objects.get(subject_id=laid, standard="G01")
    assert "approval:legal" in row.flags


def test_what_began_without_any_papers_is_missed_at_its_time(cast: Cast, people: People) -> None:
    happened = cast.now - timedelta(hours=5)
    new = BegunOutside(
        community_id=cast.garden.id, act="show_area_opening", title="一号样板区", happened_at=happened, words="已开放"
    )
    made = services.record_begun_unasked(cast.actor(cast.zhao), new, at=cast.now)
    assert verdicts(made, "G02") == ["missed"]
    assert Promise.objects.get(subject_id=made, standard="G02").opened_at == happened


def test_all_of_it_folds_to_the_same_in_audit(cast: Cast, people: People) -> None:
    kept, missed = people.lay(), people.lay(title="夏季折页")
    people.approve(kept, "designer", "engineer", "legal")
    people.approve(missed, "designer")
    cast.later(days=1, hours=1)
    services.start(people.actor("developer"), kept, Begun(), at=cast.now)
    services.record_begun(cast.actor(cast.zhao), missed, "贴了", happened_at=cast.now - timedelta(hours=30))
    report = audit()
    assert report.differences == []


def test_replaying_the_journal_says_the_same_as_live(cast: Cast, people: People) -> None:
    kept, missed = people.lay(), people.lay(title="夏季折页")
    people.approve(kept, "designer", "engineer", "legal")
    people.approve(missed, "designer")
    cast.later(days=1, hours=1)
    services.start(people.actor("developer"), kept, Begun(), at=cast.now)
    services.record_begun(cast.actor(cast.zhao), missed, "贴了", happened_at=cast.now - timedelta(hours=2))
    report = replays.replay_journal(replays.Wish((), community="garden"), at=cast.later(minutes=1))
    found = {tally.code: {state.value: n for state, n in tally.counts.items() if n} for tally in report.editions[0]}
    assert found["G01"] == {"met": 1, "missed": 1}


def test_a_renovation_is_not_taken_in_without_its_papers(people: People) -> None:
    with pytest.raises(Refused) as refused:
        people.lay_renovation("firm", "bans_signed")
    assert "装修" in str(refused.value) or "renovation" in str(refused.value).lower() or "papers" in str(refused.value)


def test_a_renovation_that_begins_makes_the_home_one_under_renovation(cast: Cast, people: People) -> None:
    laid = people.lay_renovation()
    people.approve(laid, "steward", "engineer")
    with pytest.raises(Refused):
        services.start(people.actor("steward"), laid, Begun(), at=cast.now)
    services.start(people.actor("steward"), laid, SHOWN, at=cast.now)
    assert Home.objects.get(pk=cast.home.id).occupancy == "renovating"
    assert [verdicts(laid, code) for code in ("G19", "G20", "G21", "G22", "G25")] == [["met"]] * 5
    assert JournalEvent.objects.filter(kind="renovation.started", refs__home=str(cast.home.id)).exists()
    assert Promise.objects.filter(standard="E22", subject_id=cast.home.id).exists()


def test_a_renovation_found_begun_is_missed_and_looked_at_from_then_on(cast: Cast, people: People) -> None:
    new = BegunOutside(
        community_id=cast.garden.id,
        act="renovation_start",
        title="1402 在砸墙",
        happened_at=cast.now - timedelta(hours=1),
        words="邻居报的",
        home="3-2-1402",
    )
    made = services.record_begun_unasked(people.actor("steward"), new, at=cast.now)
    assert verdicts(made, "G19") == ["missed"]
    assert Home.objects.get(pk=cast.home.id).occupancy == "renovating"


def test_a_home_must_be_one_of_the_community(people: People) -> None:
    with pytest.raises(Invalid) as wrong:
        people.lay_renovation(home="9-9-9999")
    assert wrong.value.field == "home"


def test_only_who_leads_such_matters_lays_them(cast: Cast, people: People) -> None:
    with pytest.raises(Denied):
        services.withdraw(people.actor("legal"), people.lay(), "x", at=cast.now)
    new = people.lay()
    services.withdraw(cast.actor(cast.zhao), new, "活动取消", at=cast.now)
    assert state(new) == "withdrawn"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00",
        b"<html>%PDF-",
        b"%PDF-1.4 cut off",
        PDF.replace(b"<<>>", b"<</JS (x)>>"),
        b"%PDF-1.4 /Encrypt %%EOF",
    ],
)
def test_what_is_no_picture_and_no_plain_pdf_is_not_taken(people: People, content: bytes) -> None:
    with pytest.raises(Invalid) as wrong:
        people.lay(papers=(SentPaper("publicity_draft", "x.pdf", content),))
    assert wrong.value.field == "paper_publicity_draft"


def test_a_paper_the_act_does_not_know_is_not_taken(people: People) -> None:
    with pytest.raises(Invalid):
        people.lay(papers=(SentPaper("quote", "x.pdf", PDF),))


def test_a_paper_that_stays_is_carried_into_the_next_version(cast: Cast, people: People) -> None:
    laid = people.lay_renovation()
    again = NewVersion(papers=(SentPaper("renovation_plan", "新方案.pdf", PDF),))
    services.lay_again(people.actor("steward"), laid, again, at=cast.now)
    files = Attachment.objects.filter(matter=laid, version=2)
    assert files.count() == 6
    assert [one.code for one in files.filter(since=2)] == ["renovation_plan"]


def test_files_are_for_who_has_to_do_with_the_matter(cast: Cast, people: People) -> None:
    laid = people.lay_renovation()
    found = Attachment.objects.filter(matter=laid).order_by("id")[0]
    kept = services.attachment_file(people.actor("engineer"), found.pk)
    assert kept.kind == "image/jpeg" and kept.place.exists()
    with pytest.raises(Missing):
        services.attachment_file(people.actor("legal"), found.pk)
    with pytest.raises(Missing):
        services.attachment_file(cast.actor(cast.qa), found.pk)
