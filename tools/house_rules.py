"""The habits of this house that no linter knows. Prints each breach as `file:line: why`; ends with 1 if there is one.

python tools/house_rules.py src
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

EDGES = {"views.py", "api.py", "tasks.py", "reactions.py", "forms.py"}
SUBJECTS = {"types", "events", "rules", "models", "selectors", "access", "services", "views", "api", "forms", "schemas"}
FORBIDDEN_FILES = {"utils.py", "util.py", "helpers.py", "managers.py", "signals.py", "urls.py", "apps.py", "admin.py"}
VAGUE = ("Manager", "Helper", "Util", "Utils")
VAGUE_VERBS = re.compile(r"^(process|handle|manage|do)(_|$)")
STATES = {"state"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 40
LONGEST = {"views.py": 15, "tasks.py": 10, "reactions.py": 10}
NAMES = re.compile(r"\b(phone|address|text|body|message|comment|contact_name|resident_name)\b")
TRUSTING = re.compile(r"\|\s*safe(?:seq)?\b|\bautoescape\s+off\b")

Breach = tuple[int, str]


def breaches(path: Path, root: Path) -> Iterator[Breach]:
    """What breaks a habit in one file; `root` is the folder that was asked for."""
    text = path.read_text(encoding="utf-8")
    in_room = "rooms" in path.relative_to(root).parts or "desks" in path.relative_to(root).parts
    if in_room and path.name in FORBIDDEN_FILES:
        yield 1, f"no {path.name} in a room: say what it is, in the file that is for it"
    if text.count("\n") > LONGEST_FILE:
        yield LONGEST_FILE, f"file over {LONGEST_FILE} lines: cut it by subject"
    name = role(path)
    for node in ast.walk(ast.parse(text)):
        for look in LOOKS:
            for why in look(node, name, in_room):
                yield getattr(node, "lineno", 1), why


def role(path: Path) -> str:
    """The file's job in its room; a file that grew into a package keeps its job (`services/intake.py`)."""
    for folder in path.parents:
        if folder.name in SUBJECTS:
            return f"{folder.name}.py"
    return path.name


def length(node: ast.AST, name: str, in_room: bool) -> Iterator[str]:
    """Functions fit a head, those of edges half of one."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        longest = LONGEST.get(name, LONGEST_FUNCTION) if in_room else LONGEST_FUNCTION
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if lines > longest:
            yield f"{node.name}() has {lines} lines, at most {longest}"


def tables(node: ast.AST, name: str, in_room: bool) -> Iterator[str]:
    """Tables have no behaviour and are out of reach of the edges."""
    match node:
        case ast.FunctionDef(name="save" | "delete" | "clean") if name == "models.py":
            yield "no behaviour in tables: a verb of services.py does it"
        case ast.Attribute(attr="objects") if name in EDGES and in_room:
            yield "edges call access, selectors and services, never a table"
        case ast.ImportFrom(module=str(module)) if name in EDGES and in_room and module.endswith(".models"):
            yield "edges import no models"


def states(node: ast.AST, name: str, in_room: bool) -> Iterator[str]:
    """Transactions and changes of a state have one address. Rules reach no table, so what they set is their own."""
    if not in_room or name == "services.py":
        return
    match node:
        case ast.Attribute(attr="atomic"):
            yield "transactions belong to services.py"
        case _ if name == "rules.py":
            return
        case ast.Attribute(attr=attr, ctx=ast.Store()) if attr in STATES:
            yield "a state changes in services.py only"
        case ast.Call(func=ast.Attribute(attr="update"), keywords=words):
            if any(word.arg in STATES for word in words):
                yield "a state changes in services.py only"


def names(node: ast.AST, name: str, in_room: bool) -> Iterator[str]:
    """Things are called what they are."""
    match node:
        case ast.ClassDef(name=called) if called.endswith(VAGUE):
            yield f"{called}: name it by what it does"
        case ast.FunctionDef(name=called) | ast.AsyncFunctionDef(name=called) if in_room and VAGUE_VERBS.match(called):
            yield f"{called}(): use a verb of the trade"


def queue(node: ast.AST, name: str, in_room: bool) -> Iterator[str]:
    """A job is queued with the rows it belongs to; the queue's own `defer` would not join them in a worker."""
    match node:
        case ast.Call(func=ast.Attribute(attr="defer" | "defer_async", value=owner)):
            if not (isinstance(owner, ast.Name) and owner.id == "jobs") and in_room:
                yield "queue work with guanjia.shared.jobs.defer"


def paging(node: ast.AST, name: str, in_room: bool) -> Iterator[str]:
    """Lists are pages by keyset."""
    match node:
        case ast.ImportFrom(module="django.core.paginator"):
            yield "a list is a page by keyset (guanjia.shared.db.keyset)"
        case ast.Subscript(slice=ast.Slice(lower=ast.expr(), upper=ast.expr()), value=ast.Call(func=ast.Attribute())):
            if name == "selectors.py" and not isinstance(node.slice.lower, ast.Constant):  # type: ignore[attr-defined]
                yield "no OFFSET: a list is a page by keyset (guanjia.shared.db.keyset)"


def logs(node: ast.AST, name: str, in_room: bool) -> Iterator[str]:
    """Logs are events with fields: ids, no personal words."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="logger")), keywords=words):
            for word in words:
                if word.arg == "extra" and isinstance(word.value, ast.Dict):
                    for key in word.value.keys:
                        if isinstance(key, ast.Constant) and isinstance(key.value, str) and NAMES.search(key.value):
                            yield f"logs keep ids only, not {key.value}"


LOOKS: tuple[Callable[[ast.AST, str, bool], Iterator[str]], ...] = (
    length,
    tables,
    states,
    names,
    queue,
    paging,
    logs,
)


def unescaped(path: Path) -> Iterator[Breach]:
    """Places of a template that trust what they print; djlint does not look inside `{{ }}`."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if TRUSTING.search(line):
            yield number, "let the template escape: no |safe, no autoescape off"


def main(root: Path) -> int:
    """Look through all of `root` but migrations."""
    files = [path for path in sorted(root.rglob("*.py")) if "migrations" not in path.parts]
    found = [f"{path}:{line}: {why}" for path in files for line, why in breaches(path, root)]
    found += [f"{path}:{line}: {why}" for path in sorted(root.rglob("*.html")) for line, why in unescaped(path)]
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
