"""YAML text to plain values with the line of each, and every mistake of writing found on the way.

Read by our own hand from the nodes, so that nothing surprises: a plain word is a word (`no`, `08:00`, `2026-01-01`),
only whole and decimal numbers, true, false and null are anything else.
"""

import re
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from yaml import CSafeLoader, MarkedYAMLError, YAMLError, compose
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from guanjia.rooms.handbook.types.problems import Path, Problem
from guanjia.shared.errors import gettext_noop

_WHOLE = re.compile(r"^[-+]?(0|[1-9]\d*)$")
_DECIMAL = re.compile(r"^[-+]?\d+\.\d+$")
_TAB = re.compile(r"^ *\t")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(slots=True)
class Located:
    """Plain values, and the line of each path in them."""

    file: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    borrowed: frozenset[str] = frozenset()
    """Keys that come from the file's defaults: a mistake in one is the defaults' mistake, and told once."""
    problems: list[Problem] = field(default_factory=list)


def read_yaml(file: str, content: bytes) -> Located:
    """The content of one file. Never raises: what can't be read is a problem with its line.

    Reading takes most of a check, and a draft is checked again after each change of one file: so what was read is
    kept by its bytes. Everybody gets values of their own, to change as they like.
    """
    kept = _read(file, content)
    return Located(kept.file, deepcopy(kept.data), dict(kept.lines), kept.borrowed, list(kept.problems))


@lru_cache(maxsize=128)
def _read(file: str, content: bytes) -> Located:
    found = Located(file)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].count(b"\n") + 1
        what = gettext_noop("this is not text in UTF-8")
        found.problems.append(Problem(file, line, "", what, gettext_noop("the file saved as UTF-8")))
        return found
    try:
        node = compose(text, Loader=CSafeLoader)
    except YAMLError as wrong:
        found.problems += _unreadable(file, text, wrong)
        return found
    if node is None:
        what = gettext_noop("the file is empty")
        found.problems.append(Problem(file, 1, "", what, gettext_noop("its content, or no file at all")))
        return found
    found.data = _value(found, node, ())
    return found


def _unreadable(file: str, text: str, wrong: YAMLError) -> list[Problem]:
    tabs = [number for number, line in enumerate(text.split("\n"), 1) if _TAB.match(line)]
    if tabs:
        what, instead = gettext_noop("a tab is used to indent"), gettext_noop("spaces")
        return [Problem(file, line, "", what, instead) for line in tabs]
    mark = wrong.problem_mark or wrong.context_mark if isinstance(wrong, MarkedYAMLError) else None
    reason = (getattr(wrong, "problem", None) or str(wrong)).replace("%", "%%")
    what = gettext_noop("this is not YAML (%(reason)s)")
    instead = gettext_noop("`key: value` pairs with the same indent, and quotes around text with `: ` or `#`")
    return [Problem(file, mark.line + 1 if mark else 1, "", what, instead, {"reason": reason})]


def _value(found: Located, node: Node, path: Path) -> Any:
    found.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, MappingNode):
        return _mapping(found, node, path)
    if isinstance(node, SequenceNode):
        return [_value(found, one, (*path, number)) for number, one in enumerate(node.value)]
    if not isinstance(node, ScalarNode):
        return None
    return node.value if node.style else scalar(node.value)


def scalar(text: str) -> Any:
    """The value of a plain word: true, false, null, a number, or the word itself."""
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _WHOLE.match(text):
        return int(text)
    if _DECIMAL.match(text):
        return float(text)
    return text


def _mapping(found: Located, node: MappingNode, path: Path) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        where = (*path, key)
        if not isinstance(key_node, ScalarNode) or key == "<<":
            what = gettext_noop("this key can't be used here")
            found.problems.append(
                Problem(found.file, line, key, what, gettext_noop("a plain word as key, or `defaults:` on top"))
            )
            continue
        if key in values:
            what = gettext_noop("this key stands here twice (first in line %(first)s)")
            named = ".".join(str(part) for part in where)
            instead = gettext_noop("it once, with one value")
            found.problems.append(Problem(found.file, line, named, what, instead, {"first": found.lines[where]}))
            continue
        found.lines[where] = line
        values[key] = _value(found, value_node, where)
    return values
