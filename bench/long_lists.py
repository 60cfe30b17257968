"""The same lists and pages between ten thousand cases and a million."""

import sys

from lists import main

if __name__ == "__main__":
    sys.exit(main("10000", "1000000"))
