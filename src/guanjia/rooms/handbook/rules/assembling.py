"""The files of a pack to its entries: which file holds what, defaults merged in, one code once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from guanjia.rooms.handbook.rules.reading import Located, read_yaml
from guanjia.rooms.handbook.rules.shaping import keys_of, named, shape
from guanjia.rooms.handbook.types.base import Part
from guanjia.rooms.handbook.types.book import FOLDERS, LISTS, NEEDED, SINGLE, Override
from guanjia.rooms.handbook.types.calendars import YearTable
from guanjia.rooms.handbook.types.problems import Lines, Path, Problem, line_of
from guanjia.rooms.handbook.types.standards import KINDS
from guanjia.shared.errors import gettext_noop

WHOLE = ("pack.yaml", "terms.yaml", "grades.yaml")
"""Files that are one part each."""

_STANDARD_KEYS = frozenset(key for kind in KINDS.values() for key in keys_of(kind))
_LIMITS = ("within", "by_urgency", "first_urgency")
_HOURS = ("calendar", "spans")


@dataclass(frozen=True, slots=True)
class Entry:
    """One typed part, its plain form, and where it stands."""

    list: str
    code: str
    part: Part
    plain: dict[str, Any]
    file: str
    lines: Lines
    borrowed: frozenset[str] = frozenset()

    def wrong(self, path: Path, what: str, instead: str, **params: Any) -> Problem:
        """A problem at a path inside this entry."""
        key = named("defaults" if path[:1] and path[0] in self.borrowed else self.code, path, self.plain)
        return Problem(self.file, line_of(self.lines, path), key, what, instead, params)


@dataclass(slots=True)
class Assembly:
    """All entries of a pack by list and code, the year tables, and the problems found so far."""

    entries: dict[str, dict[str, Entry]] = field(default_factory=dict)
    years: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    broken: dict[str, set[str]] = field(default_factory=dict)
    """Codes of entries that have mistakes of their own; naming them is no second mistake."""
    unsure: set[str] = field(default_factory=set)
    """Lists that could not be read whole: what they would have held is not known."""

    def all(self, name: str) -> list[Entry]:
        """The entries of one list, in the order of the files."""
        return list(self.entries.get(name, {}).values())

    def codes(self, name: str) -> frozenset[str]:
        """The codes of one list, also of entries with mistakes."""
        return frozenset(self.entries.get(name, {})) | self.broken.get(name, set())


def assemble(files: Mapping[str, bytes]) -> Assembly:
    """Every entry of the files, which are named by their path inside the pack. Never raises."""
    found = Assembly()
    for needed in NEEDED:
        if needed not in files:
            what = gettext_noop("this file is missing")
            found.problems.append(Problem(needed, 1, "", what, gettext_noop("it; docs/handbook-format.md shows how")))
            found.unsure |= lists_of(needed)
    for name in sorted(files):
        take = _taker(name)
        if take is None:
            if name.endswith((".yaml", ".yml")):
                what = gettext_noop("a pack has no such file")
                instead = gettext_noop("one of %(names)s, or a .yaml file in %(folders)s")
                params = {"names": ", ".join(SINGLE), "folders": ", ".join(FOLDERS)}
                found.problems.append(Problem(name, 1, "", what, instead, params))
            continue
        read = read_yaml(name, files[name])
        found.problems += read.problems
        if read.data is None:
            found.unsure |= lists_of(name)
        else:
            take(found, read)
    return found


def lists_of(name: str) -> set[str]:
    """The lists a file of this name holds; a whole file is a list of one."""
    if name in WHOLE or name.startswith("overrides/"):
        return {name.removesuffix(".yaml")} if name in WHOLE else {"overrides"}
    form = SINGLE.get(name) or FOLDERS[str(PurePosixPath(name).parent)]
    return set(keys_of(form)) - {"defaults"}


def _taker(name: str) -> Callable[[Assembly, Located], None] | None:
    path = PurePosixPath(name)
    if name in WHOLE:
        return _take_whole
    if name in SINGLE:
        return _take_lists
    folder = str(path.parent)
    if path.suffix != ".yaml" or folder not in FOLDERS:
        return None
    return {"years": _take_year, "overrides": _take_override}.get(folder, _take_lists)


def _take_whole(found: Assembly, read: Located) -> None:
    name = read.file.removesuffix(".yaml")
    _keep(found, name, SINGLE[read.file], read)


def _take_year(found: Assembly, read: Located) -> None:
    part, problems = shape(YearTable, read)
    found.problems += problems
    if isinstance(part, YearTable):
        code = f"{part.table}-{part.year}"
        found.years.append(Entry("years", code, part, part.model_dump(mode="json"), read.file, read.lines))


def _take_override(found: Assembly, read: Located) -> None:
    _keep(found, "overrides", Override, read)


def _take_lists(found: Assembly, read: Located) -> None:
    form = SINGLE.get(read.file) or FOLDERS[str(PurePosixPath(read.file).parent)]
    if not isinstance(read.data, dict):
        what, instead = gettext_noop("must have keys of its own"), gettext_noop("one of %(keys)s")
        params = {"keys": ", ".join(keys_of(form))}
        found.problems.append(Problem(read.file, 1, "", what, instead, params))
        found.unsure |= lists_of(read.file)
        return
    defaults = read.data.get("defaults") or {}
    for key, listed in read.data.items():
        if key == "defaults" and key in keys_of(form):
            _check_defaults(found, read, form)
        elif key not in keys_of(form):
            what, instead = gettext_noop("is not a key of this place"), gettext_noop("one of %(keys)s")
            params = {"keys": ", ".join(keys_of(form))}
            found.problems.append(Problem(read.file, line_of(read.lines, (key,)), key, what, instead, params))
        elif not isinstance(listed, list):
            what, instead = gettext_noop("must be a list"), gettext_noop("a line beginning with `- ` for each entry")
            found.problems.append(Problem(read.file, line_of(read.lines, (key,)), key, what, instead))
            found.unsure.add(key)
        else:
            for number, data in enumerate(listed):
                _take_entry(found, read, (key, number), data, defaults if isinstance(defaults, dict) else {})


def _check_defaults(found: Assembly, read: Located, form: type[Part]) -> None:
    given = read.data["defaults"]
    (listed,) = [key for key in keys_of(form) if key != "defaults"]
    keys = _STANDARD_KEYS if listed == "standards" else frozenset(keys_of(LISTS[listed]))
    for key in given if isinstance(given, dict) else []:
        if key not in keys:
            what, instead = gettext_noop("is not a key of this place"), gettext_noop("one of %(keys)s")
            line = line_of(read.lines, ("defaults", key))
            params = {"keys": ", ".join(sorted(keys))}
            found.problems.append(Problem(read.file, line, f"defaults.{key}", what, instead, params))


def _take_entry(found: Assembly, read: Located, path: Path, data: Any, defaults: dict[str, Any]) -> None:
    name = str(path[0])
    if not isinstance(data, dict):
        what, instead = gettext_noop("must have keys of its own"), "{code: …, title: …}"
        problem = Problem(read.file, line_of(read.lines, path), f"{name}.{path[1]}", what, instead)
        found.problems.append(problem)
        return
    merged = {**_fitting(defaults, data), **data}
    lines = {where[2:]: line for where, line in read.lines.items() if where[:2] == path}
    for where, line in read.lines.items():
        if where[:1] == ("defaults",) and len(where) > 1 and where[1] not in data:
            lines.setdefault(where[1:], line)
    form = LISTS.get(name)
    if name == "standards":
        form = KINDS.get(str(merged.get("kind")))
        if form is None:
            what = gettext_noop("the kind of standard is missing or unknown")
            instead = gettext_noop("kind: clock (or quota, sample, coverage, checklist, gate, target)")
            label = f"{merged.get('code', path[1])}.kind"
            found.problems.append(Problem(read.file, line_of(lines, ("kind",)), label, what, instead))
            found.broken.setdefault(name, set()).add(str(merged.get("code")))
            return
    if form is not None:
        keys = frozenset(keys_of(form))
        merged = {key: value for key, value in merged.items() if key in data or key in keys}
        _keep(found, name, form, Located(read.file, merged, lines, frozenset(merged) - frozenset(data)))


def _fitting(defaults: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """The defaults without those that an entry's own limit or hours replace."""
    out: set[str] = set()
    for group in (_LIMITS, _HOURS):
        if any(key in data for key in group):
            out |= set(group)
    if "by_urgency" in data:
        out.discard("first_urgency")
    return {key: value for key, value in defaults.items() if key not in out}


def _keep(found: Assembly, name: str, form: type[Part], read: Located) -> None:
    data, lines = read.data, read.lines
    code = data.get("code") if isinstance(data, dict) else None
    if form in (SINGLE["terms.yaml"], SINGLE["grades.yaml"]):
        code = name
    if name == "events" and isinstance(data, dict):
        code = data.get("kind")
    part, problems = shape(form, read, str(code or ""))
    found.problems += problems
    if part is None or code is None:
        found.broken.setdefault(name, set()).add(str(code))
        return
    entry = Entry(name, str(code), part, part.model_dump(mode="json"), read.file, lines, read.borrowed)
    first = found.entries.setdefault(name, {}).get(entry.code)
    if first is not None:
        what = gettext_noop("this code is taken (%(file)s:%(line)s)")
        instead = gettext_noop("a code of its own")
        found.problems.append(entry.wrong(("code",), what, instead, file=first.file, line=line_of(first.lines, ())))
        return
    found.entries[name][entry.code] = entry
