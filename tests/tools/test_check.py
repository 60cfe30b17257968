"""The runner of the checks, the catalogues' look and the generated documents."""

import sys
from pathlib import Path

import polib
import pytest

from tools import catalogues, check, generate_docs

GOOD = check.Step("good", [sys.executable, "-c", ""])
BAD = check.Step("bad", [sys.executable, "-c", "import sys; print('why it failed'); sys.exit(3)"])
AWAY = check.Step("away", [sys.executable, "-c", "import sys; print('out of reach'); sys.exit(77)"])


def test_all_steps_run_even_after_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "steps", lambda: [BAD, GOOD, AWAY])
    assert check.main([]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[:1]] == [["bad", "FAILED"]]
    assert "why it failed" in lines[1]
    assert lines[2].split()[:2] == ["good", "ok"]
    assert "out of reach" in lines[3]
    assert lines[-1].startswith("1 of 3 failed: bad")


def test_steps_can_be_chosen_by_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "steps", lambda: [BAD, GOOD])
    assert check.main(["good"]) == 0


def catalogue(*entries: tuple[str, str], flags: tuple[str, ...] = ()) -> polib.POFile:
    made = polib.POFile()
    made.extend(polib.POEntry(msgid=source, msgstr=said, flags=list(flags)) for source, said in entries)
    return made


NOW = catalogue(("Saved.", ""), ("The score must be from 1 to %(best)s.", ""))
WHOLE = (("Saved.", "已保存。"), ("The score must be from 1 to %(best)s.", "评分应为 1 到 %(best)s。"))


def test_a_whole_catalogue_passes() -> None:
    assert list(catalogues.problems(catalogue(*WHOLE), NOW)) == []


@pytest.mark.parametrize(
    ("kept", "why"),
    [
        (catalogue(WHOLE[1]), "missing: Saved."),
        (catalogue(*WHOLE, ("Gone.", "走了。")), "no longer in the code: Gone."),
        (catalogue(("Saved.", ""), WHOLE[1]), "untranslated: Saved."),
        (catalogue(WHOLE[0], (WHOLE[1][0], "评分不对。")), "lost or changed %(best)s"),
        (catalogue(*WHOLE, flags=("fuzzy",)), "fuzzy: Saved."),
    ],
)
def test_what_is_wrong_with_a_catalogue_is_said(kept: polib.POFile, why: str) -> None:
    assert any(one.startswith(why) for one in catalogues.problems(kept, NOW))


def test_a_text_of_the_code_is_gathered(tmp_path: Path) -> None:
    source = tmp_path / "guanjia"
    (source / "locale").mkdir(parents=True)
    (source / "rules.py").write_text('raise Refused("a.b", gettext_noop("This is closed."))\n')
    (source / "page.html").write_text("{% load i18n %}<p>{% translate 'Save' %}</p>\n")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    found = {entry.msgid for entry in catalogues.gathered(source, scratch, "zh_Hans")}
    assert {"This is closed.", "Save"} <= found


def test_states_are_written_in_a_stable_order() -> None:
    assert generate_docs.targets({"b": "c", "a": "b"}) == "a → b, b → c"
    assert generate_docs.targets(frozenset({"paused", "done"})) == "done, paused"
    assert generate_docs.targets(frozenset()) == "–"
