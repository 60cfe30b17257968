"""Known holes in what we install, by pip-audit where it can reach its data. Status 77 where it can't."""

import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
LEFT_OUT = 77
UNREACHABLE = ("ConnectionError", "ServiceError", "Max retries", "Name or service not known", "timed out", "SSLError")


def main() -> int:
    """Look every locked version up; hashes are in the lock, so nothing is resolved or installed."""
    words = ["-m", "pip_audit", "-r", "requirements.lock", "--disable-pip", "--require-hashes", "--timeout", "10"]
    words += ["--progress-spinner", "off", "--vulnerability-service", "osv"]
    try:
        ran = subprocess.run(
            [sys.executable, *words], cwd=HOME, capture_output=True, text=True, timeout=120, check=False
        )
    except subprocess.TimeoutExpired:
        print("the data of known holes did not answer in two minutes")
        return LEFT_OUT
    if ran.returncode and any(sign in ran.stderr for sign in UNREACHABLE):
        print("the data of known holes is out of reach")
        return LEFT_OUT
    print(ran.stdout + ran.stderr)
    return ran.returncode


if __name__ == "__main__":
    sys.exit(main())
