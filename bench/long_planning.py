"""The planner of rounds against CP-SAT as the issue asks it: twenty plans, 60 seconds of the processor each."""

import sys

from planning import main

if __name__ == "__main__":
    sys.exit(main(20, 60))
