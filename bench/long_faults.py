"""The same faults a thousand times."""

import sys

from faults import SEED, main

if __name__ == "__main__":
    sys.exit(main(1000, SEED))
