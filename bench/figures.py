"""How a figure is printed beside its bar, and how fast this machine is just now."""

import sys
import time
import tomllib
from pathlib import Path

HERE = Path(__file__).parent


def bar(group: str, name: str) -> dict[str, float | str]:
    """The bar of a figure as bars.toml has it; a figure without one is a mistake of the script."""
    return dict(tomllib.loads((HERE / "bars.toml").read_text())[group][name])


def tell(group: str, name: str, value: float) -> bool:
    """Print one line, `name value unit bar met|short`, and return whether the bar was met."""
    wanted = bar(group, name)
    if "at_most" in wanted:
        met, said = value <= float(wanted["at_most"]), f"<={wanted['at_most']}"
    else:
        met, said = value >= float(wanted["at_least"]), f">={wanted['at_least']}"
    sys.stdout.write(f"{group}.{name} {value:g} {wanted['unit']} {said} {'met' if met else 'short'}\n")
    return met


def calibration() -> None:
    """Print how long a plain loop takes here and now, so that figures of different days can be compared."""
    begun = time.perf_counter()
    total = 0
    for number in range(5_000_000):
        total += number & 7
    sys.stdout.write(f"calibration.python_loop {time.perf_counter() - begun:.2f} s - -\n")
