"""What docs/security.md names as shown by a test is shown by a test that is there."""

import re
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def missing(text: str, home: Path) -> list[str]:
    """Tests a text names that aren't in the tree."""
    gone = []
    for place, name in NAMED.findall(text):
        file = home / place
        if not file.is_file() or f"def {name}(" not in file.read_text(encoding="utf-8"):
            gone.append(f"{place}::{name}")
    return gone


def test_every_test_the_security_document_names_is_there() -> None:
    text = (HOME / "docs" / "security.md").read_text(encoding="utf-8")
    assert len(NAMED.findall(text)) > 60
    assert text.count("::") == len(NAMED.findall(text)), "a test is named in another form than `tests/…py::name`"
    assert not missing(text, HOME)


def test_a_test_that_is_gone_is_named() -> None:
    named = "`tests/tools/test_security_doc.py::test_gone` `tests/gone.py::test_x`"
    assert len(missing(named, HOME)) == 2


def test_every_chapter_of_level_two_has_its_rows() -> None:
    text = (HOME / "docs" / "security.md").read_text(encoding="utf-8")
    for chapter in range(1, 15):
        assert f"## V{chapter} " in text
