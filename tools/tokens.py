"""Colours and sizes stand in tokens.css and nowhere else. Prints each breach as `file:line: why`; 1 if there is one.

python tools/tokens.py src
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch|oklab|lab|lch|color)\(", re.IGNORECASE)
NAMED = re.compile(r":[^;{]*\b(?:white|black|red|green|blue|gr[ae]y|orange|yellow|silver|navy|purple)\b", re.IGNORECASE)
SIZE = re.compile(r"(?<![\w.#-])(?!0(?:px|rem)\b)\d*\.?\d+(?:px|rem|pt)\b")
"""`em` may stand: it follows the size of the text, which is a token."""
CONDITION = re.compile(r"^\s*@(?:media|container|supports|import)\b")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|url\([^)]*\)")
HAIRLINE = re.compile(r"\b[123]px\b")
"""Lines and outlines: a token for one pixel would only say that it is one."""
TOKENS = "tokens.css"


def breaches(text: str) -> Iterator[tuple[int, str]]:
    """What a style sheet should take from the tokens."""
    blank = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    for number, line in enumerate(blank.splitlines(), 1):
        plain = QUOTED.sub("", line)
        if "!important" in plain:
            yield number, "no !important: the layers decide who wins"
        if CONDITION.match(plain):  # a condition can't read a custom property
            continue
        if COLOUR.search(plain.partition(":")[2]) or NAMED.search(plain):
            yield number, "a raw colour: take one of tokens.css"
        if SIZE.search(HAIRLINE.sub("", plain.partition(":")[2] or plain)):
            yield number, "a raw size: take one of tokens.css"


def main(root: Path) -> int:
    """Look through every style sheet but the tokens themselves and what others wrote."""
    sheets = [path for path in sorted(root.rglob("*.css")) if path.name != TOKENS and "vendor" not in path.parts]
    found = [f"{path}:{line}: {why}" for path in sheets for line, why in breaches(path.read_text(encoding="utf-8"))]
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
