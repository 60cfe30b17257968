"""The linters are really on: what must never stand in the code is planted and found."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import tokens

HOME = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


def ruff(text: str, place: str = "src/guanjia/rooms/surveys/services.py") -> str:
    words = [BIN / "ruff", "check", "--no-cache", "--output-format", "concise", "--stdin-filename", place, "-"]
    return subprocess.run(words, cwd=HOME, input=text, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("from django.dispatch import receiver\n", "TID251"),
        ("from django.db.models.signals import post_save\n", "TID251"),
        ("from unittest import mock\n", "TID251"),
        ("from time import sleep\n", "TID251"),
        ("from django.utils import timezone\ntimezone.now()\n", "TID251"),
        ("from datetime import UTC, datetime\ndatetime.now(UTC)\n", "TID251"),
        ("from datetime import datetime\ndatetime(2026, 3, 2)\n", "DTZ001"),
        ("from .rules import check\n", "TID252"),
        ("print('x')\n", "T201"),
        ("try:\n    x()\nexcept Exception:\n    raise_no()\n", "BLE001"),
        ("try:\n    x()\nexcept:\n    y()\n", "E722"),
        ("try:\n    x()\nexcept ValueError as e:\n    pass\ntry:\n    x()\nexcept Exception:\n    pass\n", "S110"),
        ("_(f'{x} cases')\n", "INT001"),
        ("_('%s cases' % x)\n", "INT003"),
        ("gettext_noop(f'{x}')\n", "INT001"),
        ("import logging\nlogging.getLogger().info(f'{x}')\n", "G004"),
        ("# found.save()\n", "ERA001"),
        ("ask(True)\n", "FBT003"),
        ("def a(x=[]): pass\n", "B006"),
        ("def a(b, c, d, e, f, g): pass\n", "PLR0913"),
        ("def a():\n" + "    x()\n" * 41, "PLR0915"),
        ("def a(x):\n" + "    if x: y()\n" * 11, "C901"),
        ("cursor.execute(f'select {x} from cases')\n", "S608"),
        ("from django.utils.safestring import mark_safe\n", "TID251"),
        ("from django.db import models\nclass A(models.Model):\n    a = models.TextField(null=True)\n", "DJ001"),
        ("from django import forms\nclass A(forms.ModelForm):\n    class Meta:\n        exclude = ['a']\n", "DJ006"),
        ("from django import forms\nclass A(forms.ModelForm):\n    class Meta:\n        fields = '__all__'\n", "DJ007"),
    ],
)
def test_what_is_forbidden_is_found(text: str, rule: str) -> None:
    assert f" {rule} " in ruff(text)


def test_the_command_line_may_print() -> None:
    assert "T201" not in ruff("print('x')\n", "src/guanjia/config/cli.py")


@pytest.mark.parametrize(
    ("markup", "rule"),
    [
        ('<p style="color: red">x</p>', "H021"),
        ('<img src="a.png">', "H013"),
        ("<div><p>x</p>", "H025"),
        ('<p onclick="x()">x</p>', "GJ01"),
        ("<script>x()</script>", "GJ02"),
        ("<p>没有</p>", "GJ03"),
    ],
)
def test_what_is_forbidden_in_templates_is_found(tmp_path: Path, markup: str, rule: str) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"{markup}\n", encoding="utf-8")
    for config in ("pyproject.toml", ".djlint_rules.yaml"):  # looked for upwards from the page
        shutil.copy(HOME / config, tmp_path)
    words = [BIN / "djlint", "--lint", page]
    said = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert rule in said.stdout
    assert said.returncode == 1


@pytest.mark.parametrize(
    "line",
    ["a { color: #fff; }", "a { color: white; }", "a { gap: 8px; }", "a { background: rgb(0 0 0 / 10%); }"],
)
def test_a_raw_colour_or_size_is_found(line: str) -> None:
    assert len(list(tokens.breaches(line))) == 1


def test_important_is_found() -> None:
    assert [why for _, why in tokens.breaches("a { color: var(--ink) !important; }")] != []


@pytest.mark.parametrize(
    "line",
    [
        "a { color: var(--ink); gap: var(--g2); border: 1px solid var(--line); width: 1.25em; margin: 0; }",
        "@media (min-width: 900px) {",
        "/* 12px #fff */",
        "a { background: url('a.svg#fff'); width: 100%; grid-template-columns: 1fr 2fr; }",
    ],
)
def test_tokens_and_what_needs_none_pass(line: str) -> None:
    assert list(tokens.breaches(line)) == []
