"""Who may import whom: runs import-linter with the contracts of `.importlinter`.

    python tools/floors.py            fails when a contract is broken, or a room's doors are not in the file
    python tools/floors.py --write    brings the doors of `.importlinter` up to date

A contract may only name modules that exist, so the last part of the file, one contract of doors per room, is made
from the tree. New rooms and new files are thereby guarded the day they appear.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
CONFIG = ".importlinter"
CLOSED = ("models", "views", "forms", "reactions", "tasks")
HEAD = "# Doors: made by tools/floors.py --write\n"


def doors(rooms: Path) -> str:
    """One contract per room: these files of it are imported by itself only."""
    parts = [HEAD]
    for room in sorted(folder for folder in rooms.iterdir() if (folder / "__init__.py").is_file()):
        found = [name for name in CLOSED if (room / f"{name}.py").is_file() or (room / name / "__init__.py").is_file()]
        if found:
            package = f"guanjia.rooms.{room.name}"
            parts += [
                f"\n[importlinter:contract:doors-{room.name}]",
                f"\nname = Doors of {room.name}: {', '.join(found)} are its own",
                "\ntype = protected\nprotected_modules =",
                *[f"\n    {package}.{name}" for name in found],
                f"\nallowed_importers =\n    {package}\n",
            ]
    return "".join(parts)


def wanted(home: Path) -> str:
    """The whole file as it should be: the hand-written contracts, then the doors of the tree."""
    kept = (home / CONFIG).read_text(encoding="utf-8").partition(HEAD)[0]
    return kept.rstrip("\n") + "\n\n" + doors(home / "src" / "guanjia" / "rooms")


def lint(home: Path, config: str) -> int:
    """Run import-linter on the tree of `home`; says what it found."""
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "importlinter.ini"
        file.write_text(config, encoding="utf-8")
        words = [str(Path(sys.executable).parent / "lint-imports"), "--config", str(file), "--no-cache"]
        path = {"PYTHONPATH": str(home / "src"), "PATH": "/usr/bin:/bin", "NO_COLOR": "1"}
        ran = subprocess.run(words, cwd=home, env=path, capture_output=True, text=True, check=False)
    said = ran.stdout.partition("\nContracts\n")  # what stands before is a banner
    sys.stdout.write((said[2] or said[0]) + ran.stderr)
    return ran.returncode


def main(words: list[str], home: Path = HOME) -> int:
    """Status 0 when the floors hold and the file is up to date."""
    whole = wanted(home)
    stale = whole != (home / CONFIG).read_text(encoding="utf-8")
    if stale and "--write" in words:
        (home / CONFIG).write_text(whole, encoding="utf-8")
        stale = False
    status = lint(home, whole)
    if stale:
        sys.stdout.write(f"{CONFIG} does not list all doors of the rooms: run python tools/floors.py --write\n")
    return status or int(stale)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
