"""The house's own journal against editions published and not, on a real database."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from guanjia.rooms.handbook.rules.checking import Checked
from guanjia.rooms.handbook.services.loading import load_checked
from guanjia.rooms.handbook.types.book import HandbookContent
from guanjia.rooms.promises.events import SampleShareSet
from guanjia.rooms.promises.models import Promise, SampleMember, SampleShare
from guanjia.rooms.promises.services import replays
from guanjia.shared import journal
from guanjia.shared.errors import Missing
from guanjia.shared.time import new_id
from tests.rooms.promises.conftest import (
    ASKED,
    LIGHT,
    MONDAY,
    MOVES,
    REPORT,
    Ground,
    LampLit,
    LampReported,
    LampWentOut,
    rest,
)
from tests.rooms.promises.test_sampling import AFTER_MARCH, ended, lit, owed

pytestmark = pytest.mark.django_db


def sampling(ground: Ground, **change: Any) -> str:
    """A draft edition that asks afterwards about a share of the lamps."""
    plain = {**rest(), "standards": {"L1": MOVES, "L9": {**ASKED, **change}}}
    checked = Checked(HandbookContent.model_validate(plain), (), ())
    return str(load_checked(checked, ground.company, at=MONDAY))


def draft(ground: Ground, minutes: int) -> str:
    """A draft edition that gives every lamp so many minutes."""
    light = {name: value for name, value in LIGHT.items() if name not in ("by_urgency", "first_urgency")}
    light |= {"within": {"minutes": minutes}, "urgency": []}
    plain = {**rest(), "standards": {"L1": light, "L2": REPORT}}
    checked = Checked(HandbookContent.model_validate(plain), (), ())
    return str(load_checked(checked, ground.company, at=MONDAY))


def some_lamps(ground: Ground) -> None:
    for minutes in (10, 40, 90):
        lamp = new_id()
        journal.record(ground.fact(LampWentOut, lamp, 0), ground.fact(LampLit, lamp, minutes))
        journal.record(ground.fact(LampReported, lamp, 95))
    journal.record(ground.fact(LampWentOut, UUID(int=7), 100))


def counts(report: replays.Report, number: int = 0) -> dict[str, dict[str, int]]:
    return {
        tally.code: {state.value: count for state, count in tally.counts.items() if count}
        for tally in report.editions[number]
        if tally.counts.total()
    }


def test_the_journal_by_what_was_in_force_gives_what_the_tables_say(ground: Ground) -> None:
    some_lamps(ground)
    at = MONDAY + timedelta(minutes=110)
    found = counts(replays.replay_journal(replays.Wish(()), at=at))
    assert found == {"L1": {"met": 2, "late": 1, "running": 1}, "L2": {"met": 1}}


def test_the_journal_by_a_draft_tells_what_would_have_been_kept(ground: Ground, tmp_path: Path) -> None:
    some_lamps(ground)
    before = Promise.objects.count()
    at = MONDAY + timedelta(minutes=110)
    wish = replays.Wish((draft(ground, 60), draft(ground, 30)), changes=tmp_path / "changes.csv")
    report = replays.replay_journal(wish, at=at)
    assert counts(report, 0)["L1"] == {"met": 2, "late": 1, "running": 1}
    assert counts(report, 1)["L1"] == {"met": 1, "late": 2, "running": 1}
    changed = replays.plain(report)["compared"]["changes"]
    assert {(one["code"], one["before"], one["after"], one["cases"]) for one in changed} == {
        ("L1", "met", "late", 1),
        ("L2", "met", "late", 1),  # the report is owed from the miss, which comes half an hour earlier
        ("L2", "", "late", 1),
    }
    assert len((tmp_path / "changes.csv").read_text("utf-8").splitlines()) == 4
    assert Promise.objects.count() == before


def test_one_community_may_be_asked_for_by_its_short_name(ground: Ground) -> None:
    some_lamps(ground)
    report = replays.replay_journal(replays.Wish((), community="yard"), at=MONDAY + timedelta(minutes=1))
    assert counts(report)["L1"] == {"running": 3}
    with pytest.raises(Missing):
        replays.replay_journal(replays.Wish((), community="moon"), at=MONDAY)


def test_an_edition_that_asks_for_the_same_draws_the_same(yard: Ground) -> None:
    lit(yard, 30)
    ended()
    drawn = owed()
    report = replays.replay_journal(replays.Wish((sampling(yard),)), at=AFTER_MARCH + timedelta(days=1))
    assert counts(report)["L9"] == {"missed": len(drawn)}  # those added at the period's end, too
    early = replays.replay_journal(replays.Wish((sampling(yard),)), at=MONDAY + timedelta(hours=1))
    assert counts(early)["L9"] == {"running": SampleMember.objects.filter(number__lt="4" + "0" * 63).count()}


def test_another_share_and_another_group_draw_others_and_comparing_counts_them(yard: Ground, tmp_path: Path) -> None:
    lamps = lit(yard, 30)
    ended()
    all_asked = sampling(yard, share=1, share_floor=1)
    few = sampling(yard, share=0.1, share_floor=0.1, per={"quarters": 1})  # a period the house never began
    wish = replays.Wish((all_asked, few), changes=tmp_path / "changes.csv")
    later = AFTER_MARCH + timedelta(days=91)
    report = replays.replay_journal(wish, at=later)
    assert counts(report, 0)["L9"] == {"missed": len(lamps)}
    asked = counts(report, 1)["L9"]["missed"]
    assert 3 <= asked < 12  # a tenth of thirty, rounded up
    assert counts(replays.replay_journal(wish, at=later), 1)["L9"] == {"missed": asked}
    changed = replays.plain(report)["compared"]["changes"]
    assert [(one["code"], one["before"], one["after"], one["cases"]) for one in changed] == [
        ("L9", "missed", "", 30 - asked)
    ]
    assert owed() == {UUID(str(one.subject_id)) for one in Promise.objects.filter(standard="L9")}


def test_a_share_the_manager_set_holds_under_another_edition_too(yard: Ground) -> None:
    SampleShare.objects.create(community_id=yard.community, standard="L9", share="1", since=MONDAY)
    journal.record(
        SampleShareSet(community_id=yard.community, subject_id=new_id(), at=MONDAY, standard="L9", share="1")
    )
    lit(yard, 12)
    report = replays.replay_journal(replays.Wish((sampling(yard),)), at=AFTER_MARCH)
    assert counts(report)["L9"] == {"missed": 12}
