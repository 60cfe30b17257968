"""What a command that asks files alone reads in of the house."""

import os
import subprocess
import sys

from guanjia.shared.facts import KINDS

SCRIPT = """
from guanjia.config import starting
starting.start_to_judge()
from django.apps import apps
from guanjia.shared.facts import KINDS
print(*sorted(KINDS))
print(apps.is_installed("guanjia.rooms.promises"), apps.is_installed("guanjia.rooms.cases"))
"""


def test_who_only_judges_knows_every_fact_and_no_room_above() -> None:
    surroundings = {**os.environ, "DJANGO_SETTINGS_MODULE": "guanjia.config.settings"}
    ran = subprocess.run([sys.executable, "-c", SCRIPT], env=surroundings, capture_output=True, text=True, check=True)
    kinds, rooms = ran.stdout.splitlines()
    assert set(kinds.split()) == {kind for kind, one in KINDS.items() if one.__module__.startswith("guanjia.")}
    assert rooms == "True False"
