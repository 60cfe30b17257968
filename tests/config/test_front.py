"""The way from the front door to one's desk."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from guanjia.rooms.people import services
from guanjia.rooms.people.types import NewStaff
from tests.cast import Cast, duties_of_roles


@pytest.mark.parametrize("role", [role for role, duties in duties_of_roles().items() if duties])
def test_everybody_with_a_duty_lands_on_a_page_that_opens(cast: Cast, role: str) -> None:
    cast.publish()
    browser = cast.resident_client() if role == "resident" else cast.client(cast.hired(f"the-{role}", role))
    landed = browser.get("/", follow=True)
    assert landed.redirect_chain
    assert landed.status_code == 200


def test_who_has_no_duty_is_told_whom_to_ask(cast: Cast) -> None:
    newcomer = services.hire(cast.company_id, NewStaff("new", "新人"))
    assert cast.client(newcomer).get("/").status_code == 403


def test_who_is_not_signed_in_is_asked_to(cast: Cast) -> None:
    answer = Client().get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/")


def test_a_late_sweep_makes_the_house_not_ready(cast: Cast) -> None:
    from guanjia.rooms.promises import services as promises

    while promises.sweep(at=cast.now):
        pass
    cast.later(minutes=4)
    assert Client().get("/readyz").status_code == 200
    cast.later(minutes=2)
    late = Client().get("/readyz")
    assert late.status_code == 503
    assert late.json()["sweep"].startswith("last at 2026-03-02T01:00")


def test_a_demo_tells_its_visitors_the_accounts(cast: Cast, settings: Any, tmp_path: Path) -> None:
    logins = {
        "communities": {"garden": {"id": str(cast.garden.id), "logins": {"desk": "garden-desk"}}},
        "password": "x",
    }
    (tmp_path / "demo.json").write_text(json.dumps(logins), encoding="utf-8")
    settings.DATA = tmp_path
    assert "garden-desk" not in Client().get("/sign-in/").content.decode()
    settings.DEMO = True
    assert "garden-desk" in Client().get("/sign-in/").content.decode()
