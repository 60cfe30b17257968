"""A waiver is asked for and an appeal made; somebody else decides, and both are kept as facts."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from guanjia.rooms.promises import selectors, services
from guanjia.rooms.promises.models import Plea, Promise
from guanjia.rooms.promises.services import Asked
from guanjia.shared.errors import Denied, Invalid, Missing, Refused
from guanjia.shared.models import JournalEvent
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def reader(cast: Cast, staff_id: UUID, language: str = "en") -> Client:
    """A browser of somebody who reads this language."""
    browser = cast.client(staff_id)
    browser.cookies["language"] = language
    return browser


def words_of(page: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


@pytest.fixture
def owed(cast: Cast) -> Promise:
    """A promise of Li's that is past its time."""
    cast.publish()
    case_id = cast.taken_case()
    cast.later(days=4)
    services.sweep(at=cast.now)
    return Promise.objects.filter(subject_id=case_id, owed_by=cast.li, closed=False, due_at__lt=cast.now)[0]


def facts(owed: Promise) -> list[str]:
    rows = JournalEvent.objects.filter(refs__contains={"promise": str(owed.id)}).order_by("at", "id")
    return [row.kind for row in rows if row.kind not in ("promise.warned", "promise.missed", "promise.escalated")]


def test_the_one_who_owes_appeals_and_somebody_else_waives_it(cast: Cast, owed: Promise) -> None:
    li, he, zhao = cast.actor(cast.li), cast.actor(cast.he), cast.actor(cast.zhao)
    with pytest.raises(Invalid, match="rests on"):
        services.appeal(li, owed.id, Asked("业主让我改天来"), at=cast.now)
    with pytest.raises(Denied):
        services.appeal(he, owed.id, Asked("x", rests_on="x"), at=cast.now)
    plea = services.appeal(li, owed.id, Asked("业主让我改天来", rests_on="微信截图"), at=cast.now)
    with pytest.raises(Refused, match="already"):
        services.appeal(li, owed.id, Asked("再说一遍", rests_on="x"), at=cast.now)
    with pytest.raises(Denied):
        services.grant(li, plea, reason="resident_wish", answer="", at=cast.now)
    services.grant(zhao, plea, reason="resident_wish", answer="截图属实", at=cast.later(hours=1))
    owed.refresh_from_db()
    assert owed.state == "waived"
    assert facts(owed) == ["promise.appealed", "promise.waived"]
    found = selectors.pleas_of(owed.id, at=cast.now)[0]
    assert (found.state, found.asked_by, found.decided_by, found.reason_title) == (
        "granted",
        "李建军",
        "赵敏",
        "按业主要求延后",
    )
    with pytest.raises(Refused, match="decided"):
        services.uphold(he, plea, answer="x", at=cast.now)
    assert services.audit().differences == []


def test_nothing_changes_when_it_is_upheld_and_the_answer_is_kept(cast: Cast, owed: Promise) -> None:
    plea = services.appeal(cast.actor(cast.li), owed.id, Asked("不该算我的", rests_on="排班表"), at=cast.now)
    with pytest.raises(Invalid, match="why"):
        services.uphold(cast.actor(cast.he), plea, answer=" ", at=cast.now)
    before = owed.state
    services.uphold(cast.actor(cast.he), plea, answer="排班表上是您", at=cast.now)
    owed.refresh_from_db()
    assert (owed.state, facts(owed)) == (before, ["promise.appealed", "promise.upheld"])
    assert services.audit().differences == []
    again = services.appeal(cast.actor(cast.li), owed.id, Asked("还有证人", rests_on="王师傅"), at=cast.now)
    assert again != plea


def test_a_waiver_is_asked_for_with_a_reason_and_decided_by_another_of_the_rank(cast: Cast, owed: Promise) -> None:
    he, zhao = cast.actor(cast.he), cast.actor(cast.zhao)
    with pytest.raises(Refused, match="reason"):
        services.ask_waiver(he, owed.id, Asked("台风", "police"), at=cast.now)
    with pytest.raises(Refused, match="note"):
        services.ask_waiver(he, owed.id, Asked(" ", "force_majeure"), at=cast.now)
    plea = services.ask_waiver(he, owed.id, Asked("台风停工", "force_majeure"), at=cast.now)
    with pytest.raises(Denied, match="yourself"):
        services.grant(he, plea, reason="force_majeure", answer="", at=cast.now)
    services.grant(zhao, plea, reason="force_majeure", answer="", at=cast.now)
    waiver = selectors.waiver_of(owed.id, at=cast.now)
    assert waiver is not None
    assert (waiver.approver, waiver.note) == ("赵敏", "台风停工")
    assert facts(owed) == ["promise.waiver_asked", "promise.waived"]


def test_what_is_of_another_community_does_not_exist(cast: Cast, owed: Promise) -> None:
    gao = cast.actor(cast.gao)
    plea = services.appeal(cast.actor(cast.li), owed.id, Asked("x", rests_on="x"), at=cast.now)
    with pytest.raises(Missing):
        services.ask_waiver(gao, owed.id, Asked("x", "force_majeure"), at=cast.now)
    with pytest.raises(Missing):
        services.uphold(gao, plea, answer="x", at=cast.now)
    assert selectors.waiting(gao, at=cast.now).rows == []


def test_the_list_is_paged_by_community_and_costs_few_queries(
    cast: Cast, owed: Promise, django_assert_max_num_queries: Any
) -> None:
    for place in range(60):
        Plea.objects.create(
            promise=owed,
            community_id=cast.garden.id,
            kind="appeal",
            words=f"{place}",
            rests_on="x",
            asked_by_id=cast.li,
            asked_at=cast.now + timedelta(minutes=place),
            state="refused",
            decided_by_id=cast.he,
            decided_at=cast.now,
        )
    zhao = cast.actor(cast.zhao)
    with django_assert_max_num_queries(6):  # pleas with promises, names, the book's four at most
        page = selectors.waiting(zhao, at=cast.now, community_id=cast.garden.id, decided=True)
    assert (len(page), page.rows[0].words) == (50, "59")
    more = selectors.waiting(zhao, at=cast.now, decided=True, after=page.next)
    assert (len(more), more.next) == (10, None)
    with pytest.raises(Missing):
        selectors.waiting(zhao, at=cast.now, community_id=cast.orchard.id)


def test_it_is_appealed_and_decided_on_the_pages(cast: Cast, owed: Promise) -> None:
    worker, leader = reader(cast, cast.li), reader(cast, cast.zhao)
    here = f"/promises/{owed.id}/"
    shown = words_of(worker.get(here))
    assert "judged by edition 1" in shown
    assert "Appeal" in shown
    assert worker.get(f"{here}waive/").status_code == 403
    empty = worker.post(f"{here}appeal/", {"words": "业主让我改天来", "rests_on": ""})
    assert (empty.status_code, "业主让我改天来" in words_of(empty)) == (422, True)
    assert worker.post(f"{here}appeal/", {"words": "业主让我改天来", "rests_on": "微信截图"}).status_code == 302
    assert "waits for a decision" in words_of(worker.get(here))
    plea = Plea.objects.get()
    assert "业主让我改天来" in words_of(leader.get("/promises/"))
    assert worker.get("/promises/").status_code == 403
    address = f"/promises/pleas/{plea.id}/"
    no_reason = leader.post(address, {"verdict": "grant", "reason": "", "answer": "属实"})
    assert no_reason.status_code == 422
    sent = {"verdict": "grant", "reason": "resident_wish", "answer": "截图属实"}
    assert leader.post(address, sent).status_code == 302
    shown = words_of(worker.get(here))
    assert all(one in shown for one in ("Waived: At the resident's wish", "截图属实", "赵敏", "Appealed"))
    assert "Nothing waits" in words_of(leader.get("/promises/"))
    assert "业主让我改天来" in words_of(leader.get("/promises/?view=decided"))


def test_who_asked_reads_that_somebody_else_decides_and_has_no_form_for_it(cast: Cast, owed: Promise) -> None:
    plea = services.ask_waiver(cast.actor(cast.he), owed.id, Asked("台风停工", "force_majeure"), at=cast.now)
    address = f"/promises/pleas/{plea}/"
    own, other = (words_of(reader(cast, who).get(address)) for who in (cast.he, cast.zhao))
    assert ("somebody else must decide" in own, "Nothing changes" in own) == (True, False)
    assert ("somebody else must decide" in other, "Nothing changes" in other) == (False, True)


def test_who_neither_owes_nor_judges_does_not_see_it(cast: Cast, owed: Promise) -> None:
    assert reader(cast, cast.wang).get(f"/promises/{owed.id}/").status_code == 404
    assert reader(cast, cast.ma).get(f"/promises/{owed.id}/").status_code == 200


def test_programs_ask_and_decide(cast: Cast, owed: Promise) -> None:
    def send(who: UUID, path: str, body: dict[str, str]) -> Any:
        return Client().post(f"/api/v1/promises{path}", body, content_type="application/json", headers=cast.bearer(who))

    made = send(cast.he, f"/{owed.id}/pleas", {"reason": "force_majeure", "words": "台风"})
    assert made.status_code == 201
    plea = made.json()["id"]
    listed = Client().get("/api/v1/promises/pleas", headers=cast.bearer(cast.zhao)).json()["rows"]
    assert [row["id"] for row in listed] == [plea]
    assert send(cast.he, f"/pleas/{plea}/grant", {"reason": "force_majeure"}).status_code == 403
    assert send(cast.zhao, f"/pleas/{plea}/uphold", {"answer": "当天无台风"}).status_code == 204
    assert send(cast.zhao, f"/{owed.id}/waiver", {"reason": "wrong_fact", "words": "录错了"}).status_code == 204
    found = Client().get(f"/api/v1/promises/{owed.id}", headers=cast.bearer(cast.he)).json()
    assert (found["row"]["state"], found["row"]["edition_number"], found["waiver"]["approver"]) == ("waived", 1, "赵敏")
    assert [one["state"] for one in found["pleas"]] == ["refused"]
