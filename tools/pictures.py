"""Take pictures of every page of a running demo, in both languages, wide and on a phone, and measure them.

`python -m tools.pictures /var/lib/x/demo.json /tmp/pictures [--only words] [--width 1280 390] [--readme]` signs in with
the demo's accounts, walks the stops below and writes one PNG a stop. What can be measured is printed, one line a
finding: sideways scroll at 360 px, small letters and small targets on phones, words in the other language, errors on
the console, and what axe-core calls serious. `--readme` renews the pictures of the two READMEs instead.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tools.chromium import find

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = {"zh": "zh-hans", "en": "en"}
SERIOUS = {"serious", "critical"}


@dataclass(frozen=True, slots=True)
class Stop:
    """A page: who looks at it, its address, and links to follow from there, each by its selector."""

    name: str
    who: str
    path: str
    follow: tuple[str, ...] = ()

    @property
    def is_phone(self) -> bool:
        """Field and resident pages, where letters are never under 16 px."""
        return self.name.startswith(("field", "resident"))


OPEN_CASE = "tr[data-row] a.link"
LATE = "#insights-promises a.row:has(.tardy)"
STOPS = (
    Stop("signin", "", "/sign-in/"),
    Stop("desk", "chat", "/desk/?view=all"),
    Stop("desk-talk", "chat", "/desk/?view=all", (".q",)),
    Stop("desk-empty", "chat", "/desk/?view=all&q=none-such"),
    Stop("register", "desk", "/desk/register/"),
    Stop("cases", "supervisor", "/cases/"),
    Stop("cases-empty", "supervisor", "/cases/?q=none-such"),
    Stop("case", "supervisor", "/cases/", (OPEN_CASE,)),
    Stop("case-done", "supervisor", "/cases/?view=ended", (OPEN_CASE,)),
    Stop("case-assign", "supervisor", "/cases/", (OPEN_CASE, "a[href$='/assign/']")),
    Stop("case-note", "supervisor", "/cases/", (OPEN_CASE, "a[href$='/note/']")),
    Stop("case-docket", "supervisor", "/cases/", (OPEN_CASE, "a[href$='/open_docket/']")),
    Stop("promise", "supervisor", "/cases/", (OPEN_CASE, "main a[href^='/promises/']")),
    Stop(
        "drill", "manager", "/conformance/", ("main a[href*='/standards/']", "main a[href*='/conformance/promises/']")
    ),
    Stop("pleas", "manager", "/promises/"),
    Stop("follow-ups", "supervisor", "/follow-ups/"),
    Stop("follow-up", "supervisor", "/follow-ups/", ("a[href$='/answer/']",)),
    Stop("samples", "manager", "/follow-ups/samples/"),
    Stop("today", "manager", "/today/"),
    Stop("rounds", "manager", "/rounds/"),
    Stop("conformance", "manager", "/conformance/"),
    Stop("conformance-standard", "manager", "/conformance/", ("a[href*='/standards/']",)),
    Stop("targets", "manager", "/conformance/targets/"),
    Stop("target", "manager", "/conformance/targets/", ("main table a[href*='/targets/']",)),
    Stop("handbook", "manager", "/handbook/"),
    Stop("standard", "manager", "/handbook/", ("main h2 a, main h3 a", "a[href*='/handbook/standards/']")),
    Stop("handbook-search", "manager", "/handbook/?q=%E5%88%B0%E5%9C%BA"),
    Stop("topics", "manager", "/handbook/topics/"),
    Stop("topic", "manager", "/handbook/topics/", ("main table a[href*='/handbook/topics/']",)),
    Stop("printed", "manager", "/handbook/print/"),
    Stop("editions", "manager", "/handbook/editions/"),
    Stop("edition", "manager", "/handbook/editions/", ("main a[href*='/handbook/editions/']:not([href*='upload'])",)),
    Stop("upload", "manager", "/handbook/editions/upload/"),
    Stop("divisions", "manager", "/handbook/communities/"),
    Stop("division", "manager", "/handbook/communities/", ("main a[href*='/handbook/communities/']",)),
    Stop("staff", "manager", "/staff/"),
    Stop("homes", "manager", "/homes/"),
    Stop("home", "manager", "/homes/", ("main a[href^='/homes/']:not([href*='?'])",)),
    Stop("channels", "supervisor", "/channels/"),
    Stop("connect", "manager", "/channels/connect/"),
    Stop("approvals", "manager", "/approvals/?show=ended"),
    Stop("approvals-mine", "engineer", "/approvals/"),
    Stop("approvals-unasked", "supervisor", "/approvals/begun/"),
    Stop("approval", "manager", "/approvals/?show=ended", ("main tr[data-row] a.link",)),
    Stop("approval-new", "steward", "/approvals/new/"),
    Stop("approval-lay", "steward", "/approvals/new/", ("main a.row",)),
    Stop("breaches", "supervisor", "/breaches/?shown=ended"),
    Stop("breaches-open", "supervisor", "/breaches/"),
    Stop("breach", "supervisor", "/breaches/?shown=ended", ("main a.row[data-row]",)),
    Stop("breach-new", "steward", "/breaches/new/"),
    Stop("breach-book", "manager", "/breaches/book/"),
    Stop("routines", "manager", "/rounds/routines/"),
    Stop("routines-map", "manager", "/rounds/routines/map/"),
    Stop("routines-things", "manager", "/rounds/routines/things/"),
    Stop("routines-sheets", "manager", "/rounds/routines/sheets/"),
    Stop("not-found", "manager", "/nowhere/"),
    Stop("not-allowed", "technician", "/conformance/"),
    Stop("field", "technician", "/tasks/"),
    Stop("field-round", "steward", "/tasks/rounds/"),
    Stop("field-stop", "steward", "/tasks/rounds/", ("main a[href^='/tasks/rounds/']",)),
    Stop("field-task", "technician", "/tasks/", ("a.task, #field-offers a.link",)),
    Stop("field-done", "technician", "/tasks/", ("a.task", "a[href$='/done/']")),
    Stop("field-pause", "technician", "/tasks/", ("a.task", "a[href$='/pause/']")),
    Stop("field-tell", "technician", "/tasks/", ("a.task", "a[href$='/tell/']")),
    Stop("resident", "resident", "/my/"),
    Stop("resident-case", "resident", "/my/", (".task, .row a, a.row",)),
    Stop("resident-new", "resident", "/my/new/"),
    Stop("resident-talk", "resident", "/my/talk/"),
    Stop("resident-seen", "resident", "/my/seen/"),
    Stop("resident-handbook", "resident", "/my/", ("a[href*='/handbook/residents/']",)),
    Stop("components", "manager", "/ops/components/"),
)

MEASURE = """() => {
  const small = new Set(), tiny = new Set(), shown = e => e.checkVisibility({visibilityProperty: true});
  const words = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; (n = walk.nextNode());) {
    const text = n.textContent.trim(), holder = n.parentElement;
    if (!text || !shown(holder) || holder.closest('[data-toast], script, style, template, [lang]:not(html)')) continue;
    words.push(text);
    if (parseFloat(getComputedStyle(holder).fontSize) < 16) small.add(text.slice(0, 24));
  }
  for (const e of document.querySelectorAll('a[href], button, summary, select, input:not([type=hidden]), textarea')) {
    if (!shown(e) || e.matches('.skip, .hide, p a, li a.in, td a, dd a') ) continue;
    const label = e.closest('label'), box = (label || e).getBoundingClientRect();
    if (box.height && box.height < 43.5) tiny.add((e.textContent.trim() || e.name || e.className).slice(0, 24));
  }
  return {wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
          small: [...small], tiny: [...tiny], words};
}"""


class Tour:
    """One run: the demo's accounts, where the pictures go, what was found."""

    def __init__(self, told: dict[str, Any], to: Path) -> None:
        self.told, self.to = told, to
        self.community = next(iter(told["communities"].values()))
        self.axe = Axe()
        self.found: list[str] = []

    def context(self, browser: Browser, who: str, language: str, look: dict[str, Any]) -> BrowserContext:
        """A browser signed in as this role, speaking this language."""
        context = browser.new_context(
            base_url=self.told["url"], locale="zh-CN" if language == "zh" else "en-GB", **look
        )
        page = context.new_page()
        if who == "resident":
            page.goto(self.community["resident"])
        elif who:
            page.goto("/sign-in/")
            page.fill("[name=username]", self.community["logins"][who])
            page.fill("[name=password]", self.told["password"])
            page.press("[name=password]", "Enter")
            page.wait_for_url(lambda url: "sign-in" not in url)
        else:
            page.goto("/sign-in/")
        context.request.post(
            "/language/",
            form={"language": LANGUAGES[language], "csrfmiddlewaretoken": _key(page)},
            headers={"Referer": self.told["url"]},
        )
        page.close()
        return context

    def visit(self, context: BrowserContext, stop: Stop, name: str, language: str) -> None:
        """Go there, take the picture, measure."""
        page = context.new_page()
        page.on("pageerror", lambda error: self.found.append(f"{name}: script: {error}"))
        page.on("console", lambda said: self._heard(name, said))
        try:
            if not self._go(page, stop):
                self.found.append(f"{name}: the way there is missing")
                return
            page.wait_for_timeout(150)
            page.screenshot(path=self.to / f"{name}.png", full_page=stop.name not in {"desk", "desk-talk"})
            self._measure(page, stop, name, language)
        finally:
            page.close()

    def _go(self, page: Page, stop: Stop) -> bool:
        page.goto(stop.path)
        for link in stop.follow:
            found = page.locator(link)
            href = found.first.get_attribute("href") if found.count() else None
            if not href:
                return False
            page.goto(href)
        return True

    def _heard(self, name: str, said: Any) -> None:
        if said.type == "error" and " 40" not in said.text:
            self.found.append(f"{name}: console: {said.text[:160]}")

    def _measure(self, page: Page, stop: Stop, name: str, language: str) -> None:
        for one in self.axe.run(page).response["violations"]:
            if one["impact"] in SERIOUS:
                spots = "; ".join(" ".join(map(str, node["target"])) for node in one["nodes"][:3])
                self.found.append(f"{name}: axe {one['id']} ({len(one['nodes'])}): {spots}")
        size = page.viewport_size or {"width": 0, "height": 0}
        if size["width"] < 800:
            page.set_viewport_size({"width": 360, "height": 800})
        seen = page.evaluate(MEASURE)
        if seen["wide"] > 0:
            self.found.append(f"{name}: {seen['wide']} px wider than the window")
        if stop.is_phone and seen["small"]:
            self.found.append(f"{name}: under 16 px: {seen['small'][:6]}")
        if size["width"] < 800 and seen["tiny"]:
            self.found.append(f"{name}: lower than 44 px: {seen['tiny'][:8]}")
        foreign = list(_foreign(seen["words"], language))
        if foreign and stop.name != "components":
            self.found.append(f"{name}: other language: {foreign[:12]}")


def _key(page: Page) -> str:
    return next(one["value"] for one in page.context.cookies() if one["name"] == "csrftoken")


def _foreign(words: Iterable[str], language: str) -> Iterator[str]:
    """English sentences on a Chinese page; every Chinese text on an English one is for a person to judge."""
    for text in dict.fromkeys(words):
        if language == "zh" and re.search(r"[A-Za-z]{3,}( [A-Za-z]{2,})+", text):
            yield text[:60]
        if language == "en" and re.search(r"[\u4e00-\u9fff]", text):
            yield text[:16]


LOOKS: dict[str, dict[str, Any]] = {
    "1280": {"viewport": {"width": 1280, "height": 900}},
    "390": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "dark": {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
        "color_scheme": "dark",
    },
}

README = (
    (Stop("desk", "chat", "/desk/?view=all", (".q",)), "1280"),
    (Stop("conformance", "manager", "/conformance/", ("main a[href*='/standards/E02']", LATE)), "1280"),
    (Stop("tasks", "technician", "/tasks/", ("a.task", "a[href$='/done/']")), "390"),
    (Stop("resident", "resident", "/my/", (".task, .row a, a.row",)), "390"),
)


def renew(tour: Tour, browser: Browser) -> None:
    """The pictures of the two READMEs, with few colours so that they stay small."""
    for stop, size in README:
        context = tour.context(browser, stop.who, "zh", LOOKS[size])
        page = context.new_page()
        tour._go(page, stop)
        page.wait_for_timeout(300)
        file = tour.to / f"{stop.name}.png"
        page.screenshot(path=file)
        Image.open(file).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(file, optimize=True)
        context.close()


def walk(tour: Tour, browser: Browser, plan: argparse.Namespace) -> None:
    """Every stop the words let through, by size, language and person."""
    stops = [stop for stop in STOPS if not plan.only or any(word in stop.name for word in plan.only)]
    for size in plan.width:
        for language in plan.language:
            for who in dict.fromkeys(stop.who for stop in stops):
                context = tour.context(browser, who, language, LOOKS[size])
                for stop in (one for one in stops if one.who == who):
                    tour.visit(context, stop, f"{stop.name}-{size}-{language}", language)
                context.close()


def main() -> int:
    """Status 1 when something was found."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("demo", type=Path, help="demo.json of the running demo")
    words.add_argument("to", type=Path, help="where the pictures go")
    words.add_argument("--only", nargs="*", default=[], help="stops whose name holds one of these")
    words.add_argument("--width", nargs="*", default=["1280", "390"], choices=list(LOOKS))
    words.add_argument("--language", nargs="*", default=list(LANGUAGES), choices=list(LANGUAGES))
    words.add_argument("--readme", action="store_true", help="renew the READMEs' pictures")
    plan = words.parse_args()
    plan.to.mkdir(parents=True, exist_ok=True)
    tour = Tour(json.loads(plan.demo.read_text(encoding="utf-8")), plan.to)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        if plan.readme:
            renew(tour, browser)
        else:
            walk(tour, browser, plan)
        browser.close()
    sys.stdout.write("".join(f"{line}\n" for line in tour.found))
    return bool(tour.found)


if __name__ == "__main__":
    sys.exit(main())
