"""The base handbook as pages of Markdown, one for each chapter: docs/generated/handbook."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parents[1]
PACK = HOME / "src" / "guanjia" / "packs" / "residential"
LOCALE = HOME / "src" / "guanjia" / "locale"
FOLDER = "handbook"

Plain = dict[str, Any]


def pages() -> dict[str, str]:
    """Name and text of every page, in the language of the pack."""
    compile_catalogues()
    from django.utils import translation

    from guanjia.rooms.handbook import services
    from guanjia.rooms.handbook.rules.checking import check_files
    from guanjia.rooms.handbook.services.layout import laid_out, unpublished

    content = check_files(services.read_folder(PACK), services.known_world()).content
    if content is None:
        raise SystemExit("The base handbook does not pass its check; run tools/handbooks.py.")
    with translation.override("zh-hans"):
        book = laid_out(unpublished(content))
    made = {f"{FOLDER}/{one['code']}.md": "\n".join(chapter(one, book["words"])) for one in book["chapters"]}
    made[f"{FOLDER}/needs.md"] = "\n".join(needs(book))
    made[f"{FOLDER}/README.md"] = "\n".join(contents(book))
    return {name: text.rstrip() + "\n" for name, text in made.items()}


def compile_catalogues() -> None:
    """The words of the pages come from the compiled catalogue; made anew where it is missing or older."""
    import polib

    for source in LOCALE.glob("*/LC_MESSAGES/django.po"):
        made = source.with_suffix(".mo")
        if not made.exists() or made.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(made))


def contents(book: Plain) -> Iterator[str]:
    """The first page: what the book is, its chapters, its grades."""
    yield from (f"# {book['title']}", "", book["text"], "", f"## {book['words']['contents']}", "")
    for one in book["chapters"]:
        yield f"- [{one['title']}]({one['code']}.md) · {len(one['standards'])}"
    yield from (f"- [{book['words']['needs']}](needs.md)", "", f"## {book['words']['plans']}", "")
    for plan in book["plans"]:
        yield from (f"### {plan['title']}", "")
        for number, step in enumerate(plan["steps"], 1):
            within = f" · {step['within']}" if step["within"] else ""
            yield f"{number}. {step['title']} · {step['who']}{within}"
        yield ""
    yield from (f"## {book['words']['grades']}", "")
    yield from (f"- {title}: {figure}" for title, figure in (*book["grades"]["weights"], *book["grades"]["levels"]))


def chapter(one: Plain, words: dict[str, str]) -> Iterator[str]:
    """One touchpoint: its standards, guides and wordings."""
    yield from (f"# {one['title']}", "", one["aim"], "")
    if one["ways"]:
        yield from (f"{words['ways']}: {'；'.join(one['ways'])}", "")
    if one["points"]:
        yield from (f"{words['points']}: {' → '.join(one['points'])}", "")
    for each in one["standards"]:
        yield from standard(each, words)
    if one["guides"]:
        yield from (f"## {words['guides']}", "")
    for guide in one["guides"]:
        yield from (f"### {guide['title']}", "")
        for number, step in enumerate(guide["steps"], 1):
            parts = [f"**{step['title']}**", step["text"], f"“{step['say']}”" if step["say"] else ""]
            yield f"{number}. {' '.join(part for part in parts if part)}"
        yield ""
    if one["scripts"]:
        yield from (f"## {words['scripts']}", "")
    for script in one["scripts"]:
        yield from (f"### {script['code']} {script['title']}", "", f"> {script['text']}", "")
        if script["must"]:
            yield from (f"{words['must']}: {'、'.join(script['must'])}", "")


def standard(one: Plain, words: dict[str, str]) -> Iterator[str]:
    """One standard, with an anchor of its own."""
    tags = [one["kind"], one["status"], one["who"]]
    tags += [one["only_in"]] if one["only_in"] else []
    tags += [words["red_line"]] if one["red_line"] else []
    tags += [] if one["enabled"] else [words["off"]]
    yield from (f'<a id="{one["code"]}"></a>', "", f"## {one['code']} {one['title']} · {one['figure']}", "")
    yield from (" · ".join(tags), "")
    yield from (line for text in (one["text"], one["why"]) if text for line in (text, ""))
    rows = [[words["promise"], one["promise"]], ["", " · ".join(one["items"])], *one["counted"]]
    rows.append([words["source"], "；".join(one["source"])])
    yield from (f"- {label}: {value}" if label else f"- {value}" for label, value in rows if value)
    yield from ("", one["note"], "") if one["note"] else ("",)


def needs(book: Plain) -> Iterator[str]:
    """The tree of needs with its answers."""
    yield from (f"# {book['words']['needs']}", "")
    for group in book["needs"]:
        yield from (f"## {group['title']}", "")
        for one in group["topics"]:
            tags = " · ".join(part for part in (f"`{one['code']}`", one["urgency"], one["who"], one["guide"]) if part)
            yield from (f"### {one['title']}", "", tags, "")
            if one["answer"]:
                yield from (f"> {one['answer']}", "")
