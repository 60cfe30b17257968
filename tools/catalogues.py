"""The catalogues know every text of the code, and nothing else: makemessages in a scratch copy, then polib's look.

None missing, untranslated, fuzzy or obsolete, and no lost `%(name)s`. Needs GNU gettext.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

HOME = Path(__file__).resolve().parents[1]
SRC = HOME / "src" / "guanjia"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def gathered(source: Path, scratch: Path, language: str) -> polib.POFile:
    """The catalogue makemessages would make now."""
    copy = scratch / "guanjia"
    if not copy.exists():
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "packs"))
    words = ["makemessages", "-l", language, "--no-location", "--no-wrap", "-v", "0"]
    environment = {**os.environ, "PYTHONPATH": str(HOME / "src")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "django", *words]
    ran = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(f"makemessages: {ran.stdout}{ran.stderr}")
    return polib.pofile(str(copy / "locale" / language / "LC_MESSAGES" / "django.po"))


def problems(kept: polib.POFile, now: polib.POFile) -> Iterator[str]:
    """What is wrong with the catalogue that is kept, measured by what the code says now."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in kept if not entry.obsolete}
    wanted = {(entry.msgctxt, entry.msgid) for entry in now if not entry.obsolete}
    yield from (f"missing: {text}" for context, text in sorted(wanted - known.keys(), key=str))
    yield from (f"no longer in the code: {text}" for context, text in sorted(known.keys() - wanted, key=str))
    yield from (f"obsolete: {entry.msgid}" for entry in kept.obsolete_entries())
    yield from (f"fuzzy: {entry.msgid}" for entry in kept.fuzzy_entries())
    for entry in known.values():
        for said in [entry.msgstr] if not entry.msgid_plural else entry.msgstr_plural.values():
            if not said:
                yield f"untranslated: {entry.msgid}"
            elif lost(entry, said):
                yield f"lost or changed {', '.join(lost(entry, said))}: {entry.msgid}"


def lost(entry: polib.POEntry, said: str) -> list[str]:
    """Placeholders that stand in the source but not in the translation, or the other way round."""
    sources = [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]
    found = set(PLACEHOLDER.findall(said))
    allowed = set().union(*(PLACEHOLDER.findall(source) for source in sources))
    needed = set() if entry.msgid_plural else allowed  # "one item" need not say the number
    return sorted((needed - found) | (found - allowed))


def main(source: Path = SRC) -> int:
    """Status 0 when every catalogue is whole; trivially so before there is one."""
    catalogues = sorted((source / "locale").glob("*/LC_MESSAGES/django.po"))
    if catalogues and not shutil.which("xgettext"):
        print("GNU gettext is needed here. Debian/Ubuntu: sudo apt-get install gettext")
        return 1
    found: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        for file in catalogues:
            now = gathered(source, Path(scratch), file.parents[1].name)
            found += [f"{file.parents[1].name}: {line}" for line in problems(polib.pofile(str(file)), now)]
            checked = ["msgfmt", "--check-format", "-o", "/dev/null", str(file)]
            ran = subprocess.run(checked, capture_output=True, text=True, check=False)
            found += ran.stderr.splitlines() if ran.returncode else []
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
