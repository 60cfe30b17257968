"""Find Chromium for the browser tests; as root on Debian install it. Prints its path, or a sentence with status 1."""

import os
import shutil
import subprocess
import sys

PACKAGES = ("chromium", "fonts-noto-cjk")
MISSING = (
    "Browser tests need Chromium and Noto CJK. Debian/Ubuntu: sudo apt-get install chromium fonts-noto-cjk. "
    "Or set CHROMIUM=/path."
)


def find() -> str | None:
    """`CHROMIUM`, else the system's; Ubuntu's is only a door to a snap, so there `CHROMIUM` names one."""
    named = os.environ.get("CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


def can_draw_chinese() -> bool:
    """True where fontconfig knows a Chinese font; without one pages show boxes and no test would tell."""
    try:
        fonts = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return False
    return bool(fonts.strip())


def install() -> None:
    """Debian's packages, as root; anybody else is told what to do."""
    if os.geteuid() or not shutil.which("apt-get"):
        return
    sys.stderr.write("Installing chromium and fonts-noto-cjk\n")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        subprocess.run(["apt-get", *words], env=environment, stdout=sys.stderr, check=False)


def main() -> int:
    """Status 0 and the path, or 1 and the sentence."""
    if not find() or not can_draw_chinese():
        install()
    found = find()
    if not found or not can_draw_chinese():
        sys.stderr.write(MISSING + "\n")
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
