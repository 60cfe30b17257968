"""Closing the demo's books: seal, audit, keep the score, print the table, write down how to drive it."""

import json
import unicodedata
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model

from guanjia.config.demo.texts import codes
from guanjia.config.demo.world import PASSWORD, Span, write_down
from guanjia.rooms.insights import selectors as insights
from guanjia.rooms.insights import services as scores
from guanjia.rooms.insights.types import Counts
from guanjia.rooms.people import services as people
from guanjia.rooms.places import selectors as places
from guanjia.rooms.promises import services as promises
from guanjia.shared.models import JournalEvent

WIDTH = 46
"""Columns of the first cell; a Chinese sign takes two."""


def close_books(folder: Path, span: Span, seed: int) -> None:
    """Print the table per standard and community with what the audits found, and write `demo.json`."""
    told = {code: json.loads((folder / f"demo-{code}.json").read_text(encoding="utf-8")) for code in codes()}
    audits = [one.pop("audit") for one in told.values()]
    text = "\n".join(_table(community.id, span) for community in places.all_communities())
    differences = [line for one in audits for line in one["differences"]]
    seal = next((one["seal"] for one in audits if one["seal"] != "ok"), "ok")
    text += (
        f"\naudit: {sum(one['events'] for one in audits)} events, {sum(one['promises'] for one in audits)} promises, "
    )
    text += f"{len(differences)} differences, seal {seal}\n"
    scores.keep_scores(at=span.until)
    (folder / "demo-report.txt").write_text(text, encoding="utf-8")
    for code, one in told.items():
        one["tokens"] = {role: _token(username, span) for role, username in one["logins"].items()}
        found = places.community_by_code(code)
        one["id"] = str(found.id) if found else ""
        one["resident"] = _resident_page(found.id) if found else ""
    write_down(
        folder / "demo.json",
        {
            "state": "ready",
            "seed": seed,
            "days": span.days,
            "buildings": span.buildings,
            "url": "http://127.0.0.1:8000",
            "present": span.until.isoformat(),
            "clock": "demo-clock.json",
            "password": PASSWORD,
            "communities": told,
        },
    )


def audited(code: str, span: Span) -> dict[str, Any]:
    """Seal what was recorded in a community and check all of it; what the audit found, in plain words."""
    while promises.seal(at=span.until):
        pass
    community = places.community_by_code(code)
    assert community is not None  # noqa: S101 - its days have passed
    return promises.audit(community.id).plain()


def _token(username: str, span: Span) -> str:
    account = get_user_model().objects.get_by_natural_key(username)
    return people.issue_token(account.pk, "demo", at=span.until)


def _resident_page(community_id: UUID) -> str:
    """The page of a resident who asked for something lately."""
    opened = JournalEvent.objects.filter(community_id=community_id, kind="case.opened", refs__has_key="contact")
    last = opened.order_by("-recorded_at", "-id").values_list("refs__contact", flat=True).first()
    return people.resident_link(UUID(last)) if last else ""


def _table(community_id: UUID, span: Span) -> str:
    """The months' tables of one community, in columns that line up in a terminal."""
    community = places.community(community_id)
    months = sorted({span.starts.strftime("%Y-%m"), span.until.strftime("%Y-%m")})
    out = []
    for code in months:
        period = insights.period_of(community.id, code, span.until)
        found = insights.conformance(community.id, period, at=span.until)
        out.append(f"{community.name} {code}  {_rate(found.total)}  {found.grade}")
        out.append(_row("", "rate", "met", "late", "missed", "waived", "void"))
        out += [_counted(f"{line.code} {line.title}", line.counts) for line in found.lines]
        out.append(_counted("=", found.total))
        out.append("")
    return "\n".join(out)


def _counted(name: str, counts: Counts) -> str:
    numbers = (counts.met, counts.late, counts.missed, counts.waived, counts.void)
    return _row(name, _rate(counts), *map(str, numbers))


def _rate(counts: Counts) -> str:
    return "-" if counts.rate is None else f"{counts.rate:.1f}"


def _row(name: str, *cells: str) -> str:
    wide = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in name)
    return name + " " * max(1, WIDTH - wide) + "".join(f"{cell:>8}" for cell in cells)
