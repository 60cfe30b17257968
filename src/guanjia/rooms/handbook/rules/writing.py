"""A handbook back to the files of a pack: all of it, or one entry of a file that stands there already.

What a person wrote is kept: only the keys that change are written, comments and order stay.
"""

import io
from collections.abc import Mapping
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from guanjia.rooms.handbook.rules.assembling import WHOLE
from guanjia.rooms.handbook.rules.overriding import LIMITS
from guanjia.rooms.handbook.rules.reading import read_yaml
from guanjia.rooms.handbook.rules.shaping import keys_of
from guanjia.rooms.handbook.types.book import FOLDERS, NEEDED, SINGLE, HandbookContent
from guanjia.shared.errors import Missing, gettext_noop

Files = Mapping[str, bytes]
WIDEST = 1_000_000
"""Signs of a line: texts are never broken."""


def files_of(content: HandbookContent) -> dict[str, bytes]:
    """The files of a pack that says the same: what an edition without files of its own is copied as."""
    plain = content.model_dump(mode="json", exclude_defaults=True)
    found: dict[str, bytes] = {}
    for name, form in SINGLE.items():
        if name in WHOLE:
            found[name] = _written(plain[name.removesuffix(".yaml")])
            continue
        lists = {key: list(plain[key].values()) for key in keys_of(form) if plain.get(key)}
        if lists or name in NEEDED:
            found[name] = _written(lists)
    for folder in FOLDERS:
        if folder == "overrides":
            found |= {f"overrides/{code}.yaml": _written(one) for code, one in plain.get(folder, {}).items()}
        elif plain.get(folder):
            found[f"{folder}/all.yaml"] = _written({folder: list(plain[folder].values())})
    return found


def with_entry(files: Files, name: str, code: str, keys: Mapping[str, Any]) -> dict[str, bytes]:
    """The files with these keys of one entry of the list `name` in place of its own. Raises Missing."""
    for path, place in _places(files, name):
        entries = (read_yaml(path, files[path]).data or {}).get(place)
        codes = [one.get("code") if isinstance(one, dict) else None for one in entries or ()]
        if code in codes:
            kept = _loaded(files[path])
            _change(kept[place][codes.index(code)], keys)
            return {**files, path: _dumped(kept)}
    message = gettext_noop("The files of this edition hold no %(code)s. Send the whole pack instead.")
    raise Missing("handbook.no_entry", message, {"code": code})


def with_override(files: Files, community: str, about: Mapping[str, Any], change: tuple[str, Any]) -> dict[str, bytes]:
    """The files with keys of one standard that hold in one community only.

    Written into the override that is this community's alone, else into a new one with the title and the reason of
    `about`.
    """
    code, keys = change
    path, kept = _override_of(files, community)
    if kept is None:
        kept = CommentedMap({"code": community, "title": about["title"], "why": about["why"]})
        kept["communities"] = _flow([community])
    elif about.get("why"):
        kept["why"] = about["why"]
    standards = kept.setdefault("standards", CommentedMap())
    _change(standards.setdefault(code, CommentedMap()), keys)
    return {**files, path: _dumped(kept)}


def _override_of(files: Files, community: str) -> tuple[str, Any]:
    for path in sorted(files):
        if path.startswith("overrides/") and path.endswith(".yaml"):
            data = read_yaml(path, files[path]).data
            named = data.get("communities") if isinstance(data, dict) else None
            if named in ([community], community):
                return path, _loaded(files[path])
    return f"overrides/{community}.yaml", None


def _places(files: Files, name: str) -> list[tuple[str, str]]:
    """Where entries of a list may stand: files of its folder, or the one file that holds it."""
    single = [path for path, form in SINGLE.items() if path not in WHOLE and name in keys_of(form)]
    folder = [path for path in sorted(files) if path.startswith(f"{name}/") and path.endswith(".yaml")]
    return [(path, name) for path in (*single, *folder) if path in files]


def _change(entry: Any, keys: Mapping[str, Any]) -> None:
    if LIMITS & set(keys):
        for old in LIMITS - set(keys):
            entry.pop(old, None)
    for key, value in keys.items():
        entry[key] = _flow(value)


def _flow(value: Any) -> Any:
    """Small values on one line, as a person writes them."""
    if isinstance(value, Mapping):
        made = CommentedMap({key: _flow(one) for key, one in value.items()})
        made.fa.set_flow_style()
        return made
    if isinstance(value, list | tuple):
        listed = CommentedSeq([_flow(one) for one in value])
        listed.fa.set_flow_style()
        return listed
    return value


def _written(plain: Any) -> bytes:
    """A file nobody wrote by hand, with no comments to keep: libyaml writes it many times as fast."""
    return yaml.dump(plain, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=WIDEST).encode()


def _yaml() -> YAML:
    made = YAML()
    made.preserve_quotes = True
    made.width = WIDEST
    made.indent(mapping=2, sequence=4, offset=2)
    return made


def _loaded(content: bytes) -> Any:
    return _yaml().load(content.decode("utf-8-sig"))


def _dumped(value: Any) -> bytes:
    out = io.StringIO()
    _yaml().dump(value, out)
    return out.getvalue().encode()
