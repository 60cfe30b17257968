"""The check of a whole pack: all mistakes at once, and the content when there are none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guanjia.rooms.handbook.rules.assembling import Assembly, assemble
from guanjia.rooms.handbook.rules.chains import chain_problems
from guanjia.rooms.handbook.rules.overriding import override_problems
from guanjia.rooms.handbook.rules.reachable import reach_problems
from guanjia.rooms.handbook.rules.references import reference_problems
from guanjia.rooms.handbook.rules.speaking import speaking_problems
from guanjia.rooms.handbook.types.book import LISTS, HandbookContent
from guanjia.rooms.handbook.types.calendars import YearTable
from guanjia.rooms.handbook.types.clocks import Clocked
from guanjia.rooms.handbook.types.problems import Known, Problem


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: the content only when nothing is wrong; the year tables stand beside it."""

    content: HandbookContent | None
    years: tuple[YearTable, ...]
    problems: tuple[Problem, ...]


def check_files(files: Mapping[str, bytes], known: Known) -> Checked:
    """Check a pack given as its files by path. Never raises for what stands in them; all problems, in order."""
    found = assemble(files)
    problems = [
        *found.problems,
        *reference_problems(found, known.duties),
        *speaking_problems(found, known),
        *chain_problems(found),
        *reach_problems(found),
    ]
    content = None
    if not found.problems:
        content = content_of(found)
        problems += override_problems(found.all("overrides"), content)
    years = tuple(entry.part for entry in found.years if isinstance(entry.part, YearTable))
    return Checked(None if problems else content, years, in_order(problems))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, by file and line."""
    once = {(one.file, one.line, one.key, one.told()): one for one in problems}
    return tuple(once[key] for key in sorted(once))


def content_of(found: Assembly) -> HandbookContent:
    """The content of entries that fit together; pause reasons take their listed caps here."""
    parts = {name: {entry.code: entry.part for entry in found.all(name)} for name in (*LISTS, "overrides")}
    caps = {code: entry.plain["cap"] for code, entry in found.entries.get("reasons", {}).items()}
    standards = {}
    for entry in found.all("standards"):
        part = entry.part
        if isinstance(part, Clocked) and "listed" in part.reasons.values():
            plain = dict(entry.plain)
            given = plain["reasons"].items()
            plain["reasons"] = {code: caps.get(code) if cap == "listed" else cap for code, cap in given}
            part = type(part).model_validate(plain)
        standards[entry.code] = part
    (head,) = [entry.part for entry in found.all("pack")]
    (terms,) = [entry.part for entry in found.all("terms")]
    (grades,) = [entry.part for entry in found.all("grades")]
    return HandbookContent.model_validate(
        {"pack": head, "terms": terms, "grades": grades, "standards": standards, **parts}
    )
